"""Why something is not open yet: a sentence for each reason, with a link where one leads on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import url_for

from lms.catalog.rule_trees import Condition
from lms.catalog.rules import COURSE, PublishedActivity
from lms.core.locale import date_words
from lms.core.speech import gettext as _
from lms.core.speech import language
from lms.learning import cards, words
from lms.learning.queries.linked import LinkedCourse
from lms.learning.rules import Closed, Place
from lms.progress.rules import Unmet
from lms.progress.words import rule_lines

Linked = Mapping[str, LinkedCourse]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. under: where it belongs, in small; parts: of which its sentence speaks."""

    words: str
    url: str | None = None
    under: str | None = None
    parts: tuple[Reason, ...] = ()


def reasons(place: Place, unit_key: str, closed: Closed, linked: Linked) -> list[Reason]:
    """Everything that keeps a unit, or the course test, closed."""
    before = [_part_reason(place, part) for part in closed.missing]
    if closed.unmet is None:
        return before
    own = _unmet_reason(place, closed.unmet, linked)
    is_plain_list = closed.unmet.leaf is None and closed.unmet.needs == "all"
    return [*before, *(own.parts if is_plain_list and own.parts else (own,))]


def _part_reason(place: Place, part: PublishedActivity) -> Reason:
    """A part of the unit before; of a unit with a choice, that not all of it is needed."""
    under = words.unit_of(place.course, part)
    if part.unit_key != COURSE and rule_lines(place.course.unit(part.unit_key)):
        under = _("%(unit)s. Its page says which parts are needed.", unit=under)
    return Reason(part.title.in_(language()), cards.activity_url(place, part), under)


def _unmet_reason(place: Place, unmet: Unmet, linked: Linked) -> Reason:
    if unmet.leaf is not None:
        told = AGAINST if unmet.is_against else WANTED
        return told[unmet.leaf.kind](place, unmet.leaf, linked)
    parts = tuple(_unmet_reason(place, part, linked) for part in unmet.parts)
    if not parts:
        return Reason(_("This is not open yet"))
    heading = _("All of these:") if unmet.needs == "all" else _("One of these is enough:")
    return Reason(heading, parts=parts)


def short(place: Place, unit_key: str, closed: Closed | None, linked: Linked) -> str:
    """The condition of a closed unit on one line of a list; of several, that its page tells them.

    Empty where it has none.
    """
    if closed is None or closed.unmet is None:
        return ""
    own = reasons(place, unit_key, Closed((), closed.unmet), linked)
    if len(own) == 1 and not own[0].parts:
        return own[0].words
    return _("Several things open it; its page says which.")


def _of_unit(place: Place, leaf: Condition) -> tuple[str, str]:
    unit = place.course.unit(leaf.unit or "")
    return words.unit_name(unit), cards.unit_url(place, unit)


def _of_course(leaf: Condition, linked: Linked) -> tuple[str, str | None]:
    found = linked.get(leaf.course or "")
    title = found.title.in_(language()) if found and found.title else leaf.course or ""
    if found is None or found.enrolment_id is None:
        return title, None
    return title, url_for("learning.course", enrolment_id=found.enrolment_id)


def _completed(place: Place, leaf: Condition, linked: Linked) -> Reason:
    if leaf.unit:
        name, url = _of_unit(place, leaf)
        return Reason(_("Opens when this is completed: %(title)s.", title=name), url)
    title, course_url = _of_course(leaf, linked)
    return Reason(_("Opens when the course “%(title)s” is completed.", title=title), course_url)


def _not_completed(place: Place, leaf: Condition, linked: Linked) -> Reason:
    name = _of_unit(place, leaf)[0] if leaf.unit else _of_course(leaf, linked)[0]
    return Reason(_("Was open only until this was completed: %(title)s.", title=name))


def _passed(place: Place, leaf: Condition, linked: Linked) -> Reason:
    if leaf.unit:
        name, url = _of_unit(place, leaf)
        return Reason(_("Opens when the quiz is passed: %(title)s.", title=name), url)
    title, course_url = _of_course(leaf, linked)
    told = _("Opens when the test of the course “%(title)s” is passed.", title=title)
    return Reason(told, course_url)


def _not_passed(place: Place, leaf: Condition, linked: Linked) -> Reason:
    name = _of_unit(place, leaf)[0] if leaf.unit else _of_course(leaf, linked)[0]
    return Reason(_("Was open only until its quiz or test was passed: %(title)s.", title=name))


def _from(place: Place, leaf: Condition, linked: Linked) -> Reason:
    return Reason(_("Opens on %(day)s.", day=_day(leaf)))


def _not_from(place: Place, leaf: Condition, linked: Linked) -> Reason:
    return Reason(_("Was open only before %(day)s.", day=_day(leaf)))


def _until(place: Place, leaf: Condition, linked: Linked) -> Reason:
    return Reason(_("Was open until %(day)s. Your trainer can help.", day=_day(leaf)))


def _not_until(place: Place, leaf: Condition, linked: Linked) -> Reason:
    return Reason(_("Opens after %(day)s.", day=_day(leaf)))


def _day(leaf: Condition) -> str:
    return date_words(leaf.on, language()) if leaf.on else ""


def _cohort(place: Place, leaf: Condition, linked: Linked) -> Reason:
    return Reason(_("Only for the cohort “%(cohort)s”.", cohort=leaf.cohort))


def _not_cohort(place: Place, leaf: Condition, linked: Linked) -> Reason:
    return Reason(_("Not for the cohort “%(cohort)s”.", cohort=leaf.cohort))


def _released(place: Place, leaf: Condition, linked: Linked) -> Reason:
    return Reason(_("Opens when your trainer releases it for the cohort."))


def _not_released(place: Place, leaf: Condition, linked: Linked) -> Reason:
    return Reason(_("Was open only until your trainer closed it."))


Told = Callable[[Place, Condition, Linked], Reason]
WANTED: dict[str, Told] = {
    "completed": _completed, "passed": _passed, "date_from": _from, "date_until": _until,
    "in_cohort": _cohort, "released": _released,
}  # fmt: skip
AGAINST: dict[str, Told] = {
    "completed": _not_completed, "passed": _not_passed, "date_from": _not_from,
    "date_until": _not_until, "in_cohort": _not_cohort, "released": _not_released,
}  # fmt: skip
