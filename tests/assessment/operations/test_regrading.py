from __future__ import annotations

from fractions import Fraction

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from lms.assessment.models import AttemptGrade, Question, QuestionVersion, RegradeEntry
from lms.assessment.operations import answer_void, ask_void
from lms.assessment.operations.regrading import Wish, answer_regrade, ask_regrade
from lms.assessment.queries import result_page
from lms.assessment.queries.attempts import grades_of
from lms.assessment.queries.regrading import Asked, lines_of, regrade_in_reach, regrades_of
from lms.assessment.rules.regrading import NothingToRegrade, RegradeOutdated, digest_of
from lms.core.errors import NotFound
from lms.core.ids import new_id
from lms.progress.models import Outcome
from lms.progress.operations import record_outcome
from lms.progress.queries import progress_of
from lms.progress.rules import AlreadyAnswered, SecondPersonNeeded
from tests import factories
from tests.assessment.world import after
from tests.catalog.sample import COURSE
from tests.support.marked_course import CHOICE, ESSAY, hand_in, mark, marked_cohort, places_in


@pytest.fixture
def cohort(session, tmp_path):
    return marked_cohort(session, tmp_path)


@pytest.fixture
def coordinator(session, cohort):
    return viewer(session, "coordinator", cohort)


@pytest.fixture
def second(session, cohort):
    return viewer(session, "approver", cohort)


def viewer(session, role, cohort):
    return factories.viewer_for(session, factories.make_staff(session, role, cohort), at=after(0))


