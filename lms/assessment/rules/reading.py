"""From a question's body, as a package writes it, to its typed shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from lms.assessment.rules.answerable import problem_of
from lms.assessment.rules.questions import (
    FALSE,
    TRUE,
    Blank,
    ChoiceBlank,
    ChoiceQuestion,
    ClozeQuestion,
    Criterion,
    DescriptionQuestion,
    EssayQuestion,
    EvidenceQuestion,
    HotspotQuestion,
    InvalidQuestion,
    Level,
    LikertQuestion,
    Line,
    MatchingQuestion,
    NumberBlank,
    NumericQuestion,
    Option,
    OrderingQuestion,
    Picture,
    Question,
    Region,
    ShortAnswerQuestion,
    Stem,
    TextBlank,
    VerdictFeedback,
)
from lms.assessment.rules.typed import (
    AcceptedText,
    Folding,
    UnitOfMeasure,
    accepted_number,
    accepted_text,
    share_of,
    unit_of_measure,
)
from lms.catalog.rules import Citation
from lms.core.text import Text

Body = Mapping[str, Any]
BROKEN = (KeyError, TypeError, AttributeError, ValueError, ArithmeticError)


def read_question(kind: str, body: Body) -> Question:
    """The typed question in a body. Raises InvalidQuestion."""
    reader = READERS.get(kind)
    if reader is None:
        raise InvalidQuestion(f"unknown type {kind}", type=kind)
    try:
        question = reader(body, _common(body), _kept(body))
    except BROKEN as error:
        raise InvalidQuestion(f"{kind}: {error!r}", type=kind) from error
    problem = problem_of(question)
    if problem:
        raise InvalidQuestion(problem, type=kind)
    return question


def read_citations(found: Sequence[Body]) -> tuple[Citation, ...]:
    """The citations of a package's `sources` list."""
    return tuple(Citation(each["source"], each.get("article")) for each in found)


Common = tuple[Text, Text | None, tuple[Citation, ...]]


def _common(body: Body) -> Common:
    return (
        Text.from_mapping(body["text"]),
        _text(body.get("explanation")),
        read_citations(body.get("sources", ())),
    )


def _kept(body: Body) -> dict[str, Any]:
    """The points and the feedback that every question may have."""
    said = body.get("feedback") or {}
    feedback = VerdictFeedback(*(_text(said.get(k)) for k in ("correct", "partial", "incorrect")))
    return {"mark": int(body.get("mark", 1)), "feedback": feedback}


def _single(body: Body, common: Common, kept: Body) -> Question:
    options = tuple(map(_option, body["options"]))
    return ChoiceQuestion(
        *common, options, "single_choice", "weights", bool(body.get("shuffle", True)), **kept
    )


def _multiple(body: Body, common: Common, kept: Body) -> Question:
    grading = body.get("grading", "partial_floor0")
    options = [_option(each) for each in body["options"]]
    if grading == "weights":
        options = [_weighed(each) for each in options]
    return ChoiceQuestion(
        *common, tuple(options), "multiple_response", grading, bool(body.get("shuffle", True)),
        bool(body.get("say_count", False)), **kept,
    )  # fmt: skip


def _true_false(body: Body, common: Common, kept: Body) -> Question:
    is_true = bool(body["answer"])
    options = tuple(
        Option(key, text, is_right, _text(body.get(f"feedback_{key}")), Fraction(is_right))
        for key, text, is_right in (("true", TRUE, is_true), ("false", FALSE, not is_true))
    )
    return ChoiceQuestion(*common, options, "true_false", "weights", is_shuffled=False, **kept)


def _matching(body: Body, common: Common, kept: Body) -> Question:
    stems, options = tuple(map(_stem, body["stems"])), tuple(map(_line, body["options"]))
    return MatchingQuestion(*common, stems, options, bool(body.get("shuffle", True)), **kept)


def _ordering(body: Body, common: Common, kept: Body) -> Question:
    grading = body.get("grading", "adjacent")
    return OrderingQuestion(*common, tuple(map(_line, body["items"])), grading, **kept)


def _short_answer(body: Body, common: Common, kept: Body) -> Question:
    return ShortAnswerQuestion(*common, *_accepted_texts(body), **kept)


def _numeric(body: Body, common: Common, kept: Body) -> Question:
    units: tuple[UnitOfMeasure, ...] = tuple(map(unit_of_measure, body.get("units", ())))
    answers = tuple(map(accepted_number, body["answers"]))
    return NumericQuestion(*common, answers, units, bool(body.get("unit_needed", False)), **kept)


