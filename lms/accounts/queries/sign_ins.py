"""Who a browser's token belongs to."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, or_, select

from lms.accounts.models import Account, Person, RoleAssignment, Scope, SignIn
from lms.accounts.rules import Grant, Viewer, is_alive
from lms.core.db import AnySession, UtcDateTime
from lms.core.locale import known_language

VIEWER = (
    select(
        SignIn.id.label("sign_in_id"),
        SignIn.last_seen_at,
        SignIn.ends_at,
        SignIn.idle_minutes,
        SignIn.purpose,
        Account.id.label("account_id"),
        Person.id.label("person_id"),
        Person.language,
        Person.address_form,
        Person.trainee_code,
        RoleAssignment.role,
        RoleAssignment.scope_id,
        RoleAssignment.may_see_names,
        Scope.kind,
        # Eight characters were enough beside a second factor, which is in force no longer.
        and_(Account.totp_confirmed_at.is_(None), Account.has_long_passphrase.is_(False)).label(
            "needs_longer_passphrase"
        ),
    )
    .join(Account, Account.id == SignIn.account_id)
    .join(Person, Person.id == Account.person_id)
    .outerjoin(
        RoleAssignment,
        and_(
            RoleAssignment.person_id == Person.id,
            RoleAssignment.valid_from <= bindparam("at", type_=UtcDateTime),
            or_(
                RoleAssignment.valid_to.is_(None),
                RoleAssignment.valid_to > bindparam("at", type_=UtcDateTime),
            ),
        ),
    )
    .outerjoin(Scope, Scope.id == RoleAssignment.scope_id)
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.ended_at.is_(None),
        Account.account_state == "active",
    )
)


def hashed(secret: str) -> bytes:
    """How a random secret of 80 bits or more is kept: no salt or stretching is needed."""
    return hashlib.sha256(secret.encode()).digest()


def viewer_of_token(
    session: AnySession, token: str, *, at: datetime
) -> tuple[Viewer, datetime] | None:
    """The viewer of a live sign-in and when it was last seen, else nothing. One statement."""
    rows = session.connection().execute(VIEWER, {"token_hash": hashed(token), "at": at}).all()
    if not rows:
        return None
    first = rows[0]
    if not is_alive(
        last_seen_at=first.last_seen_at,
        ends_at=first.ends_at,
        idle_minutes=first.idle_minutes,
        at=at,
    ):
        return None
    return _viewer(rows), first.last_seen_at


def _viewer(rows: Sequence[Any]) -> Viewer:
    """Who the rows of one live sign-in speak of: one row a role, or a single one without."""
    first = rows[0]
    return Viewer(
        person_id=first.person_id,
        account_id=first.account_id,
        sign_in_id=first.sign_in_id,
        locale=known_language(first.language),
        address_form=first.address_form,
        trainee_code=first.trainee_code,
        purpose=first.purpose,
        needs_longer_passphrase=first.needs_longer_passphrase,
        grants=frozenset(
            Grant(row.role, row.scope_id, row.kind, row.may_see_names) for row in rows if row.role
        ),
    )


def sign_ins_of(session: AnySession, viewer: Viewer, *, at: datetime) -> Sequence[SignIn]:
    """The viewer's own live sign-ins, the newest first."""
    account_id: UUID = viewer.account_id
    found = session.scalars(
        select(SignIn)
        .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None), SignIn.ends_at > at)
        .order_by(SignIn.started_at.desc())
    )
    return [
        sign_in
        for sign_in in found
        if is_alive(
            last_seen_at=sign_in.last_seen_at,
            ends_at=sign_in.ends_at,
            idle_minutes=sign_in.idle_minutes,
            at=at,
        )
    ]
