"""Questions of every type in one language, as a bank gives them out, and what makes two the same.

Keys of options are a package's own: no file holds them, so they are left out of a comparison.
"""

from __future__ import annotations

from itertools import chain, combinations

from hypothesis import strategies as st

from lms.assessment.rules.grading import grade
from lms.assessment.rules.questions import InvalidQuestion
from lms.assessment.rules.reading import read_question
from lms.interop.rules.exported import Exported
from lms.interop.rules.found import in_every_language
from lms.interop.rules.rubric import plain_rubric

LANGUAGE = "en"
LETTERS = "aBé كیە٣0159 =~#{}:\\\n%[]<>&;/->*\"'.,$_"
NASTY = (
    "[html]x", "[plain] [moodle]", "%50%x", "%x", "// x", "a -> b", "####", "<b>x</b>", "&amp;",
    "::", "$CATEGORY: x", "\\n", "\\\\n", "T", "FALSE", "=", "a\n\nb", "{}", "[[b1]]", "A.", "B) x",
    "ANSWER: A", "_____", "{1:MC:=a}", "x  y", "-", "]", ">3 ALL", "a\n// b", "A. x\nB. y",
)  # fmt: skip


def plain_texts():
    written = st.text(LETTERS, min_size=1, max_size=24).map(str.strip).filter(bool)
    return st.one_of(st.sampled_from(NASTY), written, written)


def lines():
    return plain_texts().map(lambda text: " ".join(text.split())).filter(bool)


def words(strategy=None):
    return (plain_texts() if strategy is None else strategy).map(lambda text: {LANGUAGE: text})


def maybe(name, strategy):
    """A field that may be there."""
    return st.one_of(st.just({}), strategy.map(lambda value: {name: value}))


def joined(*parts):
    """Fields of several strategies as one mapping."""
    return st.tuples(*parts).map(lambda found: {k: v for part in found for k, v in part.items()})


def keyed(prefix, found):
    return [{"key": f"{prefix}{at}", **each} for at, each in enumerate(found)]


PERCENTS = st.sampled_from([-100, -50, "-33.33333", 5, 10, "33.33333", 50, "66.66667", 100])
WEIGHTS = (
    (100, 0),
    (100, -100),
    (50, 50, -50, -50),
    (50, 50, -50, 0),
    ("33.33333",) * 3 + (-10,),
    (75, 25, 0),
    ("14.28571",) * 6,
    (50, 50),
)
OPTION = joined(st.builds(lambda text: {"text": text}, words()), maybe("feedback", words()))


@st.composite
def choices(draw, **more):
    options = draw(st.lists(OPTION, min_size=2, max_size=6))
    right = draw(st.integers(0, len(options) - 1))
    for at, option in enumerate(options):
        option |= {"correct": True} if at == right else draw(maybe("fraction", PERCENTS))
    return {"options": keyed("k", options), **more}


@st.composite
def multiple(draw):
    options = draw(st.lists(OPTION, min_size=2, max_size=6))
    grading = draw(st.sampled_from([None, "partial_floor0", "all_or_nothing", "weights"]))
    shares = draw(st.permutations(draw(st.sampled_from(WEIGHTS))))
    for option, share in zip(options, shares, strict=False):
        option |= {"fraction": share} if grading == "weights" else {}
    for option in options if grading != "weights" else ():
        option |= {"correct": True} if draw(st.booleans()) else {}
    return {"options": keyed("k", options)} | ({"grading": grading} if grading else {})


@st.composite
def matching(draw):
    options = keyed("o", draw(st.lists(words().map(lambda t: {"text": t}), min_size=2, max_size=5)))
    match = st.sampled_from([option["key"] for option in options])
    stem = st.builds(lambda text, key: {"text": text, "match": key}, words(), match)
    return {"stems": keyed("s", draw(st.lists(stem, min_size=1, max_size=4))), "options": options}


SHARE = st.sampled_from([0, 10, "33.33333", 50, 100])
ANSWER = joined(maybe("feedback", words()), maybe("fraction", SHARE))
NUMBER = st.decimals(-999, 999, places=2).map(lambda number: f"{number:f}")
SPAN = st.sampled_from(["0", "0.5", "2"])
NUMBERS = st.one_of(
    st.builds(lambda value: {"value": value}, NUMBER),
    st.builds(lambda value, reach: {"value": value, "tolerance": reach}, NUMBER, SPAN),
    st.builds(
        lambda value, reach: {"kind": "relative", "value": value, "tolerance": reach}, NUMBER, SPAN
    ),
    st.builds(lambda low, high: {"kind": "range", "min": low, "max": high}, NUMBER, NUMBER),
    st.just({"kind": "any"}),
)
PATTERN = st.builds(lambda text: {"text": text}, words(lines()))


def answered(strategy):
    """Answers of which the first earns all."""
    return st.lists(joined(strategy, ANSWER), min_size=1, max_size=4).map(
        lambda found: {"answers": keyed("a", [found[0] | {"fraction": 100}, *found[1:]])}
    )


def level(points):
    return words().map(lambda text: {"key": f"l{points}", "points": points, "text": text})


