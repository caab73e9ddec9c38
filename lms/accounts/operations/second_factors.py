"""The second factor: six digits of an app (RFC 6238), each once, or a recovery code."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pyotp
from sqlalchemy import select, update

from lms.accounts.models import Account, RecoveryCode
from lms.accounts.operations.audit import record_event
from lms.accounts.operations.sign_ins import end_all_sign_ins
from lms.accounts.operations.throttle import add_try, tries
from lms.accounts.queries.sign_ins import hashed
from lms.accounts.rules import Viewer
from lms.core.db import AnySession
from lms.core.errors import DomainError, Forbidden, TooManyTries
from lms.core.ids import folded_code, new_code, new_id
from lms.core.sealed import ring

STEP_SECONDS = 30
RECOVERY_CODES = 10
RECOVERY_LENGTH = 10
MOST_TRIES = (10, 15 * 60)
WRONG = "second_factor"


class SecondFactorRefused(DomainError):
    """Wrong digits, or digits that were used already."""

    code = "second_factor_refused"


def new_secret(session: AnySession, *, viewer: Viewer) -> str:
    """A new secret for the viewer's app, not in force until its digits are confirmed.

    Raises Forbidden while a second factor is in force: it is dropped with the passphrase first.
    """
    if session.get_one(Account, viewer.account_id).totp_confirmed_at is not None:
        raise Forbidden
    secret = pyotp.random_base32()
    sealed = ring().seal(secret, table="account", column="totp_sealed", row=viewer.account_id)
    session.execute(
        update(Account)
        .where(Account.id == viewer.account_id)
        .values(totp_sealed=sealed, totp_confirmed_at=None, totp_last_step=None)
    )
    return secret


def confirm_second_factor(
    session: AnySession, *, viewer: Viewer, typed: str, at: datetime
) -> list[str]:
    """Put the second factor in force; ten recovery codes, shown this once.

    Raises SecondFactorRefused.
    """
    account = session.get_one(Account, viewer.account_id)
    step = matching_step(account, folded_code(typed), at)
    if step is None:
        raise SecondFactorRefused
    account.totp_confirmed_at, account.totp_last_step = at, step
    codes = _new_recovery_codes(session, account.id, at)
    record_event(
        session, account_id=account.id, verb="change", subject_kind="account",
        subject_id=account.id, fields=("second_factor",), at=at,
    )  # fmt: skip
    return codes


def _new_recovery_codes(session: AnySession, account_id: UUID, at: datetime) -> list[str]:
    _spend_recovery_codes(session, account_id, at)
    codes = [new_code(RECOVERY_LENGTH) for _ in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(id=new_id(at), account_id=account_id, code_hash=hashed(code)) for code in codes
    )
    return codes


def _spend_recovery_codes(session: AnySession, account_id: UUID, at: datetime) -> None:
    session.execute(
        update(RecoveryCode)
        .where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
        .values(used_at=at)
    )


def matching_step(account: Account, typed: str, at: datetime) -> int | None:
    """The time step whose digits these are, one step early or late allowed, each step once."""
    if account.totp_sealed is None:
        return None
    secret = ring().open(account.totp_sealed, table="account", column="totp_sealed", row=account.id)
    now_step = int(at.timestamp()) // STEP_SECONDS
    app = pyotp.TOTP(secret)
    for step in (now_step, now_step - 1, now_step + 1):
        is_new = account.totp_last_step is None or step > account.totp_last_step
        if is_new and pyotp.utils.strings_equal(app.generate_otp(step), typed):
            return step
    return None


def check_second_factor(session: AnySession, *, account_hex: str, typed: str, at: datetime) -> UUID:
    """The account, when digits or a recovery code fit. Raises SecondFactorRefused, TooManyTries."""
    account = session.get_one(Account, UUID(account_hex))
    if account.account_state != "active":
        raise SecondFactorRefused
    limit, seconds = MOST_TRIES
    if tries(session, kind=WRONG, key=account_hex, seconds=seconds, at=at) >= limit:
        raise TooManyTries(minutes=seconds // 60)
    code = folded_code(typed)
    step = matching_step(account, code, at)
    if step is not None:
        account.totp_last_step = step
        return account.id
    recovery = session.scalar(
        select(RecoveryCode).where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.code_hash == hashed(code),
            RecoveryCode.used_at.is_(None),
        )
    )
    if recovery is None:
        add_try(session, kind=WRONG, key=account_hex, seconds=seconds, at=at)
        raise SecondFactorRefused
    recovery.used_at = at
    return account.id


def drop_second_factor(session: AnySession, *, viewer: Viewer, at: datetime) -> None:
    """Take one's own second factor out of force; the caller has checked the passphrase."""
    account = session.get_one(Account, viewer.account_id)
    _take_out_of_force(session, account, at)
    record_event(
        session, account_id=account.id, verb="change", subject_kind="account",
        subject_id=account.id, fields=("second_factor",), at=at,
    )  # fmt: skip


def remove_second_factor(
    session: AnySession, *, account_id: UUID, reason: str, at: datetime, by: UUID | None
) -> bool:
    """Take another's second factor out of force; every sign-in of the account ends.

    by: the acting account's id, nothing for the operator. False, and nothing is written, where
    none was in force: twice is once. The caller has checked who may. The passphrase stays, and the
    person is told at the next sign-in.
    """
    account = session.get_one(Account, account_id)
    if account.totp_confirmed_at is None:
        return False
    _take_out_of_force(session, account, at)
    end_all_sign_ins(session, account_id=account_id, at=at)
    record_event(
        session, account_id=by, verb="remove_second_factor", subject_kind="account",
        subject_id=account_id, reason=reason, at=at,
    )  # fmt: skip
    return True


def _take_out_of_force(session: AnySession, account: Account, at: datetime) -> None:
    account.totp_sealed = account.totp_confirmed_at = account.totp_last_step = None
    _spend_recovery_codes(session, account.id, at)
