"""A question as the bank holds it, and the typed shapes that its body is read into."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, cast, get_args

from lms.assessment.rules.typed import AcceptedNumber, AcceptedText, Folding, UnitOfMeasure
from lms.catalog.rules import Citation
from lms.core.errors import DomainError
from lms.core.text import Text

ChoiceType = Literal["single_choice", "multiple_response", "true_false"]
QuestionType = Literal[
    "single_choice", "multiple_response", "true_false", "matching", "ordering",
    "short_answer", "numeric", "cloze", "hotspot", "essay", "file_evidence", "likert",
    "description",
]  # fmt: skip
ChoiceGrading = Literal["partial_floor0", "all_or_nothing", "weights"]
OrderGrading = Literal["adjacent", "exact", "longest"]
Use = Literal["unit", "test", "both"]

TRUE = Text(ar="صواب", ckb="ڕاستە", en="True")
FALSE = Text(ar="خطأ", ckb="هەڵەیە", en="False")
GAP = re.compile(r"\[\[([a-z0-9]+(?:-[a-z0-9]+)*)\]\]")


class InvalidQuestion(DomainError):
    """A question's body does not have the shape of its type."""

    code = "invalid_question"


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question as a package gives it to the bank; `body` is plain JSON, as in the package.

    unit_key: the unit it asks about ('u03'), also for the course test's own items.
    """

    key: str
    type: QuestionType
    body: Mapping[str, Any]
    unit_key: str
    objective: str
    use: Use = "unit"
    is_absolute: bool = False

    @property
    def content_hash(self) -> str:
        """SHA-256 of type and body: equal questions are one version."""
        content = {"type": self.type, "body": self.body}
        plain = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(plain.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Line:
    """A text with a key: an option to match, a line to put in order, a point of a scale."""

    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose, with what is said to who chose it.

    share: what choosing it adds, by weights; below nothing for what should not be chosen.
    """

    key: str
    text: Text
    is_right: bool
    feedback: Text | None = None
    share: Fraction = Fraction(0)
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Stem:
    """A line to match, and the key of the option that belongs to it."""

    key: str
    text: Text
    match: str


@dataclass(frozen=True, slots=True)
class VerdictFeedback:
    """What is said to an answer that is wholly, partly, or not at all right."""

    correct: Text | None = None
    partial: Text | None = None
    incorrect: Text | None = None


@dataclass(frozen=True, slots=True)
class _Common:
    """mark: the points of the question."""

    text: Text
    explanation: Text | None
    sources: tuple[Citation, ...]
    mark: int = field(default=1, kw_only=True)
    feedback: VerdictFeedback = field(default=VerdictFeedback(), kw_only=True)


@dataclass(frozen=True, slots=True)
class ChoiceQuestion(_Common):
    """Choose one, choose all that are right, or true and false as options of those keys."""

    options: tuple[Option, ...]
    type: ChoiceType
    grading: ChoiceGrading = "partial_floor0"
    is_shuffled: bool = True
    says_count: bool = False


@dataclass(frozen=True, slots=True)
class MatchingQuestion(_Common):
    """Give each stem its option; some options are left over."""

    stems: tuple[Stem, ...]
    options: tuple[Line, ...]
    is_shuffled: bool = True
    type: Literal["matching"] = field(default="matching", init=False)


@dataclass(frozen=True, slots=True)
class OrderingQuestion(_Common):
    """Put the items in order; they are held in the right one."""

    items: tuple[Line, ...]
    grading: OrderGrading = "adjacent"
    type: Literal["ordering"] = field(default="ordering", init=False)


@dataclass(frozen=True, slots=True)
class ShortAnswerQuestion(_Common):
    """Type a text; the best answer whose pattern it fits counts, in whatever language."""

    answers: tuple[AcceptedText, ...]
    folding: Folding
    type: Literal["short_answer"] = field(default="short_answer", init=False)


@dataclass(frozen=True, slots=True)
class NumericQuestion(_Common):
    """Type a number, with a unit where there are some; the best answer near enough counts."""

    answers: tuple[AcceptedNumber, ...]
    units: tuple[UnitOfMeasure, ...] = ()
    is_unit_needed: bool = False
    type: Literal["numeric"] = field(default="numeric", init=False)


