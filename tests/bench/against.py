"""`make bench AGAINST=<commit>`: this tree beside another commit, on one machine, in interleaved rounds.

Both are whole stacks behind their gateways with the same organisation. Each path is measured on one side and then on
the other, the order turned about every round; the ratio of a path is the median of the rounds' own ratios.
"""

import argparse
import asyncio
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.local.settings import ROOT
from tests.bench import paths
from tests.bench.load import run
from tests.bench.report import machine
from tests.bench.work import Round, Side, one_round

SLOWER = 0.95
"""Below this part of the other's speed a path counts as slower."""
KEPT = ROOT / ".venv" / "bench"


@dataclass(frozen=True)
class Compared:
    """A path on both sides: requests a second, the median of the rounds' ratios, and the work of each request.

    Work is the processor time in ms of all processes of a stack, which a busy machine changes less than it does speed.
    """

    name: str
    before: float
    after: float
    ratio: float
    work_before: float
    work_after: float
    moved: Mapping[str, tuple[float, float]]

    @property
    def where(self) -> str:
        """The parts whose work changed by a tenth of a millisecond or more, in ms an answer."""
        changed = [
            f"{name} {then:.2f} → {now:.2f}" for name, (then, now) in self.moved.items() if abs(now - then) > 0.1
        ]
        return f"{self.name}: {', '.join(changed) or 'no part by as much as 0.1 ms'}"

    @property
    def line(self) -> str:
        """A line of a Markdown table."""
        verdict = "**slower**" if self.ratio < SLOWER else "faster" if self.ratio > 1 / SLOWER else "the same"
        work = f"{self.work_before:.1f} | {self.work_after:.1f} | {self.work_before / self.work_after:.2f}"
        return f"| {self.name} | {self.before:,.0f} | {self.after:,.0f} | {self.ratio:.2f} | {work} | {verdict} |"


def last_tag() -> str:
    """The newest tag before this commit."""
    asked = ["git", "describe", "--tags", "--abbrev=0"]
    found = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    if found.returncode:
        raise SystemExit("There is no tag to compare with. Name a commit: make bench AGAINST=<commit>")
    return found.stdout.strip()


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
    subprocess.run([sys.executable, "-m", "infra.local.setup", "--app"], cwd=folder, check=True)
    return folder


@contextmanager
def side_of(tree: Path, people: int) -> Iterator[Side]:
    """A filled stack of a tree, for as long as the block runs."""
    command = [str(tree / ".venv" / "bin" / "python"), str(ROOT / "tests" / "bench" / "side.py"), str(people)]
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    with subprocess.Popen(
        command, cwd=tree, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            said = process.stdout.readline()
            if not said:
                raise SystemExit(f"the stack of {tree} did not come up")
            yield json.loads(said)
        finally:
            process.stdin.close()
            try:
                process.wait(120)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGINT)  # it stops its stack on the way out
                process.wait(120)


async def measure(before: Side, after: Side, rounds: int, seconds: float) -> list[Compared]:
    """Every path on both sides, in turn."""
    sides = [(side, {**paths.reads(side), **paths.writes(side)}) for side in (before, after)]
    supplies = [{name: paths.Supply(path, rounds) for name, path in asked.items()} for _, asked in sides]
    found: dict[str, tuple[list[Round], list[Round]]] = {name: ([], []) for name in sides[0][1]}
    for side, asked in sides:  # warm caches and prepared statements, as a day does
        for path in asked.values():
            if not path.once:
                await run(side["origin"], path.requests, seconds=0.4)
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", flush=True)
        for name, both in found.items():
            for turn in (0, 1) if number % 2 == 0 else (1, 0):
                both[turn].append(await one_round(sides[turn][0], supplies[turn][name], seconds))
    return [_compared(name, *both) for name, both in found.items()]


def _compared(name: str, before: Sequence[Round], after: Sequence[Round]) -> Compared:
    for rounds in (before, after):
        if any(one.outcome.failed for one in rounds):
            raise SystemExit(f"{name}: answers failed: {[one.outcome.statuses for one in rounds]}")
    pairs = zip(before, after, strict=True)
    return Compared(
        name,
        statistics.median(one.outcome.per_second for one in before),
        statistics.median(one.outcome.per_second for one in after),
        statistics.median(now.outcome.per_second / then.outcome.per_second for then, now in pairs),
        statistics.median(one.work for one in before),
        statistics.median(one.work for one in after),
        {name: (_median_of(name, before), _median_of(name, after)) for name in after[0].parts},
    )


def _median_of(part: str, rounds: Sequence[Round]) -> float:
    return statistics.median(one.parts.get(part, 0.0) for one in rounds)


def main(words: Sequence[str] | None = None) -> int:
    """Compare, print the table, and end with 1 when a path became slower."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit", nargs="?", help="by default the last tag")
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="per path, side and round")
    chosen = parser.parse_args(words)
    started = time.monotonic()
    commit = chosen.commit or last_tag()
    with ExitStack() as sides:
        before = sides.enter_context(side_of(tree_of(commit), chosen.people))
        after = sides.enter_context(side_of(ROOT, chosen.people))
        compared = asyncio.run(measure(before, after, chosen.rounds, chosen.seconds))
    print(f"\n| path | {commit[:12]}, per s | now, per s | ratio | its ms of processor | now | ratio | |")
    print("|---|---|---|---|---|---|---|---|")
    print("\n".join(one.line for one in compared))
    print("\nWork by part, in ms an answer:", *(one.where for one in compared), sep="\n")
    print(
        f"\n{chosen.people:,} people, {chosen.rounds} rounds of {chosen.seconds} s a path and side; {machine()}; "
        f"{time.monotonic() - started:.0f} s in all"
    )
    return int(any(one.ratio < SLOWER for one in compared))


if __name__ == "__main__":
    sys.exit(main())
