from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.accounts.models import AuditEvent
from lms.core import clock
from lms.core.ids import new_id
from lms.progress.models import CompletionReversal, CompletionReversalAnswer, Outcome
from lms.progress.operations import rebuild
from lms.progress.queries import progress_of
from tests import factories
from tests.teaching.world import Cohort, english

QUIZ = "u01/quiz/passed"
PRACTICAL = "u01/practical/signed_off"
ASK = {"requirement_key": QUIZ, "ground": "attempt_voided", "reason": "كتب الأجوبة شخص آخر"}


@pytest.fixture
def cohort(session):
    return Cohort(session)


@pytest.fixture
def trainee(session, cohort):
    """Somebody who has done all of it alone, and every practical: the person and the enrolment."""
    person, enrolment_id = cohort.enrol()
    cohort.meet_all_online(enrolment_id)
    cohort.meet(enrolment_id, *(f"{unit.key}/practical/signed_off" for unit in cohort.course.units))
    assert progress_of(session, enrolment_id).course_completed_at
    return person, enrolment_id


@pytest.fixture
def url(trainee):
    return f"/reports/enrolments/{trainee[1]}/reversal"


@pytest.fixture
def asks(session, cohort, sign_in):
    """A coordinator's browser, when the test is ready for it."""
    who = factories.make_staff(session, "coordinator", cohort.id)
    return lambda: sign_in(who)


@pytest.fixture
def decides(session, cohort, sign_in):
    """The second person's browser, when the test is ready for it."""
    who = factories.make_staff(session, "approver", cohort.id)
    return lambda: sign_in(who)


def asked(session):
    return session.scalars(select(CompletionReversal)).one()


def answers(session):
    return session.scalars(select(CompletionReversalAnswer.answer)).all()


def verbs(session):
    return session.scalars(select(AuditEvent.verb)).all()


def test_asking_changes_nothing_until_a_second_person_confirms(
    session, asks, decides, url, trainee
):
    assert asks().post(url, data=ASK).status_code == 303
    assert progress_of(session, trainee[1]).is_met(QUIZ)
    confirm = f"/reports/reversals/{asked(session).id}/confirm"
    assert decides().post(confirm).status_code == 303
    state = progress_of(session, trainee[1])
    assert not state.is_met(QUIZ)
    assert "u01" not in state.units
    assert state.course_completed_at is None
    assert rebuild(session, only_check=True) == []


def test_who_asked_never_confirms(session, asks, url, trainee):
    client = asks()
    client.post(url, data=ASK)
    assert "/confirm" not in client.get(url).get_data(as_text=True)
    assert client.post(f"/reports/reversals/{asked(session).id}/confirm").status_code == 403
    assert progress_of(session, trainee[1]).is_met(QUIZ)
    assert answers(session) == []


def test_the_database_too_wants_a_second_person(session, asks, url):
    asks().post(url, data=ASK)
    known, at = asked(session), clock.now()
    session.add(
        CompletionReversalAnswer(
            id=new_id(at), occurred_at=at, recorded_at=at, recorded_by=known.recorded_by,
            reversal_id=known.id, asked_by=known.recorded_by, answer="confirmed",
        )
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="a_second_person_confirms"):
        session.flush()
    session.rollback()


def test_declining_leaves_everything_and_decides_once(session, asks, decides, url, trainee):
    asks().post(url, data=ASK)
    place = f"/reports/reversals/{asked(session).id}"
    client = decides()
    assert client.post(f"{place}/decline").status_code == 303
    assert client.post(f"{place}/confirm").status_code == 422
    assert answers(session) == ["declined"]
    assert progress_of(session, trainee[1]).course_completed_at


def test_asking_twice_is_once(session, asks, url):
    client = asks()
    for _ in range(2):
        assert client.post(url, data=ASK).status_code == 303
    assert asked(session).requirement_key == QUIZ


@pytest.mark.parametrize(
    "change", [{"reason": " "}, {"ground": "dislike"}, {"requirement_key": "u99/quiz/passed"}]
)
def test_a_reason_a_ground_and_something_completed_are_needed(session, asks, url, change):
    assert asks().post(url, data=ASK | change).status_code == 422
    assert session.scalars(select(CompletionReversal)).all() == []


def test_the_reason_is_sealed_and_both_people_are_in_the_log(session, asks, decides, url):
    asks().post(url, data=ASK)
    known = asked(session)
    assert ASK["reason"].encode() not in known.reason_sealed
    client = decides()
    assert ASK["reason"] in client.get(url).get_data(as_text=True)
    client.post(f"/reports/reversals/{known.id}/confirm")
    event = session.scalars(select(AuditEvent).where(AuditEvent.verb == "reverse_completion")).one()
    assert event.second_account_id == known.recorded_by
    assert event.account_id != known.recorded_by
    assert "ask_reversal" in verbs(session)


def test_an_approver_does_not_ask(session, decides, url):
    client = decides()
    assert client.post(url, data=ASK).status_code == 403
    assert 'name="ground"' not in client.get(url).get_data(as_text=True)


