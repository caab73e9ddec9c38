"""Questions as a Moodle XML file, and what that format cannot hold of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from lms.assessment.rules.typed import share_of
from lms.core.text import Language
from lms.interop.rules.exported import Exported, text_of
from lms.interop.rules.gift_writing import shares_of
from lms.interop.rules.moodle_cloze_writing import embedded
from lms.interop.rules.moodle_losses import LEFT_OUT
from lms.interop.rules.moodle_losses import losses as losses
from lms.interop.rules.moodle_parts import FEEDBACK
from lms.interop.rules.numbers import middle_of
from lms.interop.rules.percents import percent_of

TYPES = {
    "single_choice": "multichoice",
    "multiple_response": "multichoice",
    "true_false": "truefalse",
    "matching": "matching",
    "ordering": "ordering",
    "short_answer": "shortanswer",
    "numeric": "numerical",
    "cloze": "cloze",
    "essay": "essay",
    "file_evidence": "essay",
    "description": "description",
}
GRADINGS = {
    "adjacent": "RELATIVE_NEXT_EXCLUDE_LAST",
    "exact": "ALL_OR_NOTHING",
    "longest": "LONGEST_ORDERED_SUBSET",
}


def write_moodle_xml(questions: Sequence[Exported], *, language: Language) -> bytes:
    """The file, in UTF-8; what the format has no type for has no place in it."""
    quiz = Element("quiz")
    category: tuple[str, ...] = ()
    for exported in questions:
        if exported.type in LEFT_OUT:
            continue
        if exported.category != category:
            category = exported.category
            _category(quiz, category)
        _Written(quiz, exported, language).write()
    indent(quiz)
    return bytes(tostring(quiz, encoding="UTF-8", xml_declaration=True))


def _category(quiz: Element, names: Iterable[str]) -> None:
    question = SubElement(quiz, "question", type="category")
    path = "/".join(["$course$", "top", *(name.replace("/", "//") for name in names)])
    SubElement(SubElement(question, "category"), "text").text = path


class _Written:
    """One question on its way into the file."""

    def __init__(self, quiz: Element, exported: Exported, language: Language) -> None:
        self.exported, self.body, self.language = exported, exported.body, language
        self.element = SubElement(quiz, "question", type=TYPES[exported.type])

    def write(self) -> None:
        """Name and texts, then what its type has."""
        exported, body = self.exported, self.body
        SubElement(SubElement(self.element, "name"), "text").text = exported.key
        text = text_of(body["text"], self.language)
        if exported.type == "cloze":
            text = embedded(text, body["blanks"], self.language)
        self.text(self.element, "questiontext", text)
        self.text(self.element, "generalfeedback", text_of(body.get("explanation"), self.language))
        self.field("defaultgrade", str(body.get("mark", 1)))
        self.field("idnumber", exported.key)
        for name, path in FEEDBACK.items():
            said = (body.get("feedback") or {}).get(name)
            if said:
                self.text(self.element, path, text_of(said, self.language))
        getattr(self, f"_{exported.type}")()
        tags = SubElement(self.element, "tags") if exported.tags else None
        for tag in exported.tags if tags is not None else ():
            SubElement(SubElement(tags, "tag"), "text").text = tag  # type: ignore[arg-type]

    def field(self, name: str, value: str) -> None:
        """A short field."""
        SubElement(self.element, name).text = value

    def text(self, parent: Element, name: str, text: str) -> Element:
        """A text as it stands: nothing in it is markup."""
        element = SubElement(parent, name, format="plain_text")
        SubElement(element, "text").text = text
        return element

    def answer(self, text: str, fraction: str, said: object = None) -> Element:
        """An answer with what it earns and its feedback."""
        element = self.text(self.element, "answer", text)
        element.set("fraction", fraction)
        self.text(element, "feedback", text_of(said, self.language))
        return element

    def _shuffled(self) -> None:
        self.field("shuffleanswers", "true" if self.body.get("shuffle", True) else "false")

    def _single_choice(self) -> None:
        self.field("single", "true")
        self._shuffled()
        for option in self.body["options"]:
            share = share_of(option.get("fraction", 100 if option.get("correct") else 0))
            self.answer(
                text_of(option["text"], self.language), percent_of(share), option.get("feedback")
            )

    def _multiple_response(self) -> None:
        self.field("single", "false")
        self._shuffled()
        for option, share in zip(self.body["options"], shares_of(self.body), strict=True):
            self.answer(
                text_of(option["text"], self.language), percent_of(share), option.get("feedback")
            )

    def _true_false(self) -> None:
        for name, is_right in (("true", self.body["answer"]), ("false", not self.body["answer"])):
            self.answer(name, "100" if is_right else "0", self.body.get(f"feedback_{name}"))

    def _matching(self) -> None:
        self._shuffled()
        options = {
            each["key"]: text_of(each["text"], self.language) for each in self.body["options"]
        }
        stems = [
            (text_of(stem["text"], self.language), options.get(stem["match"], ""))
            for stem in self.body["stems"]
        ]
        matched = {stem["match"] for stem in self.body["stems"]}
        stems += [("", text) for key, text in options.items() if key not in matched]
        for stem, option in stems:
            element = self.text(self.element, "subquestion", stem)
            SubElement(SubElement(element, "answer"), "text").text = option

    def _ordering(self) -> None:
        self.field("layouttype", "VERTICAL")
        self.field("selecttype", "ALL")
        self.field("gradingtype", GRADINGS[self.body.get("grading", "adjacent")])
        for item in self.body["items"]:
            self.answer(text_of(item["text"], self.language), "0")

    def _short_answer(self) -> None:
        self.field("usecase", "1" if self.body.get("case") else "0")
        for answer in self.body["answers"]:
            share = percent_of(share_of(answer.get("fraction", 100)))
            self.answer(text_of(answer["text"], self.language), share, answer.get("feedback"))

    def _numeric(self) -> None:
        for answer in self.body["answers"]:
            share = percent_of(share_of(answer.get("fraction", 100)))
            value, tolerance = middle_of(answer)
            SubElement(
                self.answer(value, share, answer.get("feedback")), "tolerance"
            ).text = tolerance
        units = self.body.get("units") or ()
        if units:
            listed = SubElement(self.element, "units")
            self.field("unitgradingtype", "1" if self.body.get("unit_needed") else "0")
            self.field("unitpenalty", "1")
        for unit in units:
            element = SubElement(listed, "unit")
            SubElement(element, "multiplier").text = unit.get("per_base", "1")
            SubElement(element, "unit_name").text = text_of(unit["text"], self.language)

    def _cloze(self) -> None:
        """Its answers stand in its text."""

    def _description(self) -> None:
        """Nothing is asked."""

    def _essay(self) -> None:
        self.field("responseformat", "editor")
        self.field("responserequired", "1")
        self.field("attachments", "0")
        for name, path in (("min_words", "minwordlimit"), ("max_words", "maxwordlimit")):
            if self.body.get(name) is not None:
                self.field(path, str(self.body[name]))
        if self.body.get("template"):
            template = text_of(self.body["template"], self.language)
            self.text(self.element, "responsetemplate", template)

    def _file_evidence(self) -> None:
        self.field("responseformat", "noinline")
        self.field("responserequired", "0")
        self.field("attachments", str(self.body.get("max_files", 1)))
        self.field("attachmentsrequired", "1")