RUBRIC = st.one_of(
    st.just(plain_rubric(LANGUAGE)),
    st.tuples(words(), level(0), level(2)).map(
        lambda found: [{"key": "c", "text": found[0], "levels": [found[1], found[2]]}]
    ),
)
PARTS = {
    "single_choice": joined(choices(), maybe("shuffle", st.booleans())),
    "multiple_response": joined(multiple(), maybe("say_count", st.booleans())),
    "true_false": joined(
        st.booleans().map(lambda answer: {"answer": answer}),
        maybe("feedback_true", words()), maybe("feedback_false", words()),
    ),
    "matching": joined(matching(), maybe("shuffle", st.booleans())),
    "ordering": joined(
        st.lists(words().map(lambda text: {"text": text}), min_size=2, max_size=5).map(
            lambda found: {"items": keyed("i", found)}
        ),
        maybe("grading", st.sampled_from(["adjacent", "exact", "longest"])),
    ),
    "short_answer": joined(
        answered(PATTERN), maybe("fold", st.booleans()), maybe("case", st.booleans())
    ),
    "numeric": joined(
        answered(NUMBERS),
        maybe("units", st.just([{"text": {LANGUAGE: "km"}}])),
    ),
    "cloze": st.lists(
        st.one_of(
            choices(type="choice"),
            joined(answered(PATTERN), st.just({"type": "short_answer"})),
            joined(answered(NUMBERS), st.just({"type": "numeric"})),
        ),
        min_size=1, max_size=2,
    ).map(lambda found: {"blanks": keyed("b", found)}),
    "essay": joined(
        RUBRIC.map(lambda rubric: {"rubric": rubric}),
        maybe("min_words", st.just(5)), maybe("template", words()),
    ),
    "likert": st.lists(words().map(lambda text: {"text": text}), min_size=2, max_size=3).map(
        lambda found: {"scale": keyed("p", found)}
    ),
    "description": st.just({}),
}  # fmt: skip
SEEN_SELDOM = joined(
    maybe("mark", st.integers(1, 3)),
    maybe("feedback", st.fixed_dictionaries({"correct": words()})),
    maybe("sources", st.just([{"source": "coc-1979"}])),
)


@st.composite
def exported(draw, kinds=tuple(PARTS)):
    """A question that can be answered, with fields that some formats do not hold."""
    kind = draw(st.sampled_from(kinds))
    body = {"text": draw(words()), **draw(PARTS[kind]), **draw(maybe("explanation", words()))}
    if kind == "cloze":
        gaps = (f"[[{blank['key']}]] {draw(plain_texts())} " for blank in body["blanks"])
        body["text"] = {LANGUAGE: draw(plain_texts()) + " " + "".join(gaps).strip()}
    if draw(st.integers(0, 3)) == 0:
        body |= draw(SEEN_SELDOM)
    names = st.lists(lines(), max_size=2).map(tuple)
    tags = st.lists(lines(), max_size=2).map(tuple)
    return Exported("q-1", kind, body, draw(names), draw(tags))


def is_answerable(found: Exported) -> bool:
    """Whether anybody could answer it: the only ones that a bank holds."""
    try:
        read_question(found.type, in_every_language(found.body))
    except InvalidQuestion:
        return False
    return True


def sameness(kind, body):
    """A question as what people read and how it is graded, for a comparison."""
    question = read_question(kind, in_every_language(body))
    parts = {"text": _unkeyed(body), "explanation": question.explanation}
    if kind == "matching":
        options = {option.key: option.text for option in question.options}
        stems = [(stem.text, options[stem.match]) for stem in question.stems]
        return parts | {"stems": stems, "options": set(options.values())}
    for name in ("options", "items", "answers", "rubric", "blanks"):
        if hasattr(question, name):
            parts[name] = [_same(each, kind) for each in getattr(question, name)]
    if kind == "multiple_response":
        parts["grades"] = _every_grade(question)
    return parts | {"grading": getattr(question, "grading", "") if kind == "ordering" else ""}


def _every_grade(question):
    """What each choice of options earns."""
    keys = [option.key for option in question.options]
    subsets = chain.from_iterable(combinations(keys, most) for most in range(1, len(keys) + 1))
    return [grade(question, list(subset)) for subset in subsets]


def _unkeyed(body):
    text = body["text"][LANGUAGE]
    for at, blank in enumerate(body.get("blanks", ())):
        text = text.replace(f"[[{blank['key']}]]", f"[[{at}]]")
    return text


def _same(part, kind):
    """One option, item or answer: every field of it but its key, and what no grade hangs on."""
    if hasattr(part, "options"):
        return [_same(option, kind) for option in part.options]
    if hasattr(part, "answers"):
        return [_same(answer, kind) for answer in part.answers]
    names = [name for name in part.__dataclass_fields__ if name not in ("key", "patterns")]
    return {name: getattr(part, name) for name in names if (kind, name) not in DERIVED}


DERIVED = {("essay", "levels"), ("multiple_response", "is_right"), ("multiple_response", "share")}
