from __future__ import annotations

from fractions import Fraction

import pytest

from lms.assessment.rules.analysis import (
    FEWEST_ANSWERS,
    Chosen,
    Earned,
    choices_of,
    figures_of,
    first_finished,
    guess_score,
)
from lms.assessment.rules.reading import read_question
from tests.assessment.questions import body, option, text

# Ten attempts: the mark at the question (of 1), and the points in the rest of the quiz.
MARKS = (1, 1, 1, 1, 1, 1, 0, 0, 0, 0)
RESTS = (4, 3, 4, 3, 0, 4, 1, 2, 2, 2)


def earned(marks, rests, *, times=1):
    return [
        Earned(Fraction(one) * times, Fraction(rest))
        for one, rest in zip(marks, rests, strict=True)
    ]


def test_the_figures_are_those_worked_out_by_hand():
    figures = figures_of(earned(MARKS, RESTS), 1)
    # mean of the marks: 6 / 10
    assert figures.facility == pytest.approx(60)
    # squares about 0.6: 6 * 0.4^2 + 4 * 0.6^2 = 0.96 + 1.44 = 2.4; 2.4 / 9 has the root 0.51640
    assert figures.deviation == pytest.approx(51.640, abs=0.001)
    # mean of the rests: 25 / 10 = 2.5; about it 1.5 0.5 1.5 0.5 -2.5 1.5 | -1.5 -0.5 -0.5 -0.5
    # products: 0.4 * (1.5 + 0.5 + 1.5 + 0.5 - 2.5 + 1.5) = 0.4 * 3 = 1.2
    #           -0.6 * (-1.5 - 0.5 - 0.5 - 0.5) = -0.6 * -3 = 1.8; together 3.0
    # squares of the rests: 2.25 + 0.25 + 2.25 + 0.25 + 6.25 + 2.25 + 2.25 + 3 * 0.25 = 16.5
    # 3.0 / root(2.4 * 16.5) = 3.0 / root(39.6) = 3.0 / 6.29285 = 0.47673
    assert figures.discrimination == pytest.approx(47.673, abs=0.001)
    # sorted, the four 0 stand beside 0 1 2 2: -0.6 * (-2.5 - 1.5 - 0.5 - 0.5) = 3.0,
    # the six 1 beside 2 2 3 3 4 4 4 …: their rests are 5 above the mean together: 0.4 * 5 = 2.0
    # 3.0 / (3.0 + 2.0) = 0.6
    assert figures.efficiency == pytest.approx(60)


def test_a_question_of_more_points_has_the_same_shares():
    one, three = figures_of(earned(MARKS, RESTS), 1), figures_of(earned(MARKS, RESTS, times=3), 3)
    assert three.facility == one.facility
    assert three.deviation == pytest.approx(one.deviation)
    assert three.discrimination == pytest.approx(one.discrimination)
    assert three.efficiency == pytest.approx(one.efficiency)


def test_partly_right_answers_count_as_parts():
    # 5 * 1/2 + 5 * 1 = 7.5 of 10; squares: 10 * 0.25^2 = 0.625; root(0.625 / 9) = 0.26352
    figures = figures_of(earned([Fraction(1, 2)] * 5 + [1] * 5, range(10)), 1)
    assert figures.facility == pytest.approx(75)
    assert figures.deviation == pytest.approx(26.352, abs=0.001)


def test_a_question_that_the_better_get_wrong_discriminates_below_nothing():
    figures = figures_of(earned(MARKS, [5 - rest for rest in RESTS]), 1)
    assert figures.discrimination == pytest.approx(-47.673, abs=0.001)
    assert figures.efficiency < 0


@pytest.mark.parametrize(("marks", "rests"), [((1,) * 10, RESTS), (MARKS, (3,) * 10)])
def test_where_all_are_alike_nothing_can_be_told_apart(marks, rests):
    figures = figures_of(earned(marks, rests), 1)
    assert (figures.discrimination, figures.efficiency) == (None, None)


def test_too_few_answers_and_ungraded_ones_have_no_figures():
    few = earned(MARKS, RESTS)[: FEWEST_ANSWERS - 1]
    assert figures_of(few, 1) is None
    assert figures_of(earned(MARKS, RESTS), 0) is None


BLANKS = {
    "text": text("[[b1]] and [[b2]]"),
    "blanks": [
        {"key": "b1", "type": "choice", "weight": 3,
         "options": [option("a", correct=True), option("b")]},
        {"key": "b2", "type": "short_answer", "weight": 1,
         "answers": [{"key": "a1", "text": text("word")}]},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "content", "score"),
    [
        ("single_choice", body("single_choice"), 25),
        ("multiple_response", body("multiple_response"), None),
        ("true_false", body("true_false", right="true"), 50),
        ("matching", body("matching"), 25),
        ("short_answer", body("short_answer"), 0),
        ("numeric", body("numeric"), 0),
        ("cloze", BLANKS, Fraction(75, 2)),  # 3 of 4 parts: half
        ("description", {"text": text("read")}, None),
    ],
)
def test_what_guessing_earns(kind, content, score):
    assert guess_score(read_question(kind, content)) == score


def test_anything_typed_earns_what_a_star_or_any_number_takes():
    short = body("short_answer")
    answers = [*short["answers"], {"key": "a9", "text": dict.fromkeys(("ar", "ckb", "en"), "*"),
                                   "fraction": 20}]  # fmt: skip
    assert guess_score(read_question("short_answer", {**short, "answers": answers})) == 20
    numeric = body("numeric")
    answers = [*numeric["answers"], {"key": "a9", "kind": "any", "fraction": 10}]
    assert guess_score(read_question("numeric", {**numeric, "answers": answers})) == 10


def test_guessing_an_order_finds_each_neighbour_in_one_of_its_lines():
    question = read_question("ordering", body("ordering"))
    assert guess_score(question) == Fraction(100, len(question.items))
    exact = read_question("ordering", {**body("ordering"), "grading": "exact"})
    assert guess_score(exact) is None


def test_each_option_is_counted_and_so_is_no_answer():
    question = read_question("single_choice", body("single_choice"))
    found, unanswered = choices_of(question, [["a"], ["a"], ["c"], []], "en")
    assert found == (
        Chosen("option a", True, 2), Chosen("option b", False, 0), Chosen("option c", False, 1),
        Chosen("option d", False, 0),
    )  # fmt: skip
    assert unanswered == 1


def test_what_has_no_options_has_no_counts():
    assert choices_of(read_question("matching", body("matching")), [[]], "en") == ((), 0)


def test_the_first_finished_attempt_of_each_counts():
    assert first_finished([("x", 2), ("x", 1), ("y", 3)]) == {("x", 1), ("y", 3)}
