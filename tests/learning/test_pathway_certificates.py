"""The certificate of a pathway: one, when every course is complete, and it changes no other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from lms.certification import queries
from lms.certification.cli.certificates import batches
from lms.certification.models import Certificate
from lms.certification.operations import claim_certificate, confirm_name, renew
from lms.certification.operations.pathways import (
    claim_pathway_certificate,
    completed_courses,
)
from lms.certification.queries import NotCompleted
from lms.certification.queries.due import PATHWAYS, due_enrolments, due_pathways
from lms.certification.queries.pathways import pathway_claim_of
from lms.certification.rules import NotRenewable, last_valid_day
from lms.cohorts.models import Enrolment, PathwayEnrolment
from lms.cohorts.operations import enrol
from lms.cohorts.queries.pathways import courses_of
from lms.core.errors import NotFound
from lms.core.ids import new_id
from lms.progress.operations import record_outcome
from lms.progress.queries.pathways import pathways_completed_at
from tests import factories
from tests.certification.world import PUBLIC_URL
from tests.support import pathways

LATER = factories.NOON + timedelta(days=40)


@pytest.fixture
def trainee(session):
    return factories.make_person(session)


@pytest.fixture
def place_id(session, tmp_path, trainee):
    pathways.publish_both(session, tmp_path)
    return pathways.enrol(session, trainee, pathways.make_cohort(session))


def finish(session, place_id):
    for days, course in enumerate(pathways.COURSES):
        at = factories.NOON + timedelta(days=days)
        pathways.complete(session, place_id, course, at=at)


def claim(session, trainee, place_id):
    issued = claim_pathway_certificate(
        session, viewer=factories.viewer_for(session, trainee), pathway_enrolment_id=place_id,
        leading_language="en", public_url=PUBLIC_URL, is_demonstration=False, at=LATER,
    )  # fmt: skip
    session.commit()
    return issued


def test_it_is_issued_once_when_every_course_is_complete(session, trainee, place_id):
    viewer = factories.viewer_for(session, trainee)
    with pytest.raises(NotCompleted):
        pathway_claim_of(session, viewer, place_id)
    with pytest.raises(NotCompleted):
        claim(session, trainee, place_id)
    finish(session, place_id)
    assert pathway_claim_of(session, viewer, place_id).course_title.en == "Foundation pathway"
    first, again = claim(session, trainee, place_id), claim(session, trainee, place_id)
    assert (first.is_new, again.is_new, again.code) == (True, False, first.code)
    assert pathway_claim_of(session, viewer, place_id).is_issued
    (card,) = queries.certificates_of(session, viewer, on=LATER.date())
    assert card.course.title.en == "Foundation pathway"
    assert (card.course.hours, card.course.is_pathway) == (7, True)
    assert card.completed_at == factories.NOON + timedelta(days=1)
    assert card.valid_until.isoformat() == "2028-03-03"
    assert not card.may_renew


def test_nobody_else_claims_it(session, trainee, place_id):
    finish(session, place_id)
    with pytest.raises(NotFound):
        claim(session, factories.make_person(session), place_id)


def test_the_last_courses_own_certificate_stays_due(session, trainee, place_id):
    finish(session, place_id)
    claim(session, trainee, place_id)
    due = due_enrolments(session, after=None, most=9)
    assert len(due) == 2
    for enrolment_id in due:
        claim_certificate(
            session, viewer=factories.viewer_for(session, trainee), enrolment_id=enrolment_id,
            leading_language="en", public_url=PUBLIC_URL, is_demonstration=False, at=LATER,
        )  # fmt: skip
    assert len(session.scalars(select(Certificate)).all()) == 3
    assert due_enrolments(session, after=None, most=9) == []


def test_what_is_due_is_issued_by_the_command(app, session, trainee, place_id):
    finish(session, place_id)
    assert due_pathways(session, after=None, most=9) == [place_id]
    session.commit()
    (batch,) = batches(PATHWAYS)
    assert (batch.issued, batch.waiting) == ((), (place_id,))
    viewer = factories.viewer_for(session, trainee)
    confirm_name(session, viewer=viewer, leading="ar", seen=None, at=LATER)
    session.commit()
    (batch,) = batches(PATHWAYS)
    assert [one.is_new for one in batch.issued] == [True]
    assert due_pathways(session, after=None, most=9) == []


def test_its_courses_are_counted_once_each(session, trainee, place_id):
    finish(session, place_id)
    found = completed_courses(session, place_id)
    assert {one.course_key for one in found} == set(pathways.COURSES)


def test_the_trainee_walks_from_the_home_page_to_the_certificate(
    session, client, sign_in, trainee, place_id
):
    sign_in(trainee)
    client.post("/language", data={"language": "en"})
    home = client.get("/learn").get_data(as_text=True)
    assert "0 of 2 courses complete" in home
    page = client.get(f"/learn/pathways/{place_id}").get_data(as_text=True)
    assert "can be issued when every course is complete" in page
    finish(session, place_id)
    page = client.get(f"/learn/pathways/{place_id}").get_data(as_text=True)
    url = f"/learn/pathways/{place_id}/certificate"
    assert url in page
    confirm = client.get(url).get_data(as_text=True)
    assert f'action="{url}"' in confirm
    assert client.post(url, data={}).status_code == 422
    assert client.post(url, data={"leading_language": "ar"}).location == "/certificates"
    assert "Foundation pathway" in client.get("/certificates").get_data(as_text=True)
    page = client.get(f"/learn/pathways/{place_id}").get_data(as_text=True)
    assert "Issued on" in page


# ------------------------------------------------------------------ renewal


def renewable(session, trainee, place_id):
    """A certificate whose window is open: 24 months from the second day, minus a month."""
    finish(session, place_id)
    issued = claim(session, trainee, place_id)
    until = session.get(Certificate, issued.certificate_id).valid_until
    at = datetime(until.year, until.month, until.day, 9, tzinfo=UTC) - timedelta(days=30)
    return issued.certificate_id, at


def renew_it(session, trainee, certificate_id, at):
    viewer = factories.viewer_for(session, trainee)
    place_id = renew(session, viewer=viewer, certificate_id=certificate_id, at=at)
    session.commit()
    return place_id


def test_a_renewed_pathway_begins_with_every_course_in_the_next_cycle(session, trainee, place_id):
    certificate_id, at = renewable(session, trainee, place_id)
    second = renew_it(session, trainee, certificate_id, at)
    assert renew_it(session, trainee, certificate_id, at) == second
    counted = courses_of(session, [place_id, second])
    assert {one.course_key for one in counted[second]} == set(pathways.COURSES)
    assert not {one.enrolment_id for one in counted[place_id]} & {
        one.enrolment_id for one in counted[second]
    }
    assert list(pathways_completed_at(session, [place_id, second])) == [place_id]
    viewer = factories.viewer_for(session, trainee)
    (card,) = queries.certificates_of(session, viewer, on=at.date())
    assert (card.standing.state, card.may_renew, card.renewal_id) == ("expiring", False, second)


def test_the_old_certificate_stays_and_the_new_one_counts_from_the_new_completion(
    session, trainee, place_id
):
    certificate_id, at = renewable(session, trainee, place_id)
    second = renew_it(session, trainee, certificate_id, at)
    for course in pathways.COURSES:
        pathways.complete(session, second, course, at=at)
    issued = claim_pathway_certificate(
        session, viewer=factories.viewer_for(session, trainee), pathway_enrolment_id=second,
        leading_language="en", public_url=PUBLIC_URL, is_demonstration=False, at=at,
    )  # fmt: skip
    old, new = (session.get(Certificate, one) for one in (certificate_id, issued.certificate_id))
    assert (old.period_key, new.period_key) == ("cycle-1", "cycle-2")
    assert new.valid_until == last_valid_day(at.date(), 24)
    assert old.valid_until > at.date()


def test_a_pathway_is_not_begun_anew_before_its_window(session, trainee, place_id):
    certificate_id, at = renewable(session, trainee, place_id)
    with pytest.raises(NotRenewable):
        renew_it(session, trainee, certificate_id, at - timedelta(days=100))


def test_a_course_that_was_taken_back_is_begun_anew_with_the_others(session, trainee, place_id):
    certificate_id, at = renewable(session, trainee, place_id)
    taken_back = courses_of(session, [place_id])[place_id][0]
    record_outcome(
        session, enrolment_id=taken_back.enrolment_id, requirement_key="u01/quiz/passed",
        outcome="reversed", score=None, occurred_at=at, fact_id=new_id(), recorded_by=None,
    )  # fmt: skip
    second = renew_it(session, trainee, certificate_id, at)
    counted = courses_of(session, [second])[second]
    assert {one.course_key for one in counted} == set(pathways.COURSES)


def test_a_course_that_was_begun_anew_by_itself_is_taken_along(session, trainee, place_id):
    certificate_id, at = renewable(session, trainee, place_id)
    (counted, *_) = courses_of(session, [place_id])[place_id]
    cohort_id = session.get(Enrolment, counted.enrolment_id).cohort_id
    begun = enrol(
        session, person_id=trainee.person_id, cohort_id=cohort_id, at=at,
        renews_id=counted.enrolment_id,
    )  # fmt: skip
    second = renew_it(session, trainee, certificate_id, at)
    assert begun in {one.enrolment_id for one in courses_of(session, [second])[second]}


def test_the_holder_renews_from_the_wallet(
    session, client, sign_in, trainee, place_id, monkeypatch
):
    certificate_id, at = renewable(session, trainee, place_id)
    monkeypatch.setattr("lms.core.clock.now", lambda: at)
    sign_in(trainee)
    client.post("/language", data={"language": "en"})
    assert "Take the pathway anew" in client.get("/certificates").get_data(as_text=True)
    answer = client.post(f"/certificates/{certificate_id}/renew")
    assert answer.status_code == 303
    assert answer.location.startswith("/learn/pathways/")
    assert "The pathway taken anew" in client.get("/certificates").get_data(as_text=True)


# ------------------------------------------------------------------ its place and its people


def cohorts_of(session, place_id):
    """The cohort on the pathway, and that of the last course."""
    pathway_cohort = session.get(PathwayEnrolment, place_id).pathway_cohort_id
    return pathway_cohort, pathways.course_cohort(session, pathway_cohort, pathways.COURSES[-1])


def coordinator_of(session, cohort_id):
    return factories.viewer_for(session, factories.make_staff(session, "coordinator", cohort_id))


def test_it_stands_among_the_pathways_certificates_and_not_a_courses(session, trainee, place_id):
    finish(session, place_id)
    issued = claim(session, trainee, place_id)
    pathway_cohort, course_cohort = cohorts_of(session, place_id)
    viewer = coordinator_of(session, pathway_cohort)
    found = queries.pathway_certificates(session, viewer, pathway_cohort, on=LATER.date())
    assert [line.card.id for line in found.lines] == [issued.certificate_id]
    of_course = queries.cohort_certificates(session, viewer, course_cohort, on=LATER.date())
    assert (of_course.lines, of_course.pathway_cohort_id) == ((), pathway_cohort)


def test_who_coordinates_one_course_decides_nothing_about_the_pathway(session, trainee, place_id):
    finish(session, place_id)
    issued = claim(session, trainee, place_id)
    pathway_cohort, course_cohort = cohorts_of(session, place_id)
    whole = coordinator_of(session, pathway_cohort)
    found = queries.certificate_record(session, whole, issued.certificate_id, on=LATER.date())
    assert (found.may_ask, found.cohort.id) == (True, pathway_cohort)
    part = coordinator_of(session, course_cohort)
    with pytest.raises(NotFound):
        queries.certificate_record(session, part, issued.certificate_id, on=LATER.date())
    with pytest.raises(NotFound):
        queries.pathway_certificates(session, part, pathway_cohort, on=LATER.date())
    of_course = queries.cohort_certificates(session, part, course_cohort, on=LATER.date())
    assert of_course.pathway_cohort_id is None


def test_a_course_taken_back_puts_the_pathways_certificate_first(session, trainee, place_id):
    finish(session, place_id)
    claim(session, trainee, place_id)
    counted = courses_of(session, [place_id])[place_id][0]
    record_outcome(
        session, enrolment_id=counted.enrolment_id, requirement_key="u01/quiz/passed",
        outcome="reversed", score=None, occurred_at=LATER, fact_id=new_id(), recorded_by=None,
    )  # fmt: skip
    pathway_cohort, _ = cohorts_of(session, place_id)
    viewer = coordinator_of(session, pathway_cohort)
    (line,) = queries.pathway_certificates(session, viewer, pathway_cohort, on=LATER.date()).lines
    assert line.is_taken_back


def test_its_coordinator_walks_from_the_list_to_the_record(
    session, client, sign_in, trainee, place_id
):
    finish(session, place_id)
    issued = claim(session, trainee, place_id)
    pathway_cohort, _ = cohorts_of(session, place_id)
    sign_in(factories.make_staff(session, "coordinator", pathway_cohort))
    page = client.get(f"/certificates/pathways/{pathway_cohort}").get_data(as_text=True)
    record = f"/certificates/{issued.certificate_id}/record"
    assert record in page
    assert f"/certificates/pathways/{pathway_cohort}/issue" in page
    assert f"/certificates/pathways/{pathway_cohort}" in client.get(record).get_data(as_text=True)
