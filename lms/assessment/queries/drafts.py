"""Drafts of questions: for an import, and for the trainer's page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from sqlalchemy import Row, select

from lms.assessment.models import (
    Question,
    QuestionDraft,
    QuestionDraftVersion,
    QuestionVersion,
    QuizQuestion,
)
from lms.assessment.rules.answer_words import accepted_words, lines_of
from lms.assessment.rules.drafts import KnownDraft, languages_in, read_draft
from lms.assessment.rules.questions import (
    BankQuestion,
    ClozeQuestion,
    MarkedQuestion,
    MatchingQuestion,
    OrderingQuestion,
    QuestionType,
    TypedQuestion,
)
from lms.assessment.rules.questions import Question as AskedQuestion
from lms.assessment.rules.review import title_of
from lms.core.db import AnySession
from lms.core.text import Language

PER_PAGE = 50
HEADS = (
    QuestionDraftVersion.draft_id,
    QuestionDraftVersion.language,
    QuestionDraftVersion.number,
    QuestionDraftVersion.title,
    QuestionDraftVersion.content_hash,
)


@dataclass(frozen=True, slots=True)
class DraftShown:
    """A draft as a trainer reads it, with its answers; language: of the texts that are shown.

    versions: how many it has had, of all languages. lines: none to type. right: what a trainer
    looks at, where one marks it.
    """

    key: str
    type: QuestionType
    title: str
    language: Language
    languages: tuple[Language, ...]
    versions: int
    text: str
    lines: tuple[str, ...]
    right: tuple[str, ...]
    explanation: str
    is_typed: bool
    is_marked: bool


@dataclass(frozen=True, slots=True)
class DraftCategory:
    """The drafts of one category; names: from the root down, none for those without."""

    names: tuple[str, ...]
    drafts: tuple[DraftShown, ...]


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A part of a course's drafts; total: of all pages."""

    categories: tuple[DraftCategory, ...]
    total: int
    page: int
    pages: int


def known_drafts(session: AnySession, course_key: str) -> tuple[KnownDraft, ...]:
    """The drafts of a course as they stand, the oldest first. Two statements."""
    rows = session.scalars(
        select(QuestionDraft)
        .where(QuestionDraft.course_key == course_key)
        .order_by(QuestionDraft.created_at, QuestionDraft.id)
        .with_for_update()
    ).all()
    heads = session.execute(
        select(*HEADS)
        .join(QuestionDraft, QuestionDraft.id == QuestionDraftVersion.draft_id)
        .where(QuestionDraft.course_key == course_key)
        .order_by(QuestionDraftVersion.number)
    )
    by_draft = defaultdict(list)
    for head in heads:
        by_draft[head.draft_id].append(head)
    return tuple(_known(row, by_draft[row.id]) for row in rows)


def _known(row: QuestionDraft, heads: Sequence[Row[UUID, str, int, str, str]]) -> KnownDraft:
    """heads: the oldest first, so that the newest of each language stays."""
    return KnownDraft(
        id=row.id,
        key=row.key,
        category=tuple(row.category),
        idnumber=row.idnumber,
        hashes={head.language: head.content_hash for head in heads},
        titles={head.language: head.title for head in heads},
        numbers={head.language: head.number for head in heads},
    )


def bank_keys(session: AnySession, course_key: str) -> set[str]:
    """The keys of every question that a course has ever asked."""
    return set(session.scalars(select(Question.key).where(Question.course_key == course_key)))


def published_bank(session: AnySession, course_version_id: UUID) -> tuple[BankQuestion, ...]:
    """Every question that a course version may ask, by unit, in the package's order."""
    rows = session.execute(
        select(
            QuizQuestion.key,
            QuizQuestion.unit_key,
            QuizQuestion.is_absolute,
            QuestionVersion.type,
            QuestionVersion.body,
        )
        .join(QuestionVersion, QuestionVersion.id == QuizQuestion.question_version_id)
        .where(QuizQuestion.course_version_id == course_version_id)
        .order_by(QuizQuestion.unit_key, QuizQuestion.activity.desc(), QuizQuestion.position)
    )
    found = {
        key: BankQuestion(
            key, cast("QuestionType", kind), body, unit_key, body.get("objective", ""),
            is_absolute=is_absolute,
        )
        for key, unit_key, is_absolute, kind, body in rows
    }  # fmt: skip
    return tuple(found.values())


def drafts_of(session: AnySession, course_key: str, *, page: int, language: Language) -> DraftPage:
    """A page of a course's drafts by category, in the page's language where they have it.

    page: from 1; the last one for any beyond it. Two statements.
    """
    drafts = session.execute(
        select(QuestionDraft.id, QuestionDraft.key, QuestionDraft.category)
        .where(QuestionDraft.course_key == course_key)
        .order_by(QuestionDraft.created_at, QuestionDraft.id)
    ).all()
    in_order = sorted(drafts, key=lambda draft: draft.category)
    pages = max(1, -(-len(in_order) // PER_PAGE))
    page = min(max(1, page), pages)
    part = in_order[(page - 1) * PER_PAGE : page * PER_PAGE]
    versions = _versions_of(session, [draft.id for draft in part])
    found: dict[tuple[str, ...], list[DraftShown]] = defaultdict(list)
    for draft in part:
        found[tuple(draft.category)].append(_shown(draft.key, versions[draft.id], language))
    categories = tuple(DraftCategory(names, tuple(each)) for names, each in found.items())
    return DraftPage(categories, total=len(drafts), page=page, pages=pages)


def _versions_of(
    session: AnySession, draft_ids: list[UUID]
) -> Mapping[UUID, list[QuestionDraftVersion]]:
    """The versions of each draft, the oldest first."""
    rows = session.scalars(
        select(QuestionDraftVersion)
        .where(QuestionDraftVersion.draft_id.in_(draft_ids))
        .order_by(QuestionDraftVersion.number)
    )
    found = defaultdict(list)
    for row in rows:
        found[row.draft_id].append(row)
    return found


def _shown(key: str, versions: list[QuestionDraftVersion], language: Language) -> DraftShown:
    newest = {version.language: version for version in versions}
    languages = languages_in(newest)
    shown_in = language if language in newest else languages[0]
    version = newest[shown_in]
    question = read_draft(version.type, version.body)
    return DraftShown(
        key=key,
        type=question.type,
        title=version.title,
        language=shown_in,
        languages=languages,
        versions=len(versions),
        text=title_of(question, shown_in),
        lines=_offered(question, shown_in),
        right=accepted_words(question, shown_in),
        explanation=question.explanation.in_(shown_in) if question.explanation else "",
        is_typed=isinstance(question, TypedQuestion | ClozeQuestion),
        is_marked=isinstance(question, MarkedQuestion),
    )


def _offered(question: AskedQuestion, language: Language) -> tuple[str, ...]:
    """What there is to choose from or to put in order."""
    lines = question.options if isinstance(question, MatchingQuestion) else lines_of(question)
    if isinstance(question, OrderingQuestion):
        lines = question.items
    return tuple(line.text.in_(language) for line in lines)
