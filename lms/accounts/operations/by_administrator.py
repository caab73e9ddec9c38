"""What an administrator does to the account of somebody in reach, and never above."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select, update

from lms.accounts.models import Account, AuditEvent, Person, RoleAssignment, Scope
from lms.accounts.operations.audit import record_event
from lms.accounts.operations.people import (
    NewPerson,
    add_person,
    assign_role,
    change_names,
    deactivate_account,
    end_role,
    make_scope,
    place_in_scope,
    reopen_account,
)
from lms.accounts.operations.second_factors import remove_second_factor
from lms.accounts.operations.slips import IssuedSlip, issue_slip
from lms.accounts.queries.people import ADMINISTRATES, reached_people, scope_choices
from lms.accounts.queries.person import may_act_on
from lms.accounts.queries.reach import reaches_site
from lms.accounts.rules import HOURS_FOR_ANOTHER, Names, Viewer
from lms.core.db import AnySession
from lms.core.errors import DomainError, Forbidden, NotFound


def add_someone(
    session: AnySession,
    *,
    viewer: Viewer,
    names: Names,
    language: str,
    address_form: str,
    sex: str,
    at: datetime,
) -> NewPerson:
    """A new person whom the administrator reaches from then on. Raises NamesMissing."""
    made = add_person(
        session,
        names=names,
        at=at,
        by=viewer.account_id,
        language=language,
        address_form=address_form,
        sex=sex,
    )
    if not reaches_site(viewer, ADMINISTRATES):
        own = min(viewer.scope_ids(ADMINISTRATES))
        place_in_scope(session, person_id=made.person_id, scope_id=own, at=at)
    return made


def account_in_reach(session: AnySession, viewer: Viewer, person_id: UUID) -> UUID:
    """The account to act on. Raises NotFound out of reach, Forbidden for who stands above."""
    account_id = session.scalar(
        select(Account.id).where(
            Account.person_id == person_id, Account.person_id.in_(reached_people(viewer))
        )
    )
    if account_id is None:
        raise NotFound
    if not may_act_on(session, viewer, person_id):
        raise Forbidden
    return account_id


class AnotherAdministratorNeeded(DomainError):
    """For staff, one administrator alone never opens the whole way into an account."""

    code = "another_administrator_needed"
    status = 403


def refuse_both(
    session: AnySession, viewer: Viewer, person_id: UUID, verb: str, at: datetime
) -> None:
    """Raises AnotherAdministratorNeeded for staff whose other half this viewer did just before.

    verb: the other half. A role that ended within the same hours counts: it can be given back.
    """
    since = at - timedelta(hours=HOURS_FOR_ANOTHER)
    account = select(Account.id).where(Account.person_id == person_id)
    done = select(AuditEvent.id).where(
        AuditEvent.account_id == viewer.account_id,
        AuditEvent.subject_id.in_(account),
        AuditEvent.verb == verb,
        AuditEvent.occurred_at > since,
    )
    held = select(RoleAssignment.id).where(
        RoleAssignment.person_id == person_id,
        RoleAssignment.role != "trainee",
        or_(RoleAssignment.valid_to.is_(None), RoleAssignment.valid_to > since),
    )
    if session.scalar(select(done.exists() & held.exists())):
        raise AnotherAdministratorNeeded


def give_slip(session: AnySession, *, viewer: Viewer, person_id: UUID, at: datetime) -> IssuedSlip:
    """A new slip for somebody in reach.

    Raises NotFound, Forbidden, AnotherAdministratorNeeded.
    """
    account_id = account_in_reach(session, viewer, person_id)
    refuse_both(session, viewer, person_id, "remove_second_factor", at)
    return issue_slip(session, account_id=account_id, at=at, by=viewer.account_id)


def remove_factor(
    session: AnySession, *, viewer: Viewer, person_id: UUID, reason: str, at: datetime
) -> None:
    """Remove the second factor of somebody in reach; twice is once.

    Raises NotFound, Forbidden (one's own too: that needs the passphrase, on one's own page),
    AnotherAdministratorNeeded.
    """
    account_id = account_in_reach(session, viewer, person_id)
    if account_id == viewer.account_id:
        raise Forbidden
    refuse_both(session, viewer, person_id, "issue_slip", at)
    remove_second_factor(session, account_id=account_id, reason=reason, at=at, by=viewer.account_id)


def close_account(
    session: AnySession, *, viewer: Viewer, person_id: UUID, reason: str, at: datetime
) -> None:
    """Deactivate an account in reach. Raises NotFound, Forbidden (one's own too)."""
    account_id = account_in_reach(session, viewer, person_id)
    if account_id == viewer.account_id:
        raise Forbidden
    deactivate_account(session, account_id=account_id, at=at, by=viewer.account_id, reason=reason)


def open_account(session: AnySession, *, viewer: Viewer, person_id: UUID, at: datetime) -> None:
    """Reopen a deactivated account in reach; any other stays. Raises NotFound, Forbidden."""
    account_id = account_in_reach(session, viewer, person_id)
    if session.get_one(Account, account_id).account_state == "deactivated":
        reopen_account(session, account_id=account_id, at=at, by=viewer.account_id)


def rename(
    session: AnySession, *, viewer: Viewer, person_id: UUID, names: Names, at: datetime
) -> None:
    """Correct the names of somebody in reach. Raises NotFound, Forbidden, NamesMissing."""
    account_in_reach(session, viewer, person_id)
    change_names(session, person_id=person_id, names=names, at=at, by=viewer.account_id)


def change_about(
    session: AnySession,
    *,
    viewer: Viewer,
    person_id: UUID,
    language: str,
    address_form: str,
    sex: str,
    at: datetime,
) -> None:
    """Correct what is kept beside the names. Raises NotFound, Forbidden."""
    account_in_reach(session, viewer, person_id)
    session.execute(
        update(Person)
        .where(Person.id == person_id)
        .values(language=language, address_form=address_form, sex=sex)
    )
    record_event(
        session, account_id=viewer.account_id, verb="change", subject_kind="person",
        subject_id=person_id, fields=("language", "address_form", "sex"), at=at,
    )  # fmt: skip


def give_role(
    session: AnySession,
    *,
    viewer: Viewer,
    person_id: UUID,
    role: str,
    scope_id: UUID,
    may_see_names: bool,
    at: datetime,
) -> UUID:
    """Give somebody else a role, both in reach; its id. Raises NotFound, Forbidden."""
    account_in_reach(session, viewer, person_id)
    if person_id == viewer.person_id:
        raise Forbidden
    if scope_id not in {scope.id for scope in scope_choices(session, viewer)}:
        raise NotFound
    return assign_role(
        session,
        person_id=person_id,
        role=role,
        scope_id=scope_id,
        may_see_names=may_see_names,
        at=at,
        by=viewer.account_id,
    )


def take_role(
    session: AnySession, *, viewer: Viewer, person_id: UUID, assignment_id: UUID, at: datetime
) -> None:
    """End a role of somebody else in reach; twice is once. Raises NotFound, Forbidden."""
    account_in_reach(session, viewer, person_id)
    if person_id == viewer.person_id:
        raise Forbidden
    assignment = session.get(RoleAssignment, assignment_id)
    if assignment is None or assignment.person_id != person_id:
        raise NotFound
    if assignment.valid_to is None:
        end_role(session, assignment_id=assignment_id, at=at, by=viewer.account_id)


def make_academy(session: AnySession, *, viewer: Viewer, title: str, at: datetime) -> UUID:
    """A new academy below the site; its id. Raises Forbidden for who administrates less."""
    site_id = next(
        (grant.scope_id for grant in viewer.grants
         if grant.role == "administrator" and grant.scope_kind == "site"), None,
    )  # fmt: skip
    if site_id is None:
        raise Forbidden
    known = select(Scope.id).where(Scope.kind == "academy", Scope.title == title)
    academy_id = session.scalar(known)
    if academy_id is not None:
        return academy_id
    academy_id = make_scope(session, kind="academy", title=title, parent_id=site_id, at=at)
    record_event(
        session, account_id=viewer.account_id, verb="make", subject_kind="academy",
        subject_id=academy_id, at=at,
    )  # fmt: skip
    return academy_id
