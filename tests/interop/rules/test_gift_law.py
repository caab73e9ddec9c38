"""Laws of GIFT: nothing crashes, and what goes out comes back."""

from __future__ import annotations

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from lms.interop.rules.gift import read_gift
from lms.interop.rules.gift_writing import losses, write_gift
from tests.interop.questions import (
    LANGUAGE,
    LETTERS,
    NASTY,
    exported,
    is_answerable,
    sameness,
)

FILES = st.lists(st.one_of(st.text(), st.text(LETTERS), st.sampled_from(NASTY)), max_size=12)


@given(FILES.map("".join))
@settings(max_examples=200)
def test_no_text_is_too_strange_to_be_read(text):
    for found in read_gift(text, language=LANGUAGE):
        assert found.line >= 1
        assert (found.draft is None) == (found.verdict in ("error", "dropped"))
        assert found.verdict == "ok" or found.reasons


@given(exported())
@settings(max_examples=300, deadline=None)
def test_what_is_not_named_as_lost_comes_back(question):
    assume(is_answerable(question))
    named = losses(question, LANGUAGE)
    written = write_gift([question], language=LANGUAGE)
    event(f"{question.type}: {'losses' if named else 'whole'}")

    back = read_gift(written, language=LANGUAGE)

    if any(words.startswith("Left out") for words in named):
        assert back == []
        return
    (found,) = back
    assert found.draft is not None, found
    assert found.type == question.type
    assert found.draft.title == found.draft.idnumber == question.key
    assert found.draft.category == tuple(question.category)
    if not named:
        assert found.draft.tags == question.tags
        assert sameness(found.type, found.draft.body) == sameness(question.type, question.body)


@given(st.lists(exported(), max_size=5))
@settings(max_examples=50, deadline=None)
def test_each_question_of_a_file_comes_back_once(questions):
    questions = [question for question in questions if is_answerable(question)]
    kept = [
        question
        for question in questions
        if not any(words.startswith("Left out") for words in losses(question, LANGUAGE))
    ]

    back = read_gift(write_gift(questions, language=LANGUAGE), language=LANGUAGE)

    assert [found.type for found in back] == [question.type for question in kept]
