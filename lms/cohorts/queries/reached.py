"""The cohorts and enrolments in the viewer's reach."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from lms.accounts.queries.reach import reached_scopes, reaches_site
from lms.accounts.rules import SEES_PEOPLE, Viewer
from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import AnySession
from lms.core.errors import NotFound


def reached_cohorts(viewer: Viewer, *, roles: frozenset[str] = SEES_PEOPLE) -> Select[UUID]:
    """The ids of the cohorts in the viewer's reach by one of `roles`."""
    if reaches_site(viewer, roles):
        return select(Cohort.id)
    reached = reached_scopes(viewer.scope_ids(roles))
    return select(Cohort.id).where(Cohort.id.in_(select(reached.c.id)))


def visible_enrolments(viewer: Viewer, *, roles: frozenset[str] = SEES_PEOPLE) -> Select[UUID]:
    """The ids of the enrolments in the viewer's reach by one of `roles`."""
    return select(Enrolment.id).where(Enrolment.cohort_id.in_(reached_cohorts(viewer, roles=roles)))


def cohorts_of(
    session: AnySession, viewer: Viewer, *, roles: frozenset[str] = SEES_PEOPLE
) -> Sequence[Cohort]:
    """The cohorts in the viewer's reach, the newest first."""
    return session.scalars(
        select(Cohort)
        .where(Cohort.id.in_(reached_cohorts(viewer, roles=roles)))
        .order_by(Cohort.starts_on.desc(), Cohort.title)
    ).all()


def cohort_of(
    session: AnySession,
    viewer: Viewer,
    cohort_id: UUID,
    *,
    roles: frozenset[str] = SEES_PEOPLE,
) -> Cohort:
    """One cohort in the viewer's reach. Raises NotFound for any other."""
    found = session.scalar(
        select(Cohort).where(
            Cohort.id == cohort_id, Cohort.id.in_(reached_cohorts(viewer, roles=roles))
        )
    )
    if found is None:
        raise NotFound
    return found


def enrolments_in(session: AnySession, viewer: Viewer, cohort_id: UUID) -> Sequence[Enrolment]:
    """Every enrolment of a cohort in the viewer's reach, by roster number."""
    return session.scalars(
        select(Enrolment)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.id.in_(visible_enrolments(viewer)))
        .order_by(Enrolment.roster_number)
    ).all()


def enrolment_of(
    session: AnySession,
    viewer: Viewer,
    enrolment_id: UUID,
    *,
    roles: frozenset[str] = SEES_PEOPLE,
) -> Enrolment:
    """One enrolment in the viewer's reach. Raises NotFound for any other."""
    found = session.scalar(
        select(Enrolment).where(
            Enrolment.id == enrolment_id, Enrolment.id.in_(visible_enrolments(viewer, roles=roles))
        )
    )
    if found is None:
        raise NotFound
    return found
