"""Whom a viewer may know of: decided in the query, never in a template."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, Select, or_, select, true

from lms.accounts.models import Person, Scope, ScopeMember
from lms.accounts.rules import SEES_PEOPLE, Viewer


def reached_scopes(scope_ids: Iterable[UUID]) -> CTE:
    """The scopes themselves and everything below them, as a table of ids.

    Without a name of its own, so that one query may hold several.
    """
    reached = select(Scope.id).where(Scope.id.in_(sorted(scope_ids))).cte(recursive=True)
    return reached.union(select(Scope.id).join(reached, Scope.parent_id == reached.c.id))


def people_in(scope_ids: Iterable[UUID]) -> Select[UUID]:
    """Who stands, or once stood, in these scopes or below."""
    reached = reached_scopes(scope_ids)
    return select(ScopeMember.person_id).where(ScopeMember.scope_id.in_(select(reached.c.id)))


def visible_people(
    viewer: Viewer, *, roles: frozenset[str] = SEES_PEOPLE, with_names: bool = False
) -> Select[UUID]:
    """The ids of the people in the viewer's reach by one of `roles`; oneself is not among them.

    A site-wide role reaches everybody, placed anywhere or not.
    """
    scope_ids = viewer.scope_ids(roles, with_names=with_names)
    site_wide: Any = true() if reaches_site(viewer, roles, with_names=with_names) else None
    conditions: list[Any] = [Person.id.in_(people_in(scope_ids))]
    if site_wide is not None:
        conditions.append(site_wide)
    return select(Person.id).where(or_(*conditions))


def reaches_site(viewer: Viewer, roles: frozenset[str], *, with_names: bool = False) -> bool:
    """Whether one of `roles` is held for the whole site."""
    return any(
        grant.scope_kind == "site"
        and grant.role in roles
        and (grant.may_see_names or not with_names)
        for grant in viewer.grants
    )
