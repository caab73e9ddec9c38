"""`python -m bench [pages] [weight] [slow] [exam]`: measure in a temporary folder, print text.

Without a part: the first three. `exam` takes six minutes a database and is asked for by name.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from bench import exam, pages, slow, weight
from bench.exam import DATABASES, Sitting
from bench.load import WrongAnswer
from bench.servers import BenchFailed
from bench.world import make_world

PARTS = {"pages": pages.measure, "weight": weight.measure, "slow": slow.measure}
EXAM = "exam"


def main() -> int:
    """Measure the parts asked for; 1 when no figure can be given."""
    chosen = options()
    wanted = chosen.parts or list(PARTS)
    print(f"Load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.", flush=True)
    try:
        measure_pages([part for part in wanted if part != EXAM])
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
    known, usual = [*PARTS, EXAM], Sitting()
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(known))
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


def measure_pages(wanted: list[str]) -> None:
    """The parts that share one filled folder."""
    if not wanted:
        return
    with tempfile.TemporaryDirectory(prefix="lms-bench-") as name:
        folder = Path(name)
        world = make_world(folder, with_demonstration="weight" in wanted)
        for part in wanted:
            PARTS[part](world, folder)


if __name__ == "__main__":
    sys.exit(main())
