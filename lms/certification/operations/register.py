"""Entering certificates in the register, and signing its head. Flush, never commit."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select, text

from lms.certification.models import Certificate, RegisterCheckpoint, RegisterEntry
from lms.certification.queries.register import (
    checkpoints_of,
    content_of,
    current_origin,
    entry_of,
    events_to_enter,
    register_tree,
    salt_of,
)
from lms.certification.rules.merkle import leaf_hash
from lms.certification.rules.register import (
    EntryKind,
    RegisterForked,
    event_content,
    leaf_of,
    origin_leaf,
    origin_name,
    refuse_fork,
)
from lms.certification.rules.signed_note import Checkpoint, sign_note
from lms.core.db import AnySession
from lms.core.ids import new_id
from lms.core.sealed import ring, write_secret
from lms.core.signing import FOLDER, SigningKey

REGISTER_LOCK = 0x6C6D7363  # any number that no other lock of this database has
TABLE = RegisterEntry.__tablename__
MARK = "register.high-water"


@dataclass(frozen=True, slots=True)
class Prepared:
    """An entry that has its place, and is not stored yet."""

    certificate_id: UUID
    kind: EntryKind
    origin_number: int
    place: int
    register_id: bytes
    salt: bytes
    content: bytes
    at: datetime


def hold_register(session: AnySession) -> None:
    """Let nobody else enter anything until the commit: places have no gap and none is taken twice.

    SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": REGISTER_LOCK})


def prepared(
    session: AnySession, *, certificate_id: UUID, kind: EntryKind, content: bytes, at: datetime
) -> Prepared:
    """The next place for a new certificate's entry; the register is held until the commit."""
    hold_register(session)
    origin = current_origin(session)
    return Prepared(
        certificate_id, kind, origin, next_place(session, origin), secrets.token_bytes(16),
        secrets.token_bytes(32), content, at,
    )  # fmt: skip


def next_place(session: AnySession, origin_number: int) -> int:
    """The first place that is not taken."""
    last = session.scalar(
        select(func.max(RegisterEntry.place)).where(RegisterEntry.origin_number == origin_number)
    )
    return 0 if last is None else last + 1


def store(session: AnySession, one: Prepared) -> None:
    """Enter it for ever."""
    leaf = leaf_of(one.kind, one.register_id, one.salt, one.content)
    session.add(
        RegisterEntry(
            origin_number=one.origin_number,
            place=one.place,
            kind=one.kind,
            leaf=leaf,
            leaf_hash=leaf_hash(leaf),
            certificate_id=one.certificate_id,
            register_id=one.register_id,
            salt_sealed=ring().seal_bytes(
                one.salt, table=TABLE, column="salt_sealed", row=one.certificate_id
            ),
            entered_at=one.at,
        )
    )
    session.flush()


def enter_event(
    session: AnySession,
    *,
    certificate_id: UUID,
    kind: EntryKind,
    occurred_at: datetime,
    at: datetime,
) -> None:
    """Enter that a certificate was revoked or replaced; twice is once.

    A certificate that is not in the register yet is entered first.
    """
    hold_register(session)
    origin = current_origin(session)
    if entry_of(session, certificate_id, origin, kind) is not None:
        return
    issued = entry_of(session, certificate_id, origin, "issue")
    if issued is None:
        enter_certificate(session, certificate_id, at=at)
        issued = entry_of(session, certificate_id, origin, "issue")
    if issued is None or issued.register_id is None:
        raise RegisterForked(why="missing")
    store(
        session,
        Prepared(
            certificate_id, kind, origin, next_place(session, origin), issued.register_id,
            salt_of(issued), event_content(kind, occurred_at), at,
        ),
    )  # fmt: skip


def enter_certificate(session: AnySession, certificate_id: UUID, *, at: datetime) -> None:
    """Enter a certificate that was issued before, with the id and salt it may have already."""
    row = session.get_one(Certificate, certificate_id)
    one = prepared(
        session, certificate_id=certificate_id, kind="issue", content=content_of(row).to_bytes(),
        at=at,
    )  # fmt: skip
    known = session.scalars(
        select(RegisterEntry)
        .where(RegisterEntry.certificate_id == certificate_id, RegisterEntry.kind == "issue")
        .order_by(RegisterEntry.origin_number.desc())
    ).first()
    if known is not None and known.register_id is not None:
        one = replace(one, register_id=known.register_id, salt=salt_of(known))
    store(session, one)


