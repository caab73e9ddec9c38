"""The published status lists, signed anew only when one of their bits has changed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import func, select

from lms.certification.models import CertificateEvent, StatusPlace
from lms.certification.rules import (
    STATES,
    CertificateEventFact,
    EventKind,
    Signer,
    StatusList,
    did_of,
    list_credential,
    method_of,
    standing,
    with_proof,
)
from lms.core.cache import Cache
from lms.core.db import AnySession
from lms.core.errors import NotFound

PUBLISHED: Cache[bytes] = Cache(64)


@dataclass(frozen=True, slots=True)
class SetPlaces:
    """The places of a list whose bit is set, and since when they are these."""

    places: frozenset[int]
    since: datetime | None


def published_list(session: AnySession, name: str, *, public_url: str, key: Signer) -> bytes:
    """The signed credential of a status list, as JSON. Two statements.

    The same events give the same bytes in every process: it is dated by the last of them.
    Raises NotFound.
    """
    one = StatusList.from_name(name)
    if one is None or one.number > newest_list(session):
        raise NotFound
    found = set_places(session, one)
    since = max(filter(None, (key.created_at, found.since)))
    return PUBLISHED.get(
        (one, public_url, key.number, key.public.public_bytes_raw(), since, found),
        lambda: signed_list(one, found.places, since, public_url=public_url, key=key),
    )


def signed_list(
    one: StatusList, places: Iterable[int], since: datetime, *, public_url: str, key: Signer
) -> bytes:
    """A list's credential with its proof."""
    did = did_of(public_url)
    made = list_credential(one, issuer=did, public_url=public_url, places=places, since=since)
    method = method_of(did, key.number)
    secured = with_proof(made, private=key.private, method=method, at=since)
    return json.dumps(secured, separators=(",", ":")).encode()


def newest_list(session: AnySession) -> int:
    """The number of the newest list; the first is there before anything is issued."""
    return session.scalar(select(func.max(StatusPlace.list_number))) or 1


def set_places(session: AnySession, one: StatusList) -> SetPlaces:
    """The places whose certificates are in a state that the list publishes."""
    rows = session.execute(
        select(
            StatusPlace.place, CertificateEvent.id, CertificateEvent.event,
            CertificateEvent.reason, CertificateEvent.occurred_at, CertificateEvent.recorded_at,
        )
        .join(StatusPlace, StatusPlace.certificate_id == CertificateEvent.certificate_id)
        .where(StatusPlace.list_number == one.number)
    ).all()  # fmt: skip
    events: dict[int, list[CertificateEventFact]] = defaultdict(list)
    for row in rows:
        fact = CertificateEventFact(row.id, cast(EventKind, row.event), row.reason, row.occurred_at)
        events[row.place].append(fact)
    return SetPlaces(
        frozenset(place for place, known in events.items() if is_in(one, known)),
        max((row.recorded_at for row in rows), default=None),
    )


def is_in(one: StatusList, events: list[CertificateEventFact]) -> bool:
    """Whether what happened to a certificate sets its bit; its age does not."""
    return standing(None, events, date.min).state in STATES[one.purpose]
