"""Pages that several views answer with."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.catalog.rules import PublishedActivity, PublishedUnit
from lms.core.text import Text
from lms.learning import cards, words
from lms.learning.rules import Place


def locked_page(
    place: Place,
    unit: PublishedUnit | None,
    title: Text,
    missing: Sequence[PublishedActivity],
) -> ResponseReturnValue:
    """What is one's own but not open yet: the reasons, each with its link."""
    page = render_template(
        "learning/locked.html",
        place=place, unit=unit, title=title, missing=missing, words=words, cards=cards,
    )  # fmt: skip
    return page, 403
