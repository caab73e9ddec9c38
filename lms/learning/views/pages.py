"""Pages that several views answer with."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.catalog.rules import COURSE, PublishedUnit
from lms.core.text import Text
from lms.learning import cards, opening_words
from lms.learning.queries.linked import LinkedCourse
from lms.learning.rules import Closed, Place


def locked_page(
    place: Place,
    unit: PublishedUnit | None,
    title: Text,
    closed: Closed,
    linked: Mapping[str, LinkedCourse],
) -> ResponseReturnValue:
    """What is one's own but not open yet: the reasons, each with its link."""
    reasons = opening_words.reasons(place, unit.key if unit else COURSE, closed, linked)
    page = render_template(
        "learning/locked.html",
        place=place, unit=unit, title=title, missing=closed.missing, reasons=reasons, cards=cards,
    )  # fmt: skip
    return page, 403
