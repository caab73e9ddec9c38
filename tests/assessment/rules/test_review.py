from __future__ import annotations

import pytest

from lms.assessment.rules.answer_words import accepted_words, answer_words
from lms.assessment.rules.reading import read_question
from lms.assessment.rules.review import review_slot, what_is_shown
from lms.catalog.rules import Citation
from tests.assessment.questions import RIGHT, body


def question(kind):
    return read_question(kind, body(kind, right=RIGHT[kind]))


def reviewed(kind, response, **given):
    return review_slot(question(kind), response, position=4, key="u01-q01", language="en", **given)


def test_a_wrong_answer_is_told_with_the_right_one_and_why():
    found = reviewed("single_choice", ["b"])
    assert (found.state, found.title) == ("again", "4. a single_choice question")
    assert (found.answers, found.right) == (("option b",), ("option a",))
    assert (found.notes, found.text) == (("about b",), "because")
    assert found.sources == (Citation("coc-1979", "2"),)


def test_a_right_answer_is_not_repeated():
    found = reviewed("single_choice", ["a"])
    assert (found.state, found.right) == ("done", ())


def test_a_partly_right_answer_is_to_be_done_again():
    assert reviewed("multiple_response", ["a"]).state == "again"


def test_a_test_that_may_be_taken_again_keeps_its_answers():
    found = reviewed("single_choice", ["b"], shown="test")
    assert (found.state, found.answers) == ("again", ("option b",))
    assert (found.right, found.notes, found.text) == ((), (), "")


@pytest.mark.parametrize(
    ("kind", "response", "answers", "right", "notes"),
    [
        ("short_answer", "Shelter", ("Shelter",), ("police station…",), ("not there",)),
        ("short_answer", "", (), ("police station…",), ()),
        ("numeric", "15", ("15",), ("12.5 ± 0.1",), ("about near",)),
        ("numeric", "13", ("13",), ("12.5 ± 0.1",), ()),
    ],
)
def test_what_was_typed_is_told_with_what_fits_it(kind, response, answers, right, notes):
    found = reviewed(kind, response)
    assert (found.state, found.is_typed) == ("again", True)
    assert (found.answers, found.right, found.notes) == (answers, right, notes)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("short_answer", ("مخفر…", "…شرطة… (50 %)")),
        ("numeric", ("12.5 ± 0.1", "12.5 ± 10 % (50 %)", "-4 … 20 (25 %)")),
        ("single_choice", ("option a ع",)),
    ],
)
def test_a_trainer_reads_every_answer_that_earns_something(kind, words):
    assert accepted_words(question(kind), "ar") == words


@pytest.mark.parametrize(
    ("kind", "response", "language", "words"),
    [
        ("matching", {"s2": "b", "s1": "a"}, "en", ("stem s1 → option a", "stem s2 → option b")),
        ("matching", {"s1": "a"}, "ar", ("stem s1 ع ← option a ع",)),
        ("ordering", ["i2", "i1", "i3", "i4", "i5"], "en", ("1. item i2", "2. item i1")),
        ("true_false", ["true"], "en", ("True",)),
        ("single_choice", [], "en", ()),
        ("short_answer", "<b>", "ckb", ("<b>",)),
        ("numeric", "١٢٫٥", "en", ("١٢٫٥",)),
        ("numeric", "", "en", ()),
    ],
)
def test_an_answer_reads_as_lines(kind, response, language, words):
    assert answer_words(question(kind), response, language)[: max(1, len(words))] == words


@pytest.mark.parametrize(
    ("kind", "is_passed", "is_another_left", "shown"),
    [
        ("quiz", False, True, "practice"),
        ("remedial", False, True, "practice"),
        ("test", False, True, "test"),
        ("test", True, True, "test_closed"),
        ("test", False, False, "test_closed"),
    ],
)
def test_what_is_shown_depends_on_what_is_still_to_come(kind, is_passed, is_another_left, shown):
    found = what_is_shown(kind, is_passed=is_passed, is_another_left=is_another_left)
    assert found == shown


@pytest.mark.parametrize("kind", ["quiz", "test"])
@pytest.mark.parametrize(
    ("preset", "before", "closed"),
    [
        ("practice", "practice", "practice"),
        ("test", "test", "test_closed"),
        ("test_after_close", "score_only", "test_closed"),
    ],
)
def test_the_package_chooses_what_is_shown(kind, preset, before, closed):
    def shown(**standing):
        return what_is_shown(kind, preset=preset, **standing)

    assert shown(is_passed=False, is_another_left=True) == before
    assert shown(is_passed=False, is_another_left=False) == closed
    assert shown(is_passed=True, is_another_left=True) == closed


def test_an_exercise_hides_nothing_whatever_the_package_says():
    found = what_is_shown(
        "remedial", is_passed=False, is_another_left=True, preset="test_after_close"
    )
    assert found == "practice"
