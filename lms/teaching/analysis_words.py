"""The sentences of item analysis, from facts."""

from __future__ import annotations

from lms.assessment.queries.analysis import AnalysedItem, Analysis
from lms.core.speech import gettext as _
from lms.core.speech import ngettext
from lms.teaching.documents import Value
from lms.teaching.queries.analysis import QuizAnalysis

WEAK = 20  # below it, Moodle's users look at a question again
HARD, EASY = 35, 95


def attempts_words(found: Analysis, *, every: bool) -> str:
    """What the figures rest on."""
    if every:
        return ngettext("All %(num)s attempt.", "All %(num)s attempts.", found.attempts)
    return ngettext(
        "%(num)s attempt: the first finished one of each trainee.",
        "%(num)s attempts: the first finished one of each trainee.",
        found.attempts,
    )


def version_words(item: AnalysedItem) -> str:
    """Which version of the question, and how often it was asked."""
    asked = ngettext("asked %(num)s time", "asked %(num)s times", item.count)
    return _("Version %(number)s, %(asked)s", number=item.number, asked=asked)


def figure(value: float | None) -> str:
    """A number with one decimal; a dash where there is none."""
    return "–" if value is None else f"{value:.1f}"


def figures(item: AnalysedItem) -> list[tuple[str, str]]:
    """Names and values of what is known of a question."""
    found = item.figures
    if found is None:
        return []
    guess = None if item.guess is None else float(item.guess)
    return [
        (_("Facility (mean mark)"), figure(found.facility)),
        (_("Standard deviation"), figure(found.deviation)),
        (_("By guessing"), figure(guess)),
        (_("Discrimination"), figure(found.discrimination)),
        (_("Discriminative efficiency"), figure(found.efficiency)),
    ]


def verdict(item: AnalysedItem) -> tuple[str, str] | None:
    """A state and words for a question that deserves a look; nothing for any other."""
    found = item.figures
    if found is None:
        return None
    if found.discrimination is not None and found.discrimination < 0:
        return "stop", _("Those who do well elsewhere get this wrong: is the key right?")
    if item.guess is not None and item.guess and found.facility < item.guess:
        return "again", _("Answered worse than by guessing: is it understood?")
    if found.facility >= EASY:
        return "todo", _("Nearly everybody gets it right.")
    if found.facility < HARD:
        return "again", _("Few get it right.")
    if found.discrimination is not None and found.discrimination < WEAK:
        return "again", _("It hardly tells who knows from who does not.")
    return None


def rows_of(page: QuizAnalysis) -> list[list[Value]]:
    """The figures as a table, a line of names first; options follow their question."""
    head: list[Value] = [
        _("Key"), _("Version"), _("Type"), _("Question"), _("Asked"), _("Facility (mean mark)"),
        _("Standard deviation"), _("By guessing"), _("Discrimination"),
        _("Discriminative efficiency"), _("Answer"), _("Right"), _("Chosen"),
    ]  # fmt: skip
    return [head, *(line for item in page.found.items for line in _lines(item))]


def _lines(item: AnalysedItem) -> list[list[Value]]:
    found = item.figures
    kept: list[Value] = [None] * 5
    if found is not None:
        guess = None if item.guess is None else float(item.guess)
        known = (
            found.facility, found.deviation, guess, found.discrimination, found.efficiency
        )  # fmt: skip
        kept = [None if value is None else round(value, 2) for value in known]
    start: list[Value] = [item.key, item.number, item.type, item.text, item.count, *kept]
    lines = [[*start, None, None, None]]
    for one in item.chosen:
        lines.append([item.key, item.number, *[None] * 8, one.text, int(one.is_right), one.count])
    return lines
