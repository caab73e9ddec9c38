"""Questions of other systems, stored as drafts that no trainee sees."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.assessment.models import QuestionDraft, QuestionDraftVersion
from lms.assessment.queries.drafts import bank_keys, known_drafts
from lms.assessment.rules.drafts import KnownDraft, NewDraft, Shelf, Stored, new_key
from lms.core.db import AnySession
from lms.core.ids import new_id
from lms.core.text import Language


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """What became of a question: a new draft, a version, a further language, or nothing new."""

    key: str
    stored: Stored
    draft: NewDraft


def store_drafts(
    session: AnySession,
    drafts: Sequence[NewDraft],
    *,
    course_key: str,
    language: Language,
    at: datetime,
    by: UUID | None = None,
    taken_keys: Collection[str] = (),
) -> tuple[StoredDraft, ...]:
    """Keep each question as a draft of the course; equal content is stored once.

    taken_keys: keys of the package that no new draft may have unless its idnumber is that key.
    """
    known = known_drafts(session, course_key)
    shelf, keys = Shelf(known), {each.key for each in known}
    asked = bank_keys(session, course_key) | set(taken_keys)
    stored = []
    for draft in drafts:
        found = shelf.take(draft, language)
        if found is None:
            is_asked = draft.known_as in asked and draft.known_as not in keys
            key = str(draft.known_as) if is_asked else new_key(draft, keys | asked)
            found = _add_draft(session, draft, course_key, key, at)
            keys.add(key)
            outcome: Stored = "new"
        else:
            _follow(session, found, draft)
            outcome = _outcome(found, draft, language)
        if outcome != "same":
            _add_version(session, found, draft, language, at, by)
        stored.append(StoredDraft(found.key, outcome, draft))
    session.flush()
    return tuple(stored)


def _outcome(found: KnownDraft, draft: NewDraft, language: Language) -> Stored:
    if language not in found.hashes:
        return "language"
    return "same" if found.hashes[language] == draft.content_hash else "version"


def _add_draft(
    session: AnySession, draft: NewDraft, course_key: str, key: str, at: datetime
) -> KnownDraft:
    row = QuestionDraft(
        id=new_id(at),
        course_key=course_key,
        key=key,
        category=list(draft.category),
        idnumber=draft.known_as,
        tags=list(draft.tags),
        created_at=at,
    )
    session.add(row)
    session.flush()  # a version of it may follow
    return KnownDraft(row.id, key, draft.category, draft.known_as, {}, {}, {})


def _follow(session: AnySession, found: KnownDraft, draft: NewDraft) -> None:
    """The draft moves to where the question now stands, and is known by the number it has got."""
    row = session.get_one(QuestionDraft, found.id)
    row.category, row.tags = list(draft.category), list(draft.tags or row.tags)
    row.idnumber = row.idnumber or draft.known_as


def _add_version(
    session: AnySession,
    found: KnownDraft,
    draft: NewDraft,
    language: Language,
    at: datetime,
    by: UUID | None,
) -> None:
    session.add(
        QuestionDraftVersion(
            id=new_id(at),
            draft_id=found.id,
            language=language,
            number=found.numbers.get(language, 0) + 1,
            type=draft.type,
            title=draft.kept_title,
            body=draft.body,
            content_hash=draft.content_hash,
            created_at=at,
            created_by=by,
        )
    )
