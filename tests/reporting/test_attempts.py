"""The coordinator's page of attempts: void by two, and extra time."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.assessment.models import AttemptVoid, AttemptVoidAnswer, ExtraTime
from lms.core import clock
from lms.progress.queries import progress_of
from tests import factories
from tests.assessment.operations.test_sending import send, sent
from tests.assessment.world import Taker
from tests.teaching.world import Cohort, english, page

QUIZ = "u01/quiz/passed"
WHY = "كتب الأجوبة شخص آخر"
MORE = {"timed": "course/test", "extra": "half", "why": "يقرأ ببطء"}


@pytest.fixture
def cohort(session):
    return Cohort(session)


@pytest.fixture
def trainee(cohort):
    return cohort.enrol()


@pytest.fixture
def attempt(cohort, trainee):
    return cohort.hand_in(*trainee)


@pytest.fixture
def url(trainee):
    return f"/reports/enrolments/{trainee[1]}"


@pytest.fixture
def asks(session, cohort, sign_in):
    who = factories.make_staff(session, "coordinator", cohort.id)
    return lambda: sign_in(who)


@pytest.fixture
def decides(session, cohort, sign_in):
    who = factories.make_staff(session, "approver", cohort.id)
    return lambda: sign_in(who)


def ask(client, url, chosen, **more):
    body = {"attempt": str(chosen), "place": "restored", "reason": WHY}
    return client.post(f"{url}/attempts", data=body | more)


def waiting(session):
    return session.scalars(select(AttemptVoid.id)).one()


def test_one_asks_and_another_confirms(session, asks, decides, url, trainee, attempt):
    client = asks()
    assert ask(client, url, attempt).status_code == 303
    text = english(client, f"{url}/attempts")
    assert "Waits for a second person" in text
    assert "You asked for it" in text
    assert "Confirm: void it" not in text
    client = decides()
    assert "Confirm: void it" in english(client, f"{url}/attempts")
    answered = client.post(f"/reports/voids/{waiting(session)}/confirm")
    assert answered.status_code == 303
    assert not progress_of(session, trainee[1]).is_met(QUIZ)
    text = english(client, f"{url}/attempts")
    assert "Voided: it does not count" in text
    assert "Its place is given back" in text


def test_declining_leaves_it(session, asks, decides, url, trainee, attempt):
    ask(asks(), url, attempt)
    client = decides()
    assert client.post(f"/reports/voids/{waiting(session)}/decline").status_code == 303
    assert session.scalars(select(AttemptVoidAnswer.answer)).all() == ["declined"]
    assert progress_of(session, trainee[1]).is_met(QUIZ)
    assert "Declined: the attempt stands" in english(client, f"{url}/attempts")


def test_who_asked_is_refused_as_the_second(session, asks, url, attempt):
    client = asks()
    ask(client, url, attempt)
    assert client.post(f"/reports/voids/{waiting(session)}/confirm").status_code == 403


@pytest.mark.parametrize("wrong", [{"place": "x"}, {"reason": " "}, {"attempt": "1"}])
def test_what_is_not_whole_is_not_asked(session, asks, url, attempt, wrong):
    assert ask(asks(), url, attempt, **wrong).status_code == 422
    assert session.scalars(select(AttemptVoid)).all() == []


def test_an_approver_does_not_ask(session, decides, url, attempt):
    client = decides()
    assert ask(client, url, attempt).status_code == 403
    assert client.post(f"{url}/extra-time", data=MORE).status_code == 403
    assert session.scalars(select(AttemptVoid)).all() == []


def test_whoever_is_awaited_stands_first(session, asks, cohort, url, attempt):
    client = asks()
    cohort.enrol(given="أحمد")
    ask(client, url, attempt)
    text = english(client, f"/reports/cohorts/{cohort.id}/attempts")
    assert text.count("Waits for a second person") == 1


def test_more_time_is_given_with_a_reason(session, asks, url, trainee):
    client = asks()
    assert client.post(f"{url}/extra-time", data=MORE).status_code == 303
    kept = session.scalars(select(ExtraTime)).one()
    assert (kept.enrolment_id, kept.activity, kept.percent) == (trainee[1], "course/test", 150)
    text = english(client, f"{url}/attempts")
    assert "50 % more time" in text
    assert MORE["why"] in text


@pytest.mark.parametrize("wrong", [{"why": ""}, {"extra": "200"}, {"timed": "u01/quiz"}])
def test_more_time_that_is_not_whole_is_not_given(session, asks, url, wrong):
    assert asks().post(f"{url}/extra-time", data=MORE | wrong).status_code == 422
    assert session.scalars(select(ExtraTime)).all() == []


def test_nothing_is_given_in_an_enrolment_that_has_ended(asks, cohort, trainee, url):
    cohort.withdraw(trainee[1])
    assert asks().post(f"{url}/extra-time", data=MORE).status_code == 403


def test_the_trainee_is_told_of_both(session, cohort, asks, decides, sign_in, url, trainee):
    cohort.meet_all_online(trainee[1])
    attempt = cohort.hand_in(*trainee, wrong=(1, 2, 3, 4))
    client = asks()
    ask(client, url, attempt)
    client.post(f"{url}/extra-time", data=MORE)
    decides().post(f"/reports/voids/{waiting(session)}/confirm")
    client = sign_in(trainee[0])
    assert "Voided: it does not count" in english(client, f"/learn/{trainee[1]}/u01/quiz")
    result = page(client, f"/learn/attempts/{attempt}/result")
    assert "Two people decided" in result
    assert "90 minutes, with extra time" in page(client, f"/learn/{trainee[1]}/course/test")


def test_what_a_void_took_away_is_told_on_the_course_page(
    session, asks, decides, sign_in, url, trainee, attempt
):
    ask(asks(), url, attempt)
    course = f"/learn/{trainee[1]}"
    assert "does not count" not in english(sign_in(trainee[0]), course)
    decides().post(f"/reports/voids/{waiting(session)}/confirm")
    text = page(sign_in(trainee[0]), course)
    assert "The attempt that passed it does not count" in text


def test_the_trainer_gives_time_and_reads_what_is_void(
    session, cohort, asks, decides, sign_in, url, trainee, attempt
):
    ask(asks(), url, attempt)
    decides().post(f"/reports/voids/{waiting(session)}/confirm")
    record = f"/teach/enrolments/{trainee[1]}"
    client = sign_in(cohort.trainer)
    assert client.post(f"{record}/extra-time", data=MORE | {"timed": "all"}).status_code == 303
    assert client.post(f"{record}/extra-time", data=MORE | {"why": ""}).status_code == 422
    text = english(client, record)
    assert "Voided by two people" in text
    assert "Everything with a time limit: 50 % more time" in text
    assert "Voided by two people" in page(client, f"/teach/attempts/{attempt}")


def test_the_trainer_reads_which_grade_stands(session, cohort, sign_in, trainee, attempt):
    cohort.hand_in(*trainee, wrong=(1, 2, 3, 4))
    text = english(sign_in(cohort.trainer), f"/teach/enrolments/{trainee[1]}")
    assert "6 of 6, the best of 2 attempts" in text


def test_answers_that_came_too_late_are_told_to_the_trainer(session, cohort, sign_in, trainee):
    cohort.meet(trainee[1], "u01/lesson/viewed")
    taker = Taker(session, *trainee)
    attempt, began = taker.start(at=clock.now()), clock.now()
    taker.submit(attempt, at=clock.now())
    send(taker, attempt, sent(taker, attempt, answered=began), at=clock.now())
    session.commit()
    text = english(sign_in(cohort.trainer), f"/teach/attempts/{attempt}")
    assert "1 answer came after the attempt was graded" in text