def enter_earlier(session: AnySession, *, at: datetime, most: int = 200) -> int:
    """Enter what is not in the register yet, certificates and what became of them; how many.

    Repeat it until it says 0: what is there stays as it is, and certificates keep their bytes.
    """
    hold_register(session)
    origin = current_origin(session)
    known = select(RegisterEntry.certificate_id).where(
        RegisterEntry.origin_number == origin, RegisterEntry.kind == "issue"
    )
    missing = session.scalars(
        select(Certificate.id)
        .where(Certificate.id.not_in(known))
        .order_by(Certificate.issued_at, Certificate.id)
        .limit(most)
    ).all()
    for certificate_id in missing:
        enter_certificate(session, certificate_id, at=at)
    events = events_to_enter(session, origin, most=most) if not missing else []
    for certificate_id, kind, occurred_at in events:
        enter_event(
            session, certificate_id=certificate_id, kind=kind, occurred_at=occurred_at, at=at
        )
    return len(missing) + len(events)


def publish_checkpoint(
    session: AnySession, *, keys: Path, key: SigningKey, public_url: str, at: datetime
) -> Checkpoint | None:
    """Sign the register's head as it is now; nothing where nothing was ever entered.

    The head that was signed last is looked up in the database and in the key folder, which no
    restored backup takes back; the new one must begin with both. Raises RegisterForked.
    """
    hold_register(session)
    origin = current_origin(session)
    tree = register_tree(session, origin)
    if len(tree) == 0:
        refuse_fork(tree, marks_of(keys, origin))
        return None
    known = [*checkpoints_of(session, origin), *marks_of(keys, origin)]
    refuse_fork(tree, known)
    head = Checkpoint(origin_name(public_url, origin), len(tree), tree.root())
    if any(one.size == head.size for one in checkpoints_of(session, origin)):
        return head
    note = sign_note(head.to_text(), head.origin, key.private)
    write_mark(keys, origin, head)
    session.add(
        RegisterCheckpoint(
            id=new_id(at), origin_number=origin, size=head.size, root=head.root, note=note,
            signed_at=at,
        )
    )  # fmt: skip
    session.flush()
    return head


def refuse_older(session: AnySession, *, keys: Path) -> None:
    """Refuse a register that lacks what was signed before. Raises RegisterForked."""
    origin = current_origin(session)
    refuse_fork(register_tree(session, origin), marks_of(keys, origin))


def start_new_origin(session: AnySession, *, keys: Path, at: datetime) -> int:
    """Go on after a restored backup: a new origin that begins after the last head ever signed.

    Every certificate is entered in it again by `enter_earlier`; proofs of the old origin still
    hold. Its number. Raises RegisterForked where nothing was ever signed.
    """
    hold_register(session)
    marked = read_mark(keys)
    if marked is None:
        raise RegisterForked(why="unsigned")
    number = max(marked[0], current_origin(session)) + 1
    leaf = origin_leaf(marked[1])
    session.add(
        RegisterEntry(
            origin_number=number, place=0, kind="origin", leaf=leaf, leaf_hash=leaf_hash(leaf),
            entered_at=at,
        )
    )  # fmt: skip
    session.flush()
    return number


def marks_of(keys: Path, origin_number: int) -> list[Checkpoint]:
    """The highest head ever signed, if it is of this origin. Raises RegisterForked for a later."""
    marked = read_mark(keys)
    if marked is None or marked[0] < origin_number:
        return []
    if marked[0] > origin_number:
        raise RegisterForked(why="origin", known=marked[0])
    return [marked[1]]


def read_mark(keys: Path) -> tuple[int, Checkpoint] | None:
    """The high-water mark in the key folder: the origin's number and its highest head."""
    try:
        kept = json.loads((keys / FOLDER / MARK).read_text())
    except FileNotFoundError:
        return None
    return kept["number"], Checkpoint(kept["origin"], kept["size"], bytes.fromhex(kept["root"]))


def write_mark(keys: Path, number: int, head: Checkpoint) -> None:
    """Remember the highest head, on the disk before its signature is given away."""
    path = keys / FOLDER / MARK
    replacement = path.with_suffix(".new")
    replacement.unlink(missing_ok=True)
    kept = {
        "number": number, "origin": head.origin, "size": head.size, "root": head.root.hex(),
    }  # fmt: skip
    write_secret(replacement, json.dumps(kept).encode())
    replacement.replace(path)
