"""Unit page, answer and report, beside the bare view: three interleaved rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.servers import Figures, bare, load, ours
from bench.shells import report_path, write_shells
from bench.world import READING, World

ROUNDS = 3
WARM_UP_SECONDS = 1.0
Targets = Sequence[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Case:
    """One comparison. target_percent: ours of the bare rate; nothing where none was set."""

    title: str
    expected: int
    ours: Targets
    bare: Targets
    target_percent: int | None


def cases_of(world: World) -> list[Case]:
    """What is compared."""
    reading, last = world.trainees[:READING], world.trainees[-1]
    enrolments = [one.unit_path.split("/")[2] for one in reading]
    report, bare_report = report_path(world), [target(f"/report/{world.cohort_id}")]
    return [
        Case("unit page", 200, [target(one.unit_path, one.cookie) for one in reading],
             [target(f"/unit/{enrolment_id}") for enrolment_id in enrolments], 33),
        Case("answer", 303, [target(one.answer_path, one.cookie, posts=True)
                             for one in world.trainees[:-1]],
             [target(f"/answer/{last.attempt_id}", posts=True)], 25),
        Case("report, 200 by code", 200, [target(report, world.coordinator)], bare_report, 70),
        Case("report, 200 with names", 200, [target(report, world.coordinator_with_names)],
             bare_report, None),
    ]  # fmt: skip


def target(path: str, cookie: str = "", *, posts: bool = False) -> dict[str, object]:
    """One visitor of a load."""
    return {"path": path, "cookie": cookie, "posts": posts}


def measure(world: World, folder: Path) -> None:
    """Print each comparison as soon as it is known."""
    with ours(world) as own:
        write_shells(world, own, folder)
        with bare(world, folder) as other:
            print("\nPages a second through the production server, 8 connections:"
                  f" median (range) of {ROUNDS} interleaved rounds")  # fmt: skip
            for case in cases_of(world):
                compare(case, own, other)


def compare(case: Case, own: int, other: int) -> None:
    """Measure ours and the bare view in turn, and print them side by side."""
    sides = ((own, case.ours), (other, case.bare))
    for port, targets in sides:
        load(port, targets, expected=case.expected, seconds=WARM_UP_SECONDS)
    rounds = [
        [load(port, targets, expected=case.expected) for port, targets in sides]
        for _ in range(ROUNDS)
    ]
    print(f"\n{case.title}")
    for name, figures in zip(("ours", "bare"), zip(*rounds, strict=True), strict=True):
        print(f"  {name}  {spread([one.per_second for one in figures])}/s"
              f"   p99 {spread([one.p99_ms for one in figures])} ms")  # fmt: skip
    print(f"  {ratio_words(rounds, case.target_percent)}", flush=True)


def spread(values: Sequence[float]) -> str:
    """The median, and from where to where the rounds went."""
    return f"{median(values):7.1f} ({min(values):.1f} to {max(values):.1f})"


def ratio_words(rounds: Sequence[Sequence[Figures]], target_percent: int | None) -> str:
    """Ours of the bare rate, round by round, beside the target."""
    shares = [100 * own.per_second / other.per_second for own, other in rounds]
    words = f"{spread(shares)} % of the bare view"
    if target_percent is None:
        return f"{words}, no target: it decrypts 200 names and logs the look"
    verdict = "reached" if median(shares) >= target_percent else "MISSED"
    return f"{words}, target {target_percent} %: {verdict}"
