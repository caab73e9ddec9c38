from __future__ import annotations

from uuid import UUID

import pytest

from lms.assessment.queries.attempts import Slot
from lms.assessment.queries.shown import is_full, shown
from lms.assessment.rules.answer_words import answer_words, notes_on, right_words, unit_words
from lms.assessment.rules.drawing import Arrangement
from lms.assessment.rules.grading import right_response
from lms.assessment.rules.reading import read_question
from lms.assessment.rules.responses import NotANumber, NotOneLine, canonical_response
from lms.assessment.rules.review import title_of

SLOT = Slot(UUID(int=1), "q", "u01", is_absolute=False, arrangement=Arrangement())


def three(ar, ckb, en):
    return {"ar": ar, "ckb": ckb, "en": en}


def same(text):
    return three(text, text, text)


def number(key="a1", value="24", **more):
    return {"key": key, "value": value, **more}


CLOZE = read_question(
    "cloze",
    {
        "text": three("قال [[b1]] ثم [[b2]].", "[[b2]] پاش [[b1]].", "First [[b1]], then [[b2]]."),
        "blanks": [
            {
                "key": "b1", "type": "choice",
                "options": [
                    {"key": "now", "correct": True, "text": same("now")},
                    {"key": "late", "text": same("late"), "feedback": same("Sooner.")},
                ],
            },
            {"key": "b2", "type": "numeric",
             "answers": [number(), number("a2", "-1", fraction=0, feedback=same("More."))]},
        ],
    },
)  # fmt: skip
ONE_GAP = read_question(
    "cloze",
    {
        "text": same("Within [[b1]] hours."),
        "blanks": [{"key": "b1", "type": "numeric", "answers": [number(feedback=same("Yes."))]}],
    },
)  # fmt: skip
GIVEN = {"b1": "late", "b2": "-1"}


def numeric(answers, **more):
    body = {"text": same("How many?"), "answers": answers, **more}
    return shown(read_question("numeric", body), SLOT, "en", [])


@pytest.mark.parametrize(
    ("language", "order"), [("ar", ["b1", "b2"]), ("ckb", ["b2", "b1"]), ("en", ["b1", "b2"])]
)
def test_gaps_are_numbered_as_a_language_reads_them(language, order):
    got = shown(CLOZE, SLOT, language, [])
    assert [(gap.number, gap.key) for gap in got.gaps] == list(enumerate(order, start=1))
    assert [type(part) is str for part in got.parts] == [True, False, True, False, True]


def test_answers_and_notes_carry_the_numbers_of_the_page():
    def plain(lines):
        return [line.replace("\u2068", "").replace("\u2069", "") for line in lines]

    assert plain(answer_words(CLOZE, GIVEN, "en")) == ["1. late", "2. -1"]
    assert plain(answer_words(CLOZE, GIVEN, "ckb")) == ["1. -1", "2. late"]
    assert plain(right_words(CLOZE, "ckb")) == ["1. 24", "2. now"]
    assert list(notes_on(CLOZE, GIVEN, "ckb")) == ["1. More.", "2. Sooner."]
    assert title_of(CLOZE, "ckb") == "(1) … پاش (2) …."


def test_a_single_gap_needs_no_number():
    assert answer_words(ONE_GAP, {"b1": "24"}, "en") == ("24",)
    assert notes_on(ONE_GAP, {"b1": "24"}, "en") == ("Yes.",)
    assert title_of(ONE_GAP, "en") == "Within … hours."


@pytest.mark.parametrize(
    ("given", "is_whole"), [({}, False), ([], False), ({"b1": "now"}, False), (GIVEN, True)]
)
def test_a_text_is_whole_when_each_gap_is_filled(given, is_whole):
    assert is_full(CLOZE, given) is is_whole


def test_a_text_to_read_is_never_missing_an_answer():
    question = read_question("description", {"text": same("Read.")})
    assert is_full(question, []) is True


@pytest.mark.parametrize(
    ("answers", "is_possible"),
    [
        ([number(value="5")], False),
        ([number(value="5"), number("a2", "-5", fraction=0)], True),
        ([number(value="1", tolerance="2")], True),
        ([number(value="5"), {"key": "a2", "kind": "any", "fraction": 0}], False),
    ],
)
def test_a_keyboard_with_a_minus_is_asked_for_where_one_may_be_needed(answers, is_possible):
    assert numeric(answers).may_be_negative is is_possible


def test_a_number_comes_with_its_units():
    units = [{"text": three("كم", "کم", "km")}, {"text": three("م", "م", "m"), "per_base": "1000"}]
    got = numeric([number()], units=units, unit_needed=True)
    assert (got.units, got.is_unit_needed, got.is_typed) == (("km", "m"), True, True)
    body = {"text": same("How far?"), "answers": [number()], "units": units}
    assert unit_words(read_question("numeric", body), "en") == ("km", "1000 m = 1 km")


@pytest.mark.parametrize(
    ("given", "refusal"), [({"b2": "many"}, NotANumber), ({"b2": "1\x07"}, NotOneLine)]
)
def test_a_refusal_names_the_gap_that_it_is_about(given, refusal):
    with pytest.raises(refusal) as refused:
        canonical_response(CLOZE, given)
    assert refused.value.facts == {"field": "g_b2"}


def test_the_right_answer_fills_every_gap():
    assert is_full(CLOZE, right_response(CLOZE)) is True
