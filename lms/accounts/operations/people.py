"""People and what they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts.models import Account, Person, RoleAssignment, Scope, ScopeMember, SignIn
from lms.accounts.models.identity import Identity
from lms.accounts.operations.audit import record_event
from lms.accounts.rules import Names, Viewer
from lms.core.db import AnySession
from lms.core.errors import DomainError, NotFound
from lms.core.ids import new_checked_code, new_code, new_id
from lms.core.sealed import ring

TRAINEE_CODE_LENGTH = 6
LOGIN_CODE_LENGTH = 8
MOST_TRIES_FOR_A_CODE = 5


class NamesMissing(DomainError):
    """A person needs a given name, a father's and a grandfather's name in one script."""

    code = "names_missing"


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Who was added, and the code to sign in with."""

    person_id: UUID
    account_id: UUID
    login_code: str
    trainee_code: str


def add_person(
    session: AnySession,
    *,
    names: Names,
    at: datetime,
    by: UUID | None = None,
    address_form: str = "neutral",
    sex: str = "not_stated",
    language: str = "ar",
) -> NewPerson:
    """A new person with an account that waits for its slip. by: the acting account's id.

    Raises NamesMissing. Source: spec/accounts.md, People.
    """
    if max(len(names.ar), len(names.ckb)) < 3:
        raise NamesMissing
    made = _new_codes(session, at)
    about = {"address_form": address_form, "sex": sex, "language": language}
    keep_person(session, made, names=names, about=about, at=at, by=by)
    return made


def _new_codes(session: AnySession, at: datetime) -> NewPerson:
    return NewPerson(
        person_id=new_id(at),
        account_id=new_id(at),
        login_code=_free_code(session, Account.login_code, new_checked_code, LOGIN_CODE_LENGTH),
        trainee_code=_free_code(session, Person.trainee_code, new_code, TRAINEE_CODE_LENGTH),
    )


def keep_person(
    session: AnySession,
    made: NewPerson,
    *,
    names: Names,
    about: Mapping[str, str],
    at: datetime,
    by: UUID | None,
) -> None:
    """The rows of a new person. about: address_form, sex and language, where they are known."""
    person_id = made.person_id
    session.add(Person(id=person_id, trainee_code=made.trainee_code, created_at=at, **about))
    session.flush()  # the account and the names point to the person
    account = Account(
        id=made.account_id, person_id=person_id, login_code=made.login_code, created_at=at
    )
    session.add(account)
    sealed = sealed_names(person_id, names)
    session.add(Identity(person_id=person_id, names_sealed=sealed, changed_at=at))
    record_event(
        session, account_id=by, verb="add", subject_kind="person", subject_id=person_id, at=at
    )
    session.flush()


def _free_code(session: AnySession, column: object, make: object, length: int) -> str:
    for _ in range(MOST_TRIES_FOR_A_CODE):
        code: str = make(length)  # type: ignore[operator]
        if session.scalar(select(column).where(column == code)) is None:  # type: ignore[call-overload]
            return code
    raise IntegrityError("no free code", None, Exception())


def sealed_names(person_id: UUID, names: Names) -> bytes:
    """The names as they are kept: bound to their row."""
    return ring().seal(names.to_json(), table="identity", column="names_sealed", row=person_id)


def change_names(
    session: AnySession, *, person_id: UUID, names: Names, at: datetime, by: UUID
) -> None:
    """Replace the names; what was issued keeps the old. Raises NamesMissing, NotFound."""
    if max(len(names.ar), len(names.ckb)) < 3:
        raise NamesMissing
    identity = session.get(Identity, person_id)
    if identity is None:
        raise NotFound
    identity.names_sealed, identity.changed_at = sealed_names(person_id, names), at
    record_event(
        session,
        account_id=by,
        verb="change",
        subject_kind="person",
        subject_id=person_id,
        fields=("names",),
        at=at,
    )


def make_scope(
    session: AnySession, *, kind: str, title: str, parent_id: UUID | None = None, at: datetime
) -> UUID:
    """A new scope below `parent_id`; its id."""
    scope_id = new_id(at)
    session.add(Scope(id=scope_id, kind=kind, title=title, parent_id=parent_id))
    session.flush()
    return scope_id


def place_in_scope(session: AnySession, *, person_id: UUID, scope_id: UUID, at: datetime) -> None:
    """Put a person into a scope from `at` on; twice is once."""
    open_place = select(ScopeMember.id).where(
        ScopeMember.person_id == person_id,
        ScopeMember.scope_id == scope_id,
        ScopeMember.until_at.is_(None),
    )
    if session.scalar(open_place) is None:
        session.add(ScopeMember(id=new_id(at), person_id=person_id, scope_id=scope_id, since_at=at))
        session.flush()


def leave_scope(session: AnySession, *, person_id: UUID, scope_id: UUID, at: datetime) -> None:
    """End a person's place in a scope; the history of it stays."""
    session.execute(
        update(ScopeMember)
        .where(
            ScopeMember.person_id == person_id,
            ScopeMember.scope_id == scope_id,
            ScopeMember.until_at.is_(None),
        )
        .values(until_at=at)
    )


def assign_role(
    session: AnySession,
    *,
    person_id: UUID,
    role: str,
    scope_id: UUID,
    may_see_names: bool,
    at: datetime,
    by: UUID | None = None,
) -> UUID:
    """Give a role in a scope; its id. Twice is once."""
    wanted = {
        "person_id": person_id, "role": role, "scope_id": scope_id, "may_see_names": may_see_names,
    }  # fmt: skip
    held = session.scalar(select(RoleAssignment.id).filter_by(**wanted, valid_to=None))
    if held is not None:
        return held
    assignment = RoleAssignment(id=new_id(at), **wanted, valid_from=at, assigned_by=by)
    session.add(assignment)
    record_event(
        session, account_id=by, verb="assign_role", subject_kind="person", subject_id=person_id,
        fields=(role,), at=at,
    )  # fmt: skip
    session.flush()
    return assignment.id


def end_role(session: AnySession, *, assignment_id: UUID, at: datetime, by: UUID) -> None:
    """End a role from `at` on. Raises NotFound."""
    assignment = session.get(RoleAssignment, assignment_id)
    if assignment is None:
        raise NotFound
    assignment.valid_to = at
    record_event(
        session,
        account_id=by,
        verb="end_role",
        subject_kind="person",
        subject_id=assignment.person_id,
        fields=(assignment.role,),
        at=at,
    )


def deactivate_account(
    session: AnySession, *, account_id: UUID, at: datetime, by: UUID, reason: str
) -> None:
    """Close an account: every sign-in of it ends at once. Raises NotFound."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound
    account.account_state = "deactivated"
    end = update(SignIn).where(SignIn.account_id == account_id, SignIn.ended_at.is_(None))
    session.execute(end.values(ended_at=at))
    record_event(
        session,
        account_id=by,
        verb="deactivate",
        subject_kind="account",
        subject_id=account_id,
        reason=reason,
        at=at,
    )


def reopen_account(session: AnySession, *, account_id: UUID, at: datetime, by: UUID) -> None:
    """Open a deactivated account again; it needs a new slip. Raises NotFound."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound
    account.account_state, account.passphrase_hash = "invited", None
    record_event(
        session, account_id=by, verb="reopen", subject_kind="account", subject_id=account_id, at=at
    )


def choose_language(session: AnySession, *, viewer: Viewer, language: str) -> None:
    """Speak to this person in another language from now on."""
    session.execute(update(Person).where(Person.id == viewer.person_id).values(language=language))
