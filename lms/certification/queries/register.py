"""Reading the register: its tree, its heads, its proofs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from lms.certification.models import (
    Certificate,
    CertificateEvent,
    RegisterCheckpoint,
    RegisterEntry,
)
from lms.certification.queries.public import by_code
from lms.certification.rules import CourseFacts, PrintedName
from lms.certification.rules.merkle import Tree
from lms.certification.rules.register import (
    CertificateContent,
    EntryKind,
)
from lms.certification.rules.signed_note import (
    Checkpoint,
    proof_text,
)
from lms.core.cache import Cache
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.core.sealed import CannotOpen, ring

_trees: Cache[Tree] = Cache(4)
KINDS: dict[str, EntryKind] = {"revoked": "revoke", "superseded": "correct"}


@dataclass(frozen=True, slots=True)
class PublishedHead:
    """The newest signed head of an origin."""

    origin_number: int
    size: int
    note: str


def current_origin(session: AnySession) -> int:
    """The number of the origin in which certificates are entered."""
    return session.scalar(select(func.max(RegisterEntry.origin_number))) or 1


def register_tree(session: AnySession, origin_number: int) -> Tree:
    """The whole tree of an origin, as its leaves' hashes are kept. One statement."""
    hashes = session.scalars(
        select(RegisterEntry.leaf_hash)
        .where(RegisterEntry.origin_number == origin_number)
        .order_by(RegisterEntry.place)
    )
    return Tree.of(hashes)


def published_tree(session: AnySession, head: PublishedHead) -> Tree:
    """The tree under a signed head; made once for each head, for anybody may ask for its parts."""
    return _trees.get(head, lambda: register_tree(session, head.origin_number))


def checkpoints_of(session: AnySession, origin_number: int) -> list[Checkpoint]:
    """Every signed head of an origin, the oldest first."""
    rows = session.scalars(
        select(RegisterCheckpoint)
        .where(RegisterCheckpoint.origin_number == origin_number)
        .order_by(RegisterCheckpoint.size)
    )
    return [Checkpoint("", row.size, row.root) for row in rows]


def published_head(session: AnySession, origin_number: int | None = None) -> PublishedHead:
    """The newest signed head; of the current origin when none is named. Raises NotFound."""
    row = session.scalars(
        select(RegisterCheckpoint)
        .where(RegisterCheckpoint.origin_number == (origin_number or current_origin(session)))
        .order_by(RegisterCheckpoint.size.desc())
        .limit(1)
    ).first()
    if row is None:
        raise NotFound
    return PublishedHead(row.origin_number, row.size, row.note)


def is_signing_due(session: AnySession, since: datetime) -> bool:
    """Whether no head was signed since an instant, and something is there that none covers."""
    last_at = session.scalar(select(func.max(RegisterCheckpoint.signed_at)))
    if last_at is not None and last_at >= since:
        return False
    origin = current_origin(session)
    signed = session.scalar(
        select(func.max(RegisterCheckpoint.size)).where(RegisterCheckpoint.origin_number == origin)
    )
    entered = session.scalar(select(func.count()).where(RegisterEntry.origin_number == origin))
    return (entered or 0) > (signed or 0) or is_entering_due(session, origin)


def is_entering_due(session: AnySession, origin_number: int) -> bool:
    """Whether a certificate, or what became of one, is not in an origin yet."""
    known = select(RegisterEntry.certificate_id).where(
        RegisterEntry.origin_number == origin_number, RegisterEntry.kind == "issue"
    )
    if session.scalar(select(Certificate.id).where(Certificate.id.not_in(known)).limit(1)):
        return True
    return bool(events_to_enter(session, origin_number, most=1))


def leaves_of(session: AnySession, origin_number: int, start: int, end: int) -> list[bytes]:
    """The entries from a place to before another."""
    return list(
        session.scalars(
            select(RegisterEntry.leaf)
            .where(
                RegisterEntry.origin_number == origin_number,
                RegisterEntry.place >= start,
                RegisterEntry.place < end,
            )
            .order_by(RegisterEntry.place)
        )
    )


