"""All that the administrator's page of one person shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from lms.accounts.models import (
    Account,
    AuditEvent,
    Person,
    RoleAssignment,
    Scope,
    ScopeMember,
    Slip,
)
from lms.accounts.queries.logs import AuditRow, audit_rows
from lms.accounts.queries.names import labels_of, names_by_id
from lms.accounts.queries.people import ADMINISTRATES, last_seen, reached_people
from lms.accounts.queries.reach import reached_scopes, reaches_site
from lms.accounts.rules import Label, Names, Viewer
from lms.core.db import AnySession
from lms.core.errors import NotFound

MOST_EVENTS = 50


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role in a scope, from one instant to another."""

    id: UUID
    role: str
    scope_kind: str
    scope_title: str
    may_see_names: bool
    valid_from: datetime
    valid_to: datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a cohort, academy or unit, from one instant to another."""

    kind: str
    title: str
    since_at: datetime
    until_at: datetime | None


@dataclass(frozen=True, slots=True)
class IssuedBefore:
    """A slip that was printed once, without its code."""

    issued_at: datetime
    expires_at: datetime
    used_at: datetime | None
    cancelled_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One person, as the administrator needs to know them; nothing of what they learn."""

    person_id: UUID
    account_id: UUID
    label: Label
    names: Names
    login_code: str
    trainee_code: str
    account_state: str
    address_form: str
    sex: str
    language: str
    created_at: datetime
    last_seen_at: datetime | None
    has_second_factor: bool
    roles: tuple[HeldRole, ...]
    places: tuple[Place, ...]
    slips: tuple[IssuedBefore, ...]
    events: tuple[AuditRow, ...]


def person_record(session: AnySession, viewer: Viewer, person_id: UUID) -> PersonRecord:
    """One person in the administrator's reach. Raises NotFound for any other."""
    row = session.execute(
        select(Person, Account, last_seen())
        .join(Account, Account.person_id == Person.id)
        .where(Person.id == person_id, Person.id.in_(reached_people(viewer)))
    ).first()
    if row is None:
        raise NotFound
    return _record(session, viewer, *row)


def _record(
    session: AnySession, viewer: Viewer, person: Person, account: Account, seen_at: datetime | None
) -> PersonRecord:
    return PersonRecord(
        person_id=person.id,
        account_id=account.id,
        label=labels_of(session, viewer, [person.id])[person.id],
        names=names_by_id(session, viewer, [person.id]).get(person.id, Names()),
        login_code=account.login_code,
        trainee_code=person.trainee_code,
        account_state=account.account_state,
        address_form=person.address_form,
        sex=person.sex,
        language=person.language,
        created_at=person.created_at,
        last_seen_at=seen_at,
        has_second_factor=account.totp_confirmed_at is not None,
        roles=held_roles(session, person.id),
        places=places_of(session, person.id),
        slips=slips_of(session, account.id),
        events=_events(session, person.id, account.id),
    )


def trainee_code_of(session: AnySession, viewer: Viewer, person_id: UUID) -> str:
    """The trainee code of somebody in the administrator's reach. Raises NotFound."""
    code = session.scalar(
        select(Person.trainee_code).where(
            Person.id == person_id, Person.id.in_(reached_people(viewer))
        )
    )
    if code is None:
        raise NotFound
    return code


def held_roles(session: AnySession, person_id: UUID) -> tuple[HeldRole, ...]:
    """The roles of a person, those in force first. The caller has checked the reach."""
    rows = session.execute(
        select(
            RoleAssignment.id,
            RoleAssignment.role,
            Scope.kind,
            Scope.title,
            RoleAssignment.may_see_names,
            RoleAssignment.valid_from,
            RoleAssignment.valid_to,
        )
        .join(Scope, Scope.id == RoleAssignment.scope_id)
        .where(RoleAssignment.person_id == person_id)
        .order_by(RoleAssignment.valid_to.is_not(None), RoleAssignment.valid_from.desc())
    )
    return tuple(HeldRole(*row) for row in rows)


def places_of(session: AnySession, person_id: UUID) -> tuple[Place, ...]:
    """Where a person belongs and belonged, the newest first. The caller has checked the reach."""
    rows = session.execute(
        select(Scope.kind, Scope.title, ScopeMember.since_at, ScopeMember.until_at)
        .join(Scope, Scope.id == ScopeMember.scope_id)
        .where(ScopeMember.person_id == person_id)
        .order_by(ScopeMember.since_at.desc())
    )
    return tuple(Place(*row) for row in rows)


def slips_of(session: AnySession, account_id: UUID) -> tuple[IssuedBefore, ...]:
    """The slips of an account, the newest first. The caller has checked the reach."""
    rows = session.execute(
        select(Slip.issued_at, Slip.expires_at, Slip.used_at, Slip.cancelled_at)
        .where(Slip.account_id == account_id)
        .order_by(Slip.issued_at.desc(), Slip.id.desc())
    )
    return tuple(IssuedBefore(*row) for row in rows)


def _events(session: AnySession, person_id: UUID, account_id: UUID) -> tuple[AuditRow, ...]:
    about = or_(AuditEvent.subject_id == person_id, AuditEvent.subject_id == account_id)
    newest = select(AuditEvent).where(about).order_by(
        AuditEvent.occurred_at.desc(), AuditEvent.id.desc()
    )  # fmt: skip
    return audit_rows(session, newest.limit(MOST_EVENTS), opens_reasons=True)


def may_act_on(session: AnySession, viewer: Viewer, person_id: UUID) -> bool:
    """Whether no role of this person reaches farther than the administrator's own.

    Nobody closes, opens or resets an account that stands above theirs. Source: decisions.md, 34.
    """
    if reaches_site(viewer, ADMINISTRATES):
        return True
    reached = reached_scopes(viewer.scope_ids(ADMINISTRATES))
    above = select(RoleAssignment.id).where(
        RoleAssignment.person_id == person_id,
        RoleAssignment.valid_to.is_(None),
        RoleAssignment.role != "trainee",
        RoleAssignment.scope_id.not_in(select(reached.c.id)),
    )
    return session.scalar(above.limit(1)) is None
