from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from lms.accounts.models import AuditEvent
from lms.certification import operations
from lms.certification.models import (
    Certificate,
    CertificateAct,
    CertificateActAnswer,
    CertificateEvent,
    CertificateRequestAnswer,
)
from lms.certification.operations import Waiting
from lms.certification.queries import certificates_of, corrections_of, latest_request
from lms.certification.queries.due import COURSES
from lms.certification.rules import (
    ActOutdated,
    NoNewGround,
    NothingToCorrect,
    NotInThatState,
    NotRenewable,
)
from lms.cohorts.models import Enrolment
from lms.core.db import is_inserted_once
from lms.core.errors import Forbidden, NotFound
from lms.core.ids import new_id
from lms.core.locale import local_day
from lms.core.sealed import ring
from lms.progress.rules import AlreadyAnswered, SecondPersonNeeded
from tests.certification.lives import make_life
from tests.certification.world import LATER


@pytest.fixture
def life(session):
    return make_life(session)


@pytest.fixture
def issued(life):
    return life.claim().certificate_id


def events(session):
    return session.scalars(select(CertificateEvent).order_by(CertificateEvent.occurred_at)).all()


def test_a_suspension_lasts_until_the_certificate_is_restored(session, life, issued):
    life.later().suspend(issued)
    assert life.state(issued) == "suspended"
    with pytest.raises(NotInThatState):
        life.suspend(issued)
    life.restore(issued)
    assert life.state(issued) == "valid"
    with pytest.raises(NotInThatState):
        life.restore(issued)
    assert [one.event for one in events(session)] == ["suspended", "restored"]


def test_a_restoration_at_the_same_instant_comes_after_the_suspension(session, life, issued):
    for _ in range(4):
        life.suspend(issued)
        life.restore(issued)
    instants = [one.occurred_at for one in events(session)]
    assert sorted(set(instants)) == instants
    assert life.state(issued) == "valid"


def test_the_words_of_a_suspension_are_sealed(session, life, issued):
    life.suspend(issued)
    row = events(session)[0]
    assert b"Letter" not in row.note_sealed
    words = ring().open(
        row.note_sealed, table="certificate_event", column="note_sealed", row=row.id
    )
    assert (words, row.review_on) == ("Letter 7", local_day(LATER))


def test_a_revocation_waits_for_a_second_person(session, life, issued):
    act_id = life.ask_revocation(issued)
    assert life.state(issued) == "valid"
    with pytest.raises(SecondPersonNeeded):
        life.answer(act_id, by=life.coordinator)
    life.answer(act_id)
    assert life.state(issued) == "revoked"
    (event,) = events(session)
    people = (life.coordinator.account_id, life.second.account_id)
    assert (event.recorded_by, event.second_account_id, event.reason) == (*people, "identity_error")


def test_asking_twice_is_once_and_a_decision_is_final(session, life, issued):
    act_id = life.ask_revocation(issued)
    assert life.ask_revocation(issued, "fraud") == act_id
    life.answer(act_id, is_confirmed=False, by=life.coordinator)
    assert life.state(issued) == "valid"
    with pytest.raises(AlreadyAnswered):
        life.answer(act_id)


def test_nobody_decides_about_their_own(session, life, issued):
    with pytest.raises(Forbidden):
        operations.suspend(
            session, viewer=life.holder, certificate_id=issued, note="", review_on=date.max,
            at=life.at,
        )  # fmt: skip
    act_id = life.ask_revocation(issued)
    with pytest.raises(Forbidden):
        life.answer(act_id, by=life.holder)
    with pytest.raises(NotFound):
        life.suspend(new_id())


def test_a_revocation_asked_for_twice_over_is_outdated_by_a_correction(session, life, issued):
    act_id = life.ask_revocation(issued)
    life.correct(issued)
    with pytest.raises(ActOutdated):
        life.answer(act_id)
    session.rollback()


def test_a_correction_is_a_new_certificate_in_the_place_of_the_old(session, life, issued):
    old = session.get(Certificate, issued)
    life.later(3).correct(issued)
    new = life.rows()[-1]
    assert (new.issue_number, new.supersedes_id, new.issued_at) == (2, issued, life.at)
    kept = ("completed_at", "valid_until", "period_key", "course_facts", "enrolment_id")
    assert [getattr(new, name) for name in kept] == [getattr(old, name) for name in kept]
    assert new.code != old.code
    assert (life.state(issued), life.state(new.id)) == ("superseded", "valid")
    assert events(session)[0].replacement_id == new.id
    newest = certificates_of(session, life.holder, on=local_day(life.at))[0]
    assert newest.code == new.code
    assert life.claim().certificate_id == new.id


def test_a_corrected_certificate_may_be_corrected_again(life, issued):
    life.correct(issued)
    second = life.rows()[-1].id
    life.later().correct(second)
    assert [life.state(row.id) for row in life.rows()] == ["superseded", "superseded", "valid"]


