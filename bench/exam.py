"""A timed test that many trainees start at once, on SQLite and on PostgreSQL.

The client's own log is compared with the database: nothing lost, nothing twice, nothing else.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import insert, select

from bench.servers import ROOT, BenchFailed, running
from bench.world import COURSE, add_person, cookie_of, set_up, start
from lms.accounts import operations as accounts
from lms.assessment.models import Attempt, AttemptGrade, AttemptStep
from lms.assessment.queries.attempts import Slot, question_of, response_of
from lms.assessment.rules.fields import response_of_fields
from lms.assessment.rules.responses import Response, canonical_response
from lms.catalog.queries import published_course
from lms.cohorts import operations as cohorts
from lms.core import clock
from lms.core.db import db
from lms.core.ids import new_id
from lms.progress.models import Outcome
from lms.progress.operations import rebuild
from tests.support.postgres import fresh_database, start_cluster

DATABASES = ("sqlite", "postgresql")
TARGET_SECONDS = 1.0
ENDED_BY = ("/practical/signed_off", "course/test/passed")
Answers = dict[tuple[str, int], Response]


@dataclass(frozen=True, slots=True)
class Sitting:
    """How many sit, within how many seconds they start, and how long they think."""

    trainees: int = 500
    within_seconds: float = 10
    least_seconds: float = 10
    most_seconds: float = 20
    answers: int = 20


def measure(sitting: Sitting, databases: Sequence[str]) -> None:
    """Sit the test on each database in turn. Raises BenchFailed where anything went wrong."""
    for kind in databases:
        with tempfile.TemporaryDirectory(prefix="lms-exam-") as name, database(kind) as url:
            sit_on(kind, Path(name), url, sitting)


@contextlib.contextmanager
def database(kind: str) -> Iterator[str | None]:
    """The address of an empty database as durable as a real one; nothing for the embedded one."""
    if kind == "sqlite":
        yield None
        return
    cluster = start_cluster(owner=os.getpid(), is_durable=True)
    try:
        with fresh_database(cluster) as url:
            yield url
    finally:
        cluster.stop()


def sit_on(kind: str, folder: Path, url: str | None, sitting: Sitting) -> None:
    """One sitting: fill, serve, let them sit, compare, print."""
    settings, environment, app = set_up(folder, url)
    with app.app_context():
        people = fill(app, sitting.trainees)
        db.session.remove()
        db.engine.dispose()
    print(f"\n{kind}: {sitting.trainees} trainees start within {sitting.within_seconds:g} s,"
          f" {sitting.answers} answers each, one every {sitting.least_seconds:g} to"
          f" {sitting.most_seconds:g} s", flush=True)  # fmt: skip
    with running([sys.executable, "-m", "lms", "serve"], settings.port, environment):
        seen = sat(settings.port, people, sitting)
    with app.app_context():
        wrong = compared(seen["log"])
        db.session.remove()
        db.engine.dispose()
    tell(seen, wrong, sitting)


def fill(app: Flask, count: int) -> list[dict[str, str]]:
    """So many trainees before the course test, each with a cookie."""
    at = clock.now() - timedelta(days=1)
    academy = accounts.make_scope(db.session, kind="academy", title="Exam", at=at)
    cohort_id = cohorts.make_cohort(
        db.session, title="Exam", course_key=COURSE, academy_id=academy, starts_on=at.date(),
        ends_on=None, at=at,
    )  # fmt: skip
    course = published_course(db.session, cohorts.version_to_study(db.session, COURSE))
    online = [key for key in course.requirement_keys() if not key.endswith(ENDED_BY)]
    people = []
    for number in range(count):
        person_id, account_id = add_person(number, at)
        own = cohorts.enrol(db.session, person_id=person_id, cohort_id=cohort_id, at=at)
        db.session.execute(insert(Outcome), [met(own, key, at) for key in online])
        people.append(
            {"cookie": cookie_of(app, start(account_id)),
             "test_path": f"/learn/{own}/{course.test.address}"}
        )  # fmt: skip
    rebuild(db.session, only_check=False)
    db.session.commit()
    return people


def met(enrolment_id: UUID, key: str, at: Any) -> dict[str, Any]:
    """The outcome of something done alone."""
    return {
        "id": new_id(at), "fact_id": new_id(at), "source": "web", "occurred_at": at,
        "recorded_at": at, "enrolment_id": enrolment_id, "requirement_key": key,
        "outcome": "met", "score": 1.0,
    }  # fmt: skip


def sat(port: int, people: list[dict[str, str]], sitting: Sitting) -> dict[str, Any]:
    """What a client of its own process saw. Raises BenchFailed when it ended early."""
    work = {
        "port": port, "seed": 7, "trainees": people, "answers": sitting.answers,
        "within_seconds": sitting.within_seconds, "least_seconds": sitting.least_seconds,
        "most_seconds": sitting.most_seconds,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "bench.sitting"], cwd=ROOT, input=json.dumps(work),
        capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise BenchFailed(done.stderr.strip()[-500:] or "the client ended early")
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def compared(log: list[dict[str, Any]]) -> list[str]:
    """What differs between the client's log and the database, in words."""
    sent = {(each["attempt"], each["slot"]): each["fields"] for each in log}
    rows = db.session.execute(
        select(AttemptStep.id, AttemptStep.attempt_id, AttemptStep.slot, AttemptStep.response,
               AttemptStep.response_sealed).where(AttemptStep.kind == "answer")
    ).all()  # fmt: skip
    kept = Counter((str(row.attempt_id), row.slot) for row in rows)
    said: Answers = {(str(row.attempt_id), row.slot): response_of(row) for row in rows}
    meant = meanings(sent)
    other = sum(said[place] != meant[place] for place in sent.keys() & said.keys())
    attempts = Counter(db.session.scalars(select(Attempt.enrolment_id)))
    graded = len(db.session.scalars(select(AttemptGrade.id)).all())
    counts = {
        "sent twice by the client": len(log) - len(sent),
        "acknowledged answers lost": len(sent.keys() - kept.keys()),
        "answers kept twice": sum(number - 1 for number in kept.values()),
        "answers that nobody sent": len(kept.keys() - sent.keys()),
        "answers that say something else": other,
        "attempts too many": sum(number - 1 for number in attempts.values()),
        "attempts without a grade": sum(attempts.values()) - graded,
    }
    return [f"{number} {what}" for what, number in counts.items() if number]


