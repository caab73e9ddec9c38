"""A cohort's certificates, issued together: each who confirmed the name has exactly one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.accounts.operations import assign_role, change_names
from lms.accounts.rules import Names
from lms.certification import operations
from lms.certification.models import Certificate
from lms.certification.operations import PublicUrlMissing
from lms.certification.operations.bulk import ask_bulk_issue, works
from lms.certification.queries.bulk import bulk_issue
from lms.certification.queries.due import COURSES
from lms.cohorts.operations import enrol
from lms.core.errors import NotFound
from lms.core.jobs.queries import job_progress
from lms.core.jobs.running import run_for, step
from tests.certification.world import (
    LATER,
    NAMES,
    NOON,
    PUBLIC_URL,
    complete,
    confirm,
    make_cohort,
    make_course,
    make_enrolment,
    make_person,
    viewer_of,
)
from tests.support.statements import counting

WORKS = works(PUBLIC_URL, False, lambda: LATER)
UNPRINTABLE = Names(ar=("نور", "علي", "حسن"), en="Noor 🙂")


class Cohort:
    """A cohort of a course that everybody has completed, and its coordinator."""

    def __init__(self, session, size, **terms):
        self.session = session
        self.id = make_cohort(session, make_course(session, **terms))
        self.people, self.enrolments = [], []
        for _ in range(size):
            self.add(make_person(session))
        staff = make_person(session, language="en")
        assign_role(
            session, person_id=staff, role="coordinator", scope_id=self.id, at=NOON,
            may_see_names=False,
        )  # fmt: skip
        self.coordinator = viewer_of(session, staff, ("coordinator", self.id, False))
        self.staff = staff
        session.commit()

    def add(self, person_id):
        enrolment_id = enrol(self.session, person_id=person_id, cohort_id=self.id, at=NOON)
        complete(self.session, enrolment_id)
        self.people.append(person_id)
        self.enrolments.append(enrolment_id)

    def ask(self, **changes):
        wanted = {
            "kind": COURSES, "cohort_id": self.id, "viewer": self.coordinator,
            "public_url": PUBLIC_URL, "is_demonstration": False, "at": LATER,
        }  # fmt: skip
        job_id = ask_bulk_issue(self.session, **(wanted | changes))
        self.session.commit()
        return job_id

    def run(self, job_id):
        run_for(self.session, WORKS, job_id, seconds=60)

    def page(self):
        found = bulk_issue(self.session, self.coordinator, COURSES, self.id)
        self.session.rollback()
        return found

    def issued(self):
        rows = self.session.scalars(select(Certificate.enrolment_id)).all()
        self.session.rollback()
        return sorted(rows)


@pytest.fixture
def cohort(session):
    return Cohort(session, 4)


def test_who_confirmed_has_one_and_the_others_are_listed(session, cohort):
    for person in cohort.people[:3]:
        confirm(session, person)
    before = cohort.page()
    assert (before.ready, len(before.waiting), before.job) == (3, 1, None)
    cohort.run(cohort.ask())
    assert cohort.issued() == sorted(cohort.enrolments[:3])
    after = cohort.page()
    assert (after.ready, after.is_running, after.job.done_well) == (0, False, 3)
    assert [one.roster_number for one in after.waiting] == [4]
    cohort.run(cohort.ask())
    assert len(cohort.issued()) == 3


def test_a_job_that_was_cut_off_goes_on_and_issues_nothing_twice(session, cohort):
    for person in cohort.people:
        confirm(session, person)
    job_id = cohort.ask()
    for _ in range(2):
        step(session, WORKS, job_id)
    assert len(cohort.issued()) == 2
    assert cohort.page().is_running
    cohort.run(job_id)
    assert cohort.issued() == sorted(cohort.enrolments)


def test_a_claim_during_the_job_is_found_and_counted_once(session, cohort):
    for person in cohort.people:
        confirm(session, person)
    job_id = cohort.ask()
    operations.claim_certificate(
        session, viewer=viewer_of(session, cohort.people[3]), enrolment_id=cohort.enrolments[3],
        leading_language="en", public_url=PUBLIC_URL, is_demonstration=False, at=LATER,
    )  # fmt: skip
    session.commit()
    cohort.run(job_id)
    assert cohort.issued() == sorted(cohort.enrolments)
    session.rollback()
    assert job_progress(session, job_id).total == 3


def test_a_name_that_changes_between_reading_and_writing_is_not_printed(session, cohort):
    confirm(session, cohort.people[0])
    job_id = cohort.ask()
    work = WORKS["issue_certificates"]
    item = work.next_item(session, job_progress(session, job_id).asked, None)
    change_names(
        session, person_id=cohort.people[0], names=Names(ar=("آخر", "آخر", "آخر")), at=LATER,
        by=None,
    )  # fmt: skip
    with pytest.raises(operations.NameNotConfirmed):
        work.do(session, job_progress(session, job_id).asked, item)
    session.rollback()
    assert cohort.issued() == []


def test_who_cannot_be_printed_is_named_with_the_reason(session, cohort):
    cohort.add(make_person(session, names=UNPRINTABLE))
    session.commit()
    for person in (cohort.people[0], cohort.people[4]):
        confirm(session, person)
    cohort.run(cohort.ask())
    assert cohort.issued() == [cohort.enrolments[0]]
    page = cohort.page()
    assert [(one.roster_number, one.code) for one in page.refused] == [
        (5, "character_not_printable")
    ]
    assert (page.job.done, page.job.done_well) == (2, 1)


def test_what_needs_approval_is_approved_for_those_who_asked(session):
    cohort = Cohort(session, 2, approval="coordinator")
    confirm(session, cohort.people[1])  # a name alone is no request
    operations.claim_certificate(
        session, viewer=viewer_of(session, cohort.people[0]), enrolment_id=cohort.enrolments[0],
        leading_language="ckb", public_url=PUBLIC_URL, is_demonstration=False, at=LATER,
    )  # fmt: skip
    session.commit()
    assert cohort.page().ready == 1
    cohort.run(cohort.ask())
    row = session.scalars(select(Certificate)).one()
    assert (row.enrolment_id, row.leading_language) == (cohort.enrolments[0], "ckb")


def test_nobody_approves_their_own(session):
    cohort = Cohort(session, 0, approval="coordinator")
    cohort.add(cohort.staff)
    operations.claim_certificate(
        session, viewer=viewer_of(session, cohort.staff), enrolment_id=cohort.enrolments[0],
        leading_language="ar", public_url=PUBLIC_URL, is_demonstration=False, at=LATER,
    )  # fmt: skip
    session.commit()
    cohort.run(cohort.ask())
    assert cohort.issued() == []
    assert [one.code for one in cohort.page().refused] == ["forbidden"]


def test_an_address_that_nobody_can_open_is_refused_before_the_job(session, cohort):
    with pytest.raises(PublicUrlMissing):
        cohort.ask(public_url="http://127.0.0.1:8000")


def test_another_cohorts_coordinator_finds_nothing(session, cohort):
    stranger = Cohort(session, 0).coordinator
    with pytest.raises(NotFound):
        bulk_issue(session, stranger, COURSES, cohort.id)


def test_the_page_asks_as_often_for_many_as_for_few(session, engine):
    small, large = Cohort(session, 2), Cohort(session, 7)
    for person in (small.people[0], *large.people[:3]):
        confirm(session, person)
    small.page(), large.page()
    with counting(engine) as few:
        small.page()
    with counting(engine) as many:
        large.page()
    assert len(many) == len(few)


# ------------------------------------------------------------------ the page


def test_the_coordinator_issues_them_all_and_sees_it_run(session, client, sign_in, post, cohort):
    for person in cohort.people[:2]:
        confirm(session, person)
    sign_in(cohort.staff)
    url = f"/certificates/cohorts/{cohort.id}/issue"
    page = client.get(url).get_data(as_text=True)
    assert "2 certificates can be issued" in page
    assert "Waiting for the holder (2)" in page
    assert not any(part in page for part in (*NAMES.ar, NAMES.en))
    answer = post(url)
    assert (answer.status_code, answer.location) == (303, url)
    running = client.get(url)
    assert running.headers["Refresh"] == "3"
    assert "0 of 2" in running.get_data(as_text=True)
    session.rollback()
    cohort.run(cohort.ask())
    done = client.get(url)
    assert "Refresh" not in done.headers
    assert "2 certificates were issued together" in done.get_data(as_text=True)


def test_the_commands_list_and_finish_a_job(session, app, cohort):
    confirm(session, cohort.people[0])
    runner = app.test_cli_runner()
    assert runner.invoke(args=["jobs", "list"]).output == "Nothing is waiting.\n"
    cohort.ask()
    assert "0 of 1." in runner.invoke(args=["jobs", "list"]).output
    assert "1 of 1." in runner.invoke(args=["jobs", "run"]).output
    assert runner.invoke(args=["jobs", "run"]).output == "Nothing is waiting.\n"
    assert cohort.issued() == [cohort.enrolments[0]]


# ------------------------------------------------------------------ the holder's confirmation


def test_a_claim_confirms_the_name_for_the_next_certificate(session):
    cohort = Cohort(session, 1)
    person = cohort.people[0]
    operations.claim_certificate(
        session, viewer=viewer_of(session, person), enrolment_id=cohort.enrolments[0],
        leading_language="ar", public_url=PUBLIC_URL, is_demonstration=False, at=LATER,
    )  # fmt: skip
    session.commit()
    second = Cohort(session, 0)
    second.add(person)
    session.commit()
    assert second.page().ready == 1


def test_the_trainee_confirms_the_lines_before_anything_is_complete(session, client, sign_in, post):
    person = make_person(session, language="en")
    make_enrolment(session, person_id=person, is_completed=False)
    sign_in(person)
    page = client.get("/certificates/name").get_data(as_text=True)
    assert " ".join(NAMES.ar) in page
    assert "You have confirmed these lines" not in page
    assert post("/certificates/name", leading_language="ckb").location == "/certificates"
    page = client.get("/certificates/name").get_data(as_text=True)
    assert "You have confirmed these lines" in page
    assert post("/certificates/name", leading_language="xx").status_code == 422


def test_lines_that_were_changed_since_they_were_shown_are_not_confirmed(session, cohort):
    viewer = viewer_of(session, cohort.people[0])
    for seen in ("0" * 64, ""):
        with pytest.raises(operations.NameNotConfirmed):
            operations.confirm_name(session, viewer=viewer, leading="ar", seen=seen, at=LATER)
    with pytest.raises(operations.NameNotConfirmed):
        operations.claim_certificate(
            session, viewer=viewer, enrolment_id=cohort.enrolments[0], leading_language="ar",
            public_url=PUBLIC_URL, is_demonstration=False, at=LATER, seen="0" * 64,
        )  # fmt: skip
    session.rollback()
    assert cohort.issued() == []


def test_the_job_takes_a_new_days_clock(session, cohort):
    confirm(session, cohort.people[0])
    later = LATER + timedelta(days=40)
    run_for(session, works(PUBLIC_URL, False, lambda: later), cohort.ask(), seconds=60)
    assert session.scalars(select(Certificate.issued_at)).one() == later


def test_home_and_course_say_that_a_claim_waits_for_its_approval(session, client, sign_in):
    cohort = Cohort(session, 0, approval="coordinator")
    person = make_person(session, language="en")
    cohort.add(person)
    session.commit()
    sign_in(person)
    course = f"/learn/{cohort.enrolments[0]}"
    assert "Ready to be issued" in client.get(course).get_data(as_text=True)
    operations.claim_certificate(
        session, viewer=viewer_of(session, person), enrolment_id=cohort.enrolments[0],
        leading_language="en", public_url=PUBLIC_URL, is_demonstration=False, at=LATER,
    )  # fmt: skip
    session.commit()
    assert "Waits for a coordinator’s approval" in client.get(course).get_data(as_text=True)
    assert "A coordinator is to approve" in client.get("/learn").get_data(as_text=True)
    cohort.run(cohort.ask())
    assert "Issued on" in client.get(course).get_data(as_text=True)
