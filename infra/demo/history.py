"""The plan of what happened before today, drawn from `history.yaml`: the same each time it is drawn."""

import random
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Any

from infra.demo.learning import days_ago, walk
from infra.demo.people import Colleague, colleagues
from infra.demo.reading import content
from infra.local.people import PERSONAS

SEED = 60_000_103
LONGEST = 11


@dataclass(frozen=True, slots=True)
class Learned:
    """Somebody completed a module so many days ago."""

    person: Colleague
    code: str
    days_ago: int


@dataclass(frozen=True, slots=True)
class Shared:
    """An ambassador shares a story, and so many people follow their link."""

    person: Colleague
    story: str
    network: str
    text: str
    on_behalf: bool
    clicks: int


@dataclass(slots=True)
class History:
    """Everything that happened, in the order in which it is told to the API."""

    learned: list[Learned] = field(default_factory=list)
    reading: list[tuple[Colleague, str]] = field(default_factory=list)
    acknowledging: list[tuple[Colleague, bool]] = field(default_factory=list)
    active: list[Colleague] = field(default_factory=list)
    accepted: list[Colleague] = field(default_factory=list)
    invited: list[Colleague] = field(default_factory=list)
    nominated: list[Colleague] = field(default_factory=list)
    shown_by_name: list[Colleague] = field(default_factory=list)
    shared: list[Shared] = field(default_factory=list)
    redeeming: list[tuple[Colleague, str]] = field(default_factory=list)


class _Draw:
    def __init__(self) -> None:
        self.amounts = content("history")
        self.chance = random.Random(SEED)
        everyone = colleagues()
        numbers = {person["persona"]: person["employee_number"] for person in PERSONAS}
        self.personas = {
            name: next(one for one in everyone if one.employee_number == numbers[name]) for name in numbers
        }
        known = set(numbers.values())
        self.staff = [person for person in everyone if person.employee_number not in known]
        self.history = History()

    def from_departments(self, quotas: dict[str, int], among: list[Colleague]) -> list[Colleague]:
        """So many of each department, by lot."""
        chosen: list[Colleague] = []
        for department, quota in quotas.items():
            candidates = [person for person in among if person.department == department]
            chosen += self.chance.sample(candidates, quota)
        return chosen

    def learn(self) -> tuple[list[Colleague], list[Colleague]]:
        """Who became ready to speak for the brand, and who learned without that."""
        learners = self.from_departments(self.amounts["learners"], self.staff)
        speakers = self.from_departments(self.amounts["speakers"], learners)
        ready = [self.personas[name] for name in self.amounts["ready_personas"]] + speakers
        others = [person for person in learners if person not in set(speakers)]
        for person in ready:
            extra = self.chance.choices([0, 1, 2, 3, 5, 8], [3, 5, 6, 5, 3, 1])[0]
            path = [*self.amounts["speaker_path"], *self.amounts["specialists"].get(person.department, ())]
            self._go(person, path, len(path) + extra)
        for person in others:
            self._go(person, (), self.chance.choices(range(1, LONGEST), range(LONGEST, 1, -1))[0])
        for name, path in self.amounts["paths"].items():
            self._go(self.personas[name], path, len(path))
        return ready, others

    def _go(self, person: Colleague, begin: Any, steps: int) -> None:
        codes = list(islice(walk(self.chance, person.department, begin), steps))
        ages = days_ago(self.chance, len(codes), self.amounts["most_days"])
        self.history.learned += [Learned(person, code, age) for code, age in zip(codes, ages, strict=True)]

    def read(self, others: list[Colleague]) -> None:
        """Some are in the middle of a module."""
        done: dict[str, list[str]] = {}
        for one in self.history.learned:
            done.setdefault(one.person.employee_number, []).append(one.code)
        for person in self.chance.sample(others, self.amounts["reading_now"]):
            begun = done[person.employee_number]
            following = islice(walk(self.chance, person.department, begun), len(begun), len(begun) + 1)
            self.history.reading += [(person, code) for code in following]
        self.history.reading += [(self.personas[name], code) for name, code in self.amounts["reading"].items()]

    def acknowledge(self, ready: list[Colleague], others: list[Colleague]) -> list[Colleague]:
        """Who answered the guideline; answers who of those ready said yes."""
        silent = set(self.chance.sample(ready[len(self.amounts["ready_personas"]) :], self.amounts["silent_speakers"]))
        saying_yes = [person for person in ready if person not in silent]
        further = self.chance.sample(others, self.amounts["other_acknowledgements"])
        declining = self.amounts["declining"]
        self.history.acknowledging += [(person, True) for person in saying_yes]
        self.history.acknowledging += [(self.personas[name], True) for name in self.amounts["acknowledging_personas"]]
        self.history.acknowledging += [(person, place >= declining) for place, person in enumerate(further)]
        return saying_yes

    def gather(self, ready: list[Colleague], others: list[Colleague]) -> None:
        """Ambassadors in every state of their way."""
        personas, staff = ready[: len(self.amounts["ready_personas"])], ready[len(self.amounts["ready_personas"]) :]
        drawn = iter(self.chance.sample(staff, len(staff)))
        first = [person for person in personas if person.job_profile != "Social Media Strategist"]
        self.history.active = first + list(islice(drawn, self.amounts["active"] - len(first)))
        self.history.accepted = list(islice(drawn, self.amounts["accepted"]))
        self.history.invited = list(islice(drawn, self.amounts["invited"]))
        self.history.nominated = self.chance.sample(others, self.amounts["nominated"])
        self.history.shown_by_name = self.chance.sample(self.history.active, self.amounts["shown_by_name"])

    def share(self) -> None:
        """Each active ambassador shares what suits their language and division."""
        for person in self.history.active:
            stories = [story for story in content("stories")["items"] if _is_for(story, person)]
            for story in self.chance.sample(stories, self.chance.randint(2, 4)):
                variant = self.chance.choice(_in_language_of(story, person))
                clicks = int(self.chance.expovariate(1 / self.amounts["mean_clicks"]))
                self.history.shared.append(
                    Shared(
                        person=person,
                        story=story["title"]["en"],
                        network=variant["network"],
                        text=variant["text"],
                        on_behalf=self.chance.random() < self.amounts["on_behalf_share"],
                        clicks=min(clicks, self.amounts["most_clicks"]),
                    )
                )

    def redeem(self) -> None:
        """Some ask for a reward, never whoever decides; whether their points suffice is the API's to say."""
        rewards = sorted(content("rewards"), key=lambda reward: int(reward["cost"]))[:3]
        demo_people = set(self.personas.values())
        askers = [person for person in self.history.active if person not in demo_people]
        askers = self.chance.sample(askers, self.amounts["redemptions"])
        self.history.redeeming = [(person, self.chance.choice(rewards)["title"]["en"]) for person in askers]


def _is_for(story: dict[str, Any], person: Colleague) -> bool:
    divisions = story.get("audience", {}).get("divisions")
    return "embargo_days" not in story and (not divisions or person.division in divisions)


def _in_language_of(story: dict[str, Any], person: Colleague) -> list[dict[str, str]]:
    own = [variant for variant in story["variants"] if variant["language"] == person.locale]
    return own or story["variants"]


@cache
def drawn() -> History:
    """The whole plan."""
    draw = _Draw()
    ready, others = draw.learn()
    draw.read(others)
    saying_yes = draw.acknowledge(ready, others)
    draw.gather(saying_yes, others)
    draw.share()
    draw.redeem()
    return draw.history
