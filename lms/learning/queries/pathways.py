"""The trainee's pathways: the courses in order, and what is still to be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from lms.accounts.rules import Viewer
from lms.catalog.queries import published_pathway
from lms.catalog.rules import PublishedPathway
from lms.certification.queries import CertificateCard, certificates_of
from lms.cohorts.queries.pathways import (
    CountedCourse,
    OwnPathway,
    courses_of,
    own_pathway,
    own_pathways,
)
from lms.core.db import AnySession
from lms.core.locale import local_day
from lms.learning.queries.places import own_places
from lms.learning.rules import Place
from lms.progress.queries.pathways import pathways_completed_at


@dataclass(frozen=True, slots=True)
class OwnPathwayPage:
    """A pathway with the viewer's place in each of its courses, in order."""

    id: UUID
    pathway: PublishedPathway
    places: tuple[Place, ...]
    completed_at: datetime | None
    is_active: bool
    certificate: CertificateCard | None = None

    @property
    def done(self) -> int:
        """How many of its courses are complete."""
        return sum(place.state.course_completed_at is not None for place in self.places)

    @property
    def cells(self) -> tuple[str, ...]:
        """One state a course, as a bar of progress draws it."""
        return tuple(
            "done" if place.state.course_completed_at is not None else "todo"
            for place in self.places
        )


def pathways_of(
    session: AnySession, viewer: Viewer, places: Sequence[Place]
) -> tuple[OwnPathwayPage, ...]:
    """The viewer's own pathways, the newest first. One statement; three where there are any.

    places: all of the viewer's own.
    """
    own = own_pathways(session, viewer)
    return pages_of(session, own, places) if own else ()


def pathway_page(
    session: AnySession, viewer: Viewer, pathway_enrolment_id: UUID, *, at: datetime
) -> OwnPathwayPage:
    """The page of one of the viewer's own pathways. Raises NotFound."""
    own = own_pathway(session, viewer, pathway_enrolment_id)
    page = pages_of(session, [own], own_places(session, viewer, at=at))[0]
    cards = certificates_of(session, viewer, on=local_day(at))
    issued = (one for one in cards if one.pathway_enrolment_id == page.id)
    return replace(page, certificate=next(issued, None))


def pages_of(
    session: AnySession, own: Sequence[OwnPathway], places: Iterable[Place]
) -> tuple[OwnPathwayPage, ...]:
    """These pathways with their courses. Two statements."""
    ids = [one.id for one in own]
    counted, completed = courses_of(session, ids), pathways_completed_at(session, ids)
    by_id = {place.enrolment_id: place for place in places}
    return tuple(
        OwnPathwayPage(
            id=one.id,
            pathway=(pathway := published_pathway(session, one.pathway_version_id)),
            places=in_order(pathway, counted[one.id], by_id),
            completed_at=completed.get(one.id),
            is_active=not one.is_ended,
        )
        for one in own
    )


def in_order(
    pathway: PublishedPathway, counted: Sequence[CountedCourse], places: Mapping[UUID, Place]
) -> tuple[Place, ...]:
    """Of each course the enrolment that is complete, else the newest."""
    best: dict[str, Place] = {}
    for one in counted:
        known, place = best.get(one.course_key), places[one.enrolment_id]
        if known is None or known.state.course_completed_at is None:
            best[one.course_key] = place
    return tuple(best[key] for key in pathway.course_keys if key in best)
