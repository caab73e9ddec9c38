"""What the offline verifier is made from, as it is now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import cast
from uuid import UUID

from sqlalchemy import select

from lms.catalog.models import CourseVersion, PathwayVersion
from lms.catalog.queries import published_course, published_pathway, version_number
from lms.certification.models import CertificateEvent, StatusPlace
from lms.certification.rules import CertificateEventFact, CertificateState, EventKind, standing
from lms.certification.rules.offline import DECIDED, CertifiedTitle, OfflineFacts
from lms.core.db import AnySession
from lms.core.signing import SigningKey


def offline_facts(
    session: AnySession,
    *,
    public_url: str,
    keys: Sequence[SigningKey],
    on: date,
    is_demonstration: bool,
) -> OfflineFacts:
    """What is published and decided now. keys: those of credentials, every one there was."""
    titles = sorted(
        certified_titles(session), key=lambda one: version_number(one.version), reverse=True
    )
    return OfflineFacts(
        public_url=public_url,
        taken_on=on,
        keys=tuple(keys),
        titles=tuple(sorted(titles, key=lambda one: (one.is_pathway, one.certificate_type))),
        places=decided_places(session),
        is_demonstration=is_demonstration,
    )


def certified_titles(session: AnySession) -> Iterator[CertifiedTitle]:
    """The title of every version of every course and pathway there ever was."""
    for version_id in session.scalars(select(CourseVersion.id)).all():
        course = published_course(session, version_id)
        yield CertifiedTitle(course.certificate.code, False, course.version, course.title)
    for version_id in session.scalars(select(PathwayVersion.id)).all():
        pathway = published_pathway(session, version_id)
        yield CertifiedTitle(pathway.certificate.code, True, pathway.version, pathway.title)


def decided_places(session: AnySession) -> dict[CertificateState, dict[int, tuple[int, ...]]]:
    """The places of certificates about which something was decided. One statement."""
    rows = session.execute(
        select(
            StatusPlace.list_number, StatusPlace.place, CertificateEvent.id,
            CertificateEvent.event, CertificateEvent.reason, CertificateEvent.occurred_at,
        ).join(StatusPlace, StatusPlace.certificate_id == CertificateEvent.certificate_id)
    ).all()  # fmt: skip
    events: dict[tuple[int, int], list[CertificateEventFact]] = defaultdict(list)
    for row in rows:
        event_id: UUID = row.id
        fact = CertificateEventFact(
            event_id, cast(EventKind, row.event), row.reason, row.occurred_at
        )
        events[row.list_number, row.place].append(fact)
    found: dict[CertificateState, dict[int, list[int]]] = {
        state: defaultdict(list) for state in DECIDED
    }
    for (number, place), known in events.items():
        state = standing(None, known, date.min).state
        if state in found:
            found[state][number].append(place)
    return {
        state: {number: tuple(sorted(places)) for number, places in by_number.items()}
        for state, by_number in found.items()
    }
