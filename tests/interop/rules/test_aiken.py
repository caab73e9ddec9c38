from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lms.interop.rules.aiken import read_aiken
from lms.interop.rules.aiken_writing import losses, write_aiken
from lms.interop.rules.exported import Exported
from tests.interop.questions import (
    LANGUAGE,
    LETTERS,
    NASTY,
    exported,
    is_answerable,
    sameness,
)

TWO = """\ufeffWho may arrest?
A. Anyone
B) An officer
   with a warrant
ANSWER: B

E. coli is what?

A. A bird

B. A germ
answer: b.
"""


def read(text):
    return read_aiken(text, language="en")


def test_both_marks_wrapped_lines_and_blank_ones_are_read():
    first, second = read(TWO)

    assert (first.line, first.type, first.verdict) == (1, "single_choice", "ok")
    assert first.draft.body == {
        "text": {"en": "Who may arrest?"},
        "options": [
            {"key": "a", "text": {"en": "Anyone"}},
            {"key": "b", "text": {"en": "An officer with a warrant"}, "correct": True},
        ],
    }
    assert (second.line, second.title) == (7, "E. coli is what?")
    assert second.draft.body["options"][1]["correct"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Who?\nA. x\nB. y", "It has no line “ANSWER: A”"),
        ("Who?\nANSWER: A", "It has no answers"),
        ("Who?", "It has no answers"),
        ("A. x\nB. y\nANSWER: A", "It has no text before"),
        ("ANSWER: A", "It has no text before"),
        ("Who?\nA. x\nB. y\nANSWER: C", "“C” is not the letter of one answer."),
        ("Who?\nA. x\nB. y\nANSWER: A, B", "“A, B” is not the letter of one answer."),
        ("Who?\nA. x\nA. y\nANSWER: A", "Two answers have the same letter."),
        ("Who?\nA. x\nB.\nANSWER: A", "An answer has no text."),
        ("Who?\nA. x\nANSWER: A", "Nobody could answer it: two lines or more"),
    ],
)
def test_what_cannot_be_taken_is_an_error_and_the_next_is_read(text, why):
    broken, whole = read(f"{text}\n\nNext?\nA. x\nB. y\nANSWER: A\n")

    assert broken.verdict == "error"
    assert broken.reasons[0].startswith(why)
    assert (whole.title, whole.verdict) == ("Next?", "ok")


@given(st.lists(st.one_of(st.text(), st.text(LETTERS), st.sampled_from(NASTY)), max_size=12))
@settings(max_examples=200)
def test_no_text_is_too_strange_to_be_read(parts):
    for found in read("\n".join(parts)):
        assert found.line >= 1
        assert (found.draft is None) == (found.verdict == "error")


@given(exported(("single_choice", "single_choice", "single_choice", "true_false")))
@settings(max_examples=200, deadline=None)
def test_what_is_not_named_as_lost_comes_back(question):
    assume(is_answerable(question))
    named = losses(question, LANGUAGE)

    back = read(write_aiken([question], language=LANGUAGE))

    if any(words.startswith("Left out") for words in named):
        assert back == []
        return
    (found,) = back
    assert found.draft is not None, found
    if not named:
        assert sameness(found.type, found.draft.body) == sameness(question.type, question.body)


def test_what_aiken_cannot_hold_is_named():
    options = [
        {"key": "a", "text": {"en": "x"}, "correct": True, "feedback": {"en": "good"}},
        {"key": "b", "text": {"en": "y"}, "fraction": 50, "last": True},
    ]
    body = {
        "text": {"en": "Who?"}, "options": options, "explanation": {"en": "so"}, "mark": 2,
        "shuffle": False, "sources": [{"source": "coc-1979"}], "feedback": {"correct": {"en": "!"}},
    }  # fmt: skip

    assert losses(Exported("q", "single_choice", body), "en") == (
        "Its explanation.",
        "The feedback of its answers.",
        "That a wrong answer earns a part.",
        "That an option stays last.",
        "That its options keep their order.",
        "Its points (2).",
        "Its feedback to right, partly right and wrong answers.",
        "Its sources (coc-1979).",
    )


def test_a_letter_may_stand_at_its_answer_but_not_in_a_short_form():
    (found,) = read("Where?\nA)Here\nB.There\nA.M. or P.M.\nANSWER: B\n")

    assert [o["text"]["en"] for o in found.draft.body["options"]] == ["Here", "There A.M. or P.M."]