def newer(session, key, change):
    """A newer version of a question, as publishing would add it."""
    old = session.scalars(
        select(QuestionVersion)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(Question.key == key, Question.course_key == COURSE)
    ).one()
    body = change(dict(old.body))
    made = QuestionVersion(
        id=new_id(), question_id=old.question_id, content_hash=f"newer-{key}", type=old.type,
        body=body, created_at=after(100),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return Asked(COURSE, "u01/quiz", key, made.id)


def right_is_b(body):
    options = [{**one, "correct": one["key"] == "b"} for one in body["options"]]
    return {**body, "options": options}


def worth(points):
    return lambda body: {**body, "mark": points}


def wish(session, who, asked, *, lowering=False):
    lines = lines_of(session, who, asked, allows_lowering=lowering)
    return Wish(asked, lowering, "The key was wrong.", digest_of(lines)), lines


def row(session, who, regrade_id):
    return regrade_in_reach(session, who, regrade_id)


def graded(session, attempt_id):
    return grades_of(session, [attempt_id])[attempt_id]


def test_the_dry_run_stores_nothing_and_says_old_and_new(session, cohort, coordinator):
    _, attempt_id = hand_in(session, cohort, essay="", choice=["b"])
    asked = newer(session, CHOICE, right_is_b)
    _, (line,) = wish(session, coordinator, asked)
    assert (line.attempt_id, line.old, line.judgement.score) == (attempt_id, 0, 1)
    assert not line.is_crossing
    assert session.scalars(select(RegradeEntry)).all() == []


def test_what_does_not_cross_the_pass_mark_counts_at_once(session, cohort, coordinator):
    taker, attempt_id = hand_in(session, cohort, essay="", choice=["b"])
    asked = newer(session, CHOICE, right_is_b)
    ask_regrade(
        session, viewer=coordinator, wish=wish(session, coordinator, asked)[0], at=after(200)
    )
    now = graded(session, attempt_id)
    assert (now.score, now.closed_at) == (1, after(2))
    first = session.scalars(select(AttemptGrade)).one()
    assert first.score == "0"
    page = result_page(session, taker.head(attempt_id), language="en", shown="practice")
    states = {review.key: review.state for review in page.reviews}
    assert states[CHOICE] == "done"


def across(session, cohort, coordinator):
    """A fail that would become a pass: a choice that is worth 20 of 26 points and was right."""
    taker, attempt_id = hand_in(session, cohort, essay="")
    asked = newer(session, CHOICE, worth(20))
    regrade_id = ask_regrade(
        session, viewer=coordinator, wish=wish(session, coordinator, asked)[0], at=after(200)
    )
    return taker, attempt_id, regrade_id


def test_across_the_pass_mark_it_waits_for_a_second_person(session, cohort, coordinator, second):
    taker, attempt_id, regrade_id = across(session, cohort, coordinator)
    assert not graded(session, attempt_id).is_passed
    waiting = row(session, second, regrade_id)
    assert (waiting.is_waiting, waiting.crossing) == (True, 1)
    with pytest.raises(SecondPersonNeeded):
        answer_regrade(
            session, viewer=coordinator, regrade=waiting, is_confirmed=True, at=after(201)
        )
    answer_regrade(session, viewer=second, regrade=waiting, is_confirmed=True, at=after(202))
    now = graded(session, attempt_id)
    assert (now.is_passed, now.score, now.max_score) == (True, 20, 26)
    assert progress_of(session, taker.enrolment.id).is_met("u01/quiz/passed")
    with pytest.raises(AlreadyAnswered):
        answer_regrade(session, viewer=second, regrade=waiting, is_confirmed=True, at=after(203))


def test_declined_everything_stays(session, cohort, coordinator, second):
    taker, attempt_id, regrade_id = across(session, cohort, coordinator)
    waiting = row(session, second, regrade_id)
    answer_regrade(session, viewer=second, regrade=waiting, is_confirmed=False, at=after(202))
    assert not graded(session, attempt_id).is_passed
    assert not progress_of(session, taker.enrolment.id).is_met("u01/quiz/passed")


def lowered(session, cohort, coordinator, *, lowering):
    """A pass that would become a fail, and the wish for it."""
    taker, attempt_id, regrade_id = across(session, cohort, coordinator)
    approver = viewer(session, "approver", cohort)
    answer_regrade(
        session, viewer=approver, regrade=row(session, approver, regrade_id), is_confirmed=True,
        at=after(202),
    )  # fmt: skip
    asked = newer_still(session)
    return taker, attempt_id, *wish(session, coordinator, asked, lowering=lowering)


def newer_still(session):
    old = session.scalars(
        select(QuestionVersion).where(QuestionVersion.content_hash == f"newer-{CHOICE}")
    ).one()
    made = QuestionVersion(
        id=new_id(), question_id=old.question_id, content_hash="newest", type=old.type,
        body=right_is_b(dict(old.body)), created_at=after(300),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return Asked(COURSE, "u01/quiz", CHOICE, made.id)


def test_a_pass_is_not_lowered_unless_that_is_allowed(session, cohort, coordinator):
    _, attempt_id, wanted, (line,) = lowered(session, cohort, coordinator, lowering=False)
    assert line.is_kept
    with pytest.raises(NothingToRegrade):
        ask_regrade(session, viewer=coordinator, wish=wanted, at=after(301))
    assert graded(session, attempt_id).is_passed


def test_allowed_and_confirmed_a_pass_is_taken_back(session, cohort, coordinator, second):
    taker, attempt_id, wanted, _ = lowered(session, cohort, coordinator, lowering=True)
    regrade_id = ask_regrade(session, viewer=coordinator, wish=wanted, at=after(301))
    assert graded(session, attempt_id).is_passed
    answer_regrade(
        session, viewer=second, regrade=row(session, second, regrade_id), is_confirmed=True,
        at=after(302),
    )  # fmt: skip
    assert not graded(session, attempt_id).is_passed
    assert not progress_of(session, taker.enrolment.id).is_met("u01/quiz/passed")
    kinds = [one.outcome for one in session.scalars(select(Outcome).order_by(Outcome.occurred_at))]
    assert kinds == ["not_met", "met", "reversed"]


def test_what_changed_since_it_was_looked_at_is_not_kept(session, cohort, coordinator):
    hand_in(session, cohort, essay="", choice=["b"])
    wanted, _ = wish(session, coordinator, newer(session, CHOICE, right_is_b))
    hand_in(session, cohort, essay="", choice=["b"])
    with pytest.raises(RegradeOutdated):
        ask_regrade(session, viewer=coordinator, wish=wanted, at=after(200))


def test_a_mark_by_hand_keeps_its_levels_under_the_newer_rubric(session, cohort, coordinator):
    taker, attempt_id = hand_in(session, cohort)
    trainer = viewer(session, "trainer", cohort)
    mark(session, trainer, attempt_id, places_in(taker, attempt_id)[ESSAY])
    _, (line,) = wish(session, coordinator, newer(session, ESSAY, worth(6)))
    assert (line.old, line.judgement.score, line.judgement.max_score) == (4, Fraction(7), 10)


def test_it_reaches_no_farther_than_who_asks(session, cohort, coordinator):
    hand_in(session, cohort, essay="", choice=["b"])
    asked = newer(session, CHOICE, right_is_b)
    elsewhere = viewer(session, "coordinator", factories.make_cohort(session))
    assert wish(session, elsewhere, asked)[1] == []
    regrade_id = ask_regrade(
        session, viewer=coordinator, wish=wish(session, coordinator, asked)[0], at=after(200)
    )
    assert [one.reason for one in regrades_of(session, coordinator)] == ["The key was wrong."]
    with pytest.raises(NotFound):
        row(session, elsewhere, regrade_id)


def test_a_regrade_cannot_be_changed_in_the_database(session, cohort, coordinator):
    across(session, cohort, coordinator)
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(update(RegradeEntry).values(score="7"))


def test_a_voided_attempt_is_not_regraded(session, cohort, coordinator, second):
    _, attempt_id = hand_in(session, cohort, essay="", choice=["b"])
    asked = newer(session, CHOICE, right_is_b)
    void_id = ask_void(
        session, viewer=coordinator, attempt_id=attempt_id, restores_attempt=True, reason="x",
        at=after(60),
    )  # fmt: skip
    answer_void(session, viewer=second, void_id=void_id, is_confirmed=True, at=after(61))
    assert wish(session, coordinator, asked)[1] == []


def two_regraded_passes(session, cohort, coordinator, second):
    """Somebody with two attempts that passed by a regrade; the taker and both."""
    taker, first = hand_in(session, cohort, essay="")
    other = taker.start(at=after(10))
    taker.save(other, places_in(taker, other)[CHOICE], ["a"], at=after(11))
    taker.submit(other, at=after(12))
    wanted, _ = wish(session, coordinator, newer(session, CHOICE, worth(20)))
    regrade_id = ask_regrade(session, viewer=coordinator, wish=wanted, at=after(200))
    answer_regrade(
        session, viewer=second, regrade=row(session, second, regrade_id), is_confirmed=True,
        at=after(202),
    )  # fmt: skip
    return taker, first, other


def lower(session, coordinator, second, *, at=302):
    wanted, lines = wish(session, coordinator, newer_still(session), lowering=True)
    regrade_id = ask_regrade(session, viewer=coordinator, wish=wanted, at=after(at - 1))
    answer_regrade(
        session, viewer=second, regrade=row(session, second, regrade_id), is_confirmed=True,
        at=after(at),
    )  # fmt: skip
    return [line.attempt_id for line in lines]


def test_a_lowered_pass_is_not_held_by_a_voided_one(session, cohort, coordinator, second):
    taker, first, other = two_regraded_passes(session, cohort, coordinator, second)
    void_id = ask_void(
        session, viewer=coordinator, attempt_id=first, restores_attempt=True, reason="x",
        at=after(250),
    )  # fmt: skip
    answer_void(session, viewer=second, void_id=void_id, is_confirmed=True, at=after(251))
    assert progress_of(session, taker.enrolment.id).is_met("u01/quiz/passed")
    assert lower(session, coordinator, second) == [other]
    assert not progress_of(session, taker.enrolment.id).is_met("u01/quiz/passed")


def test_a_lowered_pass_is_taken_back_after_all_that_is_known(session, cohort, coordinator, second):
    taker, _, _ = two_regraded_passes(session, cohort, coordinator, second)
    record_outcome(
        session, enrolment_id=taker.enrolment.id, requirement_key="u01/quiz/passed",
        outcome="met", score=1.0, occurred_at=after(900), fact_id=new_id(), recorded_by=None,
    )  # fmt: skip
    lower(session, coordinator, second)
    assert not progress_of(session, taker.enrolment.id).is_met("u01/quiz/passed")
