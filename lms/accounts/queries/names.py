"""The one door for names: who may read which is decided here, and each look is remembered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import Person
from lms.accounts.models.identity import Identity
from lms.accounts.queries.reach import visible_people
from lms.accounts.rules import SEES_PEOPLE, Label, Names, Viewer
from lms.core.db import AnySession
from lms.core.errors import DomainError, NotFound
from lms.core.sealed import ring

SHOWN = "names_shown"
NEEDS_PURPOSE = frozenset({"administrator"})
WITHOUT_PURPOSE = SEES_PEOPLE - NEEDS_PURPOSE


class PurposeMissing(DomainError):
    """An administrator has not said yet what names are needed for."""

    code = "purpose_missing"
    status = 403


@dataclass(frozen=True, slots=True)
class PrintedNames:
    """The exact lines a certificate may carry, by script."""

    ar: str
    ckb: str | None
    en: str | None


def opened(person_id: UUID, sealed: bytes) -> Names:
    """The names in a sealed blob of this person."""
    return Names.from_json(
        ring().open(sealed, table="identity", column="names_sealed", row=person_id)
    )


def names_by_id(session: AnySession, viewer: Viewer, ids: list[UUID]) -> dict[UUID, Names]:
    """The names of those among `ids` whose names the viewer may see; remembered as shown.

    Raises PurposeMissing for an administrator who has stated none. Source: spec/accounts.md, Roles.
    """
    if not ids:
        return {}
    may_see = visible_people(viewer, with_names=True)
    rows = session.execute(
        select(Identity.person_id, Identity.names_sealed).where(
            Identity.person_id.in_(ids), Identity.person_id.in_(may_see)
        )
    ).all()
    if viewer.purpose is None and "administrator" in viewer.roles:
        _refuse_without_purpose(session, viewer, {row.person_id for row in rows})
    found = {person_id: opened(person_id, sealed) for person_id, sealed in rows}
    count_as_shown(session, found)
    return found


def count_as_shown(session: AnySession, person_ids: Iterable[UUID]) -> None:
    """Remember that the answer tells of these people by name, for the access log."""
    session.info.setdefault(SHOWN, set()).update(person_ids)


def need_purpose(viewer: Viewer) -> None:
    """Raises PurposeMissing for an administrator with names who has said no purpose yet."""
    if viewer.purpose is None and viewer.scope_ids(NEEDS_PURPOSE, with_names=True):
        raise PurposeMissing


def _refuse_without_purpose(session: AnySession, viewer: Viewer, ids: set[UUID]) -> None:
    """Raises PurposeMissing, unless another role shows each of these names, or they are one's own.

    The people of one's own cohorts are seen as their trainer or coordinator.
    """
    seen_otherwise = visible_people(viewer, roles=WITHOUT_PURPOSE, with_names=True)
    otherwise = session.scalars(
        select(Person.id).where(Person.id.in_(ids), Person.id.in_(seen_otherwise))
    )
    if ids - set(otherwise) - {viewer.person_id}:
        raise PurposeMissing


def labels_of(session: AnySession, viewer: Viewer, person_ids: Iterable[UUID]) -> dict[UUID, Label]:
    """What to call each person: the name in scope, else the trainee code alone. Two statements.

    The caller has the ids from a query in the viewer's scope.
    """
    ids = list(person_ids)
    names = names_by_id(session, viewer, ids)
    codes = session.execute(select(Person.id, Person.trainee_code).where(Person.id.in_(ids)))
    return {
        person_id: Label(
            code=code, name=names[person_id].full(viewer.locale) if person_id in names else None
        )
        for person_id, code in codes
    }


def names_of(session: AnySession, viewer: Viewer, person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The name, or the trainee code in its place, for each person."""
    return {key: label.text for key, label in labels_of(session, viewer, person_ids).items()}


def names_shown(session: AnySession) -> set[UUID]:
    """Whose names this session has given out since the last call; forgets them."""
    shown: set[UUID] = session.info.pop(SHOWN, set())
    return shown


def own_names(session: AnySession, viewer: Viewer) -> Names:
    """The viewer's own names; nothing is logged, since nobody else sees them."""
    sealed = session.scalar(
        select(Identity.names_sealed).where(Identity.person_id == viewer.person_id)
    )
    return opened(viewer.person_id, sealed) if sealed else Names()


def given_name_of(session: AnySession, viewer: Viewer) -> str:
    """The viewer's own given name, for the greeting."""
    return own_names(session, viewer).given(viewer.locale)


def printed_names(session: AnySession, person_id: UUID) -> PrintedNames:
    """The lines for a certificate, for its holder or the issuing command. Raises NotFound."""
    found = printed_names_of(session, [person_id])
    if person_id not in found:
        raise NotFound
    return found[person_id]


def printed_names_of(session: AnySession, person_ids: Sequence[UUID]) -> dict[UUID, PrintedNames]:
    """The lines for the certificates of many, to issue them. One statement."""
    rows = session.execute(
        select(Identity.person_id, Identity.names_sealed).where(Identity.person_id.in_(person_ids))
    )
    return {row.person_id: lines_of(opened(row.person_id, row.names_sealed)) for row in rows}


def lines_of(names: Names) -> PrintedNames:
    """The lines of a name; where there is no Arabic one, the Sorani one stands in its place."""
    ar, ckb = " ".join(names.ar), " ".join(names.ckb)
    return PrintedNames(ar=ar or ckb, ckb=ckb or None, en=names.en or None)
