"""`make bench AGAINST=<commit>`: this tree beside another commit, on one machine, in interleaved rounds.

Both are whole stacks behind their gateways with the same organisation. Each path is measured on one side and then on
the other, the order turned about every round; the ratio of a path is the median of the rounds' own ratios. What seems
slower is measured for as many rounds again, and all of them count. `make bench QUICK=1` is the short form, beside the
last tag. It ends with 1 when a path is slower and the change log does not say so (`changelog.py`).
"""

import argparse
import asyncio
import json
import math
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from infra.local.settings import ROOT
from tests.bench import paths
from tests.bench.changelog import said_slower
from tests.bench.load import run
from tests.bench.online import Rounds
from tests.bench.report import machine, markdown, median_parts
from tests.bench.work import Side, one_round

SLOWER = 0.95
"""Below this part of the other's speed a path counts as slower."""
KEPT = ROOT / ".venv" / "bench"
FIRST = "tests/bench/side.py"
"""What a comparison runs: the commit that brought it is the oldest that can be compared with."""
LONG = {"people": 10_000, "rounds": 5, "seconds": 1.0}
QUICK = {"people": 3_000, "rounds": 5, "seconds": 0.4}
ENOUGH, TIME = 3, 300.0
"""The short form begins no round after so many seconds, once each path has so many rounds."""


@dataclass(frozen=True)
class Compared:
    """A path on both sides: requests a second, the median of the rounds' ratios, and the work of each request by part.

    Work is the processor time in ms of all processes of a stack, which a busy machine changes less than it does speed.
    """

    name: str
    before: float
    after: float
    ratio: float
    work_before: Mapping[str, float]
    work_after: Mapping[str, float]

    @property
    def slower(self) -> bool:
        """Whether it counts as slower."""
        return self.ratio < SLOWER

    @property
    def where(self) -> str:
        """The parts whose work changed by a tenth of a millisecond or more, in ms an answer."""
        both = {name: (self.work_before.get(name, 0.0), now) for name, now in self.work_after.items()}
        changed = [f"{name} {then:.2f} → {now:.2f}" for name, (then, now) in both.items() if abs(now - then) > 0.1]
        return f"{self.name}: {', '.join(changed) or 'no part by as much as 0.1 ms'}"

    def line(self, said: Collection[str]) -> tuple[str, ...]:
        """A line of a table; `said` are the paths of which the change log says that they became slower."""
        verdict = "faster" if self.ratio > 1 / SLOWER else "the same"
        if self.slower:
            verdict = "slower, as the change log says" if self.name in said else "**SLOWER**"
        before, after = sum(self.work_before.values()), sum(self.work_after.values())
        speeds = (f"{self.before:,.0f}", f"{self.after:,.0f}", f"{self.ratio:.2f}")
        return self.name, *speeds, f"{before:.1f}", f"{after:.1f}", f"{before / max(after, 1e-9):.2f}", verdict


def git(*words: str) -> str:
    """What git answers; nothing when it refuses."""
    found = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return found.stdout.strip() if found.returncode == 0 else ""


def chosen_commit(named: str | None) -> tuple[str, str]:
    """The commit to compare with, and why this one: the one that was named, the last tag, or the oldest that can be."""
    if named:
        return named, "as asked"
    if tag := git("describe", "--tags", "--abbrev=0", "HEAD"):
        if git("rev-parse", f"{tag}^{{commit}}") != git("rev-parse", "HEAD"):
            return tag, "the last tag"
        if tag := git("describe", "--tags", "--abbrev=0", "HEAD^"):
            return tag, "the last tag before this one"
    if first := git("log", "--diff-filter=A", "--format=%H", "-1", "--", FIRST):
        return first, "there is no tag: the oldest commit that can be compared with"
    raise SystemExit("There is no tag to compare with. Name a commit: make bench AGAINST=<commit>")


