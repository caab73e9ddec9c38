"""Which certificates are in a viewer's reach: of a course's cohort, or of one on a pathway."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from lms.accounts.rules import Viewer
from lms.certification.models import (
    Certificate,
    CertificateAct,
    CertificateCorrection,
    CertificateRequest,
)
from lms.cohorts.models import Enrolment, PathwayEnrolment
from lms.cohorts.queries.pathways import reached_pathway_cohorts
from lms.cohorts.queries.reached import visible_enrolments
from lms.core.db import AnySession
from lms.core.errors import NotFound

DECIDES = frozenset({"coordinator", "approver"})
ASKS = frozenset({"coordinator"})


def in_reach(viewer: Viewer, roles: frozenset[str]) -> ColumnElement[bool]:
    """Whether a certificate is of a cohort in reach; a pathway's, of a cohort on a pathway."""
    places = select(PathwayEnrolment.id).where(
        PathwayEnrolment.pathway_cohort_id.in_(reached_pathway_cohorts(viewer, roles=roles))
    )
    of_course = and_(
        Certificate.pathway_enrolment_id.is_(None),
        Certificate.enrolment_id.in_(visible_enrolments(viewer, roles=roles)),
    )
    return or_(of_course, Certificate.pathway_enrolment_id.in_(places))


def reached(session: AnySession, viewer: Viewer, certificate_id: UUID) -> UUID:
    """A certificate's id, if it is in the viewer's reach. Raises NotFound."""
    found = session.scalar(
        select(Certificate.id).where(Certificate.id == certificate_id, in_reach(viewer, DECIDES))
    )
    if found is None:
        raise NotFound
    return found


def certificate_of_act(session: AnySession, viewer: Viewer, act_id: UUID) -> UUID:
    """The certificate of an act in reach. Raises NotFound."""
    found = session.scalar(select(CertificateAct.certificate_id).where(CertificateAct.id == act_id))
    if found is None:
        raise NotFound
    return reached(session, viewer, found)


def certificate_of_correction(session: AnySession, viewer: Viewer, correction_id: UUID) -> UUID:
    """The certificate of a holder's request in reach. Raises NotFound."""
    found = session.scalar(
        select(CertificateCorrection.certificate_id).where(
            CertificateCorrection.id == correction_id
        )
    )
    if found is None:
        raise NotFound
    return reached(session, viewer, found)


def cohort_of_request(session: AnySession, viewer: Viewer, request_id: UUID) -> UUID:
    """The cohort of a claim in reach. Raises NotFound."""
    found = session.scalar(
        select(Enrolment.cohort_id)
        .join(CertificateRequest, CertificateRequest.enrolment_id == Enrolment.id)
        .where(
            CertificateRequest.id == request_id,
            Enrolment.id.in_(visible_enrolments(viewer, roles=ASKS)),
        )
    )
    if found is None:
        raise NotFound
    return found


def check_renewable(session: AnySession, viewer: Viewer, certificate_id: UUID) -> bool:
    """Whether it is a pathway's.

    Raises NotFound, unless it is the viewer's own or of a cohort that they coordinate.
    """
    own = Certificate.person_id == viewer.person_id
    found = session.scalar(
        select(Certificate).where(
            Certificate.id == certificate_id, or_(own, in_reach(viewer, ASKS))
        )
    )
    if found is None:
        raise NotFound
    return found.pathway_enrolment_id is not None
