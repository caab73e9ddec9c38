"""What happens where voids, marks, extra time and the recount meet."""

from __future__ import annotations

import pytest

from lms.assessment.operations import recount
from lms.assessment.queries.attempts import grades_of
from lms.assessment.queries.marking import waiting_for_marks
from lms.assessment.rules.marking import AlreadyGraded
from lms.progress.operations import rebuild
from tests.assessment.operations.test_voiding import met_at
from tests.assessment.world import after
from tests.support.marked_course import ESSAY, hand_in, mark, marked_cohort, places_in


@pytest.fixture
def marked(session, tmp_path):
    return marked_cohort(session, tmp_path)


def differences(session):
    return [*recount(session, only_check=True), *rebuild(session, only_check=True)]


class TestAnAttemptThatWaitsForAMark:
    @pytest.fixture
    def cohort(self, marked):
        return marked

    @pytest.fixture
    def handed_in(self, session, cohort):
        return hand_in(session, cohort)

    def test_a_void_ends_the_wait_and_the_next_attempt_starts(self, session, handed_in, void):
        taker, attempt = handed_in
        void(attempt)
        grade = grades_of(session, [attempt])[attempt]
        assert (grade.is_voided, grade.is_passed) == (True, False)
        stand = taker.stand(at=after(30))
        assert (stand.marking, stand.used) == (None, 0)
        assert taker.start(at=after(30)) != attempt
        assert differences(session) == []

    def test_a_void_answer_is_marked_no_more(self, session, handed_in, void, trainer):
        taker, attempt = handed_in
        place = places_in(taker, attempt)[ESSAY]
        void(attempt)
        assert waiting_for_marks(session, trainer) == []
        with pytest.raises(AlreadyGraded):
            mark(session, trainer, attempt, place)
        assert met_at(session, taker) is None

    def test_an_open_attempt_with_an_essay_is_voided_too(self, session, cohort, handed_in, void):
        taker, first = handed_in
        void(first)
        attempt = taker.start(at=after(30))
        taker.save(attempt, places_in(taker, attempt)[ESSAY], "One two three", at=after(31))
        void(attempt, at=40)
        assert taker.stand(at=after(50)).used == 0
        assert differences(session) == []


def test_a_void_open_scenario_shows_no_difference(session, taker, void):
    void(taker.start_scenario())
    assert differences(session) == []
