"""What a GIFT file cannot hold of a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lms.assessment.rules.questions import GAP
from lms.core.text import Language
from lms.interop.rules.exported import Exported, texts_of
from lms.interop.rules.gift_text import cleaned
from lms.interop.rules.rubric import plain_rubric

NONE_OF_IT = ("hotspot", "file_evidence", "likert")
Body = Mapping[str, Any]


def losses(exported: Exported, language: Language) -> tuple[str, ...]:
    """Sentences on what does not come back by import; one when the question is left out."""
    left_out = refusal(exported, language)
    if left_out:
        return (f"Left out: {left_out}.",)
    body = exported.body
    tags = [tag for tag in exported.tags if tag.endswith("\\")]
    named = tuple(f"The end of its tag “{tag}”." for tag in tags)
    return named + tuple(_common(body, language)) + tuple(_own(exported.type, body, language))


def refusal(exported: Exported, language: Language) -> str:
    """Why the whole question is left out, or nothing."""
    kind, body = exported.type, exported.body
    if kind in NONE_OF_IT:
        return f"GIFT has no questions of type {kind}"
    if kind == "cloze":
        return _gap_refusal(body, language)
    if kind == "matching":
        return _pair_refusal(body, language)
    if kind == "short_answer" and any("->" in text for text in texts_of(body["answers"], language)):
        return "“->” in an answer or its feedback would be read as pairs to match"
    return ""


def _gap_refusal(body: Body, language: Language) -> str:
    blanks = body["blanks"]
    if len(blanks) != 1 or blanks[0]["type"] != "choice":
        return "GIFT has one gap, filled from a list"
    after = GAP.split(body["text"][language])[-1]
    if not any(map(str.isalnum, after)) or after.lstrip().startswith("//"):
        return "no word follows the gap, and GIFT would ask a single choice"
    return ""


def _pair_refusal(body: Body, language: Language) -> str:
    if any("->" in stem["text"][language] for stem in body["stems"]):
        return "“->” in a stem would end it"
    options = [option["text"][language] for option in body["options"]]
    return "two of its options are written alike" if len(set(options)) < len(options) else ""


def _common(body: Body, language: Language) -> Iterator[str]:
    if body.get("mark", 1) != 1:
        yield f"Its points ({body['mark']})."
    if body.get("feedback"):
        yield "Its feedback to right, partly right and wrong answers."
    if body.get("sources"):
        yield f"Its sources ({', '.join(each['source'] for each in body['sources'])})."
    if body.get("shuffle", True) is not True:
        yield "That its options keep their order."
    if any(cleaned(text).strip() != text for text in texts_of(body, language)):
        yield "Spaces at the ends of a text, tabs, and characters that are not to be seen."


def _own(kind: str, body: Body, language: Language) -> Iterator[str]:
    if kind == "multiple_response":
        yield from _choice_losses(body)
    if any(option.get("last") for option in _options(body)):
        yield "That an option stays last."
    if kind == "short_answer" and body.get("fold", True) is not True:
        yield "That spelling (hamza, teh marbuta) must be right."
    if kind == "short_answer" and body.get("case", False):
        yield "That capitals must be right."
    if kind == "numeric":
        yield from _numeric_losses(body)
    if kind == "essay":
        yield from _essay_losses(body, language)
    if kind == "cloze" and body["blanks"][0].get("weight", 1) != 1:
        yield "The weight of its gap, which changes no grade."
    if kind == "description" and body.get("explanation"):
        yield "Its explanation."


def _options(body: Body) -> list[Body]:
    inner = [option for blank in body.get("blanks", ()) for option in blank.get("options", ())]
    return [*body.get("options", ()), *inner]


def _choice_losses(body: Body) -> Iterator[str]:
    if body.get("say_count"):
        yield "That it says how many to choose."
    grading = body.get("grading", "partial_floor0")
    right = sum(bool(option.get("correct")) for option in body["options"])
    if grading == "all_or_nothing":
        yield "That all must be right: a part of it will earn a part."
    elif grading == "partial_floor0" and not 1 < right < len(body["options"]):
        yield "The name of its grading: it comes back as weights that grade alike."


def _numeric_losses(body: Body) -> Iterator[str]:
    if body.get("units"):
        yield "Its units of measure."
    if any(answer.get("kind") == "relative" for answer in body["answers"]):
        yield "That a tolerance is relative: it comes back as the same numbers, absolute."


def _essay_losses(body: Body, language: Language) -> Iterator[str]:
    exported = list(texts_of(body["rubric"], language))
    if exported != list(texts_of(plain_rubric(language), language)):
        yield "Its rubric: it comes back with a plain one."
    for name, words in (("min_words", "least"), ("max_words", "greatest")):
        if body.get(name) is not None:
            yield f"Its {words} number of words."
    if body.get("template"):
        yield "What stands in its field at first."
