"""What a Moodle XML file cannot hold of a question."""

from __future__ import annotations

from collections.abc import Iterator

from lms.assessment.rules.questions import GAP
from lms.core.text import Language
from lms.interop.rules.exported import Exported, text_of, texts_of
from lms.interop.rules.found import Body
from lms.interop.rules.gift_text import cleaned
from lms.interop.rules.moodle_cloze import EMBEDDED
from lms.interop.rules.rubric import plain_rubric

LEFT_OUT = {
    "likert": "Left out: Moodle's question bank has no questions of type likert.",
    "hotspot": "Left out: Moodle's places on pictures have no words for who cannot see them.",
}


def losses(exported: Exported, language: Language) -> tuple[str, ...]:
    """Sentences on what does not come back by an import; nothing where all of it does."""
    if exported.type in LEFT_OUT:
        return (LEFT_OUT[exported.type],)
    body = exported.body
    return (
        *_common(exported, body, language),
        *_own(exported.type, body, language),
    )


def _common(exported: Exported, body: Body, language: Language) -> Iterator[str]:
    if body.get("sources"):
        yield f"Its sources ({', '.join(each['source'] for each in body['sources'])})."
    texts = [*texts_of(body, language), *exported.tags, *exported.category]
    if any(cleaned(text).strip() != text for text in texts):
        yield "Spaces at the ends of a text, tabs, and characters that are not to be seen."
    if any(option.get("last") for option in body.get("options", ())):
        yield "That an option stays last."
    if any(name.strip() != name or not name or name == "top" for name in exported.category):
        yield "The name of its category."


def _own(kind: str, body: Body, language: Language) -> Iterator[str]:
    if kind == "multiple_response":
        yield from _choice_losses(body)
    elif kind == "short_answer":
        yield from _typed_losses(body, language)
    elif kind == "numeric":
        yield from _number_losses(body)
    elif kind == "matching":
        yield from _matching_losses(body, language)
    elif kind == "cloze":
        yield from _cloze_losses(body, language)
    elif kind in ("essay", "file_evidence"):
        yield from _marked_losses(kind, body, language)


def _choice_losses(body: Body) -> Iterator[str]:
    if body.get("say_count"):
        yield "That it says how many to choose."
    grading = body.get("grading", "partial_floor0")
    right = sum(bool(option.get("correct")) for option in body["options"])
    if grading == "all_or_nothing":
        yield "That all must be right: a part of it will earn a part."
    elif grading == "partial_floor0" and not 1 < right < len(body["options"]):
        yield "The name of its grading: it comes back as weights that grade alike."


def _typed_losses(body: Body, language: Language) -> Iterator[str]:
    if body.get("fold", True) is not True:
        yield "That spelling (hamza, teh marbuta) must be right."
    if any(not _is_line(text) for text in _answer_texts(body, language)):
        yield "Line ends and double spaces in what is to be typed."


def _answer_texts(body: Body, language: Language) -> Iterator[str]:
    return (text_of(each["text"], language) for each in body["answers"] if "text" in each)


def _is_line(text: str) -> bool:
    return " ".join(text.split()) == text


def _number_losses(body: Body) -> Iterator[str]:
    kinds = {answer.get("kind", "absolute") for answer in body["answers"]}
    if kinds - {"absolute", "any"}:
        yield "That a tolerance is relative or a range: the same numbers come back, absolute."


def _matching_losses(body: Body, language: Language) -> Iterator[str]:
    options = [text_of(option["text"], language) for option in body["options"]]
    if len(set(options)) < len(options):
        yield "Options that are written alike: they come back as one."
    if any(not _is_line(text) for text in options):
        yield "Line ends and double spaces in an option."


def _cloze_losses(body: Body, language: Language) -> Iterator[str]:
    if EMBEDDED.search(GAP.sub("", text_of(body["text"], language))):
        yield "Its text, which holds what Moodle reads as a gap."
    for blank in body["blanks"]:
        if blank["type"] == "short_answer":
            yield from _typed_losses(blank, language)
        elif blank["type"] == "numeric":
            yield from _number_losses(blank)


def _marked_losses(kind: str, body: Body, language: Language) -> Iterator[str]:
    if list(texts_of(body["rubric"], language)) != list(texts_of(plain_rubric(language), language)):
        yield "Its rubric: it comes back with a plain one."
    if kind == "file_evidence" and (body.get("accept") or body.get("max_kilobytes")):
        yield "Which files are taken, and how large."
