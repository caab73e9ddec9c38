"""Small questions of each type, as a package writes them."""

from __future__ import annotations

from hypothesis import strategies as st

from lms.assessment.rules.questions import BankQuestion

OPTIONS = "abcd"
TYPEABLE = (
    "aZßΣİé\u0301\u0345 *\\.…,-+−012٣۳٫٬½²أإآٱاةهەھىيیكک\u0640\u064b\u0654\u200c\u200f\ufefbﷺ\n\0"
)


def typed_of(letters):
    """Texts of these letters."""
    return st.lists(st.sampled_from(letters), max_size=20).map("".join)


def text(words):
    return {"ar": f"{words} ع", "ckb": f"{words} ک", "en": words}


def option(key, *, correct=False):
    plain = {"key": key, "text": text(f"option {key}"), "feedback": text(f"about {key}")}
    return {**plain, "correct": True} if correct else plain


def pattern(key, fraction=100, *, feedback=None, **texts):
    plain = {"key": key, "text": texts, "fraction": fraction}
    return {**plain, "feedback": feedback} if feedback else plain


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
    "short_answer": lambda _right: {
        "answers": [
            pattern("a1", ar="مخفر*", ckb="بنکەی پۆلیس*", en="police station*"),
            pattern("a2", 50, ar="*شرطة*", ckb="*پۆلیس*", en="*police*"),
            pattern("a3", 0, ar="ملجأ", ckb="پەناگە", en="shelter", feedback=text("not there")),
        ]
    },
    "numeric": lambda _right: {
        "answers": [
            {"key": "a1", "value": "12.5", "tolerance": "0.1"},
            {"key": "a2", "kind": "relative", "value": "12.5", "tolerance": "0.1", "fraction": 50},
            {
                "key": "a3",
                "kind": "range",
                "min": "-4",
                "max": "20",
                "fraction": 25,
                "feedback": text("about near"),
            },
        ]
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
    "short_answer": "",
    "numeric": "",
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
