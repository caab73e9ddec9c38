"""What a Moodle XML file cannot hold of a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lms.assessment.rules.questions import GAP
from lms.assessment.rules.typed import share_of
from lms.core.text import Language, western_digits
from lms.interop.rules.exported import Exported, text_of, texts_of
from lms.interop.rules.gift_text import cleaned
from lms.interop.rules.moodle_cloze import START
from lms.interop.rules.moodle_numbers import is_exact
from lms.interop.rules.percents import ALL
from lms.interop.rules.rubric import WHOLE, plain_rubric

Body = Mapping[str, Any]
NONE_OF_IT = ("hotspot", "likert")


def losses(exported: Exported, language: Language) -> tuple[str, ...]:
    """Sentences on what does not come back by import; one when the question is left out."""
    left_out = refusal(exported, language)
    if left_out:
        return (f"Left out: {left_out}.",)
    return (*_common(exported, language), *_own(exported.type, exported.body, language))


def refusal(exported: Exported, language: Language) -> str:
    """Why the whole question is left out, or nothing."""
    kind, body = exported.type, exported.body
    if kind in NONE_OF_IT:
        return f"Moodle XML has no questions of type {kind}"
    if kind == "matching":
        options = [text_of(option["text"], language) for option in body["options"]]
        return "two of its options are written alike" if len(set(options)) < len(options) else ""
    if kind == "cloze":
        parts = GAP.split(text_of(body["text"], language))[::2]
        if any(START.search(part) for part in parts):
            return "a piece of its text would be read as a gap"
        if any(part.endswith("{") for part in parts):
            return "a brace before a gap would be read with it"
    if any(not is_exact(each) for each in _numbers(kind, body)):
        return "one of its numbers has too many digits when written with a tolerance"
    return ""


def _numbers(kind: str, body: Body) -> list[Body]:
    if kind == "numeric":
        return list(body["answers"])
    blanks = [blank for blank in body.get("blanks", ()) if blank["type"] == "numeric"]
    return [answer for blank in blanks for answer in blank["answers"]]


def _common(exported: Exported, language: Language) -> Iterator[str]:
    body = exported.body
    if body.get("sources"):
        yield f"Its sources ({', '.join(each['source'] for each in body['sources'])})."
    if exported.type == "description" and body.get("mark", 1) != 1:
        yield f"Its points ({body['mark']})."
    if any(cleaned(text).strip() != text for text in texts_of(body, language)):
        yield "Spaces at the ends of a text, tabs, and characters that are not to be seen."
    if exported.type in ("cloze", "essay", "file_evidence", "true_false", "numeric",
                         "short_answer", "description") and body.get("feedback"):  # fmt: skip
        yield "In Moodle itself, its feedback to right, partly right and wrong answers."


def _own(kind: str, body: Body, language: Language) -> Iterator[str]:
    inner = [option for blank in body.get("blanks", ()) for option in blank.get("options", ())]
    if any(map(_has_another_first, [body, *body.get("blanks", ())])):
        yield "Which option is the right one: the first that earns all comes back as it."
    if any(option.get("last") for option in [*body.get("options", ()), *inner]):
        yield "That an option stays last."
    if any(map(_has_an_earlier, [body, *body.get("blanks", ())])):
        yield "Which of the options that earn all is the right one: it comes back as the first."
    if kind == "multiple_response":
        yield from _choice_losses(body)
    if kind == "matching" and not body.get("shuffle", True) and not _is_in_order(body):
        yield "The order of its options."
    yield from _typed_losses([body, *body.get("blanks", ())], language)
    if kind == "cloze":
        yield from _gap_losses(body, language)
    if kind in ("essay", "file_evidence"):
        yield from _rubric_losses(body, language)


def _has_another_first(part: Body) -> bool:
    """Whether an option before the right one earns as much."""
    options = part.get("options", ())
    right = next((at for at, option in enumerate(options) if option.get("correct")), 0)
    return any(share_of(option.get("fraction") or 0) == 1 for option in options[:right])


def _has_an_earlier(part: Body) -> bool:
    """Whether an option that earns all stands before the right one of a single choice."""
    earned = [bool(option.get("correct")) or option.get("fraction") == ALL
              for option in part.get("options", ())]  # fmt: skip
    right = [bool(option.get("correct")) for option in part.get("options", ())]
    return sum(right) == 1 and earned.index(True) != right.index(True)


def _choice_losses(body: Body) -> Iterator[str]:
    if body.get("say_count"):
        yield "That it says how many to choose."
    grading = body.get("grading", "partial_floor0")
    right = sum(bool(option.get("correct")) for option in body["options"])
    if grading == "all_or_nothing":
        yield "That all must be right: a part of it will earn a part."
    elif grading == "partial_floor0" and not 1 < right < len(body["options"]):
        yield "The name of its grading: it comes back as weights that grade alike."


def _is_in_order(body: Body) -> bool:
    used = list(dict.fromkeys(stem["match"] for stem in body["stems"]))
    return [option["key"] for option in body["options"]][: len(used)] == used


def _typed_losses(parts: list[Body], language: Language) -> Iterator[str]:
    for part in parts:
        if part.get("fold", True) is not True:
            yield "That spelling (hamza, teh marbuta) must be right."
        answers = part.get("answers", ())
        if any(each.get("kind") in ("relative", "range") for each in answers):
            yield "How its numbers are written: they come back with an absolute tolerance."
        earned = [share_of(each.get("fraction", ALL)) for each in answers]
        if earned != sorted(earned, reverse=True):
            yield "The order of its answers: the best come first."
        texts = [text_of(each.get("text"), language) for each in answers]
        if any(" ".join(text.split()) != text for text in texts):
            yield "Spaces that stand together in an answer."


def _gap_losses(body: Body, language: Language) -> Iterator[str]:
    parts = GAP.split(text_of(body["text"], language))[::2]
    if any("[[" in part for part in parts):
        yield "Two brackets together in its text: they come back apart."
    for blank in body["blanks"]:
        for text in texts_of(blank.get("answers", ()), language):
            if western_digits(text) != text and blank["type"] == "numeric":
                yield "How digits are written in a gap."


def _rubric_losses(body: Body, language: Language) -> Iterator[str]:
    rubric = list(body["rubric"])
    plain = plain_rubric(language, text_of(rubric[0]["text"], language))
    points = [level["points"] for level in rubric[0]["levels"]]
    is_plain = points == [level["points"] for level in plain[0]["levels"]]
    texts = list(texts_of(rubric, language))
    if len(rubric) != 1 or not is_plain or texts != list(texts_of(plain, language)):
        yield f"The levels of its rubric: it comes back with three, as in “{WHOLE[language]}”."
