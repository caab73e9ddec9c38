"""`python -m bench [PART …]`: measure in a temporary folder, print text."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import grading, pages, rebuild, slow, weight
from bench.load import WrongAnswer
from bench.servers import BenchFailed
from bench.world import make_world

WITH_WORLD = {"pages": pages.measure, "weight": weight.measure, "slow": slow.measure}
PARTS = [*WITH_WORLD, "grading", "rebuild"]


def main() -> int:
    """Measure the parts asked for; 1 when no figure can be given."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    wanted = parser.parse_args().parts or PARTS
    if unknown := set(wanted) - set(PARTS):
        parser.error(f"unknown part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(prefix="lms-bench-") as name:
        print(f"Load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.", flush=True)
        try:
            measure(wanted, Path(name))
        except (BenchFailed, WrongAnswer, OSError) as failed:
            print(f"The bench failed: {failed}", file=sys.stderr)
            return 1
    return 0


def measure(wanted: Sequence[str], folder: Path) -> None:
    """Each part, on a world of its own where it changes it."""
    on_world = [part for part in wanted if part in WITH_WORLD]
    if on_world:
        world = make_world(folder / "pages", with_demonstration="weight" in wanted)
        for part in on_world:
            WITH_WORLD[part](world, folder)
    if "grading" in wanted:
        grading.measure()
    if "rebuild" in wanted:
        rebuild.measure(folder / "rebuild")


if __name__ == "__main__":
    sys.exit(main())
