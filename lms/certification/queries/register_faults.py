"""Whether the register is as it was entered and signed, and each certificate what it commits to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import and_, select

from lms.certification.models import (
    Certificate,
    CertificateEvent,
    RegisterCheckpoint,
    RegisterEntry,
)
from lms.certification.queries.register import (
    KINDS,
    content_of,
    current_origin,
    salt_of,
)
from lms.certification.rules.merkle import Tree, leaf_hash
from lms.certification.rules.register import (
    EntryKind,
    event_content,
    leaf_of,
)
from lms.certification.rules.signed_note import (
    Checkpoint,
    NoteKey,
    NoteRefused,
    open_note,
)
from lms.core.db import AnySession
from lms.core.sealed import CannotOpen

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was entered or signed: where, and what is wrong."""

    where: str
    what: str


def faults_in(session: AnySession, keys: Sequence[Ed25519PublicKey]) -> Iterator[Fault]:
    """Everything in the register that was altered, the first first.

    Entries are counted and hashed anew, heads are opened with the register's own keys, and each
    certificate is held against what its entry commits to.
    """
    for number in range(1, current_origin(session) + 1):
        tree = Tree()
        for place, entry in enumerate(entries_in(session, number)):
            where = f"entry {place} of origin {number}"
            if entry.place != place:
                yield Fault(where, f"is missing: place {entry.place} follows")
                return
            if entry.leaf_hash != leaf_hash(entry.leaf):
                yield Fault(where, "does not fit its own hash")
            elif (what := broken_commitment(session, entry)) is not None:
                yield Fault(where, what)
            tree.append(leaf_hash(entry.leaf))
        yield from faulty_heads(session, number, tree, keys)


def entries_in(session: AnySession, origin_number: int) -> Iterator[RegisterEntry]:
    """The entries of an origin, a thousand at a time."""
    after = -1
    while some := session.scalars(
        select(RegisterEntry)
        .where(RegisterEntry.origin_number == origin_number, RegisterEntry.place > after)
        .order_by(RegisterEntry.place)
        .limit(AT_ONCE)
    ).all():
        yield from some
        after = some[-1].place


def broken_commitment(session: AnySession, entry: RegisterEntry) -> str | None:
    """What is wrong between an entry and its certificate; nothing where it stands."""
    if entry.kind == "origin":
        return None
    row = session.get(Certificate, entry.certificate_id)
    if row is None or entry.register_id is None:
        return "names a certificate that is not there"
    try:
        salt, contents = salt_of(entry), contents_for(session, row, entry.kind)
    except CannotOpen:
        return "cannot be opened, or its certificate cannot"
    made = [leaf_of(kind_of(entry), entry.register_id, salt, one) for one in contents]
    return None if entry.leaf in made else f"does not fit its certificate {row.code}"


def kind_of(entry: RegisterEntry) -> EntryKind:
    """The kind of a certificate's entry; the table's check admits no other."""
    return cast(EntryKind, entry.kind)


def contents_for(session: AnySession, row: Certificate, kind: str) -> list[bytes]:
    """What an entry of this kind may commit to, made anew. Raises CannotOpen."""
    if kind == "issue":
        return [content_of(row).to_bytes()]
    return [
        event_content(cast(EntryKind, kind), at) for at in event_instants(session, row.id, kind)
    ]


def event_instants(session: AnySession, certificate_id: UUID, kind: str) -> list[datetime]:
    """When a certificate was revoked or replaced."""
    events = [event for event, entered in KINDS.items() if entered == kind]
    return list(
        session.scalars(
            select(CertificateEvent.occurred_at).where(
                and_(
                    CertificateEvent.certificate_id == certificate_id,
                    CertificateEvent.event.in_(events),
                )
            )
        )
    )


def faulty_heads(
    session: AnySession, number: int, tree: Tree, keys: Sequence[Ed25519PublicKey]
) -> Iterator[Fault]:
    """The signed heads that do not fit the entries, or that none of the keys signed."""
    rows = session.scalars(
        select(RegisterCheckpoint)
        .where(RegisterCheckpoint.origin_number == number)
        .order_by(RegisterCheckpoint.size)
    )
    for row in rows:
        where = f"head of {row.size} entries of origin {number}"
        try:
            origin = row.note.partition("\n")[0]  # the address may have changed since
            named = [NoteKey(origin, key) for key in keys]
            head = Checkpoint.from_text(open_note(row.note, named))
        except NoteRefused as refused:
            yield Fault(where, str(refused))
            continue
        if (head.size, head.root) != (row.size, row.root):
            yield Fault(where, "does not fit its note")
        elif row.size > len(tree) or tree.root(row.size) != row.root:
            yield Fault(where, "does not fit the entries")
