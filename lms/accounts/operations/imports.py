"""Bringing in people from a list: a verdict for each line first, then all of them or none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from sqlalchemy import select

from lms.accounts.importing import Line, read_list
from lms.accounts.models import Person
from lms.accounts.naming import folded_lines
from lms.accounts.operations.by_administrator import add_someone
from lms.accounts.operations.people import NewPerson
from lms.accounts.queries.names import count_as_shown
from lms.accounts.queries.people import names_to_compare, reached_people
from lms.accounts.rules import Viewer
from lms.core.db import AnySession
from lms.core.errors import DomainError
from lms.core.text import fold

Verdict = Literal["ready", "mend", "here", "twice"]


class LinesToMend(DomainError):
    """There are lines that need mending, and leaving them out was not chosen."""

    code = "lines_to_mend"


@dataclass(frozen=True, slots=True)
class Checked:
    """A line with what happens to it. code: of the person who is here already."""

    line: Line
    verdict: Verdict
    code: str = ""


@dataclass(frozen=True, slots=True)
class CheckedList:
    """Every line of the list with its verdict."""

    lines: tuple[Checked, ...]

    def count(self, verdict: Verdict) -> int:
        """How many lines have this verdict."""
        return sum(1 for checked in self.lines if checked.verdict == verdict)

    @property
    def skipped(self) -> int:
        """How many lines are left out because the person is here, or stands twice in the list."""
        return self.count("here") + self.count("twice")


def check_list(session: AnySession, *, viewer: Viewer, text: str) -> CheckedList:
    """What each line would do; nothing is stored. Raises ListRefused, PurposeMissing.

    A person counts as here already when the whole folded name in one script equals that of
    somebody in the viewer's reach, and then counts as shown.
    """
    known = _known(session, viewer)
    checked = CheckedList(tuple(_verdicts(read_list(text), known)))
    named = {one.code for one in checked.lines if one.verdict == "here"}
    count_as_shown(session, [here.person_id for here in known.values() if here.code in named])
    return checked


class Here(NamedTuple):
    """Somebody in the viewer's reach, and what the page calls them."""

    person_id: UUID
    code: str


def _known(session: AnySession, viewer: Viewer) -> dict[str, Here]:
    reached = reached_people(viewer)
    wanted = select(Person.id, Person.trainee_code).where(Person.id.in_(reached))
    codes = dict(session.execute(wanted).all())
    return {
        fold(line): Here(person_id, codes[person_id])
        for person_id, lines in names_to_compare(session, viewer, reached)
        for line in lines
        if line
    }


def _verdicts(lines: tuple[Line, ...], known: dict[str, Here]) -> Iterator[Checked]:
    seen: set[str] = set()
    for line in lines:
        folded = folded_lines(line.names)
        here = next((known[name].code for name in sorted(folded) if name in known), "")
        if line.problems:
            yield Checked(line, "mend")
        elif here:
            yield Checked(line, "here", here)
        elif folded & seen:
            yield Checked(line, "twice")
        else:
            seen |= folded
            yield Checked(line, "ready")


def import_people(
    session: AnySession, *, viewer: Viewer, text: str, skips_bad_lines: bool, at: datetime
) -> tuple[NewPerson, ...]:
    """Add everybody whose line is ready, in the order of the list; all or none.

    Raises ListRefused, PurposeMissing; LinesToMend while a line needs mending and leaving out was
    not chosen.
    """
    checked = check_list(session, viewer=viewer, text=text)
    if checked.count("mend") and not skips_bad_lines:
        raise LinesToMend
    return tuple(
        add_someone(
            session,
            viewer=viewer,
            names=one.line.names,
            at=at,
            address_form=one.line.about["address_form"],
            sex=one.line.about["sex"],
            language=one.line.about["language"],
        )
        for one in checked.lines
        if one.verdict == "ready"
    )
