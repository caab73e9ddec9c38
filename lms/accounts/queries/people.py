"""The administrator's list of people, and the search in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from lms.accounts.models import Account, Person, RoleAssignment, Scope, ScopeMember, SignIn
from lms.accounts.models.identity import Identity
from lms.accounts.queries.names import count_as_shown, labels_of, need_purpose, opened
from lms.accounts.queries.reach import reached_scopes, reaches_site, visible_people
from lms.accounts.rules import Label, Viewer
from lms.core.db import AnySession
from lms.core.ids import folded_code
from lms.core.locale import sort_key
from lms.core.text import fold

ADMINISTRATES = frozenset({"administrator"})
PAGE_SIZE = 50
MOST_SORTED_BY_NAME = 5000
MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What the list is narrowed to; empty means everybody."""

    role: str = ""
    account_state: str = ""
    cohort_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list. is_reached: whether the viewer may open it."""

    person_id: UUID
    label: Label
    login_code: str
    account_state: str
    roles: tuple[str, ...]
    last_seen_at: datetime | None
    is_reached: bool = True


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of the list; pages count from 1."""

    rows: tuple[PersonRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class ScopeChoice:
    """A scope that the viewer reaches, to choose from."""

    id: UUID
    kind: str
    title: str


def reached_people(viewer: Viewer) -> Select[UUID]:
    """The ids of the people this administrator looks after."""
    return visible_people(viewer, roles=ADMINISTRATES)


def people_page(
    session: AnySession, viewer: Viewer, wanted: PeopleFilter, *, page: int = 1
) -> PeoplePage:
    """A page of the people in the viewer's reach, by name; beyond 5,000 the newest first.

    Names are opened to sort them, and count as shown only on the page. Seven statements at most.
    """
    narrowed = _narrowed(viewer, wanted)
    total = session.scalar(select(func.count()).select_from(narrowed.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), pages)
    start = (page - 1) * PAGE_SIZE
    if total <= MOST_SORTED_BY_NAME:
        ids = _by_name(session, viewer, narrowed)[start : start + PAGE_SIZE]
    else:
        newest = select(Person.id).where(Person.id.in_(narrowed)).order_by(Person.id.desc())
        ids = list(session.scalars(newest.offset(start).limit(PAGE_SIZE)))
    return PeoplePage(people_rows(session, viewer, ids), total, page, pages)


def _narrowed(viewer: Viewer, wanted: PeopleFilter) -> Select[UUID]:
    narrowed = select(Person.id).where(Person.id.in_(reached_people(viewer)))
    if wanted.role:
        holders = select(RoleAssignment.person_id).where(
            RoleAssignment.role == wanted.role, RoleAssignment.valid_to.is_(None)
        )
        narrowed = narrowed.where(Person.id.in_(holders))
    if wanted.account_state:
        accounts = select(Account.person_id).where(Account.account_state == wanted.account_state)
        narrowed = narrowed.where(Person.id.in_(accounts))
    if wanted.cohort_id:
        members = select(ScopeMember.person_id).where(
            ScopeMember.scope_id == wanted.cohort_id, ScopeMember.until_at.is_(None)
        )
        narrowed = narrowed.where(Person.id.in_(members))
    return narrowed


def names_to_compare(
    session: AnySession, viewer: Viewer, people: Select[UUID]
) -> Iterable[tuple[UUID, tuple[str, ...]]]:
    """Each person's whole names, to sort or search by; they do not count as shown.

    Raises PurposeMissing: what a comparison answers tells of names too.
    """
    need_purpose(viewer)
    return _opened_to_compare(session, viewer, people)


def _opened_to_compare(
    session: AnySession, viewer: Viewer, people: Select[UUID]
) -> Iterator[tuple[UUID, tuple[str, ...]]]:
    seen = select(Identity.person_id, Identity.names_sealed).where(
        Identity.person_id.in_(people),
        Identity.person_id.in_(visible_people(viewer, roles=ADMINISTRATES, with_names=True)),
    )
    for person_id, sealed in session.execute(seen):
        names = opened(person_id, sealed)
        first = names.full(viewer.locale)
        rest = {" ".join(names.ar), " ".join(names.ckb), names.en} - {first, ""}
        yield person_id, (first, *sorted(rest))


def _by_name(session: AnySession, viewer: Viewer, people: Select[UUID]) -> list[UUID]:
    names = {person_id: lines[0] for person_id, lines in names_to_compare(session, viewer, people)}
    rows = session.execute(select(Person.id, Person.trainee_code).where(Person.id.in_(people)))
    ordered = sorted((sort_key(names.get(key) or f"\uffff{code}"), key) for key, code in rows)
    return [person_id for _, person_id in ordered]


def people_rows(
    session: AnySession, viewer: Viewer, ids: Sequence[UUID], *, reached: bool = True
) -> tuple[PersonRow, ...]:
    """The lines of these people, in the order given. Five statements."""
    labels = labels_of(session, viewer, ids)
    roles: dict[UUID, set[str]] = {}
    held = select(RoleAssignment.person_id, RoleAssignment.role).where(
        RoleAssignment.person_id.in_(ids), RoleAssignment.valid_to.is_(None)
    )
    for person_id, role in session.execute(held):
        roles.setdefault(person_id, set()).add(role)
    accounts = session.execute(
        select(Account.person_id, Account.login_code, Account.account_state, last_seen())
        .where(Account.person_id.in_(ids))
    )  # fmt: skip
    rows = {
        person_id: PersonRow(
            person_id, labels[person_id], code, state, tuple(sorted(roles.get(person_id, ()))),
            seen_at, reached,
        )
        for person_id, code, state, seen_at in accounts
    }  # fmt: skip
    return tuple(rows[person_id] for person_id in ids if person_id in rows)


def last_seen() -> Any:
    """When an account was last in use, as a column of a query on accounts."""
    latest = select(func.max(SignIn.last_seen_at)).where(SignIn.account_id == Account.id)
    return latest.correlate(Account).scalar_subquery()


def found_people(session: AnySession, viewer: Viewer, typed: str) -> PeoplePage:
    """Who is meant by part of a name in any script (in reach), or by a whole code (anywhere).

    At most 50; total says how many there were, and whose name fitted counts as shown.
    """
    by_code = _by_code(session, typed)
    reached = reached_people(viewer)
    words = fold(typed).split()
    found = [
        (sort_key(lines[0]), person_id)
        for person_id, lines in names_to_compare(session, viewer, reached)
        if any(_fits(words, fold(line)) for line in lines)
    ]
    count_as_shown(session, [person_id for _, person_id in found])
    ids = [person_id for _, person_id in sorted(found)][:MOST_FOUND]
    inside = set(session.scalars(select(Person.id).where(
        Person.id.in_(by_code), Person.id.in_(reached)
    )))  # fmt: skip
    ids = [*(key for key in by_code if key in inside and key not in ids), *ids]
    outside = [key for key in by_code if key not in inside]
    rows = people_rows(session, viewer, ids)
    rows += people_rows(session, viewer, outside, reached=False)
    return PeoplePage(rows, len(found) + len(set(by_code) - {key for _, key in found}), 1, 1)


def _fits(words: list[str], line: str) -> bool:
    """Whether each typed word begins a word of the name."""
    parts = line.split()
    return bool(words) and all(any(part.startswith(word) for part in parts) for word in words)


def _by_code(session: AnySession, typed: str) -> list[UUID]:
    code = folded_code(typed)
    if len(code) not in (6, 8):
        return []
    with_code = (
        select(Person.id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(or_(Person.trainee_code == code, Account.login_code == code))
    )
    return list(session.scalars(with_code))


def scope_choices(
    session: AnySession, viewer: Viewer, *, kinds: Sequence[str] = ()
) -> tuple[ScopeChoice, ...]:
    """The scopes this administrator reaches, of some kinds or of all."""
    scopes = select(Scope.id, Scope.kind, Scope.title)
    if not reaches_site(viewer, ADMINISTRATES):
        reached = reached_scopes(viewer.scope_ids(ADMINISTRATES))
        scopes = scopes.where(Scope.id.in_(select(reached.c.id)))
    if kinds:
        scopes = scopes.where(Scope.kind.in_(kinds))
    rows = session.execute(scopes.order_by(Scope.kind, Scope.title))
    return tuple(ScopeChoice(*row) for row in rows)
