"""The sentences of grading anew, from facts."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from lms.assessment.queries.regrading import RegradeRow
from lms.assessment.rules.attempts import points_words
from lms.assessment.rules.regrading import Line
from lms.core.speech import gettext as _
from lms.core.speech import lazy_gettext as _l
from lms.core.speech import ngettext
from lms.teaching.queries.regrades import RegradePage

ANSWERS: dict[str | None, tuple[str, Any]] = {
    None: ("done", _l("The new results count")),
    "confirmed": ("done", _l("Confirmed by a second person")),
    "declined": ("todo", _l("Declined: results across the pass mark stay")),
}


def score(points: Fraction, most: int) -> str:
    """`5 of 6`."""
    return _("%(points)s of %(most)s", points=points_words(points), most=most)


def old_words(line: Line) -> str:
    """What an attempt has now."""
    return score(line.old, line.old_most)


def new_words(line: Line) -> str:
    """What it would have."""
    return score(line.judgement.score, line.judgement.max_score)


def change(line: Line) -> tuple[str, str]:
    """A state and words for what that means."""
    if line.is_kept:
        return "done", _("Stays passed: lowering is not allowed")
    if not line.is_crossing:
        return "todo", _("Passed or not as before")
    if line.judgement.is_passed:
        return "waiting", _("Not passed before, would pass")
    return "again", _("Passed before, would not pass")


def summary(page: RegradePage) -> str:
    """How many attempts would be graded otherwise."""
    return ngettext(
        "%(num)s attempt would be graded otherwise.",
        "%(num)s attempts would be graded otherwise.",
        page.counted,
    )


def asked_words(page: RegradePage) -> tuple[str, str]:
    """What follows from asking, and its state."""
    if page.is_crossing:
        return _("Kept. Results across the pass mark wait for a second person."), "waiting"
    return _("Kept. The new results count."), "done"


def standing(row: RegradeRow) -> tuple[str, str]:
    """How a regrade stands: a state and words."""
    if row.is_waiting:
        return "waiting", _("Waits for a second person")
    state, told = ANSWERS[row.answer]
    return state, str(told)


def count_words(row: RegradeRow) -> str:
    """How many attempts it changes, and how many of them across the pass mark."""
    told = ngettext("%(num)s attempt.", "%(num)s attempts.", row.entries)
    across = ngettext(
        "%(num)s across the pass mark.", "%(num)s across the pass mark.", row.crossing
    )
    return _("%(attempts)s %(across)s", attempts=told, across=across)
