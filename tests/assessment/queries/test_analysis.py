"""What the figures of questions are reckoned from."""

from __future__ import annotations

from sqlalchemy import select

from lms.assessment.queries import analysis as queries
from lms.cohorts.models import Enrolment
from tests import factories
from tests.assessment.operations.test_sending import send, sent
from tests.assessment.world import Taker, after


def analysed(session, *takers):
    mine = select(Enrolment.id).where(Enrolment.id.in_([one.enrolment.id for one in takers]))
    return queries.analysis(session, mine, "u01/quiz", every=True, language="en")


def test_a_void_attempt_says_nothing_of_its_questions(session, taker, void):
    void(taker.take())
    taker.take(at=after(30))
    assert analysed(session, taker).attempts == 1


def test_an_answer_that_came_after_the_grade_is_not_counted(session, cohort):
    takers = []
    for _ in range(30):  # enough that some question has its figures
        person = factories.make_person(session)
        taker = Taker(session, person, factories.enrol(session, person, cohort))
        attempt = taker.start()
        taker.submit(attempt, at=after(2))
        choice = next(n for n in range(1, 7) if taker.question(attempt, n).type == "single_choice")
        late = sent(taker, attempt, choice, answered=after(1))
        assert not send(taker, attempt, late, at=after(5)).steps[0].counts
        takers.append(taker)
    items = [item for item in analysed(session, *takers).items if item.figures]
    assert items
    for item in items:
        assert (item.figures.facility, sum(one.count for one in item.chosen)) == (0, 0)
