"""Questions of other systems, stored as drafts that no trainee sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.assessment.models import QuestionDraft, QuestionDraftVersion
from lms.assessment.queries.drafts import bank_keys, known_drafts
from lms.assessment.rules.drafts import Keys, KnownDraft, NewDraft, Shelf, Stored
from lms.core.db import AnySession
from lms.core.ids import new_id
from lms.core.text import Language

NEW: Stored = "new"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where questions come from. by: an account's id, or nothing from the command line."""

    course_key: str
    language: Language
    at: datetime
    by: UUID | None = None


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """What became of a question: a new draft, a version, a further language, or nothing new."""

    key: str
    stored: Stored
    draft: NewDraft


def store_drafts(
    session: AnySession,
    drafts: Sequence[NewDraft],
    origin: Origin,
    *,
    taken_keys: frozenset[str] = frozenset(),
) -> tuple[StoredDraft, ...]:
    """Keep each question as a draft of the course; equal content is stored once.

    taken_keys: keys of the package that no new draft may have unless its idnumber is that key.
    """
    known = known_drafts(session, origin.course_key)
    asked = bank_keys(session, origin.course_key) | taken_keys
    keys = Keys({each.key for each in known}, asked)
    shelf = Shelf(known)
    stored = tuple(_stored(session, draft, shelf, keys, origin) for draft in drafts)
    session.flush()
    return stored


def _stored(
    session: AnySession, draft: NewDraft, shelf: Shelf, keys: Keys, origin: Origin
) -> StoredDraft:
    found = shelf.take(draft, origin.language)
    if found is None:
        found, outcome = _add_draft(session, draft, keys.new(draft), origin), NEW
    else:
        _follow(session, found, draft)
        outcome = _outcome(found, draft, origin.language)
    if outcome != "same":
        _add_version(session, found, draft, origin)
    return StoredDraft(found.key, outcome, draft)


def _outcome(found: KnownDraft, draft: NewDraft, language: Language) -> Stored:
    if language not in found.hashes:
        return "language"
    return "same" if found.hashes[language] == draft.content_hash else "version"


def _add_draft(session: AnySession, draft: NewDraft, key: str, origin: Origin) -> KnownDraft:
    row = QuestionDraft(
        id=new_id(origin.at),
        course_key=origin.course_key,
        key=key,
        category=list(draft.category),
        idnumber=draft.known_as,
        tags=list(draft.tags),
        created_at=origin.at,
    )
    session.add(row)
    session.flush()  # a version of it may follow
    return KnownDraft(row.id, key, draft.category, draft.known_as, {}, {}, {})


def _follow(session: AnySession, found: KnownDraft, draft: NewDraft) -> None:
    """The draft moves to where the question now stands, and is known by the number it has got."""
    row = session.get_one(QuestionDraft, found.id)
    row.category = list(draft.category or row.category)
    row.tags = list(draft.tags or row.tags)
    row.idnumber = row.idnumber or draft.known_as


def _add_version(session: AnySession, found: KnownDraft, draft: NewDraft, origin: Origin) -> None:
    session.add(
        QuestionDraftVersion(
            id=new_id(origin.at),
            draft_id=found.id,
            language=origin.language,
            number=found.numbers.get(origin.language, 0) + 1,
            type=draft.type,
            title=draft.kept_title,
            body=draft.body,
            content_hash=draft.content_hash,
            created_at=origin.at,
            created_by=origin.by,
        )
    )
