"""The real course's bank goes out to GIFT and comes back the same, but for what is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lms.interop.operations import bank_for_export, losses_of
from lms.interop.rules.formats import read_questions, writer_of
from tests import factories
from tests.interop.questions import LANGUAGE, sameness


@pytest.fixture
def bank(session):
    return bank_for_export(session, factories.COURSE)


def test_the_whole_published_bank_is_exported_once(bank):
    keys = [question.key for question in bank]

    assert len(keys) == len(set(keys)) > 50
    assert {question.category for question in bank} >= {("u01",), ("u02",)}
    assert all("objective" not in question.body for question in bank)


def test_what_is_not_named_comes_back(bank):
    plain = [replace(question, body={**question.body, "sources": []}) for question in bank]
    writer = writer_of("gift")
    whole = [question for question in plain if not writer.losses(question, LANGUAGE)]

    back = read_questions(writer.write(whole, LANGUAGE), "gift", language=LANGUAGE)

    assert len(whole) > len(bank) // 2
    for question, found in zip(whole, back, strict=True):
        assert found.draft.idnumber == question.key
        assert found.draft.category == question.category
        assert found.draft.tags == question.tags
        body = question.body_in(LANGUAGE)
        assert sameness(found.type, found.draft.body) == sameness(question.type, body)


def test_losses_are_told_by_question(bank):
    told = losses_of(bank, writer_of("gift"), LANGUAGE)

    assert any(sentence.startswith("Its sources (") for sentence in told["u01-q01"])
