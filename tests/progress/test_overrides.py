"""Setting a part as done, exemptions by two people, and taking either back."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from lms.accounts.models import AuditEvent
from lms.core.errors import Forbidden, NotFound
from lms.core.ids import new_id
from lms.progress.models import (
    CompletionOverride,
    CompletionOverrideAnswer,
    CompletionOverrideRevocation,
)
from lms.progress.operations import (
    answer_exemption,
    answer_reversal,
    ask_reversal,
    override_completion,
    rebuild,
    record_outcome,
    revoke_override,
)
from lms.progress.queries import course_completed_at, overrides_of, progress_of
from lms.progress.rules import (
    AlreadyAnswered,
    AlreadyRevoked,
    EvidenceMissing,
    NotMet,
    NotOverridable,
    SecondPersonNeeded,
)
from tests import factories
from tests.assessment.world import after

QUIZ, TEST = "u01/quiz/passed", "course/test/passed"


@pytest.fixture
def cohort(session):
    return factories.make_cohort(session)


@pytest.fixture
def person(session):
    return factories.make_person(session)


@pytest.fixture
def enrolment(session, person, cohort):
    return factories.enrol(session, person, cohort)


@pytest.fixture
def coordinator(session, cohort):
    return factories.viewer_for(session, factories.make_staff(session, "coordinator", cohort))


@pytest.fixture
def second(session, cohort):
    return factories.viewer_for(session, factories.make_staff(session, "approver", cohort))


@pytest.fixture
def decide(session, coordinator, enrolment):
    def _decide(target=QUIZ, kind="complete", *, at=1, evidence="Diploma of 2020"):
        return override_completion(
            session, viewer=coordinator, enrolment_id=enrolment, target=target, kind=kind,
            reason="Was on duty", evidence=evidence, at=after(at),
        )  # fmt: skip

    return _decide


@pytest.fixture
def answer(session, second):
    def _answer(override_id, *, at=2, is_confirmed=True, viewer=second):
        answer_exemption(
            session, viewer=viewer, override_id=override_id, is_confirmed=is_confirmed, at=after(at)
        )

    return _answer


@pytest.fixture
def revoke(session, coordinator):
    def _revoke(override_id, *, at=9):
        revoke_override(
            session, viewer=coordinator, override_id=override_id, reason="Wrong file", at=after(at)
        )

    return _revoke


@pytest.fixture
def met_at(session, enrolment):
    return lambda key=QUIZ: progress_of(session, enrolment).requirement(key).met_at


@pytest.fixture
def record(session, enrolment):
    def _record(outcome="met", *, at, key=QUIZ):
        record_outcome(
            session, enrolment_id=enrolment, requirement_key=key, outcome=outcome, score=None,
            occurred_at=after(at), fact_id=new_id(), recorded_by=None,
        )  # fmt: skip

    return _record


@pytest.fixture(autouse=True)
def nothing_differs_at_the_end(session):
    """Whatever a test did, the recount gives what is kept."""
    yield
    assert rebuild(session, only_check=True) == []


def standings(session, enrolment):
    return [one.standing for one in overrides_of(session, enrolment)]


def test_set_as_done_a_part_counts_at_once(session, enrolment, decide, met_at):
    decide()
    (kept,) = overrides_of(session, enrolment)
    assert met_at() == after(1)
    assert (kept.reason, kept.evidence, kept.standing) == (
        "Was on duty", "Diploma of 2020", "in_force",
    )  # fmt: skip
    assert session.scalars(select(AuditEvent.verb)).all()[-1] == "override_completion"


def test_reason_and_evidence_are_kept_sealed(session, decide):
    decide()
    kept = session.scalars(select(CompletionOverride)).one()
    assert b"duty" not in kept.reason_sealed
    assert b"Diploma" not in kept.evidence_sealed


def test_a_whole_unit_completes_the_unit(session, enrolment, decide):
    decide("u01")
    assert progress_of(session, enrolment).units == {"u01": after(1)}


def test_an_exemption_counts_when_a_second_person_confirms_it(decide, answer, met_at):
    asked = decide(kind="exempt")
    assert met_at() is None
    answer(asked)
    assert met_at() == after(2)


def test_a_declined_exemption_never_counts(session, enrolment, decide, answer, met_at):
    answer(decide(kind="exempt"), is_confirmed=False)
    assert met_at() is None
    assert standings(session, enrolment) == ["declined"]


def test_who_asked_does_not_confirm_but_may_withdraw_it(decide, answer, coordinator, met_at):
    asked = decide(kind="exempt")
    with pytest.raises(SecondPersonNeeded):
        answer(asked, viewer=coordinator)
    answer(asked, viewer=coordinator, is_confirmed=False)
    assert met_at() is None


def test_the_table_knows_no_exemption_by_one_person(session, decide, coordinator):
    row = {
        "id": new_id(), "occurred_at": after(2), "recorded_at": after(2), "source": "web",
        "recorded_by": coordinator.account_id, "asked_by": coordinator.account_id,
        "override_id": decide(kind="exempt"), "answer": "confirmed",
    }  # fmt: skip
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(insert(CompletionOverrideAnswer).values(row))


def test_an_exemption_needs_evidence(decide):
    for evidence in (None, ""):
        with pytest.raises(EvidenceMissing):
            decide(kind="exempt", evidence=evidence)


@pytest.mark.parametrize("target", [TEST, "course"])
def test_the_course_test_is_never_passed_by_one_person(decide, answer, met_at, target):
    with pytest.raises(NotOverridable):
        decide(target)
    answer(decide(target, kind="exempt"))
    assert met_at(TEST) == after(2)


@pytest.mark.parametrize("target", ["u99", "u01/gone/passed", ""])
def test_what_the_course_does_not_have_is_not_set(decide, target):
    with pytest.raises(NotOverridable):
        decide(target)


def test_nobody_decides_about_themselves(session, cohort, person, enrolment, coordinator, decide):
    asked = decide(kind="exempt")
    factories.give_role(session, person, "coordinator", cohort)
    own = factories.viewer_for(session, person)
    with pytest.raises(Forbidden):
        override_completion(
            session, viewer=own, enrolment_id=enrolment, target=QUIZ, kind="complete", reason="x",
            at=after(1),
        )  # fmt: skip
    with pytest.raises(Forbidden):
        answer_exemption(session, viewer=own, override_id=asked, is_confirmed=True, at=after(2))
    with pytest.raises(Forbidden):
        revoke_override(session, viewer=own, override_id=asked, reason="x", at=after(2))


def test_the_same_decision_again_is_the_same_one(session, decide, revoke):
    first = decide()
    assert decide(at=5) == first
    revoke(first)
    assert decide(at=10) != first
    assert len(session.scalars(select(CompletionOverride)).all()) == 2


def test_a_decision_is_answered_once(decide, answer):
    asked = decide(kind="exempt")
    answer(asked)
    with pytest.raises(AlreadyAnswered):
        answer(asked, at=3)


def test_what_is_set_as_done_awaits_no_answer(decide, answer):
    with pytest.raises(NotFound):
        answer(decide())
    with pytest.raises(NotFound):
        answer(new_id())


def test_revoked_it_counts_no_longer_and_what_was_done_stays(
    session, enrolment, decide, revoke, record, met_at
):
    decided = decide()
    record(at=5)
    revoke(decided)
    (kept,) = overrides_of(session, enrolment)
    assert met_at() == after(5)
    assert (kept.standing, kept.why_revoked) == ("revoked", "Wrong file")
    assert b"Wrong" not in session.scalars(select(CompletionOverrideRevocation)).one().reason_sealed


def test_revoked_without_anything_done_it_is_to_be_done_again(decide, revoke, met_at):
    revoke(decide())
    assert met_at() is None


def test_a_decision_is_revoked_once(decide, answer, revoke):
    decided = decide()
    revoke(decided)
    with pytest.raises(AlreadyRevoked):
        revoke(decided)
    declined = decide("u02", kind="exempt")
    answer(declined, is_confirmed=False)
    with pytest.raises(AlreadyRevoked):
        revoke(declined)


def test_revoked_while_it_waits_it_is_not_confirmed_any_more(decide, answer, revoke, met_at):
    asked = decide(kind="exempt")
    revoke(asked)
    with pytest.raises(AlreadyAnswered):
        answer(asked)
    assert met_at() is None


def test_a_reversal_is_about_what_was_done_and_leaves_the_decision(
    session, enrolment, coordinator, second, decide, record, met_at
):
    decide(at=3)
    with pytest.raises(NotMet):
        ask_reversal(
            session, viewer=coordinator, enrolment_id=enrolment, requirement_key=QUIZ,
            ground="attempt_voided", reason="x", at=after(4),
        )  # fmt: skip
    record(at=5)
    asked = ask_reversal(
        session, viewer=coordinator, enrolment_id=enrolment, requirement_key=QUIZ,
        ground="attempt_voided", reason="x", at=after(6),
    )  # fmt: skip
    answer_reversal(session, viewer=second, reversal_id=asked, is_confirmed=True, at=after(7))
    assert progress_of(session, enrolment).requirement(QUIZ).earned_at is None
    assert met_at() == after(3)


def test_a_course_is_completed_by_what_was_done_and_decided_together(
    session, enrolment, decide, answer, revoke, record
):
    units = ["u01", "u02", "u03", "u04", "u05"]
    decided = [decide(unit, at=place) for place, unit in enumerate(units)]
    record(at=20, key=TEST)
    assert course_completed_at(session, enrolment) == after(20)
    revoke(decided[0], at=30)
    assert course_completed_at(session, enrolment) is None
