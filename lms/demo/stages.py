"""How far a trainee of the demonstration has come: one function a stage."""

from __future__ import annotations

from collections.abc import Callable

from lms.demo.trainee import Trainee


def not_started(_trainee: Trainee) -> None:
    """Enrolled, nothing opened yet."""


def reading(trainee: Trainee) -> None:
    """The first lesson is read."""
    trainee.read(trainee.course.units[0])


def in_a_quiz(trainee: Trainee) -> None:
    """In the middle of the second unit's quiz."""
    trainee.study(trainee.course.units[0])
    trainee.read(trainee.course.units[1])
    trainee.answer(trainee.begin(trainee.course.units[1].activity("quiz")), most=3)


def half_way(trainee: Trainee) -> None:
    """Two units done, practicals included."""
    for unit in trainee.course.units[:2]:
        trainee.study(unit)
        trainee.perform(unit)


def needs_help(trainee: Trainee) -> None:
    """Two failed attempts at the third unit's quiz."""
    for unit in trainee.course.units[:2]:
        trainee.study(unit)
    trainee.read(trainee.course.units[2])
    for _ in range(2):
        trainee.take(trainee.course.units[2].activity("quiz"), wrong=4)
        trainee.pass_time(hours=3)


def cooling_down(trainee: Trainee) -> None:
    """Three failed attempts at the first quiz, the last a moment ago: the pause still runs."""
    trainee.read(trainee.course.units[0])
    for minutes_ago in (180, 90, 15):
        trainee.wait_until(minutes_ago=minutes_ago)
        trainee.take(trainee.course.units[0].activity("quiz"), wrong=5)


def waits_for_practicals(trainee: Trainee) -> None:
    """All online parts and the course test done, practicals missing."""
    for unit in trainee.course.units:
        trainee.study(unit)
    trainee.perform(trainee.course.units[0])
    trainee.perform(trainee.course.units[1], is_good=False)
    trainee.take(trainee.course.test)


def ready_for_test(trainee: Trainee) -> None:
    """Every unit done, the course test open."""
    for unit in trainee.course.units:
        trainee.study(unit)
        trainee.perform(unit)


def failed_test(trainee: Trainee) -> None:
    """The course test failed by one question that must be right."""
    ready_for_test(trainee)
    trainee.take(trainee.course.test, wrong=1)


def completed(trainee: Trainee) -> None:
    """Everything done, the certificate not yet claimed."""
    ready_for_test(trainee)
    trainee.take(trainee.course.test)


def certified(trainee: Trainee) -> None:
    """Everything done, the certificate issued."""
    completed(trainee)
    trainee.claim()


STAGES: dict[str, Callable[[Trainee], None]] = {
    "not started": not_started,
    "reading the first lesson": reading,
    "in the middle of a quiz": in_a_quiz,
    "half-way": half_way,
    "needs help with a quiz": needs_help,
    "waiting between attempts": cooling_down,
    "waiting for practicals": waits_for_practicals,
    "ready for the course test": ready_for_test,
    "failed the course test": failed_test,
    "completed, certificate not claimed": completed,
    "certified": certified,
    "withdrawn": half_way,
}
PLAN = (
    "not started", "not started", "not started", "reading the first lesson",
    "in the middle of a quiz", "in the middle of a quiz", "half-way", "half-way",
    "needs help with a quiz", "waiting between attempts", "waiting for practicals",
    "waiting for practicals", "ready for the course test", "ready for the course test",
    "failed the course test", "completed, certificate not claimed",
    "completed, certificate not claimed", "certified", "certified", "withdrawn",
)  # fmt: skip
