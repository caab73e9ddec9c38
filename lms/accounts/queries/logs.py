"""Reading the audit log and the access log: who did what, and who looked at whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from lms.accounts.models import (
    AccessLog,
    Account,
    AuditEvent,
    Person,
    RoleAssignment,
    Scope,
    ScopeMember,
)
from lms.accounts.queries.reach import reaches_site, visible_people
from lms.accounts.rules import SEES_PEOPLE, Viewer
from lms.core.db import AnySession
from lms.core.ids import folded_code
from lms.core.sealed import ring

READS_AUDIT = frozenset({"administrator", "auditor"})
PAGE_SIZE = 50
TOLD = ("issue_slip", "remove_second_factor")


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What the audit log is narrowed to. code: a login code or a trainee code, as typed."""

    verb: str = ""
    code: str = ""
    since_at: datetime | None = None
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One event, without a name: people by login code (who acted) or trainee code (about whom)."""

    occurred_at: datetime
    actor_code: str | None
    verb: str
    subject_kind: str
    subject_code: str | None
    fields: tuple[str, ...]
    has_reason: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page of the audit log; pages count from 1."""

    rows: tuple[AuditRow, ...]
    verbs: tuple[str, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody opened one's record: in which role, when, on which page, what for. Never who."""

    role: str | None
    occurred_at: datetime
    endpoint: str
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """Something others did to one's way in: what, in which role, when. Never who."""

    verb: str
    role: str | None
    occurred_at: datetime


def audit_page(
    session: AnySession, viewer: Viewer, wanted: AuditFilter, *, page: int = 1
) -> AuditPage:
    """A page of the audit log in the viewer's reach, the newest first. Six statements at most."""
    events = _narrowed(session, viewer, wanted)
    total = session.scalar(select(func.count()).select_from(events.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), pages)
    newest = events.order_by(AuditEvent.occurred_at.desc(), AuditEvent.id.desc())
    rows = audit_rows(session, newest.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE))
    verbs = session.scalars(select(AuditEvent.verb).distinct().order_by(AuditEvent.verb))
    return AuditPage(rows, tuple(verbs), total, page, pages)


def _narrowed(session: AnySession, viewer: Viewer, wanted: AuditFilter) -> Select[AuditEvent]:
    events = select(AuditEvent)
    if not reaches_site(viewer, READS_AUDIT):
        people = visible_people(viewer, roles=READS_AUDIT)
        accounts = select(Account.id).where(Account.person_id.in_(people))
        events = events.where(
            or_(AuditEvent.subject_id.in_(people), AuditEvent.subject_id.in_(accounts),
                AuditEvent.account_id.in_(accounts))
        )  # fmt: skip
    if wanted.verb:
        events = events.where(AuditEvent.verb == wanted.verb)
    if wanted.code:
        events = events.where(_about(folded_code(wanted.code)))
    if wanted.since_at:
        events = events.where(AuditEvent.occurred_at >= wanted.since_at)
    if wanted.until_at:
        events = events.where(AuditEvent.occurred_at < wanted.until_at)
    return events


def _about(code: str) -> Any:
    """Acts by, and on, the person with this login code or trainee code."""
    person = select(Person.id).outerjoin(Account, Account.person_id == Person.id)
    person = person.where(or_(Person.trainee_code == code, Account.login_code == code))
    account = select(Account.id).where(Account.person_id.in_(person))
    return or_(
        AuditEvent.account_id.in_(account),
        AuditEvent.subject_id.in_(account),
        AuditEvent.subject_id.in_(person),
    )


def audit_rows(
    session: AnySession, events: Select[AuditEvent], *, opens_reasons: bool = False
) -> tuple[AuditRow, ...]:
    """Events with codes in place of ids. Three statements. The caller has checked the reach.

    opens_reasons: only for who may see names, since a reason may tell of a person.
    """
    found = session.scalars(events).all()
    subjects = {event.subject_id for event in found if event.subject_id}
    actors = {event.account_id for event in found if event.account_id}
    login, trainee = _codes(session, actors | subjects), _trainee_codes(session, subjects)
    return tuple(
        AuditRow(
            occurred_at=event.occurred_at,
            actor_code=login.get(event.account_id) if event.account_id else None,
            verb=event.verb,
            subject_kind=event.subject_kind,
            subject_code=_subject(event.subject_id, login, trainee),
            fields=tuple(event.fields.split()),
            has_reason=event.reason_sealed is not None,
            reason=_reason(event) if opens_reasons else "",
        )
        for event in found
    )


def _subject(
    subject_id: UUID | None, login: dict[UUID, str], trainee: dict[UUID, str]
) -> str | None:
    if subject_id is None:
        return None
    return trainee.get(subject_id) or login.get(subject_id)


def _reason(event: AuditEvent) -> str:
    if event.reason_sealed is None:
        return ""
    return ring().open(
        event.reason_sealed, table="audit_event", column="reason_sealed", row=event.id
    )


