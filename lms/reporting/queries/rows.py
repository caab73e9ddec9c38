"""The rows of a report: enrolments with their packed progress and certificates, two statements.

Core tables and plain tuples: this is a hot path (decisions.md 53, 54).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, select

from lms.accounts.models import Person
from lms.catalog.queries import published_course
from lms.certification.models import Certificate, CertificateEvent
from lms.certification.rules import CertificateEventFact, EventKind, Terms, standing
from lms.cohorts.models import Enrolment
from lms.core.cache import Cache
from lms.core.db import AnySession
from lms.core.locale import local_day
from lms.progress.models import EnrolmentProgress
from lms.progress.queries import known_of_many
from lms.progress.rules import COURSE, EnrolmentState, Known, packed, unmet_for, unpacked
from lms.reporting.rules.standing import Digest, Row, digest_of, part_of

ENROLMENTS = (
    select(
        Enrolment.cohort_id,
        Enrolment.id,
        Enrolment.person_id,
        Enrolment.course_version_id,
        Enrolment.roster_number,
        Enrolment.enrolment_state,
        Enrolment.enrolled_at,
        Person.trainee_code,
        EnrolmentProgress.cells,
    )
    .join(Person, Person.id == Enrolment.person_id)
    .outerjoin(EnrolmentProgress, EnrolmentProgress.enrolment_id == Enrolment.id)
)
CERTIFICATES = (
    select(
        Certificate.enrolment_id,
        Certificate.id,
        Certificate.valid_until,
        Certificate.renew_window_days,
        Certificate.grace_days,
        CertificateEvent.id,
        CertificateEvent.event,
        CertificateEvent.reason,
        CertificateEvent.occurred_at,
    )
    .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
    .outerjoin(CertificateEvent, CertificateEvent.certificate_id == Certificate.id)
    .where(Certificate.pathway_enrolment_id.is_(None))
    .order_by(Certificate.issued_at, Certificate.issue_number)
)
NOTHING = packed(EnrolmentState())
MOST_DIGESTS = 20_000  # about 1 kB each, and nobody's name in any

# A digest follows from a course version, a packed text and what its conditions keep closed alone,
# so that none is ever stale.
_digests: Cache[Digest] = Cache(MOST_DIGESTS)


@dataclass(frozen=True, slots=True)
class CohortRows:
    """A cohort's rows without names, and the course versions its people are on."""

    rows: tuple[Row, ...] = ()
    course_version_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """The latest certificate of an enrolment."""

    certificate_state: str
    valid_until: date | None


def rows_of_cohorts(
    session: AnySession, cohort_ids: Iterable[UUID], *, at: datetime
) -> dict[UUID, CohortRows]:
    """The rows of these cohorts, which the caller knows to be in the viewer's reach."""
    return _rows_where(session, Enrolment.cohort_id.in_(list(cohort_ids)), at=at)


def rows_of_enrolments(
    session: AnySession, enrolment_ids: Iterable[UUID], *, at: datetime
) -> dict[UUID, Row]:
    """By enrolment, the rows of these alone: the caller knows that the viewer may see them."""
    found = _rows_where(session, Enrolment.id.in_(list(enrolment_ids)), at=at)
    return {row.enrolment_id: row for one in found.values() for row in one.rows}


def _rows_where(
    session: AnySession, asked: ColumnElement[bool], *, at: datetime
) -> dict[UUID, CohortRows]:
    """The rows of some enrolments, by cohort."""
    today = local_day(at)
    held = certificates_where(session, asked, on=today)
    kept = session.connection().execute(ENROLMENTS.where(asked)).all()
    known = known_where_asked(session, [(row[1], row[3]) for row in kept], at=at)
    found: dict[UUID, tuple[list[Row], list[UUID]]] = {}
    for cohort_id, *values in kept:
        rows, versions = found.setdefault(cohort_id, ([], []))
        rows.append(row_of(session, values, held, known, today))
        versions.append(cast(UUID, values[2]))
    return {
        cohort_id: CohortRows(tuple(rows), tuple(versions))
        for cohort_id, (rows, versions) in found.items()
    }


def known_where_asked(
    session: AnySession, enrolments: list[tuple[UUID, UUID]], *, at: datetime
) -> dict[UUID, Known]:
    """By enrolment, what its course's conditions ask about; no statement where none has any.

    enrolments: each with its course version.
    """
    versions = {version_id for _, version_id in enrolments}
    asking = {one for one in versions if published_course(session, one).has_availability}
    asked = [enrolment_id for enrolment_id, version_id in enrolments if version_id in asking]
    return known_of_many(session, asked, at=at) if asked else {}


def row_of(
    session: AnySession,
    values: list[Any],
    held: dict[UUID, Held],
    known: dict[UUID, Known],
    today: date,
) -> Row:
    """One line, its progress read once for each state it was ever in."""
    enrolment_id, person_id, version_id, number, state, enrolled_at, code, cells = values
    digest = digest_in(session, version_id, cells or NOTHING, known.get(enrolment_id))
    certificate = held.get(enrolment_id)
    last_active_on = digest.last_on or local_day(enrolled_at)
    return Row(
        enrolment_id=enrolment_id,
        person_id=person_id,
        roster_number=number,
        trainee_code=code,
        part=part_of(state, digest),
        digest=digest,
        days_inactive=(today - last_active_on).days,
        last_active_on=last_active_on,
        certificate_state=certificate.certificate_state if certificate else None,
        certificate_until=certificate.valid_until if certificate else None,
    )


def digest_in(
    session: AnySession, version_id: UUID, cells: str, known: Known | None = None
) -> Digest:
    """What a packed text says on a course version, with what is known beside it."""
    if known is None:
        return _digests.get(
            (version_id, cells),
            lambda: digest_of(published_course(session, version_id), unpacked(cells)),
        )
    course = published_course(session, version_id)
    state = replace(unpacked(cells), known=known)
    keys = (*(unit.key for unit in course.units), COURSE)
    closed = tuple(key for key in keys if unmet_for(course, state, key))
    return _digests.get((version_id, cells, closed), lambda: digest_of(course, state))


def certificates_where(
    session: AnySession, asked: ColumnElement[bool], *, on: date
) -> dict[UUID, Held]:
    """By enrolment, the latest certificate and its state on a day. One statement."""
    kept = session.connection().execute(CERTIFICATES.where(asked))
    events: dict[tuple[UUID, UUID, date | None, Terms], list[CertificateEventFact]] = {}
    for enrolment_id, row_id, until, window, grace, event_id, event, reason, occurred_at in kept:
        known = events.setdefault((enrolment_id, row_id, until, Terms(window, grace)), [])
        if event_id is not None:
            kind = cast(EventKind, event)
            known.append(CertificateEventFact(event_id, kind, reason, occurred_at))
    return {
        enrolment_id: Held(standing(until, known, on, terms).state, until)
        for (enrolment_id, _, until, terms), known in events.items()
    }
