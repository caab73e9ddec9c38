"""Slips: a one-time set-up code on paper, by which an account gets its passphrase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from lms.accounts.models import Account, SignIn, Slip
from lms.accounts.operations.audit import record_event
from lms.accounts.queries.sign_ins import hashed
from lms.accounts.rules import SETUP_CODE_LENGTH, SLIP_DAYS
from lms.core.db import AnySession
from lms.core.errors import DomainError, NotFound
from lms.core.ids import new_code, new_id


class SlipNotValid(DomainError):
    """The set-up code is unknown, used, cancelled or too old: the page says the same for each."""

    code = "slip_not_valid"


@dataclass(frozen=True, slots=True)
class IssuedSlip:
    """What is printed: the only time that the set-up code is known."""

    login_code: str
    setup_code: str
    expires_at: datetime


def issue_slip(
    session: AnySession, *, account_id: UUID, at: datetime, by: UUID | None
) -> IssuedSlip:
    """A new slip: it cancels the older, ends all sign-ins and takes back the passphrase.

    by: the acting account's id. Raises NotFound for an unknown or deactivated account.
    """
    account = session.get(Account, account_id)
    if account is None or account.account_state == "deactivated":
        raise NotFound
    setup_code = new_code(SETUP_CODE_LENGTH)
    expires_at = at + timedelta(days=SLIP_DAYS)
    _take_back(session, account, at)
    session.add(
        Slip(
            id=new_id(at), account_id=account_id, code_hash=hashed(setup_code), issued_at=at,
            issued_by=by, expires_at=expires_at,
        )
    )  # fmt: skip
    record_event(
        session, account_id=by, verb="issue_slip", subject_kind="account", subject_id=account_id,
        at=at,
    )  # fmt: skip
    session.flush()
    return IssuedSlip(account.login_code, setup_code, expires_at)


def _take_back(session: AnySession, account: Account, at: datetime) -> None:
    """Older slips, sign-ins and the passphrase are good no longer."""
    older = update(Slip).where(
        Slip.account_id == account.id, Slip.used_at.is_(None), Slip.cancelled_at.is_(None)
    )
    session.execute(older.values(cancelled_at=at))
    end = update(SignIn).where(SignIn.account_id == account.id, SignIn.ended_at.is_(None))
    session.execute(end.values(ended_at=at))
    account.passphrase_hash = None


def use_slip(
    session: AnySession, *, login_code: str, setup_code: str, passphrase_hash: str, at: datetime
) -> UUID:
    """Set the passphrase by a slip, once; the account's id. Raises SlipNotValid.

    login_code, setup_code: folded. The passphrase is a long one, since the page takes no other.
    The second factor stays: a slip never goes around it.
    """
    slip, account = _usable(session, login_code, setup_code, at)
    slip.used_at = at
    account.passphrase_hash, account.has_long_passphrase = passphrase_hash, True
    account.account_state, account.wrong_in_a_row, account.slip_told_at = "active", 0, None
    record_event(
        session, account_id=account.id, verb="use_slip", subject_kind="account",
        subject_id=account.id, at=at,
    )  # fmt: skip
    session.flush()
    return account.id


def _usable(
    session: AnySession, login_code: str, setup_code: str, at: datetime
) -> tuple[Slip, Account]:
    """The slip of these codes and its account, locked. Raises SlipNotValid."""
    found = session.execute(
        select(Slip, Account)
        .join(Account, Account.id == Slip.account_id)
        .where(Slip.code_hash == hashed(setup_code), Account.login_code == login_code)
        .with_for_update()
    ).first()
    if found is None:
        raise SlipNotValid
    slip, account = found
    if slip.used_at or slip.cancelled_at or slip.expires_at <= at:
        raise SlipNotValid
    if account.account_state == "deactivated":
        raise SlipNotValid
    return slip, account
