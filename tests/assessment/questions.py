"""Small questions of each type, as a package writes them."""

from __future__ import annotations

from lms.assessment.rules.questions import BankQuestion

OPTIONS = "abcd"


def text(words):
    return {"ar": f"{words} ع", "ckb": f"{words} ک", "en": words}


def option(key, *, correct=False):
    plain = {"key": key, "text": text(f"option {key}"), "feedback": text(f"about {key}")}
    return {**plain, "correct": True} if correct else plain


def body(kind, *, right="a"):
    """The body of a question of `kind`; right: keys of the right options."""
    common = {
        "text": text(f"a {kind} question"),
        "explanation": text("because"),
        "sources": [{"source": "coc-1979", "article": "2"}],
    }
    return {**common, **PARTS[kind](right)}


PARTS = {
    "single_choice": lambda right: {"options": [option(k, correct=k in right) for k in OPTIONS]},
    "multiple_response": lambda right: {
        "options": [option(k, correct=k in right) for k in OPTIONS]
    },
    "true_false": lambda right: {
        "answer": right == "true",
        "feedback_true": text("about true"),
        "feedback_false": text("about false"),
    },
    "matching": lambda _right: {
        "stems": [{"key": k, "match": m, "text": text(f"stem {k}")} for k, m in STEMS.items()],
        "options": [{"key": k, "text": text(f"option {k}")} for k in OPTIONS],
    },
    "ordering": lambda _right: {
        "items": [{"key": k, "text": text(f"item {k}")} for k in ITEMS],
    },
}
STEMS = {"s1": "a", "s2": "b", "s3": "c"}
ITEMS = ("i1", "i2", "i3", "i4", "i5")
RIGHT = {
    "single_choice": "a",
    "multiple_response": "ab",
    "true_false": "false",
    "matching": "",
    "ordering": "",
}


def bank_question(key="u01-q01", kind="single_choice", *, unit="u01", absolute=False, **given):
    return BankQuestion(
        key=key,
        type=kind,
        body=given.pop("body", None) or body(kind, right=RIGHT[kind]),
        unit_key=unit,
        objective=f"{unit}/lo1",
        is_absolute=absolute,
        **given,
    )
