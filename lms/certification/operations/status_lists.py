"""A certificate's place in the status lists. Flush, never commit."""

from __future__ import annotations

import secrets
from uuid import UUID

from sqlalchemy import func, select

from lms.certification.models import StatusPlace
from lms.certification.rules import PLACES, ListPlace
from lms.core.db import AnySession

DRAWS = 16  # all of them taken: the list is about nine tenths full, and the next one opens


def prepared(session: AnySession, *, certificate_id: UUID) -> ListPlace:
    """The certificate's place, or a free one of the newest list, drawn at random.

    Nothing is stored. Whoever issues holds the register's lock, so that no two draw the same.
    """
    known = session.get(StatusPlace, certificate_id)
    if known:
        return ListPlace(known.list_number, known.place)
    number = session.scalar(select(func.max(StatusPlace.list_number))) or 1
    drawn = list(dict.fromkeys(secrets.randbelow(PLACES) for _ in range(DRAWS)))
    taken = set(
        session.scalars(
            select(StatusPlace.place).where(
                StatusPlace.list_number == number, StatusPlace.place.in_(drawn)
            )
        )
    )
    free = [place for place in drawn if place not in taken]
    return ListPlace(number, free[0]) if free else ListPlace(number + 1, drawn[0])


def store(session: AnySession, *, certificate_id: UUID, place: ListPlace) -> None:
    """Take a place for ever."""
    session.add(
        StatusPlace(certificate_id=certificate_id, list_number=place.list_number, place=place.place)
    )
    session.flush()
