"""What becomes of an attempt that nobody handed in before its time was over."""

from __future__ import annotations

import pytest

from lms.assessment.operations import AttemptClosed, close_due
from lms.assessment.queries.attempts import grades_of
from lms.progress.operations import rebuild
from lms.progress.queries import progress_of
from tests import factories
from tests.assessment.world import Taker, after
from tests.support.timed_course import timed_cohort

POLICIES = {
    "auto_submit": "time_limit_minutes: 30",
    "grace": "time_limit_minutes: 30, overdue_policy: grace, grace_minutes: 5",
    "abandon": "time_limit_minutes: 30, overdue_policy: abandon",
}


@pytest.fixture
def policy(request):
    return request.param


@pytest.fixture
def cohort(session, tmp_path, policy):
    return timed_cohort(session, tmp_path, POLICIES[policy])


@pytest.fixture
def attempt(taker):
    """An attempt with every answer right, given at minute 10."""
    attempt = taker.start()
    taker.answer(attempt, at=after(10))
    return attempt


def grade_of(taker, attempt):
    return grades_of(taker.session, [attempt]).get(attempt)


@pytest.mark.parametrize(
    ("policy", "minute", "name"),
    [
        ("auto_submit", 29, "in_progress"),
        ("auto_submit", 30, "submitted"),
        ("grace", 29, "in_progress"),
        ("grace", 30, "overdue"),
        ("grace", 34, "overdue"),
        ("grace", 35, "abandoned"),
        ("abandon", 29, "in_progress"),
        ("abandon", 30, "abandoned"),
    ],
    indirect=["policy"],
)
def test_the_state_follows_the_clock_alone(taker, attempt, minute, name):
    assert taker.state(attempt, at=after(minute)).name == name


@pytest.mark.parametrize(
    ("policy", "minute", "closed", "is_passed"),
    [
        ("auto_submit", 29, 29, True),
        ("auto_submit", 40, 30, True),
        ("grace", 29, 29, True),
        ("grace", 34, 34, True),
        ("grace", 35, 35, False),
        ("grace", 90, 35, False),
        ("abandon", 29, 29, True),
        ("abandon", 30, 30, False),
    ],
    indirect=["policy"],
)
def test_handing_in_late_is_dated_and_judged_by_the_policy(
    taker, attempt, minute, closed, is_passed
):
    taker.submit(attempt, at=after(minute))
    grade = grade_of(taker, attempt)
    assert (grade.closed_at, grade.is_passed) == (after(closed), is_passed)
    assert grade.is_abandoned == (not is_passed)
    assert grade.score == 2
    name = "finished" if is_passed else "abandoned"
    assert taker.state(attempt, at=after(100)).name == name
    assert progress_of(taker.session, taker.enrolment.id).is_met("u01/quiz/passed") == is_passed


@pytest.mark.parametrize("policy", ["grace"], indirect=True)
def test_no_answer_is_taken_in_the_grace(taker, attempt):
    with pytest.raises(AttemptClosed):
        taker.save(attempt, 1, [], at=after(31))


@pytest.mark.parametrize(
    ("policy", "due_at", "is_passed"),
    [("auto_submit", 30, True), ("grace", 35, False), ("abandon", 30, False)],
    indirect=["policy"],
)
def test_the_clock_closes_it_when_nothing_can_be_done_any_more(taker, attempt, due_at, is_passed):
    assert close_due(taker.session, at=after(due_at - 1)) == 0
    assert close_due(taker.session, at=after(due_at)) == 1
    assert close_due(taker.session, at=after(due_at + 1)) == 0
    grade = grade_of(taker, attempt)
    assert (grade.closed_at, grade.is_passed) == (after(due_at), is_passed)
    assert rebuild(taker.session, only_check=True) == []


@pytest.mark.parametrize("policy", ["abandon"], indirect=True)
def test_an_abandoned_attempt_is_used_and_has_no_grade_to_show(taker, attempt):
    close_due(taker.session, at=after(31))
    stand = taker.stand(at=after(40))
    assert (stand.used, stand.left, stand.is_passed, stand.open) == (1, 1, False, None)
    assert stand.shown("highest") is None
    taker.take(at=after(50))
    stand = taker.stand(at=after(60))
    assert (stand.left, stand.is_passed, stand.shown("average").score) == (0, True, 2)


@pytest.mark.parametrize("policy", ["auto_submit"], indirect=True)
def test_no_more_are_closed_at_once_than_asked(taker, attempt, cohort):
    for _ in range(2):
        person = factories.make_person(taker.session)
        Taker(taker.session, person, factories.enrol(taker.session, person, cohort)).start()
    assert [close_due(taker.session, at=after(31), most=2) for _ in range(3)] == [2, 1, 0]
