"""The first administrator of a system that has none."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import Account, RoleAssignment, Scope
from lms.accounts.operations.people import (
    LOGIN_CODE_LENGTH,
    TRAINEE_CODE_LENGTH,
    NewPerson,
    assign_role,
    keep_person,
    make_scope,
)
from lms.accounts.operations.slips import IssuedSlip, issue_slip
from lms.accounts.rules import Names
from lms.core.db import AnySession
from lms.core.ids import new_checked_code, new_code, new_id

SITE_TITLE = "Site"


def first_administrator(session: AnySession, *, at: datetime) -> IssuedSlip | None:
    """A new slip for the first administrator; nothing once one has signed in.

    Until then each call gives a new slip, which cancels the older: the link is printed at every
    start. The names stay empty until the administrator fills them in on their own page.
    """
    administrators = select(Account).join(
        RoleAssignment, RoleAssignment.person_id == Account.person_id
    )
    known = session.scalars(
        administrators.where(
            RoleAssignment.role == "administrator", RoleAssignment.valid_to.is_(None)
        )
    ).all()
    if any(account.account_state != "invited" for account in known):
        return None
    account_id = known[0].id if known else _make_administrator(session, at).account_id
    return issue_slip(session, account_id=account_id, at=at, by=None)


def site_scope(session: AnySession, *, at: datetime) -> UUID:
    """The id of the scope above all others, made when it is not there."""
    found = session.scalar(select(Scope.id).where(Scope.kind == "site"))
    return found or make_scope(session, kind="site", title=SITE_TITLE, at=at)


def _make_administrator(session: AnySession, at: datetime) -> NewPerson:
    made = add_nameless(session, at=at)
    site_id = site_scope(session, at=at)
    assign_role(
        session, person_id=made.person_id, role="administrator", scope_id=site_id,
        may_see_names=True, at=at,
    )  # fmt: skip
    return made


def add_nameless(session: AnySession, *, at: datetime) -> NewPerson:
    """A person who gives their names later; for the first administrator alone."""
    made = NewPerson(
        person_id=new_id(at),
        account_id=new_id(at),
        login_code=new_checked_code(LOGIN_CODE_LENGTH),
        trainee_code=new_code(TRAINEE_CODE_LENGTH),
    )
    keep_person(session, made, names=Names(), about={}, at=at, by=None)
    return made
