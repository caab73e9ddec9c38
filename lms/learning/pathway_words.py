"""The sentences about a pathway."""

from __future__ import annotations

from lms.core.speech import gettext as _
from lms.core.speech import ngettext
from lms.learning.course_words import validity
from lms.learning.queries.pathways import OwnPathwayPage
from lms.learning.words import whole_date

__all__ = ["certificate_words", "pathway_words", "validity"]


def pathway_words(page: OwnPathwayPage) -> str:
    """How far somebody is on a pathway."""
    if page.completed_at is not None:
        return _("Completed on %(date)s", date=whole_date(page.completed_at))
    if not page.is_active:
        return _("Left before the end. What was done is kept.")
    total = len(page.pathway.course_keys)
    return ngettext(
        "%(done)s of %(num)s course complete", "%(done)s of %(num)s courses complete", total,
        done=page.done,
    )  # fmt: skip


def certificate_words(page: OwnPathwayPage) -> str:
    """What the pathway's certificate waits for."""
    if page.completed_at is not None:
        return _("The pathway is complete.")
    return _("The pathway's certificate can be issued when every course is complete.")