def meanings(sent: dict[tuple[str, int], list[list[str]]]) -> Answers:
    """What the fields sent mean, as an answer is stored."""
    drawn = {
        str(attempt_id): [Slot.from_json(each) for each in stored]
        for attempt_id, stored in db.session.execute(select(Attempt.id, Attempt.drawn))
    }
    return {
        (attempt_id, slot): canonical_response(
            question_of(db.session, drawn[attempt_id][slot - 1].version_id),
            response_of_fields({name: [value] for name, value in fields}),
        )
        for (attempt_id, slot), fields in sent.items()
    }


def tell(seen: dict[str, Any], wrong: list[str], sitting: Sitting) -> None:
    """Print the figures. Raises BenchFailed where an answer was lost, doubled or refused."""
    for what, name in (("start", "starts"), ("question page", "pages"), ("answer", "answers")):
        print(f"  {what:<14}{spread(seen[name])}")
    log, wanted = seen["log"], sitting.trainees * sitting.answers
    print(f"  acknowledged  {len(log)} of {wanted} answers, {len(seen['errors'])} errors,"
          f" {'; '.join(wrong) or 'none lost, none twice'}")  # fmt: skip
    slowest = percentile(seen["answers"], 99)
    verdict = "reached" if slowest < TARGET_SECONDS else "MISSED"
    print(f"  p99 of an answer under {TARGET_SECONDS:g} s: {verdict}", flush=True)
    if wrong or seen["errors"] or len(log) != wanted:
        raise BenchFailed("; ".join([*wrong, *seen["errors"][:5]]) or "answers are missing")


def spread(seconds: list[float]) -> str:
    """Median, p99 and the slowest, in milliseconds."""
    half, most = percentile(seconds, 50), percentile(seconds, 99)
    slowest = max(seconds, default=0)
    return f"p50 {1000 * half:7.1f}   p99 {1000 * most:7.1f}   max {1000 * slowest:7.1f} ms"


def percentile(seconds: list[float], percent: int) -> float:
    """The value that so many percent do not exceed; 0 for none."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0.0
