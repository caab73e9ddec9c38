"""`python -m tests.flows.seed`: people in a served system, made by the same operations as the web.

Prints one JSON: {"trainees": [login codes], "enrolments": [ids], "trainer": a login code,
"cohort": an id}. With `completed`, the trainees have completed the course; with `every-type`, they
take one whose quiz asks each type of question; with `answers ATTEMPT`, an attempt's kept steps.
With `once`, a trainee may try a quiz once; with `attempts ENROLMENT`, the attempts started. With
`bulk`, a coordinator and a cohort that has completed the course, some of it with a confirmed name;
with `certified COHORT`, how many certificates each of its enrolments has. With `pathway`, who takes
the Foundation pathway, with the trainers; the last trainee has done all but its first course.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select

from lms import create_app
from lms.assessment.models import Attempt, AttemptStep
from lms.catalog.queries import published_course
from lms.certification.models import Certificate
from lms.certification.operations import confirm_name
from lms.cohorts.models import Enrolment
from lms.cohorts.queries.pathways import courses_of
from lms.core import clock
from lms.core.db import db
from lms.core.ids import new_id
from lms.core.text import LANGUAGES
from lms.progress.operations import record_outcome
from tests import factories
from tests.support import pathways
from tests.support.timed_course import timed_cohort
from tests.support.typed_course import every_type_cohort

COUNT = 2
FOR_EVERY_TYPE = 4
CONFIRMED, UNCONFIRMED = 9, 2


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


def seed_bulk(session):
    """A completed cohort with its coordinator; the first of its trainees confirmed the name."""
    cohort_id = factories.make_cohort(session, academy_id=factories.make_academy(session))
    coordinator = factories.make_staff(session, "coordinator", cohort_id)
    people = [factories.make_person(session) for _ in range(CONFIRMED + UNCONFIRMED)]
    enrolments = [factories.enrol(session, person, cohort_id) for person in people]
    for enrolment_id in enrolments:
        complete(session, enrolment_id)
    for person in people[:CONFIRMED]:
        viewer = factories.viewer_for(session, person)
        confirm_name(session, viewer=viewer, leading="ar", seen=None, at=clock.now())
    session.commit()
    return {
        "coordinator": coordinator.login_code,
        "cohort": str(cohort_id),
        "confirmed": [str(enrolment_id) for enrolment_id in enrolments[:CONFIRMED]],
    }


def seed_pathway(session):
    """A cohort on the pathway: a trainee a language, and one more who studies one course alone."""
    academy_id = factories.make_academy(session)
    cohort_id = pathways.make_cohort(session, academy_id=academy_id)
    trainers = [factories.make_staff(session, "trainer", cohort_id) for _ in range(2)]
    people = [factories.make_person(session, language=one) for one in (*LANGUAGES, "ar")]
    places = [pathways.enrol(session, person, cohort_id) for person in people]
    counted = courses_of(session, places)
    for one in counted[places[-1]]:
        if one.course_key != factories.COURSE:
            pathways.complete(session, places[-1], one.course_key, at=factories.NOON)
    order = pathways.courses_in(session, cohort_id)
    return {
        "trainers": [one.login_code for one in trainers],
        "cohorts": [str(pathways.course_cohort(session, cohort_id, key)) for key in order],
        "trainees": [
            {
                "login_code": person.login_code, "trainee_code": person.trainee_code,
                "place": str(place), "language": language,
                "enrolments": [
                    str(one.enrolment_id)
                    for one in sorted(counted[place], key=lambda one: order.index(one.course_key))
                ],
            }
            for person, place, language in zip(people, places, (*LANGUAGES, "ar"), strict=True)
        ],
    }  # fmt: skip


def certified(session, cohort_id):
    """How many certificates each enrolment of a cohort has that has any."""
    rows = session.execute(
        select(Certificate.enrolment_id, func.count())
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .where(Enrolment.cohort_id == cohort_id)
        .group_by(Certificate.enrolment_id)
    )
    return {str(enrolment_id): count for enrolment_id, count in rows}


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
        elif arguments[:1] == ["certified"]:
            found = certified(db.session, UUID(arguments[1]))
        elif arguments == ["bulk"]:
            found = seed_bulk(db.session)
        elif arguments == ["pathway"]:
            found = seed_pathway(db.session)
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
