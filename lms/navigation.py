"""The menu, and the page each role's work begins on."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _

from lms.accounts.rules import Viewer


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu."""

    label: str
    url: str
    is_current: bool


def pages_of(viewer: Viewer) -> list[tuple[str, str]]:
    """What this person's roles use daily: label and endpoint, the home page first."""
    roles = viewer.roles
    pages: list[tuple[str, str]] = []
    if "trainee" in roles:
        pages += [
            (_("Home"), "learning.home"),
            (_("My certificates"), "certification.wallet"),
        ]
    if "trainer" in roles:
        pages.append((_("Cohorts"), "teaching.desk"))
    if roles & {"coordinator", "approver"}:
        pages.append((_("Reports"), "reporting.desk"))
    if "administrator" in roles:
        pages += [(_("People"), "accounts.people"), (_("Cohorts and enrolments"), "cohorts.desk")]
    if roles & {"administrator", "auditor"}:
        pages.append((_("Audit log"), "accounts.audit"))
    pages.append((_("My account"), "accounts.me"))
    return pages


def navigation(viewer: Viewer | None) -> list[Item]:
    """The menu of this person."""
    if viewer is None:
        return []
    return [
        Item(label, url_for(endpoint), request.endpoint == endpoint)
        for label, endpoint in pages_of(viewer)
    ]


def home_of(viewer: Viewer) -> str:
    """The address of the page this person's work begins on."""
    return url_for(pages_of(viewer)[0][1])
