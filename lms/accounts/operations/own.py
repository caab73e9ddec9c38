"""What people change about their own account."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from lms.accounts.models import Account, Person
from lms.accounts.operations.audit import record_event
from lms.accounts.operations.people import change_names
from lms.accounts.queries.names import own_names
from lms.accounts.rules import Names, Viewer
from lms.core.db import AnySession
from lms.core.errors import Forbidden


def choose_words(
    session: AnySession, *, viewer: Viewer, language: str, address_form: str, at: datetime
) -> None:
    """Speak to this person in a language and a form of address from now on."""
    session.execute(
        update(Person)
        .where(Person.id == viewer.person_id)
        .values(language=language, address_form=address_form)
    )
    record_event(
        session, account_id=viewer.account_id, verb="change", subject_kind="person",
        subject_id=viewer.person_id, fields=("language", "address_form"), at=at,
    )  # fmt: skip


def give_own_names(session: AnySession, *, viewer: Viewer, names: Names, at: datetime) -> None:
    """Fill in the names of the first administrator, once.

    Raises Forbidden when there are names: then an administrator changes them. NamesMissing.
    """
    if own_names(session, viewer) != Names():
        raise Forbidden
    change_names(session, person_id=viewer.person_id, names=names, at=at, by=viewer.account_id)


def note_slip_told(session: AnySession, *, account_id: UUID, at: datetime) -> None:
    """Remember that the person was told of their newest slip."""
    session.execute(update(Account).where(Account.id == account_id).values(slip_told_at=at))
