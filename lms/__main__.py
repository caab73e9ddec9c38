"""`python -m lms run` and `python -m lms serve`: from an empty folder to a serving system.

`python -m lms work` is the process of jobs, which those two start beside the server.
"""

from __future__ import annotations

import sys

from lms.serving import StartRefused, start, work_beside

USE = "Use: python -m lms run, or python -m lms serve"


def main(arguments: list[str]) -> int:
    """Start, or say in one sentence why not."""
    if len(arguments) != 1 or arguments[0] not in ("run", "serve", "work"):
        print(USE, file=sys.stderr)  # noqa: T201
        return 2
    try:
        if arguments[0] == "work":
            return work_beside()
        return start(is_demonstration=arguments[0] == "run")
    except StartRefused as refused:
        print(f"{refused}.", file=sys.stderr)  # noqa: T201
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
