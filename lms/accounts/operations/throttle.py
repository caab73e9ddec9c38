"""Counting tries against a limit, in the database: it survives restarts and several processes."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from lms.accounts.models import Throttle
from lms.core.db import AnySession
from lms.core.ids import new_id


def key_hash(kind: str, key: str) -> bytes:
    """How a key is kept: an address or a code stands in no table."""
    return hashlib.sha256(f"{kind}\0{key}".encode()).digest()


def tries(session: AnySession, *, kind: str, key: str, seconds: int, at: datetime) -> int:
    """How many tries of this kind and key lie in the last `seconds`."""
    counted = select(func.count()).where(
        Throttle.kind == kind,
        Throttle.key_hash == key_hash(kind, key),
        Throttle.tried_at > at - timedelta(seconds=seconds),
    )
    return session.scalar(counted) or 0


def add_try(session: AnySession, *, kind: str, key: str, seconds: int, at: datetime) -> None:
    """Count one try, and forget those that have left the window."""
    hashed = key_hash(kind, key)
    session.execute(
        delete(Throttle).where(
            Throttle.kind == kind,
            Throttle.key_hash == hashed,
            Throttle.tried_at <= at - timedelta(seconds=seconds),
        )
    )
    session.add(Throttle(id=new_id(at), kind=kind, key_hash=hashed, tried_at=at))
    session.flush()


def count_try(
    session: AnySession, *, kind: str, key: str, limit: int, seconds: int, at: datetime
) -> bool:
    """Count this try if the limit allows it; whether it did."""
    if tries(session, kind=kind, key=key, seconds=seconds, at=at) >= limit:
        return False
    add_try(session, kind=kind, key=key, seconds=seconds, at=at)
    return True
