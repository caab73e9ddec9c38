"""`flask progress rebuild` over the facts of a thousand enrolments, by its own command."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.facts import copy_facts, count_facts
from bench.servers import BenchFailed
from bench.world import COURSE, World, add_person, make_world
from lms import create_app
from lms.accounts import operations as accounts
from lms.cohorts import operations as cohorts
from lms.core import clock
from lms.core.db import db

ENROLMENTS = 1000
ROUNDS = 3


def measure(folder: Path) -> None:
    """Print how long the first rebuild takes, and each check after it."""
    world = make_world(folder, with_demonstration=True)
    facts = fill(world)
    print(f"\nflask progress rebuild, {facts:,} facts of {ENROLMENTS:,} enrolments and more:")
    print(f"  every summary missing  {run(world):.1f} s", flush=True)
    checks = [run(world, "--check") for _ in range(ROUNDS)]
    print(f"  --check, no difference {median(checks):.1f} ({min(checks):.1f}-{max(checks):.1f}) s")


def fill(world: World) -> int:
    """Add the enrolments; how many facts there are."""
    app = create_app(world.settings)
    with app.app_context():
        at = clock.now() - timedelta(days=20)
        academy = accounts.make_scope(db.session, kind="academy", title="Many", at=at)
        cohort_id = cohorts.make_cohort(
            db.session, title="Many", course_key=COURSE, academy_id=academy, starts_on=at.date(),
            ends_on=None, at=at,
        )  # fmt: skip
        people = [add_person(1000 + number, at)[0] for number in range(ENROLMENTS)]
        copy_facts(db.session, people=people, cohort_id=cohort_id, at=at)
        facts = count_facts(db.session)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return facts


def run(world: World, *options: str) -> float:
    """Seconds of the whole command, its start included."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "progress", "rebuild", *options]
    began = perf_counter()
    done = subprocess.run(
        command, env=world.environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BenchFailed(f"progress rebuild gave {done.returncode}: {done.stdout[-300:]}")
    return perf_counter() - began