def tree_of(commit: str) -> Path:
    """A working tree of the commit with an environment of its own, kept for the next comparison."""
    asked = ["git", "rev-parse", "--verify", f"{commit}^{{commit}}"]
    found = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    if found.returncode:
        raise SystemExit(f"{commit} is no commit of this repository.")
    sha = found.stdout.strip()
    folder = KEPT / sha[:12]
    if not folder.exists():
        for other in KEPT.glob("*"):
            shutil.rmtree(other, ignore_errors=True)
        folder.mkdir(parents=True)
        packed = subprocess.run(["git", "archive", sha], cwd=ROOT, capture_output=True, check=True).stdout
        subprocess.run(["tar", "-x", "-C", str(folder)], input=packed, check=True)
    # Nobody opens the app of this tree: it is not built.
    subprocess.run([sys.executable, "-m", "infra.local.setup"], cwd=folder, check=True)
    return folder


@contextmanager
def side_of(tree: Path, people: int) -> Iterator[Side]:
    """A filled stack of a tree, for as long as the block runs."""
    with started(tree, people) as process:
        yield filled(process)


def filled(process: "subprocess.Popen[str]") -> Side:
    """What a stack says of itself once it is filled."""
    assert process.stdout
    said = process.stdout.readline()
    if not said:
        raise SystemExit(f"a stack did not come up: {process.args!r}")
    found: Side = json.loads(said)
    return found


@contextmanager
def started(tree: Path, people: int) -> "Iterator[subprocess.Popen[str]]":
    """A stack of a tree that comes up and is filled meanwhile, for as long as the block runs."""
    command = [str(tree / ".venv" / "bin" / "python"), str(ROOT / "tests" / "bench" / "side.py"), str(people)]
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    with subprocess.Popen(
        command, cwd=tree, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        try:
            yield process
        finally:
            process.stdin.close()
            try:
                process.wait(120)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGINT)  # it stops its stack on the way out
                process.wait(120)


class Comparison:
    """The rounds of both sides."""

    def __init__(self, before: Side, after: Side, rounds: int, seconds: float, until: float = math.inf) -> None:
        self._until = until
        self._sides, self._seconds = (before, after), seconds
        self._asked = tuple(paths.measured(side) for side in self._sides)
        self._supplies = [
            {name: paths.Supply(path, 2 * rounds) for name, path in asked.items()} for asked in self._asked
        ]
        self._rounds = (Rounds(), Rounds())

    @property
    def names(self) -> list[str]:
        """Paths that both sides can be asked for."""
        return [name for name in self._asked[1] if name not in self.missing]

    @property
    def missing(self) -> list[str]:
        """Paths that one side cannot be asked for."""
        return [name for name in self._asked[1] if not all(asked[name].requests for asked in self._asked)]

    @property
    def failed_before(self) -> Mapping[str, str]:
        """What failed at the other commit, and how."""
        return self._rounds[0].failed

    @property
    def failed(self) -> Mapping[str, str]:
        """What failed in this tree, and how."""
        return self._rounds[1].failed

    async def warm(self) -> None:
        """Fill caches and prepared statements, as a day does."""
        for side, asked in zip(self._sides, self._asked, strict=True):
            for path in asked.values():
                if not path.once:
                    with suppress(Exception):  # what fails here fails in its round, and is told there
                        await run(side["origin"], path.requests, seconds=self._seconds / 2)

    async def measure(self, names: Sequence[str], rounds: int) -> None:
        """These paths on both sides, in turn."""
        for number in range(rounds):
            if number >= ENOUGH and time.monotonic() > self._until:
                print(f"the time is over: {number} rounds of {rounds}", flush=True)
                break
            print(f"round {number + 1} of {rounds}", flush=True)
            for name in names:
                for turn in (0, 1) if number % 2 == 0 else (1, 0):
                    ask = partial(one_round, self._sides[turn], self._supplies[turn][name], self._seconds)
                    await self._rounds[turn].add(name, ask)

    def compared(self) -> list[Compared]:
        """Every path that was measured on both sides."""
        then, now = self._rounds
        return [compared(name, then, now) for name in self.names if name not in {*self.failed, *self.failed_before}]


