"""Which rows are shown, in which order: read from an address, where nothing unknown counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, cast, get_args

from lms.catalog.rules import COURSE
from lms.core.locale import sort_key
from lms.reporting.rules.standing import PARTS, CellState, Part, Row

Flag = Literal["help", "waiting", "certificate"]
FLAGS: tuple[Flag, ...] = get_args(Flag)
INACTIVE_CHOICES = (7, 14, 30)
SORTS = ("number", "name", "last")
PER_PAGE = (50, 100, 200)
LARGEST_PAGE_NUMBER = 9_999
NEARNESS: dict[CellState, int] = {
    "done": 0, "waiting": 1, "now": 2, "again": 3, "todo": 4, "locked": 5,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the report is narrowed to; the same for the page, its figures' links and exports.

    sort: number, name, last or the key of a unit. page: from 1; the last one for any beyond.
    """

    part: Part | None = None
    held_at: str | None = None
    inactive: int | None = None
    flag: Flag | None = None
    sort: str = "number"
    is_descending: bool = False
    page: int = 1
    per_page: int = PER_PAGE[0]

    @property
    def is_whole(self) -> bool:
        """Whether nobody is left out."""
        return not (self.part or self.held_at or self.inactive or self.flag)

    def address(self) -> dict[str, str]:
        """The parameters of the address that reads back as this, without what is usual."""
        order = f"-{self.sort}" if self.is_descending else self.sort
        wanted = {
            "state": self.part,
            "held": self.held_at,
            "inactive": self.inactive,
            "flag": self.flag,
            "sort": order if order != "number" else None,
            "page": self.page if self.page != 1 else None,
            "per_page": self.per_page if self.per_page != PER_PAGE[0] else None,
        }
        return {key: str(value) for key, value in wanted.items() if value is not None}

    def on_page(self, page: int) -> Narrowing:
        """The same rows, another page of them."""
        return replace(self, page=page)

    def sorted_by(self, sort: str) -> Narrowing:
        """The same rows in this order; in the opposite one when it is this already."""
        is_again = self.sort == sort and not self.is_descending
        return replace(self, sort=sort, is_descending=is_again, page=1)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the narrowed rows; first and last count from 1."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int
    first: int

    @property
    def last(self) -> int:
        """The place of the last row in the whole list."""
        return self.first + len(self.rows) - 1


def read_narrowing(address: Mapping[str, str], unit_keys: Sequence[str]) -> Narrowing:
    """What an address asks for. A value that is not known is left out, never an error."""
    sort = address.get("sort", "")
    wanted_sort = known(sort.removeprefix("-"), (*SORTS, *unit_keys))
    return Narrowing(
        part=cast(Part | None, known(address.get("state"), PARTS)),
        held_at=known(address.get("held"), (*unit_keys, COURSE)),
        inactive=known_number(address.get("inactive"), INACTIVE_CHOICES),
        flag=cast(Flag | None, known(address.get("flag"), FLAGS)),
        sort=wanted_sort or "number",
        is_descending=bool(wanted_sort) and sort.startswith("-"),
        page=known_number(address.get("page"), range(1, LARGEST_PAGE_NUMBER + 1)) or 1,
        per_page=known_number(address.get("per_page"), PER_PAGE) or PER_PAGE[0],
    )


def known(value: str | None, values: Sequence[str]) -> str | None:
    """`value` when it is one of `values`."""
    return value if value in values else None


def known_number(value: str | None, values: Sequence[int]) -> int | None:
    """The number written, when it is one of `values`."""
    is_number = value is not None and value.isascii() and value.isdigit() and len(value) <= 4
    return int(value) if value and is_number and int(value) in values else None


def is_wanted(row: Row, wanted: Narrowing) -> bool:
    """Whether a row is among those asked for."""
    return (
        (wanted.part is None or row.part == wanted.part)
        and (wanted.held_at is None or row.is_held_at(wanted.held_at))
        and (wanted.inactive is None or row.is_inactive(wanted.inactive))
        and (wanted.flag is None or has_flag(row, wanted.flag))
    )


def has_flag(row: Row, flag: Flag) -> bool:
    """Whether a row carries a flag."""
    return {"help": row.needs_help, "waiting": row.is_waiting, "certificate": row.is_certified}[
        flag
    ]


def narrowed(rows: Sequence[Row], wanted: Narrowing) -> list[Row]:
    """The rows asked for, in the order asked for; roster numbers settle what is equal."""
    kept = [row for row in rows if is_wanted(row, wanted)]
    kept.sort(key=lambda row: (row.roster_number, row.enrolment_id))
    if wanted.sort == "name":
        kept.sort(key=lambda row: sort_key(row.label), reverse=wanted.is_descending)
    elif wanted.sort == "last":
        kept.sort(key=lambda row: row.last_active_on, reverse=wanted.is_descending)
    elif wanted.sort != "number":
        kept.sort(key=lambda row: nearness(row, wanted.sort), reverse=wanted.is_descending)
    elif wanted.is_descending:
        kept.reverse()
    return kept


def nearness(row: Row, unit_key: str) -> tuple[int, date, int]:
    """How near a unit is to its completion: the earliest completed first."""
    cell = row.digest.cell(unit_key)
    if cell is None:
        return len(NEARNESS), date.max, 0
    return NEARNESS[cell.state], cell.on or date.max, cell.tries - cell.done


def page_of(rows: Sequence[Row], wanted: Narrowing) -> Page:
    """The page asked for; the last one when it lies beyond."""
    pages = max(1, -(-len(rows) // wanted.per_page))
    page = min(wanted.page, pages)
    start = (page - 1) * wanted.per_page
    shown = tuple(rows[start : start + wanted.per_page])
    return Page(shown, len(rows), page, pages, start + 1 if shown else 0)
