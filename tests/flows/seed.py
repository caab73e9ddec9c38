"""`python -m tests.flows.seed`: people in a served system, made by the same operations as the web.

Prints one JSON: {"trainees": [login codes], "enrolments": [ids], "trainer": a login code,
"cohort": an id}. With `completed`, the trainees have completed the course; with `every-type`, they
take one whose quiz asks each type of question; with `answers ATTEMPT`, an attempt's kept steps.
With `once`, a trainee may try a quiz once; with `attempts ENROLMENT`, the attempts started.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from lms import create_app
from lms.assessment.models import Attempt, AttemptStep
from lms.catalog.queries import published_course
from lms.core.db import db
from lms.core.ids import new_id
from lms.progress.operations import record_outcome
from tests import factories
from tests.support.timed_course import timed_cohort
from tests.support.typed_course import every_type_cohort

COUNT = 2
FOR_EVERY_TYPE = 4


def seed(session, *, is_completed=False, has_every_type=False):
    """A cohort with its trainees and trainer."""
    if has_every_type:
        with tempfile.TemporaryDirectory() as folder:
            cohort_id = every_type_cohort(session, Path(folder))
    else:
        cohort_id = factories.make_cohort(session, academy_id=factories.make_academy(session))
    trainer = factories.make_person(session, language="en")
    factories.give_role(session, trainer, "trainer", cohort_id)
    count = FOR_EVERY_TYPE if has_every_type else COUNT
    people = [factories.make_person(session, language="en") for _ in range(count)]
    enrolments = [factories.enrol(session, person, cohort_id) for person in people]
    if is_completed:
        for enrolment_id in enrolments:
            complete(session, enrolment_id)
    return {
        "trainer": trainer.login_code,
        "cohort": str(cohort_id),
        "trainees": [person.login_code for person in people],
        "enrolments": [str(enrolment_id) for enrolment_id in enrolments],
    }


def seed_once(session):
    """A trainee of a course whose first quiz may be tried once."""
    with tempfile.TemporaryDirectory() as folder:
        cohort_id = timed_cohort(session, Path(folder), "time_limit_minutes: 30", attempts=1)
    person = factories.make_person(session, language="en")
    enrolment_id = factories.enrol(session, person, cohort_id)
    return {"trainees": [person.login_code], "enrolments": [str(enrolment_id)]}


def complete(session, enrolment_id):
    """Meet every requirement of the course."""
    course = published_course(session, factories.make_course(session))
    for key in course.requirement_keys():
        record_outcome(
            session,
            enrolment_id=enrolment_id,
            requirement_key=key,
            outcome="met",
            score=1.0,
            occurred_at=factories.NOON,
            fact_id=new_id(),
            recorded_by=None,
        )
    session.commit()


def answers(session, attempt_id):
    """What is kept for an attempt: slot and response of each answer, in order."""
    rows = session.execute(
        select(AttemptStep.slot, AttemptStep.response)
        .where(AttemptStep.attempt_id == attempt_id, AttemptStep.kind == "answer")
        .order_by(AttemptStep.occurred_at, AttemptStep.id)
    )
    return [list(row) for row in rows]


def attempts(session, enrolment_id):
    """The ids of the attempts of an enrolment."""
    kept = session.scalars(select(Attempt.id).where(Attempt.enrolment_id == enrolment_id))
    return [str(attempt_id) for attempt_id in kept]


def main(arguments):
    with create_app().app_context():
        if arguments[:1] == ["answers"]:
            found = answers(db.session, UUID(arguments[1]))
        elif arguments[:1] == ["attempts"]:
            found = attempts(db.session, UUID(arguments[1]))
        elif arguments == ["once"]:
            found = seed_once(db.session)
        else:
            found = seed(
                db.session,
                is_completed=arguments == ["completed"],
                has_every_type=arguments == ["every-type"],
            )
        print(json.dumps(found))  # noqa: T201 - the caller reads it


if __name__ == "__main__":
    main(sys.argv[1:])