def compared(name: str, then: Rounds, now: Rounds) -> Compared:
    """A path on both sides."""
    before, after = then.of(name), now.of(name)
    pairs = zip(before, after, strict=True)
    return Compared(
        name,
        statistics.median(one.outcome.per_second for one in before),
        statistics.median(one.outcome.per_second for one in after),
        statistics.median(one.outcome.per_second / other.outcome.per_second for other, one in pairs),
        median_parts([one.parts for one in before]),
        median_parts([one.parts for one in after]),
    )


async def compare(found: Comparison, rounds: int) -> Comparison:
    """Every path, and what seems slower again."""
    await found.warm()
    await found.measure(found.names, rounds)
    if seems := [one.name for one in found.compared() if one.slower]:
        print(f"measured again, for it seems slower: {', '.join(seems)}", flush=True)
        await found.measure(seems, rounds)
    return found


def told(found: Comparison, commit: str, said: Collection[str]) -> int:
    """Print the table and what to do; 1 when a path is slower and nothing says so, or failed in this tree."""
    lines = found.compared()
    heads = ("path", f"{commit[:12]}, per s", "now, per s", "ratio", "its ms of processor", "now", "ratio", "")
    print("", markdown(heads, (one.line(said) for one in lines)), sep="\n")
    print("\nWork by part, in ms an answer:", *(one.where for one in lines), sep="\n")
    if found.missing:
        print(f"\nNot compared, for one side has nothing to ask with: {', '.join(found.missing)}")
    for name, why in found.failed_before.items():
        print(f"\nNot compared, for it failed at {commit[:12]}: {name}: {why}")
    for name, why in found.failed.items():
        print(f"\nFAILED: {name}: {why}")
    unsaid = [one for one in lines if one.slower and one.name not in said]
    for one in unsaid:
        print(
            f"\nSLOWER: {one.name} has {one.ratio:.2f} of its speed at {commit[:12]}, and CHANGELOG.md does not say so."
        )
    if unsaid:
        print("Make it faster, or say why in a new line of CHANGELOG.md: `<path>` is slower, because ...")
    return int(bool(unsaid or found.failed))


def main(words: Sequence[str] | None = None) -> int:
    """Compare, print the table, and end with 1 when a path became slower and nothing says so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit", nargs="?", help="by default the last tag")
    parser.add_argument("--quick", action="store_true", help="the short form, under six minutes")
    parser.add_argument("--people", type=int)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seconds", type=float, help="per path, side and round")
    chosen = parser.parse_args(words)
    size = {**(QUICK if chosen.quick else LONG), **{n: v for n, v in vars(chosen).items() if n in LONG and v}}
    people, rounds, seconds = int(size["people"]), int(size["rounds"]), float(size["seconds"])
    begun = time.monotonic()
    commit, why = chosen_commit(chosen.commit)
    print(f"This tree beside {commit} ({why}: {git('log', '-1', '--format=%h of %cs, %s', commit)})", flush=True)
    tree = tree_of(commit)
    with ExitStack() as stacks:
        sides = [stacks.enter_context(started(each, people)) for each in (tree, ROOT)]
        before, after = [filled(side) for side in sides]
        until = begun + TIME if chosen.quick else math.inf
        found = asyncio.run(compare(Comparison(before, after, rounds, seconds, until), rounds))
    then = git("show", f"{commit}:CHANGELOG.md")
    failed = told(found, commit, said_slower((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), then))
    print(
        f"\nBeside {commit} ({why}); {people:,} people, {rounds} rounds of {seconds} s a path and side; {machine()}; "
        f"{time.monotonic() - begun:.0f} s in all"
    )
    return failed


if __name__ == "__main__":
    sys.exit(main())
