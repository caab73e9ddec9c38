from __future__ import annotations

from datetime import timedelta

import pytest

from lms.assessment.models import QuestionDraft, QuestionDraftVersion
from lms.assessment.operations.drafts import Origin, store_drafts
from lms.assessment.rules.drafts import NewDraft
from tests import factories
from tests.factories import NOON

LATER = NOON + timedelta(days=1)


def so(text="It is so.", *, answer=True, language="en", title=None, **more):
    return NewDraft(
        "true_false", {"text": {language: text}, "answer": answer}, title or text, **more
    )


@pytest.fixture
def store(session):
    def stored(*drafts, language="en", at=NOON, **more):
        done = store_drafts(session, drafts, Origin(factories.COURSE, language, at), **more)
        session.commit()
        return [(each.key, each.stored) for each in done]

    return stored


def versions(session):
    rows = session.query(QuestionDraftVersion, QuestionDraft.key).join(
        QuestionDraft, QuestionDraft.id == QuestionDraftVersion.draft_id
    )
    return sorted((key, row.language, row.number) for row, key in rows)


def test_a_draft_is_stored_once(store, session):
    assert store(so()) == [("it-is-so", "new")]
    assert store(so(), at=LATER) == [("it-is-so", "same")]
    assert versions(session) == [("it-is-so", "en", 1)]


def test_what_the_idnumber_is_of_gets_a_version_whatever_else_changed(store, session):
    store(so(idnumber="Q 1"))

    assert store(so("Quite other.", idnumber="Q 1", category=("b",))) == [("q-1", "version")]
    assert versions(session) == [("q-1", "en", 1), ("q-1", "en", 2)]
    assert session.query(QuestionDraft).one().category == ["b"]


def test_another_idnumber_is_another_question_though_all_else_is_equal(store):
    store(so(idnumber="one"))

    assert store(so(idnumber="two")) == [("two", "new")]


def test_without_an_idnumber_category_and_title_tell(store):
    store(so(title="T", category=("a",)), so(title="T", category=("b",), answer=False))

    assert store(so("Changed.", title="T", category=("b",))) == [("t-2", "version")]


def test_content_tells_where_title_and_category_changed(store):
    store(so(title="Old"))

    assert store(so(title="New", category=("a",))) == [("old", "same")]


def test_a_question_that_gets_an_idnumber_is_known_by_it_from_then_on(store):
    store(so(title="T"))
    store(so(title="T", idnumber="x"))

    assert store(so("Other.", idnumber="x", title="U")) == [("t", "version")]


def test_equal_questions_of_one_import_stay_apart(store, session):
    assert store(so(), so(answer=False), so()) == [
        ("it-is-so", "new"), ("it-is-so-2", "new"), ("it-is-so-3", "new"),
    ]  # fmt: skip
    again = store(so(answer=False), so(), so())
    assert [outcome for _key, outcome in again] == ["same"] * 3
    assert len({key for key, _outcome in again}) == 3
    assert len(versions(session)) == 3


def test_a_further_language_joins_the_draft(store, session):
    store(so(idnumber="x"))

    told = store(so("هو كذلك.", language="ar", idnumber="x"), language="ar")

    assert told == [("x", "language")]
    assert versions(session) == [("x", "ar", 1), ("x", "en", 1)]


def test_keys_are_of_ascii_and_keep_clear_of_the_bank(store):
    assert store(so("هو كذلك.", language="ar"), so(title="u01 q01"), language="ar") == [
        ("question", "new"), ("u01-q01-2", "new"),
    ]  # fmt: skip


def test_a_question_of_the_bank_that_comes_back_keeps_its_key(store):
    assert store(so(idnumber="u01-q01")) == [("u01-q01", "new")]


def test_a_key_of_the_package_is_that_questions_alone(store):
    taken = frozenset({"mine", "other"})

    assert store(so(idnumber="mine"), so(title="Other"), taken_keys=taken) == [
        ("mine", "new"), ("other-2", "new"),
    ]  # fmt: skip


def test_long_names_are_kept_short(store, session):
    (made,) = store(so(title="t" * 500, idnumber="i" * 500))

    assert made == ("i" * 50, "new")
    assert store(so(title="t" * 500, idnumber="i" * 500))[0][1] == "same"
    assert len(session.query(QuestionDraftVersion).one().title) == 200