def entry_of(
    session: AnySession, certificate_id: UUID, origin_number: int, kind: str
) -> RegisterEntry | None:
    """A certificate's entry of a kind in an origin."""
    return session.scalars(
        select(RegisterEntry).where(
            RegisterEntry.certificate_id == certificate_id,
            RegisterEntry.origin_number == origin_number,
            RegisterEntry.kind == kind,
        )
    ).first()


def salt_of(entry: RegisterEntry) -> bytes:
    """The salt of an entry. Raises CannotOpen."""
    if entry.salt_sealed is None or entry.certificate_id is None:
        raise CannotOpen("register_entry.salt_sealed")
    return ring().open_bytes(
        entry.salt_sealed, table="register_entry", column="salt_sealed", row=entry.certificate_id
    )


def content_of(row: Certificate) -> CertificateContent:
    """What a certificate says, as its entry commits to it. Raises CannotOpen."""
    name = ring().open(
        row.name_printed_sealed, table="certificate", column="name_printed_sealed", row=row.id
    )
    return CertificateContent(
        code=row.code,
        certificate_type=row.certificate_type,
        period=row.period_key,
        name=PrintedName.from_json(name),
        course=CourseFacts.from_json(row.course_facts),
        leading_language=row.leading_language,
        completed_at=row.completed_at,
        issued_at=row.issued_at,
        valid_until=row.valid_until,
        is_specimen=row.is_specimen,
    )


def events_to_enter(
    session: AnySession, origin_number: int, *, most: int
) -> list[tuple[UUID, EntryKind, datetime]]:
    """Revocations and replacements that are not in the register yet, in order."""
    rows = session.execute(
        select(
            CertificateEvent.certificate_id, CertificateEvent.event, CertificateEvent.occurred_at
        )
        .where(CertificateEvent.event.in_(sorted(KINDS)))
        .order_by(CertificateEvent.occurred_at, CertificateEvent.id)
    ).all()
    entered = session.execute(
        select(RegisterEntry.certificate_id, RegisterEntry.kind).where(
            RegisterEntry.origin_number == origin_number
        )
    )
    known = {(row.certificate_id, row.kind) for row in entered}
    found = {(row.certificate_id, KINDS[row.event]): row.occurred_at for row in reversed(rows)}
    missing = [(key[0], key[1], at) for key, at in found.items() if key not in known]
    return sorted(missing, key=lambda one: one[2])[:most]


@dataclass(frozen=True, slots=True)
class RegisterPlace:
    """Where a certificate stands in the register. is_proved: a signed head covers it."""

    origin_number: int
    place: int
    is_proved: bool


def register_place(session: AnySession, code: str) -> RegisterPlace | None:
    """Where a certificate stands in the register now; nothing where it has not entered it yet.

    Raises CodeMistyped, NotFound.
    """
    row, origin = by_code(session, code), current_origin(session)
    entry = entry_of(session, row.id, origin, "issue")
    if entry is None:
        return None
    signed = session.scalar(
        select(func.max(RegisterCheckpoint.size)).where(RegisterCheckpoint.origin_number == origin)
    )
    return RegisterPlace(origin, entry.place, entry.place < (signed or 0))


def proved_of(session: AnySession, certificate_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these certificates that a signed head covers now. Two statements."""
    ids, origin = list(certificate_ids), current_origin(session)
    signed = select(func.max(RegisterCheckpoint.size)).where(
        RegisterCheckpoint.origin_number == origin
    )
    rows = session.scalars(
        select(RegisterEntry.certificate_id).where(
            RegisterEntry.certificate_id.in_(ids),
            RegisterEntry.origin_number == origin,
            RegisterEntry.kind == "issue",
            RegisterEntry.place < signed.scalar_subquery(),
        )
    )
    return {one for one in rows if one is not None}


def proof_of(session: AnySession, code: str) -> str:
    """The proof that a certificate is in the register, from the next head on.

    Raises CodeMistyped, NotFound.
    """
    row = by_code(session, code)
    head = published_head(session)
    entry = entry_of(session, row.id, head.origin_number, "issue")
    if entry is None or entry.place >= head.size:
        raise NotFound
    tree = published_tree(session, head)
    return proof_text(entry.place, tree.inclusion(entry.place, head.size), head.note)