def test_the_trainee_is_told_what_to_do_until_it_is_done_again(
    session, asks, decides, url, trainee, cohort, sign_in
):
    person, enrolment_id = trainee
    told = 'class="callout" data-kind="must"'
    assert told not in sign_in(person).get(f"/learn/{enrolment_id}").get_data(as_text=True)
    asks().post(url, data=ASK)
    decides().post(f"/reports/reversals/{asked(session).id}/confirm")
    page = sign_in(person).get(f"/learn/{enrolment_id}").get_data(as_text=True)
    assert told in page
    assert ASK["reason"] not in page
    cohort.meet(enrolment_id, QUIZ)
    assert told not in sign_in(person).get(f"/learn/{enrolment_id}").get_data(as_text=True)
    assert progress_of(session, enrolment_id).course_completed_at


def test_a_quiz_taken_back_can_be_taken_again(session, asks, decides, url, cohort, trainee):
    person, enrolment_id = trainee
    cohort.hand_in(person, enrolment_id)
    asks().post(url, data=ASK)
    decides().post(f"/reports/reversals/{asked(session).id}/confirm")
    assert not progress_of(session, enrolment_id).is_met(QUIZ)
    cohort.hand_in(person, enrolment_id)
    assert progress_of(session, enrolment_id).is_met(QUIZ)


def test_every_fact_stays(session, asks, decides, url, trainee):
    before = len(session.scalars(select(Outcome.id)).all())
    asks().post(url, data=ASK)
    decides().post(f"/reports/reversals/{asked(session).id}/confirm")
    assert len(session.scalars(select(Outcome.id)).all()) == before + 1


def test_the_cohorts_page_puts_who_waits_first(session, asks, cohort, url, trainee):
    cohort.enrol()
    client = asks()
    client.post(url, data=ASK)
    client.get(url)  # which says once that it was asked for
    page = client.get(f"/reports/cohorts/{cohort.id}/reversals").get_data(as_text=True)
    assert page.count('data-state="waiting"') == 1
    assert page.index(str(trainee[1])) < page.index('data-state="waiting"')


def test_an_outdated_request_is_refused_with_what_to_do(
    session, asks, decides, url, trainee, cohort
):
    asks().post(url, data=ASK)
    known = asked(session)
    cohort.meet(trainee[1], QUIZ, outcome="reversed")
    cohort.meet(trainee[1], QUIZ)
    client = decides()
    answer = client.post(f"/reports/reversals/{known.id}/confirm")
    assert answer.status_code == 409
    assert progress_of(session, trainee[1]).is_met(QUIZ)
    assert answers(session) == []
    assert client.post(f"/reports/reversals/{known.id}/decline").status_code == 303
    assert progress_of(session, trainee[1]).is_met(QUIZ)


@pytest.fixture
def observed(session, asks, decides, cohort, sign_in):
    """A trainee whose practical was signed off, and then taken back by two people."""
    person, enrolment_id = cohort.enrol()
    cohort.observe(enrolment_id, remark="Calm and clear")
    asks().post(
        f"/reports/enrolments/{enrolment_id}/reversal", data=ASK | {"requirement_key": PRACTICAL}
    )
    decides().post(f"/reports/reversals/{asked(session).id}/confirm")
    return person, enrolment_id


def test_the_trainers_page_awaits_a_new_sign_off_and_keeps_the_old_one(observed, cohort, sign_in):
    client = sign_in(cohort.trainer)
    address = f"/teach/enrolments/{observed[1]}"
    text = english(client, address)
    assert "Taken back by two people: awaits a new sign-off" in text
    assert "Before it was taken back: " in text
    assert "Calm and clear" in text
    assert "Signed off, " not in text
    assert "/correct" not in client.get(address).get_data(as_text=True)


def test_after_a_failed_checklist_the_trainers_page_says_more_practice_is_needed(
    session, observed, cohort, sign_in
):
    client = sign_in(cohort.trainer)
    address = f"/teach/enrolments/{observed[1]}"
    missed = [line.key for line in cohort.practical().practical.lines]
    client.post(f"{address}/u01/practical", data=cohort.marks(missed=missed))
    assert not progress_of(session, observed[1]).is_met(PRACTICAL)
    text = english(client, address)
    assert "Needs more practice" in text
    assert "awaits a new sign-off" not in text
    assert "Before it was taken back: " in text


@pytest.mark.parametrize("part", ["u01", "u01/practical"])
def test_the_trainees_page_awaits_sign_off_and_does_not_ask_for_practice(observed, sign_in, part):
    text = english(sign_in(observed[0]), f"/learn/{observed[1]}/{part}")
    assert "Awaits sign-off" in text
    assert "Needs more practice" not in text


def test_the_trainees_practical_says_why_and_keeps_what_was_seen(observed, cohort, sign_in):
    client, address = sign_in(observed[0]), f"/learn/{observed[1]}/u01/practical"
    text = english(client, address)
    assert "counts as not done since" in text
    assert "Before it was taken back: " in text
    assert "Calm and clear" in text
    cohort.observe(observed[1])
    again = english(client, address)
    assert "Signed off on" in again
    assert "counts as not done since" not in again
    assert "Before it was taken back: " in again
