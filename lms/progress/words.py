"""A unit's rule as sentences, and the marks of decisions: for every room that shows progress."""

from __future__ import annotations

from dataclasses import dataclass

from lms.catalog.rules import (
    AllOf,
    CompletionRule,
    Kind,
    NOf,
    PublishedActivity,
    PublishedUnit,
    Requirement,
)
from lms.core.locale import date_words
from lms.core.speech import gettext as _
from lms.core.speech import language, ngettext
from lms.progress.queries import Release
from lms.progress.rules import EnrolmentState, Overridden, has_choice, true_since

MARK = "†"  # the mark of every part that a decision set


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A sentence of a rule; is_done: nothing where nobody's progress is shown. parts: below it."""

    words: str
    is_done: bool | None
    parts: tuple[RuleLine, ...] = ()


def rule_lines(unit: PublishedUnit, state: EnrolmentState | None = None) -> tuple[RuleLine, ...]:
    """What completes a unit, in sentences; nothing where it is simply everything in it."""
    if not has_choice(unit):
        return ()
    whole = _line(unit.completion, {one.requirement_key: one for one in unit.activities}, state)
    return whole.parts if isinstance(unit.completion, AllOf) else (whole,)


def _line(
    rule: CompletionRule, activities: dict[str, PublishedActivity], state: EnrolmentState | None
) -> RuleLine:
    if isinstance(rule, Requirement):
        is_done = state.is_met(rule.key) if state else None
        return RuleLine(asked_words(activities[rule.key]), is_done)
    parts = tuple(_line(part, activities, state) for part in rule.rules)
    if len(parts) == 1:
        return parts[0]
    return RuleLine(_branch_words(rule), _is_true(rule, state) if state else None, parts)


def _branch_words(rule: CompletionRule) -> str:
    if isinstance(rule, AllOf):
        return _("All of these:")
    if isinstance(rule, NOf):
        return ngettext("%(num)s of these is needed:", "%(num)s of these are needed:", rule.n)
    return _("One of these is enough:")


def _is_true(rule: CompletionRule, state: EnrolmentState) -> bool:
    met = {key: one.met_at for key, one in state.requirements.items() if one.met_at is not None}
    return true_since(rule, met) is not None


def asked_words(activity: PublishedActivity) -> str:
    """What an activity asks for."""
    title = activity.title.in_(language())
    asked: dict[Kind, str] = {
        "lesson": _("Read: %(title)s", title=title),
        "quiz": _("Pass: %(title)s", title=title),
        "scenario": _("Bring to a lawful end: %(title)s", title=title),
        "practical": _("Have signed off: %(title)s", title=title),
        "receipt": _("Confirm as read and understood: %(title)s", title=title),
    }
    return asked[activity.kind]


def decision_words(decision: Overridden) -> str:
    """Told to the person: why something counts that was not done here."""
    day = date_words(decision.at, language())
    if decision.kind == "exempt":
        return _("Recognised as learnt before, since %(day)s.", day=day)
    return _("Counts as completed since %(day)s, by a decision of the coordination.", day=day)


def legend() -> str:
    """What the mark means, under every report that shows one."""
    return _("† set by a decision or recognised as learnt before, not by what was done here")


def release_title(release: Release) -> str:
    """A unit by its number, or the course test."""
    title = release.title.in_(language())
    if release.position is None:
        return title
    return _("Unit %(number)s: %(title)s", number=release.position, title=title)


def release_words(release: Release) -> tuple[str, str]:
    """A state and its words for a unit that somebody opens for a cohort."""
    if release.is_released:
        return "done", _("Released: open for who has done what comes before")
    return "locked", _("Not released yet")


def released_words(*, is_released: bool) -> str:
    """Said after a unit was opened for a cohort, or closed again."""
    return _("Released for the cohort.") if is_released else _("Closed for the cohort again.")
