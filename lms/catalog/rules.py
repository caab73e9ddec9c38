"""A published course as plain values: what every room above reads and nobody changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar
from uuid import UUID

from lms.catalog.certifying import Approval as Approval
from lms.catalog.certifying import RecertDateFrom as RecertDateFrom
from lms.catalog.quizzes import Cooldown as Cooldown
from lms.catalog.quizzes import QuizSettings as QuizSettings
from lms.catalog.rule_trees import AllOf as AllOf
from lms.catalog.rule_trees import AnyOf as AnyOf
from lms.catalog.rule_trees import Availability as Availability
from lms.catalog.rule_trees import CompletionRule as CompletionRule
from lms.catalog.rule_trees import NOf as NOf
from lms.catalog.rule_trees import Requirement as Requirement
from lms.catalog.rule_trees import requirements_of as requirements_of
from lms.core.errors import NotFound
from lms.core.text import Language, Text

Kind = Literal["lesson", "quiz", "scenario", "practical", "receipt"]

COURSE = "course"  # the unit part of the course test's address
TEST = "test"
MOST_TYPED = 200  # characters of a typed answer
MOST_LINES = 20  # options, answers, gaps … of a question
MOST_TARGETS = 24  # options to match
UNGRADED = frozenset({"likert", "description"})  # types of question that earn no points
VERBS: dict[Kind, str] = {
    "lesson": "viewed", "quiz": "passed", "scenario": "passed", "practical": "signed_off",
    "receipt": "received",
}  # fmt: skip


class _HasKey(Protocol):
    @property
    def key(self) -> str: ...


_Keyed = TypeVar("_Keyed", bound=_HasKey)


def _by_key(things: tuple[_Keyed, ...], key: str) -> _Keyed:
    for thing in things:
        if thing.key == key:
            return thing
    raise NotFound


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a source: the source's key, and the article when one is named."""

    source: str
    article: str | None


@dataclass(frozen=True, slots=True)
class Source:
    key: str
    title: Text
    issuer: Text
    year: int
    jurisdiction: str
    last_verified: str | None
    verified_by: str | None


@dataclass(frozen=True, slots=True)
class ScenarioChoice:
    key: str
    text: Text
    consequence: Text
    next: str
    points: int
    is_critical_error: bool


@dataclass(frozen=True, slots=True)
class ScenarioNode:
    """A situation with choices, or an ending (`lawful` or `lost`) with its debrief."""

    key: str
    text: Text
    choices: tuple[ScenarioChoice, ...]
    ending: Literal["lawful", "lost"] | None
    citations: tuple[Citation, ...]

    def choice(self, key: str) -> ScenarioChoice:
        """Raises NotFound."""
        return _by_key(self.choices, key)


@dataclass(frozen=True, slots=True)
class Scenario:
    title: Text
    start: str
    nodes: tuple[ScenarioNode, ...]

    def node(self, key: str) -> ScenarioNode:
        """Raises NotFound."""
        return _by_key(self.nodes, key)


@dataclass(frozen=True, slots=True)
class PracticalLine:
    """objective: the one of its unit that is seen in it, where one is named."""

    key: str
    text: Text
    is_critical: bool
    objective: str | None = None


