"""The menu, and the page each role's work begins on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from flask import request, url_for

from lms.accounts.rules import Viewer
from lms.core.speech import gettext as _
from lms.core.speech import language
from lms.core.text import Language


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu."""

    label: str
    url: str
    is_current: bool


def pages_of(roles: frozenset[str]) -> list[tuple[str, str]]:
    """What these roles use daily: label and endpoint, the home page first."""
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
    if roles & {"trainer", "coordinator"}:
        pages.append((_("Marking"), "teaching.marking"))
    if "approver" in roles:
        pages.append((_("Grading anew"), "teaching.regrades"))
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
    return menu(viewer.roles, language(), request.endpoint or "")


@cache
def menu(roles: frozenset[str], spoken: Language, here: str) -> list[Item]:
    """The menu of people with these roles on one page, in the language of the request."""
    return [Item(label, url_for(endpoint), here == endpoint) for label, endpoint in pages_of(roles)]


def home_of(viewer: Viewer) -> str:
    """The address of the page this person's work begins on."""
    return url_for(pages_of(viewer.roles)[0][1])
