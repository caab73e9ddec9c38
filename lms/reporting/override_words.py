"""What the pages of decisions and exemptions say."""

from __future__ import annotations

from typing import Any

from lms.catalog.rules import PublishedCourse, PublishedUnit
from lms.core.speech import gettext as _
from lms.core.speech import language
from lms.core.speech import lazy_gettext as _l
from lms.progress.queries import Override
from lms.reporting.reversal_words import activity_title, title_of_key
from lms.reporting.reversal_words import moment as moment

KINDS: dict[str, Any] = {
    "complete": _l("Set it as done now"),
    "exempt": _l("Learnt before: ask for an exemption (a second person confirms)"),
}
STANDINGS: dict[str, tuple[str, Any]] = {
    "waiting": ("waiting", _l("Waits for a second person")),
    "declined": ("stop", _l("Declined: it does not count")),
    "revoked": ("stop", _l("Revoked: it counts no longer")),
}


def target_title(course: PublishedCourse, target: str) -> str:
    """A whole unit, or a part with its unit; the key where this version has neither."""
    for unit in course.units:
        if unit.key == target:
            return _("The whole unit %(unit)s", unit=unit_title(unit))
    return title_of_key(course, target)


def unit_title(unit: PublishedUnit) -> str:
    """`3. Limits`."""
    return f"{unit.position}. {unit.title.in_(language())}"


def targets(
    course: PublishedCourse, units: tuple[PublishedUnit, ...], keys: set[str]
) -> list[tuple[str, str]]:
    """What may be chosen: whole units, then each part that is not done."""
    whole = [(unit.key, target_title(course, unit.key)) for unit in units]
    parts = [one for one in course.activities() if one.requirement_key in keys]
    return [*whole, *((one.requirement_key, activity_title(course, one)) for one in parts)]


def standing(override: Override) -> tuple[str, str]:
    """How a decision stands: the drawing's name and the words."""
    if override.standing != "in_force":
        drawn, words = STANDINGS[override.standing]
        return drawn, str(words)
    if override.kind == "exempt":
        return "done", _("Recognised as learnt before †")
    return "done", _("Set as done †")