@dataclass(frozen=True, slots=True)
class Practical:
    """An observation checklist; assessors: how many different people must sign."""

    title: Text
    task: Text
    conditions: Text
    assessors: int
    lines: tuple[PracticalLine, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class PublishedActivity:
    """Of quiz, scenario and practical one is set, as `kind` says; a lesson or receipt has none."""

    unit_key: str
    key: str
    kind: Kind
    title: Text
    minutes: int
    quiz: QuizSettings | None = None
    scenario: Scenario | None = None
    practical: Practical | None = None

    @property
    def address(self) -> str:
        """`u03/quiz`, or `course/test`."""
        return f"{self.unit_key}/{self.key}"

    @property
    def requirement_key(self) -> str:
        """`u03/quiz/passed`."""
        return f"{self.address}/{VERBS[self.kind]}"


@dataclass(frozen=True, slots=True)
class Objective:
    key: str
    verb: str
    text: Text


@dataclass(frozen=True, slots=True)
class CourseFact:
    """What a unit teaches as true; check: what a reviewer must verify, with `to_verify` only."""

    key: str
    text: Text
    citations: tuple[Citation, ...]
    verification: Literal["checked", "to_verify"]
    check: str | None
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class PublishedUnit:
    """position: from 1. draft_languages: where some text awaits a reviewer.

    availability: what opens it, beside the units before it. has_guide: for its trainer.
    """

    key: str
    position: int
    title: Text
    objectives: tuple[Objective, ...]
    facts: tuple[CourseFact, ...]
    citations: tuple[Citation, ...]
    content_notice: Text | None
    activities: tuple[PublishedActivity, ...]
    completion: CompletionRule
    draft_languages: tuple[Language, ...]
    availability: Availability | None = None
    has_guide: bool = False

    def activity(self, key: str) -> PublishedActivity:
        """Raises NotFound."""
        return _by_key(self.activities, key)

    def activity_of_kind(self, kind: Kind) -> PublishedActivity | None:
        """The unit's lesson, quiz, scenario or practical; a unit has at most one of each."""
        return next(iter(self.activities_of_kind(kind)), None)

    def activities_of_kind(self, kind: Kind) -> tuple[PublishedActivity, ...]:
        """A unit may have several receipts."""
        return tuple(each for each in self.activities if each.kind == kind)

    @property
    def minutes(self) -> int:
        """The minutes of all its activities."""
        return sum(activity.minutes for activity in self.activities)


@dataclass(frozen=True, slots=True)
class CertificateType:
    """renew_window_days: before the end; grace_days: after it. approval: who issues it."""

    code: str
    title: Text
    valid_months: int
    posts: tuple[Text, ...]
    renew_window_days: int = 90
    grace_days: int = 0
    recert_date_from: RecertDateFrom = "completion"
    approval: Approval = "automatic"


@dataclass(frozen=True, slots=True)
class PublishedPathway:
    """One immutable version of a pathway: its courses in order, all of them required."""

    pathway_version_id: UUID
    pathway_key: str
    version: str
    title: Text
    course_keys: tuple[str, ...]
    certificate: CertificateType


@dataclass(frozen=True, slots=True)
class Hours:
    online: int
    in_person: int


@dataclass(frozen=True, slots=True)
class PublishedCourse:
    """One immutable version of a course; content_hash: SHA-256 of its manifest, in hex."""

    course_version_id: UUID
    course_key: str
    version: str
    content_hash: str
    source_language: Language
    title: Text
    summary: Text
    aims: tuple[Text, ...]
    audience: Text
    hours: Hours
    prerequisites: tuple[str, ...]
    licence: str
    clauses: tuple[str, ...]
    units: tuple[PublishedUnit, ...]
    test: PublishedActivity
    certificate: CertificateType
    sources: tuple[Source, ...]
    test_availability: Availability | None = None

    @property
    def has_availability(self) -> bool:
        """Whether anything opens by more than the parts before it."""
        return any(unit.availability for unit in self.units) or self.test_availability is not None

    def availability(self, unit_key: str) -> Availability | None:
        """What opens a unit, or `course` for the course test. Raises NotFound."""
        return self.test_availability if unit_key == COURSE else self.unit(unit_key).availability

    def unit(self, key: str) -> PublishedUnit:
        """Raises NotFound."""
        return _by_key(self.units, key)

    def activity(self, unit_key: str, activity_key: str) -> PublishedActivity:
        """The activity at `u03/quiz` or `course/test`. Raises NotFound."""
        if (unit_key, activity_key) == (COURSE, TEST):
            return self.test
        return self.unit(unit_key).activity(activity_key)

    def activities(self) -> Iterator[PublishedActivity]:
        """Every activity in order, the course test last."""
        for unit in self.units:
            yield from unit.activities
        yield self.test

    def requirement_keys(self) -> tuple[str, ...]:
        """The requirement of every activity in order, the course test's last."""
        return tuple(activity.requirement_key for activity in self.activities())

    def source(self, key: str) -> Source:
        """A cited source. Raises NotFound."""
        return _by_key(self.sources, key)
