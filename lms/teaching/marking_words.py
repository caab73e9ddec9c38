"""The sentences of marking, from facts."""

from __future__ import annotations

from lms.assessment.rules.evidence import FileLine
from lms.assessment.rules.marking import Mark, chosen_levels
from lms.assessment.rules.questions import Criterion
from lms.core.speech import gettext as _
from lms.core.speech import language, ngettext
from lms.teaching import words
from lms.teaching.queries.marking import MarkingPage, QueueLine


def waiting_words(count: int) -> str:
    """How many answers wait for a mark."""
    return ngettext("%(num)s answer waits for a mark", "%(num)s answers wait for a mark", count)


def kept_words(*, is_last: bool) -> str:
    """What follows from a mark."""
    if is_last:
        return _("Marked. That was the last answer of the attempt: the trainee sees the result.")
    return _("Marked. The result comes when the other answers of the attempt are marked.")


def where_words(line: QueueLine) -> str:
    """What the answer belongs to, and since when it waits."""
    return _(
        "%(activity)s. Handed in %(when)s.",
        activity=words.activity_name(line.course, line.activity),
        when=words.moment(line.handed_in_at),
    )


def handed_in_words(page: MarkingPage) -> str:
    """Since when the answer waits."""
    return _("Handed in %(when)s.", when=words.moment(page.handed_in_at))


def length_words(page: MarkingPage) -> str:
    """How long a written answer is."""
    return ngettext("%(num)s word", "%(num)s words", page.words)


def file_words(number: int, file: FileLine) -> str:
    """A file of an answer: it has no name."""
    if file.kind == "image":
        return _("Photo %(number)s", number=number)
    return _("Text file %(number)s", number=number)


def points_words(points: int) -> str:
    """So many points."""
    return ngettext("%(num)s point", "%(num)s points", points)


def mark_lines(rubric: tuple[Criterion, ...], mark: Mark) -> list[str]:
    """What a mark gave on each criterion."""
    return [
        _(
            "%(criterion)s: %(level)s",
            criterion=chosen.criterion.text.in_(language()),
            level=chosen.level.text.in_(language()),
        )
        for chosen in chosen_levels(rubric, mark.levels)
    ]
