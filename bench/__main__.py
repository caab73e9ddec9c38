"""`python -m bench [pages] [weight] [slow]`: measure in a temporary folder, print text."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from bench import pages, slow, weight
from bench.load import WrongAnswer
from bench.servers import BenchFailed
from bench.world import make_world

PARTS = {"pages": pages.measure, "weight": weight.measure, "slow": slow.measure}


def main() -> int:
    """Measure the parts asked for; 1 when no figure can be given."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    wanted = parser.parse_args().parts or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        parser.error(f"unknown part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(prefix="lms-bench-") as name:
        folder = Path(name)
        print(f"Load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.", flush=True)
        world = make_world(folder, with_demonstration="weight" in wanted)
        try:
            for part in wanted:
                PARTS[part](world, folder)
        except (BenchFailed, WrongAnswer, OSError) as failed:
            print(f"The bench failed: {failed}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
