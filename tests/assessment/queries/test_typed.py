from __future__ import annotations

import pytest

from lms.assessment.queries import hardest_questions, question_page, questions_with_answers
from tests import factories
from tests.assessment.world import Taker, after
from tests.support.typed_course import typed_cohort


@pytest.fixture
def cohort(session, tmp_path):
    return typed_cohort(session, tmp_path)


def take(session, cohort, **typed):
    """An attempt of a new trainee, handed in; the enrolment's id."""
    person = factories.make_person(session)
    taker = Taker(session, person, factories.enrol(session, person, cohort))
    attempt = taker.start()
    for place in (1, 2):
        taker.save(attempt, place, typed[taker.question(attempt, place).type], at=after(1))
    taker.submit(attempt, at=after(2))
    return taker.enrolment.id


def test_what_is_hard_is_told_of_typed_answers_too(session, cohort):
    enrolments = [
        take(session, cohort, short_answer="home", numeric="12.5" if number else "0")
        for number in range(10)
    ]
    found = hardest_questions(session, enrolments, language="en")
    assert [(each.key, each.right, each.answered) for each in found.questions] == [
        ("u01-q06", 0, 10),
        ("u01-q07", 9, 10),
    ]


def test_a_typed_question_has_no_lines_to_choose_from(session, cohort, taker):
    version_id = taker.course.course_version_id
    short, number = questions_with_answers(session, version_id, "u01/quiz", language="en")
    assert (short.lines, number.lines) == ((), ())
    assert short.right == ("police station…", "…police… (50 %)")
    assert number.right == ("12.5 ± 0.1", "12.5 ± 10 % (50 %)")


def test_a_page_shows_what_was_typed_in_every_language(session, taker):
    attempt = taker.start()
    kinds = [taker.question(attempt, place).type for place in (1, 2)]
    place = kinds.index("short_answer") + 1
    taker.save(attempt, place, "مخفر", at=after(1))
    for language in ("ar", "ckb", "en"):
        page = question_page(session, taker.viewer, attempt, place, language=language, at=after(2))
        assert (page.response, page.question.options) == ("مخفر", ())
        assert page.answered[place - 1]
