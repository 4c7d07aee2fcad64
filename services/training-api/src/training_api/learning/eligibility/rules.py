"""May this person take that module: the catalogue's graph as one person sees it, and what it says in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from service_kit.identity.people import Person, PersonRef

from training_api.catalogue.prerequisites import rules
from training_api.catalogue.tracks.rules import State, includes
from training_api.learning.eligibility.schemas import (
    EligibilityOut,
    MissingAll,
    MissingAny,
    MissingLevel,
    MissingModule,
    MissingPart,
)


@dataclass
class Outlook:
    """What the catalogue holds and what one person has done in it."""

    rows: Mapping[UUID, Mapping[str, Any]]
    person: PersonRef | Person
    done: set[UUID]
    waived: set[UUID]

    @cached_property
    def levels(self) -> dict[tuple[UUID, int], list[UUID]]:
        found: dict[tuple[UUID, int], list[UUID]] = {}
        for module_id, row in self.rows.items():
            if row["state"] == State.PUBLISHED:
                found.setdefault((row["track_id"], row["level"]), []).append(module_id)
        return found

    def need_of(self, module_id: UUID) -> rules.Need:
        """What the module asks, waivers aside; nothing for a module that is gone."""
        row = self.rows.get(module_id)
        if row is None or row["expression"] is None:
            return rules.NOTHING
        levels = {level: modules for (track, level), modules in self.levels.items() if track == row["track_id"]}
        return rules.read(row["expression"], levels, of=module_id)

    @cached_property
    def graph(self) -> rules.Graph:
        needs = {m: rules.NOTHING if m in self.waived else self.need_of(m) for m in self.rows}
        minutes = {module_id: row["minutes"] for module_id, row in self.rows.items()}
        return rules.Graph(needs, minutes, {module_id for module_id in self.rows if self.is_available(module_id)})

    def is_available(self, module_id: UUID) -> bool:
        row = self.rows.get(module_id)
        return (
            row is not None
            and row["state"] == State.PUBLISHED
            and row["track_state"] == State.PUBLISHED
            and includes(row["audience"], self.person)
        )

    def may_take(self, module_id: UUID) -> bool:
        return module_id in self.waived or rules.is_met(self.need_of(module_id), self.done)

    def explain(self, module_id: UUID) -> EligibilityOut:
        need = self.need_of(module_id)
        waived = module_id in self.waived
        if waived or rules.is_met(need, self.done):
            return EligibilityOut(
                module_id=module_id,
                eligible=True,
                missing=[],
                shortest_path=[],
                minutes=0,
                reachable=True,
                waived=waived,
            )
        path = rules.shortest_path(need, self.graph, self.done)
        return EligibilityOut(
            module_id=module_id,
            eligible=False,
            missing=[self._in_words(gap, module_id) for gap in rules.missing(need, self.done)],
            shortest_path=path or [],
            minutes=sum(self.rows[step]["minutes"] for step in path or ()),
            reachable=path is not None,
            waived=False,
        )

    def _in_words(self, gap: rules.Need, of: UUID) -> MissingPart:
        match gap:
            case rules.Module(id=module_id):
                return self._module(module_id)
            case rules.Level(level=level, modules=modules):
                row = self.rows[of]
                return MissingLevel(
                    level=level,
                    track_id=row["track_id"],
                    track_code=row["track_code"],
                    title=row["track_title"],
                    modules=[self._module(module_id) for module_id in modules],
                )
            case rules.AnyOf(parts=parts):
                return MissingAny(options=[self._in_words(part, of) for part in parts])
            case rules.AllOf(parts=parts):
                return MissingAll(parts=[self._in_words(part, of) for part in parts])

    def _module(self, module_id: UUID) -> MissingModule:
        row = self.rows[module_id]
        return MissingModule(
            module_id=module_id,
            code=row["code"],
            title=row["title"],
            minutes=row["minutes"],
            available=self.is_available(module_id),
        )