def test_the_second_person_confirms_the_lines_that_were_asked_for(session, life, issued):
    life.rename()
    act_id = life.ask_correction(issued)
    life.rename()
    with pytest.raises(ActOutdated):
        life.answer(act_id)
    session.rollback()


def test_nothing_is_corrected_where_the_record_says_the_same(life, issued):
    with pytest.raises(NothingToCorrect):
        life.ask_correction(issued)
    assert life.ask_correction(issued, "wrong_unit")


@pytest.mark.parametrize("state", ["suspended", "revoked"])
def test_what_does_not_count_is_not_corrected(life, issued, state):
    life.rename()
    life.suspend(issued) if state == "suspended" else life.revoke(issued)
    with pytest.raises(NotInThatState):
        life.ask_correction(issued)


@pytest.mark.parametrize("reason", ["identity_error", "issued_in_error"])
def test_what_was_revoked_by_mistake_is_issued_again_by_two(session, life, issued, reason):
    life.revoke(issued, reason)
    assert life.claim().certificate_id == issued  # a claim finds it, and issues nothing
    life.later().reissue(issued)
    new = life.rows()[-1]
    assert (life.state(issued), life.state(new.id)) == ("revoked", "valid")
    assert (new.issue_number, new.supersedes_id) == (2, None)
    with pytest.raises(NotInThatState):
        life.ask_reissue(issued)


@pytest.mark.parametrize("reason", ["misconduct_finding", "fraud", "completion_voided"])
def test_after_a_finding_nothing_is_issued_without_a_new_completion(session, life, issued, reason):
    life.later().revoke(issued, reason)
    with pytest.raises(NoNewGround):
        life.ask_reissue(issued)
    assert life.claim().certificate_id == issued
    life.later().outcome("reversed")
    life.later().outcome("met")
    new = life.claim()
    assert new.is_new
    assert (life.state(issued), life.state(new.certificate_id)) == ("revoked", "valid")
    assert session.get(Certificate, new.certificate_id).completed_at == life.at


def test_a_voided_completion_made_good_before_the_revocation_is_a_new_ground(life, issued):
    life.later().outcome("reversed")
    life.later().outcome("met")
    assert life.claim().certificate_id == issued
    life.later().revoke(issued, "completion_voided")
    assert life.claim().is_new


def test_a_new_issue_waits_for_a_completion_that_stands(session, life, issued):
    life.revoke(issued)
    act_id = life.ask_reissue(issued)
    life.later().outcome("reversed")
    with pytest.raises(ActOutdated):
        life.answer(act_id)
    session.rollback()


def test_the_holder_asks_for_a_correction_and_is_told_why_not(session, life, issued):
    asked = {"viewer": life.holder, "certificate_id": issued, "reason": "wrong_spelling"}
    known = operations.request_correction(session, **asked, evidence="Card", at=life.at)
    assert operations.request_correction(session, **asked, evidence="Card", at=life.at) == known
    operations.decline_correction(
        session, viewer=life.coordinator, correction_id=known, reason="The card says so",
        at=life.at,
    )  # fmt: skip
    (told,) = corrections_of(session, [issued])
    assert (told.refusal, told.is_waiting) == ("The card says so", False)
    with pytest.raises(AlreadyAnswered):
        operations.approve_correction(
            session, viewer=life.coordinator, correction_id=known, at=life.at
        )


def test_a_correction_that_was_requested_takes_a_coordinator_and_a_second_person(
    session, life, issued
):
    known = operations.request_correction(
        session, viewer=life.holder, certificate_id=issued, reason="legal_name_change",
        evidence="Court", at=life.at,
    )  # fmt: skip
    with pytest.raises(Forbidden):
        operations.approve_correction(session, viewer=life.holder, correction_id=known, at=life.at)
    life.rename()
    act_id = operations.approve_correction(
        session, viewer=life.coordinator, correction_id=known, at=life.at
    )
    with pytest.raises(SecondPersonNeeded):
        life.answer(act_id, by=life.coordinator)
    life.answer(act_id)
    assert [life.state(row.id) for row in life.rows()] == ["superseded", "valid"]
    (told,) = corrections_of(session, [issued])
    assert told.act_id == act_id


def test_a_stranger_asks_for_no_correction(session, life, issued):
    with pytest.raises(NotFound):
        operations.request_correction(
            session, viewer=life.second, certificate_id=issued, reason="wrong_unit",
            evidence="", at=life.at,
        )  # fmt: skip


@pytest.fixture
def approved(session):
    return make_life(session, approval="coordinator")


