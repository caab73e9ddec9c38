from __future__ import annotations

from sqlalchemy import func, select

from lms.cohorts.models import Enrolment
from tests.factories import make_cohort, make_person


def run(app, *words):
    return app.test_cli_runner().invoke(args=["cohorts", *words])


def enrolments(session):
    return session.scalar(select(func.count()).select_from(Enrolment))


def test_people_are_enrolled_by_code(app, session):
    cohort_id, person = make_cohort(session), make_person(session)
    result = run(app, "enrol", str(cohort_id), person.login_code)
    assert result.output == "Enrolled 1.\n"
    assert "1 enrolled  Cohort" in run(app, "list").output


def test_a_wrong_code_enrols_nobody(app, session):
    cohort_id, person = make_cohort(session), make_person(session)
    result = run(app, "enrol", str(cohort_id), person.login_code, "NOBODY")
    assert result.exit_code == 1
    assert enrolments(session) == 0


def test_an_unknown_cohort_is_refused(app, session):
    person = make_person(session)
    unknown = "01900000-0000-7000-8000-000000000000"
    assert run(app, "enrol", unknown, person.login_code).exit_code == 1
