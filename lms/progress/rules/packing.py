"""A state as one short text, and back: what is kept in an enrolment's row."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from lms.progress.rules.deriving import EnrolmentState, Overridden, RequirementState

MOST_UNPACKED = 1024  # about 4 kB each


def packed(state: EnrolmentState) -> str:
    """The state as one short JSON text; `unpacked` gives the same state back."""
    requirements = {key: _packed_one(one) for key, one in sorted(state.requirements.items())}
    units = {key: _microseconds(at) for key, at in sorted(state.units.items())}
    kept = {"r": requirements, "u": units, "c": _microseconds(state.course_completed_at),
            "l": _microseconds(state.last_at)}  # fmt: skip
    return json.dumps(kept, separators=(",", ":"))


def _packed_one(one: RequirementState) -> list[Any]:
    """Four values; an override adds three, so that rows without any stay as they were."""
    plain = [_microseconds(one.met_at), one.tries, one.best_score, _microseconds(one.last_at)]
    if one.overridden is None:
        return plain
    set_by_hand = one.overridden
    return [*plain, set_by_hand.kind, _microseconds(set_by_hand.at),
            _microseconds(set_by_hand.earned_at)]  # fmt: skip


@lru_cache(MOST_UNPACKED)  # 40 µs each, and a trainee opens many pages in one state
def unpacked(text: str) -> EnrolmentState:
    """The state kept in a packed text."""
    kept = json.loads(text)
    return EnrolmentState(
        requirements={key: _unpacked_one(*values) for key, values in kept["r"].items()},
        units={key: _certain(at) for key, at in kept["u"].items()},
        course_completed_at=_instant(kept["c"]),
        last_at=_instant(kept["l"]),
    )


def _unpacked_one(
    met: int | None, tries: int, score: float | None, last: int | None, *by_hand: Any
) -> RequirementState:
    overridden = None
    if by_hand:
        kind, at, earned = by_hand
        overridden = Overridden(kind, _certain(at), _instant(earned))
    return RequirementState(_instant(met), tries, score, _instant(last), overridden)


def _microseconds(at: datetime | None) -> int | None:
    """Whole microseconds since 1970: exact, where a float would not be."""
    if at is None:
        return None
    since = at - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _instant(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else _certain(microseconds)


def _certain(microseconds: int) -> datetime:
    seconds, rest = divmod(microseconds, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)