def test_a_claim_waits_where_the_type_needs_approval(session, approved):
    first = approved.claim()
    assert isinstance(first, Waiting)
    assert approved.claim() == Waiting(first.request_id, is_new=False)
    assert approved.rows() == []
    due = operations.issue_due(
        session, COURSES, public_url="https://training.example.org", is_demonstration=False,
        at=approved.at,
    )  # fmt: skip
    assert (due.issued, due.refused) == ((), ())
    approved.rename()  # what was confirmed is printed, whatever the record says meanwhile
    made = operations.approve_request(
        session,
        request_id=first.request_id,
        issue=replace(approved.issue, account_id=approved.coordinator.account_id),
    )
    assert made.is_new
    assert approved.claim().certificate_id == made.certificate_id
    with pytest.raises(AlreadyAnswered):
        operations.decline_request(
            session, viewer=approved.second, request_id=first.request_id, reason="No",
            at=approved.at,
        )  # fmt: skip


def test_a_claim_that_was_declined_may_be_made_again(session, approved):
    first = approved.claim()
    operations.decline_request(
        session, viewer=approved.coordinator, request_id=first.request_id, reason="Wrong course",
        at=approved.at,
    )  # fmt: skip
    known = latest_request(session, approved.enrolment_id)
    assert (known.answer, known.reason) == ("declined", "Wrong course")
    assert approved.claim().is_new
    assert session.scalar(select(func.count()).select_from(CertificateRequestAnswer)) == 1


RENEWED = {"valid_months": 12, "renew_window_days": 60, "grace_days": 30}


def test_a_window_opens_before_the_end_and_the_old_certificate_stays(session):
    life = make_life(session, **RENEWED)  # completed on 3 March 2026: valid until 2 March 2027
    old = life.claim().certificate_id
    with pytest.raises(NotRenewable):
        life.renew(old)
    life.at = LATER.replace(year=2027, month=1)
    enrolment_id = life.renew(old)
    assert life.renew(old) == enrolment_id
    assert session.get(Enrolment, enrolment_id).cycle == 2
    life.outcome("met", enrolment_id)
    new = life.claim(enrolment_id)
    assert new.is_new
    assert life.state(old) == "expiring"
    assert session.get(Certificate, new.certificate_id).period_key == "cycle-2"


@pytest.mark.parametrize(
    ("source", "completed_on", "until"),
    [
        ("completion", date(2027, 2, 1), date(2028, 1, 31)),
        ("expiry", date(2027, 2, 1), date(2028, 3, 2)),
        ("expiry", date(2027, 3, 20), date(2028, 3, 2)),  # in the grace
        ("expiry", date(2027, 4, 2), date(2028, 4, 1)),  # after it: as for a first certificate
        ("fixed", date(2027, 2, 1), date(2028, 3, 2)),
        ("fixed", date(2029, 5, 1), date(2030, 3, 2)),
    ],
)
def test_the_validity_of_a_renewal_begins_where_the_type_says(session, source, completed_on, until):
    life = make_life(session, **RENEWED, recert_date_from=source)
    old = life.claim().certificate_id
    life.at = LATER.replace(year=completed_on.year, month=completed_on.month, day=completed_on.day)
    enrolment_id = life.renew(old)
    life.outcome("met", enrolment_id)
    new = session.get(Certificate, life.claim(enrolment_id).certificate_id)
    assert new.valid_until == until


def test_terms_are_frozen_into_the_certificate(session):
    life = make_life(session, **RENEWED, recert_date_from="fixed")
    row = session.get(Certificate, life.claim().certificate_id)
    terms = (row.renew_window_days, row.grace_days, row.recert_date_from)
    assert terms == (60, 30, "fixed")
    end = row.valid_until
    days = {"valid": -60, "expiring": 30, "expired": 31}
    assert {state: life.state(row.id, end + timedelta(days=by)) for state, by in days.items()} == {
        state: state for state in days
    }


def test_the_database_holds_one_successor_for_each_certificate(session, life, issued):
    life.correct(issued)
    old, new = (dict(vars(row)) for row in life.rows())
    row = {column.name: new[column.name] for column in Certificate.__table__.columns
           if column.name in new}  # fmt: skip
    row |= {"id": new_id(), "code": "0" * 13, "issue_number": 3, "pdf_sealed": b""}
    assert not is_inserted_once(session, Certificate.__table__, row, "supersedes_id")
    assert old["supersedes_id"] is None


def test_each_act_tells_the_audit_log_of_both_people(session, life, issued):
    life.revoke(issued)
    life.reissue(issued)
    told = session.execute(
        select(AuditEvent.verb, AuditEvent.account_id, AuditEvent.second_account_id).where(
            AuditEvent.verb.in_(("revoke_certificate", "confirm_reissue"))
        )
    ).all()
    pair = (life.coordinator.account_id, life.second.account_id)
    assert {(one.verb, one.account_id, one.second_account_id) for one in told} == {
        ("revoke_certificate", *pair), ("confirm_reissue", *reversed(pair)),
    }  # fmt: skip
    assert session.scalar(select(func.count()).select_from(CertificateAct)) == 2
    assert session.scalar(select(func.count()).select_from(CertificateActAnswer)) == 2