def _cloze(body: Body, common: Common, kept: Body) -> Question:
    return ClozeQuestion(*common, tuple(map(_blank, body["blanks"])), **kept)


def _hotspot(body: Body, common: Common, kept: Body) -> Question:
    shown = body["picture"]
    picture = Picture(
        shown["file"], shown["width"], shown["height"], Text.from_mapping(shown["alt"]),
        shown.get("sha256", ""),
    )  # fmt: skip
    regions = tuple(map(_region, body["regions"]))
    return HotspotQuestion(*common, picture, regions, int(body.get("choose", 1)), **kept)


def _essay(body: Body, common: Common, kept: Body) -> Question:
    rubric, template = tuple(map(_criterion, body["rubric"])), _text(body.get("template"))
    words = body.get("min_words"), body.get("max_words")
    return EssayQuestion(*common, rubric, *words, template, **kept)


def _file_evidence(body: Body, common: Common, kept: Body) -> Question:
    rubric, accept = tuple(map(_criterion, body["rubric"])), tuple(body.get("accept", ("image",)))
    limits = int(body.get("max_files", 1)), int(body.get("max_kilobytes", 4096))
    return EvidenceQuestion(*common, rubric, accept, *limits, **kept)


def _likert(body: Body, common: Common, kept: Body) -> Question:
    return LikertQuestion(*common, tuple(map(_line, body["scale"])), **kept)


def _description(_body: Body, common: Common, kept: Body) -> Question:
    return DescriptionQuestion(*common, **kept)


READERS: Mapping[str, Callable[[Body, Common, Body], Question]] = {
    "single_choice": _single,
    "multiple_response": _multiple,
    "true_false": _true_false,
    "matching": _matching,
    "ordering": _ordering,
    "short_answer": _short_answer,
    "numeric": _numeric,
    "cloze": _cloze,
    "hotspot": _hotspot,
    "essay": _essay,
    "file_evidence": _file_evidence,
    "likert": _likert,
    "description": _description,
}


def _text(found: Mapping[str, str] | None) -> Text | None:
    return Text.from_mapping(found) if found else None


def _line(found: Body) -> Line:
    return Line(found["key"], Text.from_mapping(found["text"]))


def _stem(found: Body) -> Stem:
    return Stem(found["key"], Text.from_mapping(found["text"]), found["match"])


def _option(found: Body) -> Option:
    """A correct option earns all, another what its fraction says."""
    is_right = bool(found.get("correct", False))
    return Option(
        key=found["key"],
        text=Text.from_mapping(found["text"]),
        is_right=is_right,
        feedback=_text(found.get("feedback")),
        share=share_of(found.get("fraction", 100 if is_right else 0)),
        is_last=bool(found.get("last", False)),
    )


def _weighed(option: Option) -> Option:
    """By weights an option is right when it adds something."""
    return Option(
        option.key, option.text, option.share > 0, option.feedback, option.share, option.is_last
    )


def _accepted_texts(body: Body) -> tuple[tuple[AcceptedText, ...], Folding]:
    folding = Folding(
        keeps_spelling=not body.get("fold", True), keeps_case=bool(body.get("case", False))
    )
    return tuple(accepted_text(each, folding) for each in body["answers"]), folding


def _blank(found: Body) -> Blank:
    key, weight, kind = found["key"], int(found.get("weight", 1)), found["type"]
    if kind == "choice":
        return ChoiceBlank(key, weight, tuple(map(_option, found["options"])))
    if kind == "short_answer":
        return TextBlank(key, weight, *_accepted_texts(found))
    if kind == "numeric":
        return NumberBlank(key, weight, tuple(map(accepted_number, found["answers"])))
    raise ValueError(f"unknown blank {kind}")


def _region(found: Body) -> Region:
    return Region(
        found["key"], Text.from_mapping(found["text"]), found["shape"], tuple(found["points"]),
        bool(found.get("correct", False)), _text(found.get("feedback")),
    )  # fmt: skip


def _criterion(found: Body) -> Criterion:
    levels = tuple(
        Level(each["key"], int(each["points"]), Text.from_mapping(each["text"]))
        for each in found["levels"]
    )
    return Criterion(found["key"], Text.from_mapping(found["text"]), levels)
