from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from lms.assessment.rules.questions import InvalidQuestion
from lms.assessment.rules.reading import read_question
from tests.assessment.questions import RIGHT, bank_question, body, pattern

COURSE = Path("courses/c01-blue-policing")


@pytest.mark.parametrize("path", sorted(COURSE.glob("*/questions.yaml")), ids=str)
def test_every_question_of_the_first_course_is_read(path):
    for found in YAML(typ="safe").load(path):
        assert read_question(found["type"], found).text.en


def test_true_and_false_are_two_options_with_their_feedback():
    question = read_question("true_false", body("true_false", right="false"))
    assert [(each.key, each.is_right) for each in question.options] == [
        ("true", False),
        ("false", True),
    ]
    assert question.options[0].feedback.en == "about true"


@pytest.mark.parametrize(
    ("kind", "broken"),
    [
        ("essay", {}),
        ("single_choice", {"options": []}),
        ("single_choice", {"text": {"ar": "x"}}),
        ("single_choice", body("single_choice", right="ab")),
        ("multiple_response", body("multiple_response", right="")),
        ("short_answer", {"answers": []}),
        ("short_answer", {"answers": [pattern("a1", 50, ar="x", ckb="x", en="x")]}),
        ("short_answer", {"answers": [pattern("a1", 101, ar="x", ckb="x", en="x")]}),
        ("short_answer", {"answers": [pattern("a1", ar="x", ckb="ـ", en="x")]}),
        ("short_answer", {"answers": [pattern("a1", ar="x", ckb="x", en="x\ny")]}),
        ("short_answer", {"answers": [pattern("a1", ar="x", ckb="x", en="x" * 201)]}),
        ("short_answer", {"answers": [pattern("a1", ar="x", ckb="x", en="x")] * 2}),
        ("numeric", {"answers": [{"key": "a1"}]}),
        ("numeric", {"answers": [{"key": "a1", "value": "twelve"}]}),
        ("numeric", {"answers": [{"key": "a1", "value": "1", "tolerance": "-1"}]}),
        ("numeric", {"answers": [{"key": "a1", "kind": "range", "min": "2", "max": "1"}]}),
        ("numeric", {"answers": [{"key": "a1", "kind": "geometric", "value": "1"}]}),
        ("ordering", {"items": [{"key": "i1", "text": {"ar": "x", "ckb": "x", "en": "x"}}]}),
        ("matching", {"stems": [{"key": "s1", "match": "z", "text": body("ordering")["text"]}]}),
    ],
)
def test_a_question_nobody_could_answer_is_refused(kind, broken):
    whole = body(kind, right=RIGHT[kind]) if kind in RIGHT else body("ordering")
    with pytest.raises(InvalidQuestion):
        read_question(kind, {**whole, **broken})


def test_the_hash_is_of_the_content_alone():
    one, same = bank_question("u01-q01"), bank_question("u02-q09", unit="u02", absolute=True)
    other = bank_question(body=body("single_choice", right="b"))
    assert one.content_hash == same.content_hash != other.content_hash