@dataclass(frozen=True, slots=True)
class ChoiceBlank:
    """A gap filled from a list."""

    key: str
    weight: int
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class TextBlank:
    """A gap filled by typing a text."""

    key: str
    weight: int
    answers: tuple[AcceptedText, ...]
    folding: Folding


@dataclass(frozen=True, slots=True)
class NumberBlank:
    """A gap filled by typing a number."""

    key: str
    weight: int
    answers: tuple[AcceptedNumber, ...]


Blank = ChoiceBlank | TextBlank | NumberBlank


@dataclass(frozen=True, slots=True)
class ClozeQuestion(_Common):
    """A text with gaps, written [[key]]."""

    blanks: tuple[Blank, ...]
    type: Literal["cloze"] = field(default="cloze", init=False)

    def parts_in(self, language: str) -> Iterator[str | Blank]:
        """The text of a language as it is read: words and gaps in turn, words first and last."""
        by_key = {blank.key: blank for blank in self.blanks}
        for at, part in enumerate(GAP.split(self.text.in_(language))):
            yield by_key[part] if at % 2 else part

    def blanks_in(self, language: str) -> tuple[Blank, ...]:
        """The gaps in the order in which a language's text names them."""
        return tuple(part for part in self.parts_in(language) if not isinstance(part, str))


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a picture, in its pixels.

    points: x, y, width, height of a rectangle; x, y, radius of a circle; a polygon's corners.
    """

    key: str
    text: Text
    shape: Literal["rectangle", "circle", "polygon"]
    points: tuple[int, ...]
    is_right: bool
    feedback: Text | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """alt: what it shows, for who cannot see it. digest: the SHA-256 of its file."""

    file: str
    width: int
    height: int
    alt: Text
    digest: str = ""


@dataclass(frozen=True, slots=True)
class HotspotQuestion(_Common):
    """Choose regions of a picture; choose: how many at most, 0 for any number."""

    picture: Picture
    regions: tuple[Region, ...]
    choose: int
    type: Literal["hotspot"] = field(default="hotspot", init=False)


@dataclass(frozen=True, slots=True)
class Level:
    """How well a criterion is met."""

    key: str
    points: int
    text: Text


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a trainer looks at; its best level is the most that it earns."""

    key: str
    text: Text
    levels: tuple[Level, ...]

    @property
    def most(self) -> int:
        """The points of the best level."""
        return max(level.points for level in self.levels)


@dataclass(frozen=True, slots=True)
class EssayQuestion(_Common):
    """Write a text, which a trainer marks."""

    rubric: tuple[Criterion, ...]
    min_words: int | None = None
    max_words: int | None = None
    template: Text | None = None
    type: Literal["essay"] = field(default="essay", init=False)


@dataclass(frozen=True, slots=True)
class EvidenceQuestion(_Common):
    """Give files, which a trainer marks; accept: of image and text."""

    rubric: tuple[Criterion, ...]
    accept: tuple[str, ...]
    max_files: int
    max_kilobytes: int
    type: Literal["file_evidence"] = field(default="file_evidence", init=False)


@dataclass(frozen=True, slots=True)
class LikertQuestion(_Common):
    """An opinion on a scale: never graded."""

    scale: tuple[Line, ...]
    type: Literal["likert"] = field(default="likert", init=False)


@dataclass(frozen=True, slots=True)
class DescriptionQuestion(_Common):
    """Something to read: nothing is asked."""

    type: Literal["description"] = field(default="description", init=False)


TypedQuestion = ShortAnswerQuestion | NumericQuestion
NumberField = NumericQuestion | NumberBlank
TypedField = TypedQuestion | TextBlank | NumberBlank
FilledField = TypedField | ChoiceBlank
MaybeOption = Option | None
MarkedQuestion = EssayQuestion | EvidenceQuestion
UngradedQuestion = LikertQuestion | DescriptionQuestion
Question = (
    ChoiceQuestion | MatchingQuestion | OrderingQuestion | TypedQuestion | ClozeQuestion
    | HotspotQuestion | MarkedQuestion | UngradedQuestion
)  # fmt: skip
QUESTION_TYPES = cast("tuple[QuestionType, ...]", get_args(QuestionType))


def points_of(question: Question) -> int:
    """The points that a question adds to an attempt's total; none when it is never graded."""
    return 0 if isinstance(question, UngradedQuestion) else question.mark
