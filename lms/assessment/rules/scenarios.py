"""Walking through a scenario: situations, choices, and the ending they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from lms.assessment.rules.attempts import Judgement, Step
from lms.catalog.rules import Scenario, ScenarioChoice, ScenarioNode
from lms.core.errors import DomainError, NotFound


class NoSuchChoice(DomainError):
    """The choice does not belong to the situation the walk has reached."""

    code = "invalid_response"


@dataclass(frozen=True, slots=True)
class Taken:
    """A choice made in a situation."""

    node: ScenarioNode
    choice: ScenarioChoice


@dataclass(frozen=True, slots=True)
class Walk:
    """How far the choices led: the way taken, and where it stands now."""

    way: tuple[Taken, ...]
    now: ScenarioNode

    @property
    def ending(self) -> Literal["lawful", "lost"] | None:
        """Lost or lawful, when it has ended."""
        return self.now.ending

    @property
    def critical_errors(self) -> tuple[Taken, ...]:
        """The choices that fail it at any number of points."""
        return tuple(taken for taken in self.way if taken.choice.is_critical_error)

    def has_left(self, node_key: str) -> bool:
        """Whether a choice was made in a situation, and the walk has not come back to it."""
        return node_key != self.now.key and any(taken.node.key == node_key for taken in self.way)

    @property
    def points(self) -> int:
        """The points of the choices made."""
        return sum(taken.choice.points for taken in self.way)

    @property
    def is_passed(self) -> bool:
        """Whether it ended lawfully, without a critical error."""
        return self.ending == "lawful" and not self.critical_errors


def walk(scenario: Scenario, choices: Sequence[tuple[str, str]]) -> Walk:
    """Follow (node key, choice key) pairs from the start. Raises NoSuchChoice."""
    now, way = scenario.node(scenario.start), []
    for node_key, choice_key in choices:
        if node_key != now.key:
            raise NoSuchChoice(f"the walk stands at {now.key}", node=now.key)
        try:
            choice = now.choice(choice_key)
        except NotFound as error:
            raise NoSuchChoice(f"{now.key} has no choice {choice_key}", node=now.key) from error
        way.append(Taken(now, choice))
        now = scenario.node(choice.next)
    return Walk(tuple(way), now)


def share_of_points(scenario: Scenario, taken: Walk) -> Fraction:
    """The points earned, as a part of the most that a lawful way earns."""
    most = _most_points(scenario, scenario.start, frozenset()) or 0
    return min(Fraction(taken.points, most), Fraction(1)) if most else Fraction(taken.is_passed)


def judgement_of(scenario: Scenario, reached: Walk) -> Judgement:
    """What a walk earned: its share of one point. One that has not ended passes nothing."""
    share = share_of_points(scenario, reached)
    return Judgement(share, 1, reached.is_passed, bool(reached.critical_errors))


def judgement_of_steps(scenario: Scenario, steps: Iterable[Step]) -> Judgement:
    """What the choices among the steps earned. Raises NoSuchChoice."""
    ordered = sorted(steps, key=lambda step: (step.occurred_at, step.id))
    choices = [tuple(step.response) for step in ordered if step.kind == "choose"]
    return judgement_of(scenario, walk(scenario, choices))


def _most_points(scenario: Scenario, key: str, seen: frozenset[str]) -> int | None:
    """The most points of a lawful way from a node, no situation twice; None when there is none."""
    node = scenario.node(key)
    if node.ending is not None:
        return 0 if node.ending == "lawful" else None
    if key in seen:
        return None
    reached = [
        (choice.points, _most_points(scenario, choice.next, seen | {key}))
        for choice in node.choices
        if not choice.is_critical_error
    ]
    return max((points + most for points, most in reached if most is not None), default=None)
