"""Signing in and out."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from lms.accounts.models import AccessLog, Account, SignIn
from lms.accounts.operations.audit import record_event
from lms.accounts.operations.throttle import add_try, tries
from lms.accounts.passphrases import is_passphrase_right
from lms.accounts.queries.sign_ins import hashed
from lms.accounts.rules import (
    IDLE_MINUTES,
    IDLE_MINUTES_SHARED,
    LONGEST_SIGN_IN,
    WRONG_BY_ACCOUNT_AND_ADDRESS,
    WRONG_BY_ADDRESS,
    WRONG_IN_A_ROW,
    Viewer,
)
from lms.core.db import AnySession
from lms.core.errors import DomainError, TooManyTries
from lms.core.ids import new_id

BY_ACCOUNT, BY_ADDRESS = "sign_in_account", "sign_in_address"


class SignInRefused(DomainError):
    """Code or passphrase do not fit: the page does not say which."""

    code = "sign_in_refused"


@dataclass(frozen=True, slots=True)
class Checked:
    """An account whose passphrase was right."""

    account_id: UUID
    has_second_factor: bool


def refuse_too_many(session: AnySession, *, login_code: str, address: str, at: datetime) -> None:
    """Raises TooManyTries while a limit of wrong tries holds. Source: decisions.md, 35."""
    by_account = f"{login_code}\0{address}"
    for kind, key, (limit, seconds) in (
        (BY_ACCOUNT, by_account, WRONG_BY_ACCOUNT_AND_ADDRESS),
        (BY_ADDRESS, address, WRONG_BY_ADDRESS),
    ):
        if tries(session, kind=kind, key=key, seconds=seconds, at=at) >= limit:
            raise TooManyTries(minutes=seconds // 60)


def checked_account(session: AnySession, *, login_code: str, passphrase: str) -> Checked | None:
    """The account that these open, if any; takes as long for an unknown code. Writes nothing.

    login_code: folded. Call it inside `core.db.reading`, so that no write lock waits for a hash.
    """
    account = session.scalar(select(Account).where(Account.login_code == login_code))
    usable = account and account.account_state == "active"
    usable = usable and account and account.wrong_in_a_row < WRONG_IN_A_ROW
    known = account.passphrase_hash if account and usable else None
    if not is_passphrase_right(known, passphrase) or account is None:
        return None
    return Checked(account.id, has_second_factor=account.totp_confirmed_at is not None)


def note_wrong_try(session: AnySession, *, login_code: str, address: str, at: datetime) -> None:
    """Count a wrong passphrase against account and address."""
    by_account = f"{login_code}\0{address}"
    seconds = WRONG_BY_ADDRESS[1]
    add_try(session, kind=BY_ACCOUNT, key=by_account, seconds=seconds, at=at)
    add_try(session, kind=BY_ADDRESS, key=address, seconds=seconds, at=at)
    session.execute(
        update(Account)
        .where(Account.login_code == login_code)
        .values(wrong_in_a_row=Account.wrong_in_a_row + 1)
    )
    record_event(
        session, account_id=None, verb="sign_in_wrong", subject_kind="account",
        subject_id=session.scalar(select(Account.id).where(Account.login_code == login_code)),
        at=at,
    )  # fmt: skip


def start_sign_in(
    session: AnySession, *, account_id: UUID, is_shared_device: bool, at: datetime
) -> str:
    """Start a sign-in; the token for the browser's cookie, kept here only as a hash."""
    token = secrets.token_urlsafe(24)
    session.execute(update(Account).where(Account.id == account_id).values(wrong_in_a_row=0))
    session.add(
        SignIn(
            id=new_id(at),
            account_id=account_id,
            token_hash=hashed(token),
            started_at=at,
            last_seen_at=at,
            ends_at=at + LONGEST_SIGN_IN,
            idle_minutes=IDLE_MINUTES_SHARED if is_shared_device else IDLE_MINUTES,
        )
    )
    record_event(
        session, account_id=account_id, verb="sign_in", subject_kind="account",
        subject_id=account_id, at=at,
    )  # fmt: skip
    session.flush()
    return token


def touch_sign_in(session: AnySession, *, sign_in_id: UUID, at: datetime) -> None:
    """Note that a sign-in is in use."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=at))


def state_purpose(session: AnySession, *, viewer: Viewer, purpose: str, at: datetime) -> None:
    """Note what an administrator needs names for; each look of this sign-in carries it from now.

    It ends with the sign-in. purpose: one of rules.PURPOSES.
    """
    session.execute(update(SignIn).where(SignIn.id == viewer.sign_in_id).values(purpose=purpose))
    record_event(
        session, account_id=viewer.account_id, verb="state_purpose", subject_kind="account",
        subject_id=viewer.account_id, fields=(purpose,), at=at,
    )  # fmt: skip


def end_sign_in(session: AnySession, *, viewer: Viewer, sign_in_id: UUID, at: datetime) -> None:
    """End one of the viewer's own sign-ins; any other id changes nothing."""
    session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.account_id == viewer.account_id)
        .where(SignIn.ended_at.is_(None))
        .values(ended_at=at)
    )


def end_all_sign_ins(
    session: AnySession, *, account_id: UUID, at: datetime, but: UUID | None = None
) -> None:
    """End every sign-in of an account, except `but`."""
    ending = update(SignIn).where(SignIn.account_id == account_id, SignIn.ended_at.is_(None))
    if but is not None:
        ending = ending.where(SignIn.id != but)
    session.execute(ending.values(ended_at=at))


def change_passphrase(
    session: AnySession, *, viewer: Viewer, passphrase_hash: str, is_long: bool, at: datetime
) -> None:
    """Set one's own new passphrase; the other sign-ins of the account end.

    is_long: whether it may stand without a second factor.
    """
    session.execute(
        update(Account)
        .where(Account.id == viewer.account_id)
        .values(passphrase_hash=passphrase_hash, has_long_passphrase=is_long)
    )
    end_all_sign_ins(session, account_id=viewer.account_id, at=at, but=viewer.sign_in_id)
    record_event(
        session, account_id=viewer.account_id, verb="change", subject_kind="account",
        subject_id=viewer.account_id, fields=("passphrase",), at=at,
    )  # fmt: skip


def log_names_shown(
    session: AnySession,
    *,
    viewer: Viewer,
    endpoint: str,
    person_ids: Collection[UUID],
    at: datetime,
) -> None:
    """One access-log row for a request that showed names; a look at oneself is none."""
    others = set(person_ids) - {viewer.person_id}
    if others:
        session.add(
            AccessLog(
                id=new_id(at),
                occurred_at=at,
                account_id=viewer.account_id,
                endpoint=endpoint,
                people=len(others),
                person_id=others.pop() if len(others) == 1 else None,
                purpose=viewer.purpose,
            )
        )
