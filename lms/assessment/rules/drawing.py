"""Which questions an attempt gets, and in which order their lines stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

from lms.assessment.rules.questions import (
    ChoiceQuestion,
    MatchingQuestion,
    OrderingQuestion,
    Question,
)

REMEDIAL_SIZE = 3
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be drawn. seen: how often the trainee was given it, by its key."""

    key: str
    unit_key: str
    is_absolute: bool = False
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The order in which a drawn question shows its options, stems or items, by key."""

    options: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    def as_json(self) -> dict[str, list[str]]:
        """The form that an attempt stores."""
        return {
            "options": list(self.options),
            "stems": list(self.stems),
            "items": list(self.items),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Arrangement:
        """The arrangement that an attempt stored."""
        return cls(tuple(stored["options"]), tuple(stored["stems"]), tuple(stored["items"]))


def draw_quiz(pool: Iterable[Candidate], *, count: int, random: Random) -> tuple[str, ...]:
    """Keys for a unit quiz: `count` at most, each once, those seen least first to be drawn."""
    return _shuffled((each.key for each in _least_seen(pool, random)[:count]), random)


def draw_test(pool: Iterable[Candidate], *, count: int, random: Random) -> tuple[str, ...]:
    """Keys for a course test: every absolute item, the rest in equal shares by unit.

    Shares differ by one at most while the units' own items last. Absolute items beyond
    `count` are all taken. Source: decisions.md 16.
    """
    ranked = _least_seen(pool, random)
    drawn = [each.key for each in ranked if each.is_absolute]
    piles: dict[str, list[str]] = {}
    for each in ranked:
        if not each.is_absolute:
            piles.setdefault(each.unit_key, []).append(each.key)
    turns = _shuffled(piles.values(), random)
    while len(drawn) < count and any(turns):
        for pile in turns:
            if pile and len(drawn) < count:
                drawn.append(pile.pop(0))
    return _shuffled(drawn, random)


def draw_remedial(
    pool: Iterable[Candidate], *, missed: Collection[str], random: Random
) -> tuple[str, ...]:
    """Keys for the remedial set: what was missed, then what is nearest to it.

    Nearest: absolute items of the same unit, the unit's others, then any absolute item.
    """
    ranked = _least_seen(pool, random)
    units = {each.unit_key for each in ranked if each.key in missed}

    def distance(each: Candidate) -> tuple[bool, bool, bool]:
        return each.key not in missed, each.unit_key not in units, not each.is_absolute

    nearest = sorted(ranked, key=distance)[:REMEDIAL_SIZE]
    return _shuffled((each.key for each in nearest), random)


def arrange(question: Question, random: Random) -> Arrangement:
    """An order for the question's lines; an ordering question never starts in the right one."""
    if isinstance(question, OrderingQuestion):
        right = tuple(item.key for item in question.items)
        items = _shuffled(right, random)
        return Arrangement(items=items if items != right else (*right[1:], right[0]))
    if isinstance(question, MatchingQuestion):
        options = tuple(option.key for option in question.options)
        stems = tuple(stem.key for stem in question.stems)
        if question.is_shuffled:
            options, stems = _shuffled(options, random), _shuffled(stems, random)
        return Arrangement(options=options, stems=stems)
    if isinstance(question, ChoiceQuestion):
        return Arrangement(options=_options(question, random))
    return Arrangement()


def _options(question: ChoiceQuestion, random: Random) -> tuple[str, ...]:
    """The options' order; "none of these" stays last."""
    free = [option.key for option in question.options if not option.is_last]
    last = [option.key for option in question.options if option.is_last]
    return (*(_shuffled(free, random) if question.is_shuffled else free), *last)


def _least_seen(pool: Iterable[Candidate], random: Random) -> list[Candidate]:
    """The pool, least seen first, chance deciding between equals; each key once."""
    by_key = {each.key: each for each in pool}
    ordered: Sequence[Candidate] = sorted(by_key.values(), key=lambda each: each.key)
    return sorted(_shuffled(ordered, random), key=lambda each: each.seen)


def _shuffled(lines: Iterable[T], random: Random) -> tuple[T, ...]:
    found = list(lines)
    random.shuffle(found)
    return tuple(found)
