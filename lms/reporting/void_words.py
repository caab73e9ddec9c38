"""What the coordinator's page of attempts says."""

from __future__ import annotations

from typing import Any

from lms.assessment.extra_words import activity_words, address_words, extra_words, given_words
from lms.assessment.extra_words import moment as moment
from lms.assessment.queries import AttemptHead
from lms.assessment.queries.attempts import Grade
from lms.assessment.queries.voids import Void
from lms.assessment.rules.attempts import points_words
from lms.catalog.rules import PublishedCourse
from lms.core.speech import gettext as _
from lms.core.speech import lazy_gettext as _l
from lms.core.speech import pgettext

ANSWERS: dict[str | None, tuple[str, Any]] = {
    None: ("waiting", _l("Waits for a second person")),
    "confirmed": ("stop", _l("Voided: it does not count")),
    "declined": ("done", _l("Declined: the attempt stands")),
}
__all__ = ["activity_words", "address_words", "extra_words", "given_words"]


def answer(void: Void) -> tuple[str, str]:
    """How a request stands: the drawing's name and the words."""
    drawn, words = ANSWERS[void.answer]
    return drawn, str(words)


def place_words(void: Void) -> str:
    """What becomes of the attempt's place."""
    if void.restores_attempt:
        return _("Its place is given back: the person may try once more.")
    return _("Its place stays used.")


def attempt_name(course: PublishedCourse, head: AttemptHead) -> str:
    """An attempt by its activity, number and start."""
    return _(
        "%(activity)s, attempt %(number)s, %(when)s",
        activity=address_words(course, head.activity),
        number=head.number,
        when=moment(head.started_at),
    )


def standing(grade: Grade | None) -> tuple[str, str]:
    """How an attempt stands: the drawing's name and the words."""
    if grade is None:
        return "now", pgettext("attempt", "Open")
    score = _("%(points)s of %(most)s", points=points_words(grade.score), most=grade.max_score)
    if grade.is_voided:
        return "stop", _("Voided: it does not count")
    if grade.is_abandoned:
        return "again", _("Not handed in in time: %(score)s", score=score)
    if grade.is_passed:
        return "done", _("Passed: %(score)s", score=score)
    return "again", _("Not passed: %(score)s", score=score)
