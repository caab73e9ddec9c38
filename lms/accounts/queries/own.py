"""What one's own account page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.models import Account, AuditEvent, Person, RecoveryCode, SignIn, Slip
from lms.accounts.queries.logs import role_of_account
from lms.accounts.queries.names import own_names
from lms.accounts.queries.person import HeldRole, Place, held_roles, places_of
from lms.accounts.rules import Names, Viewer
from lms.core.db import AnySession
from lms.core.sealed import ring


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """The viewer's own account and names."""

    names: Names
    login_code: str
    trainee_code: str
    address_form: str
    sex: str
    language: str
    created_at: datetime
    has_second_factor: bool
    recovery_codes_left: int
    roles: tuple[HeldRole, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class SlipNotice:
    """A slip that was issued since the person was last told. role: of who issued it."""

    role: str | None
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class RemovalNotice:
    """The second factor was removed since the last sign-in. role: of who removed it."""

    role: str | None
    removed_at: datetime


def own_account(session: AnySession, viewer: Viewer) -> OwnAccount:
    """The viewer's own account."""
    person = session.get_one(Person, viewer.person_id)
    account = session.get_one(Account, viewer.account_id)
    left = select(func.count()).where(
        RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None)
    )
    return OwnAccount(
        names=own_names(session, viewer),
        login_code=account.login_code,
        trainee_code=person.trainee_code,
        address_form=person.address_form,
        sex=person.sex,
        language=person.language,
        created_at=person.created_at,
        has_second_factor=account.totp_confirmed_at is not None,
        recovery_codes_left=session.scalar(left) or 0,
        roles=held_roles(session, person.id),
        places=places_of(session, person.id),
    )


def has_second_factor(session: AnySession, viewer: Viewer) -> bool:
    """Whether the viewer's second factor is in force."""
    confirmed = select(Account.totp_confirmed_at).where(Account.id == viewer.account_id)
    return session.scalar(confirmed) is not None


def pending_secret(session: AnySession, viewer: Viewer) -> str | None:
    """The secret that waits for its first digits; nothing once it is in force."""
    sealed, confirmed_at = session.execute(
        select(Account.totp_sealed, Account.totp_confirmed_at).where(
            Account.id == viewer.account_id
        )
    ).one()
    if sealed is None or confirmed_at is not None:
        return None
    return ring().open(sealed, table="account", column="totp_sealed", row=viewer.account_id)


def own_passphrase_hash(session: AnySession, viewer: Viewer) -> str | None:
    """To check the passphrase before something weighty."""
    return session.scalar(select(Account.passphrase_hash).where(Account.id == viewer.account_id))


def slip_notice(session: AnySession, account_id: UUID) -> SlipNotice | None:
    """The newest slip, unless it is the account's first or the person was told of it."""
    slips = session.execute(
        select(Slip.issued_at, Slip.issued_by)
        .where(Slip.account_id == account_id)
        .order_by(Slip.issued_at.desc(), Slip.id.desc())
        .limit(2)
    ).all()
    if len(slips) < 2:
        return None
    issued_at, issued_by = slips[0]
    told_at = session.scalar(select(Account.slip_told_at).where(Account.id == account_id))
    if told_at is not None and told_at >= issued_at:
        return None
    role = role_of_account(session, issued_by, at=issued_at) if issued_by else None
    return SlipNotice(role, issued_at)


def removal_notice(session: AnySession, account_id: UUID) -> RemovalNotice | None:
    """The removal of the second factor by another, where no sign-in has started since."""
    last = select(func.max(SignIn.started_at)).where(SignIn.account_id == account_id)
    since = session.scalar(last)
    removal = (
        select(AuditEvent.occurred_at, AuditEvent.account_id)
        .where(AuditEvent.subject_id == account_id, AuditEvent.verb == "remove_second_factor")
        .order_by(AuditEvent.occurred_at.desc())
        .limit(1)
    )
    found = session.execute(removal).first()
    if found is None or (since is not None and since > found.occurred_at):
        return None
    by = found.account_id
    role = role_of_account(session, by, at=found.occurred_at) if by else None
    return RemovalNotice(role, found.occurred_at)
