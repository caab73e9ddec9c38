"""`python -m bench [PART …]`: measure in a temporary folder, print text.

Without a part: all but `exam`, which takes six minutes a database, and `pathway`, which takes a
quarter of an hour: both are asked for by name.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import exam, grading, issue, pages, pathway, rebuild, slow, weight
from bench.exam import DATABASES, Sitting
from bench.load import WrongAnswer
from bench.servers import BenchFailed
from bench.world import make_world

WITH_WORLD = {"pages": pages.measure, "weight": weight.measure, "slow": slow.measure}
EXAM, ISSUE, PATHWAY = "exam", "issue", "pathway"
USUAL = [*WITH_WORLD, "grading", "rebuild", ISSUE]


def main() -> int:
    """Measure the parts asked for; 1 when no figure can be given."""
    chosen = options()
    wanted = chosen.parts or USUAL
    print(f"Load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.", flush=True)
    try:
        measure(wanted)
        if ISSUE in wanted:
            with tempfile.TemporaryDirectory(prefix="lms-bench-") as name:
                issue.measure(Path(name), chosen.count)
        if PATHWAY in wanted:
            with tempfile.TemporaryDirectory(prefix="lms-bench-") as name:
                pathway.measure(Path(name))
        if EXAM in wanted:
            sitting = Sitting(
                chosen.trainees, chosen.within, chosen.least, chosen.most, chosen.answers
            )
            exam.measure(sitting, [chosen.database] if chosen.database else DATABASES)
    except (BenchFailed, WrongAnswer, OSError) as failed:
        print(f"The bench failed: {failed}", file=sys.stderr)
        return 1
    return 0


def options() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    known, usual = [*USUAL, EXAM, PATHWAY], Sitting()
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(known))
    parser.add_argument("--count", type=int, default=issue.COUNT, help="issue: certificates")
    exam_only = parser.add_argument_group("exam")
    exam_only.add_argument("--trainees", type=int, default=usual.trainees)
    exam_only.add_argument("--answers", type=int, default=usual.answers, help="of each, 25 at most")
    exam_only.add_argument("--within", type=float, default=usual.within_seconds,
                           help="seconds in which all start")  # fmt: skip
    exam_only.add_argument("--least", type=float, default=usual.least_seconds,
                           help="seconds of thought, at least")  # fmt: skip
    exam_only.add_argument("--most", type=float, default=usual.most_seconds,
                           help="seconds of thought, at most")  # fmt: skip
    exam_only.add_argument("--database", choices=DATABASES, help="one of both")
    chosen = parser.parse_args()
    if unknown := set(chosen.parts) - set(known):
        parser.error(f"unknown part {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    return chosen


def measure(wanted: Sequence[str]) -> None:
    """The parts that need no sitting, each on a folder of its own where it changes it."""
    on_world = [part for part in wanted if part in WITH_WORLD]
    with tempfile.TemporaryDirectory(prefix="lms-bench-") as name:
        if on_world:
            world = make_world(Path(name) / "pages", with_demonstration="weight" in wanted)
            for part in on_world:
                WITH_WORLD[part](world, Path(name))
        if "grading" in wanted:
            grading.measure()
        if "rebuild" in wanted:
            rebuild.measure(Path(name) / "rebuild")


if __name__ == "__main__":
    sys.exit(main())
