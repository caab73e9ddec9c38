from __future__ import annotations

from datetime import timedelta

import pytest

from lms.assessment.queries import answer_lines, question_page, result_page
from lms.assessment.queries.attempts import grades_of
from lms.assessment.rules.grading import right_response
from lms.assessment.rules.questions import MatchingQuestion, OrderingQuestion
from lms.core.errors import NotFound
from tests import factories
from tests.assessment.world import START, Taker, after

LONG_AFTER = START + timedelta(days=400)


@pytest.fixture
def attempt(taker):
    return taker.start()


def page_of(taker, attempt_id, position=1, *, language="en", at=START):
    return question_page(
        taker.session, taker.viewer, attempt_id, position, language=language, at=at
    )


def keys(page):
    shown = page.question
    return [line.key for line in (*shown.options, *shown.stems, *shown.items)]


def place_of(taker, attempt_id, kind):
    """A slot of that type, in a quiz drawn for it."""
    slots = range(1, len(taker.head(attempt_id).slots) + 1)
    return next((n for n in slots if isinstance(taker.question(attempt_id, n), kind)), None)


def test_another_language_keeps_order_and_answers(taker, attempt):
    taker.answer(attempt, at=after(1))
    for position in range(1, 7):
        found = [
            page_of(taker, attempt, position, language=language) for language in ("ar", "ckb", "en")
        ]
        assert len({tuple(keys(page)) for page in found}) == 1
        assert found[0].response == found[1].response == found[2].response
        assert len({page.question.text for page in found}) == 3


def test_a_page_says_what_is_answered_and_when_it_was_saved(taker, attempt):
    taker.save(attempt, 2, right_response(taker.question(attempt, 2)), at=after(4))
    page = page_of(taker, attempt, 2, at=after(5))
    assert page.answered == (False, True, False, False, False, False)
    assert (page.saved_at, page.count, page.is_open) == (after(4), 6, True)


@pytest.mark.parametrize(("asked", "shown"), [(0, 1), (1, 1), (99, 6)])
def test_a_position_outside_the_attempt_shows_the_nearest(taker, attempt, asked, shown):
    assert page_of(taker, attempt, asked).position == shown


def test_an_order_is_shown_as_it_was_answered(taker):
    taker.open_course_test()
    attempt = taker.start("course/test")
    place = place_of(taker, attempt, OrderingQuestion)
    answered = right_response(taker.question(attempt, place))[::-1]
    taker.save(attempt, place, answered, at=after(1))
    assert keys(page_of(taker, attempt, place)) == answered


def test_a_half_matched_question_is_not_answered_in_the_list(taker):
    taker.open_course_test()
    attempt = taker.start("course/test")
    place = place_of(taker, attempt, MatchingQuestion)
    stem, option = next(iter(right_response(taker.question(attempt, place)).items()))
    taker.save(attempt, place, {stem: option}, at=after(1))
    _, _, lines = answer_lines(taker.session, taker.viewer, attempt, language="en", at=after(2))
    assert not lines[place - 1].is_answered


def test_after_the_deadline_a_page_takes_no_answers(taker):
    taker.open_course_test()
    assert not page_of(taker, taker.start("course/test"), at=after(60)).is_open


def test_a_page_of_another_trainees_attempt_is_absent(session, taker, attempt, cohort):
    other = factories.make_person(session)
    stranger = Taker(session, other, factories.enrol(session, other, cohort))
    with pytest.raises(NotFound):
        page_of(stranger, attempt)


def result_of(taker, attempt_id, shown="practice"):
    head = taker.head(attempt_id)
    return result_page(taker.session, head, language="en", shown=shown)


def test_an_open_attempt_has_no_result(taker, attempt):
    assert result_of(taker, attempt) is None


def test_the_result_reviews_what_was_graded(taker):
    attempt = taker.take(wrong=[1])
    found = result_of(taker, attempt)
    parts = grades_of(taker.session, [attempt])[attempt].grades
    assert [review.state == "done" for review in found.reviews] == [part == 1 for part in parts]
    assert found.reviews[0].right
    assert all(review.sources for review in found.reviews)


def test_a_test_to_be_taken_again_keeps_its_right_answers(taker):
    taker.open_course_test()
    found = result_of(taker, taker.take("course/test", wrong=range(1, 26)), shown="test")
    assert not any(review.right or review.notes or review.text for review in found.reviews)


def test_a_question_page_costs_three_statements_at_most(taker, attempt, statements):
    with statements() as sent:
        page_of(taker, attempt)
    assert len(sent) <= 3