def _codes(session: AnySession, ids: Iterable[UUID]) -> dict[UUID, str]:
    codes = select(Account.id, Account.login_code).where(Account.id.in_(ids))
    return dict(session.execute(codes).all())


def _trainee_codes(session: AnySession, ids: Iterable[UUID]) -> dict[UUID, str]:
    codes = select(Person.id, Person.trainee_code).where(Person.id.in_(ids))
    return dict(session.execute(codes).all())


def looks_at_me(session: AnySession, viewer: Viewer, *, since: datetime) -> tuple[Look, ...]:
    """Who opened the viewer's own record since then, as roles, the newest first. Two statements."""
    rows = session.execute(
        select(AccessLog.account_id, AccessLog.occurred_at, AccessLog.endpoint, AccessLog.purpose)
        .where(AccessLog.person_id == viewer.person_id, AccessLog.occurred_at >= since)
        .where(AccessLog.account_id != viewer.account_id)
        .order_by(AccessLog.occurred_at.desc())
    ).all()
    roles = _roles_held(session, {row.account_id for row in rows})
    return tuple(
        Look(_role_at(roles.get(row.account_id, ()), row.occurred_at), row.occurred_at,
             row.endpoint, row.purpose)
        for row in rows
    )  # fmt: skip


def done_to_me(session: AnySession, viewer: Viewer, *, since: datetime) -> tuple[Deed, ...]:
    """What others did to the viewer's way in since then, the newest first. Two statements.

    The account's first slip is not told: without it nobody would be here.
    """
    about_me = AuditEvent.subject_id == viewer.account_id
    first_slip = select(func.min(AuditEvent.occurred_at)).where(
        about_me, AuditEvent.verb == "issue_slip"
    )
    rows = session.execute(
        select(AuditEvent.account_id, AuditEvent.verb, AuditEvent.occurred_at)
        .where(about_me, AuditEvent.occurred_at >= since, AuditEvent.verb.in_(TOLD))
        .where(or_(AuditEvent.verb != "issue_slip",
                   AuditEvent.occurred_at > first_slip.scalar_subquery()))
        .order_by(AuditEvent.occurred_at.desc(), AuditEvent.id.desc())
    ).all()  # fmt: skip
    roles = _roles_held(session, {row.account_id for row in rows if row.account_id})
    return tuple(
        Deed(row.verb, _role_at(roles.get(row.account_id, ()), row.occurred_at), row.occurred_at)
        for row in rows
    )


Held = tuple[str, datetime, datetime | None]
BY_REACH = ("trainer", "coordinator", "approver", "administrator", "auditor", "author", "observer")


def _roles_held(session: AnySession, account_ids: set[UUID]) -> dict[UUID, list[Held]]:
    held: dict[UUID, list[Held]] = {}
    rows = session.execute(
        select(Account.id, RoleAssignment.role, RoleAssignment.valid_from, RoleAssignment.valid_to)
        .join(RoleAssignment, RoleAssignment.person_id == Account.person_id)
        .where(Account.id.in_(account_ids))
    )
    for account_id, role, valid_from, valid_to in rows:
        held.setdefault(account_id, []).append((role, valid_from, valid_to))
    return held


def _role_at(held: Iterable[Held], at: datetime) -> str | None:
    """The role in which somebody acted at an instant: the first that shows people."""
    then = {role for role, since, until in held if since <= at and (until is None or until > at)}
    return next((role for role in BY_REACH if role in then), None)


def role_of_account(session: AnySession, account_id: UUID, *, at: datetime) -> str | None:
    """The role in which an account acted at an instant."""
    return _role_at(_roles_held(session, {account_id}).get(account_id, ()), at)


def lists_i_may_stand_in(session: AnySession, viewer: Viewer, *, since: datetime) -> int:
    """How many lists of names were opened since then by people whose roles reach the viewer.

    The log counts the people of a list, it does not name them: so this is "may have stood in".
    """
    counted = select(func.count()).where(
        AccessLog.people > 1,
        AccessLog.occurred_at >= since,
        AccessLog.account_id.in_(_accounts_reaching(viewer.person_id)),
        AccessLog.account_id != viewer.account_id,
    )
    return session.scalar(counted) or 0


def _accounts_reaching(person_id: UUID) -> Select[UUID]:
    """The accounts whose roles ever reached this person with names."""
    above = (
        select(ScopeMember.scope_id.label("id"))
        .where(ScopeMember.person_id == person_id)
        .cte(recursive=True)
    )
    above = above.union(
        select(Scope.parent_id).join(above, Scope.id == above.c.id).where(
            Scope.parent_id.is_not(None)
        )
    )  # fmt: skip
    return (
        select(Account.id)
        .join(RoleAssignment, RoleAssignment.person_id == Account.person_id)
        .join(Scope, Scope.id == RoleAssignment.scope_id)
        .where(RoleAssignment.role.in_(SEES_PEOPLE), RoleAssignment.may_see_names)
        .where(or_(Scope.kind == "site", Scope.id.in_(select(above.c.id))))
    )
