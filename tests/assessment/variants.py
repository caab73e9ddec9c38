"""A question of every kind and way of grading, beside the plain ones of questions.py."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from lms.assessment.rules.reading import read_question
from tests.assessment.questions import (
    ITEMS,
    OPTIONS,
    RIGHT,
    STEMS,
    TYPEABLE,
    body,
    option,
    pattern,
    text,
    typed_of,
)


def weighed(key, fraction, **more):
    return {"key": key, "text": text(f"option {key}"), "fraction": fraction, **more}


def unit(words, per_base):
    return {"text": dict.fromkeys(("ar", "ckb", "en"), words), "per_base": per_base}


def region(key, shape, points, *, correct=False):
    plain = {"key": key, "text": text(f"region {key}"), "shape": shape, "points": points}
    return {**plain, "correct": correct, "feedback": text(f"about {key}")}


COMMON = {"text": text("asked"), "explanation": text("because")}
REGIONS = [
    region("r1", "rectangle", [0, 0, 10, 10], correct=True),
    region("r2", "circle", [50, 50, 8], correct=True),
    region("r3", "polygon", [1, 1, 9, 1, 5, 9]),
    region("r4", "rectangle", [60, 60, 10, 10]),
]
PICTURE = {"file": "desk.png", "width": 100, "height": 100, "alt": text("a desk")}
RUBRIC = [
    {
        "key": "c1",
        "text": text("criterion"),
        "levels": [
            {"key": "no", "points": 0, "text": text("not yet")},
            {"key": "yes", "points": 2, "text": text("met")},
        ],
    }
]
BLANKS = [
    {"key": "b1", "type": "choice", "weight": 1, "options": [
        option("a", correct=True), weighed("b", 50), weighed("c", -50)]},
    {"key": "b2", "type": "short_answer", "weight": 2, "answers": [
        pattern("a1", ar="حق", ckb="ماف", en="right*"),
        pattern("a2", "33.33333", ar="قانون", ckb="یاسا", en="law", feedback=text("nearly"))]},
    {"key": "b3", "type": "numeric", "weight": 3, "answers": [
        {"key": "a1", "value": "24"}, {"key": "a2", "kind": "any", "fraction": 0,
                                       "feedback": text("another number")}]},
]  # fmt: skip
GAPS = {key: f"{words} [[b1]] and [[b2]] in [[b3]] hours" for key, words in text("asked").items()}

BODIES = {
    "single_choice shares": ("single_choice", {**COMMON, "options": [
        option("a", correct=True), weighed("b", 100), weighed("c", "33.33333"),
        weighed("d", -50), weighed("e", 0, last=True)]}),
    "multiple_response all_or_nothing": ("multiple_response", {
        **body("multiple_response", right="ab"), "grading": "all_or_nothing"}),
    "multiple_response weights": ("multiple_response", {**COMMON, "grading": "weights", "options": [
        weighed("a", "33.33333"), weighed("b", "66.66667"), weighed("c", -50),
        weighed("d", -100)]}),
    "multiple_response all right": ("multiple_response", body("multiple_response", right="abcd")),
    "multiple_response of six": ("multiple_response", {**COMMON, "options": [
        option(key, correct=key in "ab") for key in "abcdef"]}),
    "ordering of four": ("ordering", {"items": [
        {"key": key, "text": text(f"item {key}")} for key in ITEMS[:4]], **COMMON}),
    "ordering exact": ("ordering", {**body("ordering"), "grading": "exact"}),
    "ordering longest": ("ordering", {**body("ordering"), "grading": "longest"}),
    "numeric units": ("numeric", {**body("numeric"), "units": [
        unit("km", "1"), unit("m", "1000"), unit("$", "4")]}),
    "numeric unit needed": ("numeric", {**body("numeric"), "unit_needed": True,
                                        "units": [unit("km", "1"), unit("m", "1000")]}),
    "numeric any": ("numeric", {**COMMON, "answers": [
        {"key": "a1", "value": "7"}, {"key": "a2", "kind": "any", "fraction": 10}]}),
    "cloze": ("cloze", {**COMMON, "text": GAPS, "blanks": BLANKS}),
    "hotspot one": ("hotspot", {**COMMON, "picture": PICTURE, "regions": [
        REGIONS[0], *REGIONS[2:]]}),
    "hotspot many": ("hotspot", {**COMMON, "picture": PICTURE, "regions": REGIONS, "choose": 0}),
}  # fmt: skip
MARKED = {
    "essay": ("essay", {**COMMON, "rubric": RUBRIC, "min_words": 5, "max_words": 50}),
    "file_evidence": ("file_evidence", {**COMMON, "rubric": RUBRIC, "max_files": 2}),
}
UNGRADED = {
    "likert": ("likert", {**COMMON, "scale": [
        {"key": key, "text": text(f"point {key}")} for key in "123"]}),
    "description": ("description", COMMON),
}  # fmt: skip
GRADED = {kind: (kind, body(kind, right=RIGHT[kind])) for kind in RIGHT} | BODIES
EVERY = GRADED | MARKED | UNGRADED

NUMBERS = typed_of("0123459.٫٣۳-− km$") | st.sampled_from(["", "12.5 km", "12500 م", "24", "$50"])
TEXTS = typed_of(TYPEABLE) | st.sampled_from(["حق", "ماف", "law", "مخفر", ""])
GAP = st.fixed_dictionaries(
    {}, optional={"b1": st.sampled_from(["", *"abc"]), "b2": TEXTS, "b3": NUMBERS}
)
CHOICES = st.lists(st.sampled_from(OPTIONS), unique=True)
BY_KIND = {
    "single_choice": st.lists(st.sampled_from(OPTIONS), max_size=1),
    "multiple_response": CHOICES,
    "true_false": st.lists(st.sampled_from(["true", "false"]), max_size=1),
    "matching": st.dictionaries(st.sampled_from(sorted(STEMS)), st.sampled_from(OPTIONS)),
    "ordering": st.permutations(ITEMS),
    "short_answer": TEXTS,
    "numeric": NUMBERS,
    "cloze": GAP,
    "hotspot": st.lists(st.sampled_from(["r1", "r3", "r4"]), unique=True),
    "essay": st.text(max_size=30),
    "file_evidence": st.lists(st.sampled_from(["f1", "f2", "f3"]), unique=True),
    "likert": st.lists(st.sampled_from("123"), max_size=1),
    "description": st.just([]),
}
ANSWERED = st.sampled_from(sorted(EVERY)).flatmap(
    lambda name: st.tuples(st.just(name), BY_KIND[EVERY[name][0]])
)


def asked(name):
    return read_question(*EVERY[name])


THIRD = Fraction(1, 3)
