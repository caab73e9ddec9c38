"""Questions that can be answered, marked and drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lms.catalog.package.checks.answers import answer_problems
from lms.catalog.package.files import PackageFiles, ReadFile, UnitFiles
from lms.catalog.package.problems import Problem
from lms.catalog.package.shapes.questions import (
    QuestionShape,
    QuestionsShape,
)
from lms.catalog.package.shapes.unit import QuizShape
from lms.catalog.package.yaml_file import Document
from lms.catalog.rules import UNGRADED

FEWEST_TEST_ITEMS = 15


def question_problems(files: PackageFiles) -> Iterator[Problem]:
    """Answers, feedback, keys that are unique in the course, and enough to draw from."""
    lists = [files.test, *(unit.questions for unit in files.units if unit.questions)]
    for each in lists:
        if each.value:
            for at, question in enumerate(each.value.root):
                yield from answer_problems(each.document, at, question)
    yield from _repeated_in_course(lists)
    for unit in files.units:
        yield from _unit_draw_problems(unit)
    yield from _test_problems(files)


def _repeated_in_course(lists: Sequence[ReadFile[QuestionsShape]]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for each in lists:
        for at, question in enumerate(each.value.root if each.value else ()):
            here = each.document.problem((at, "key"), "")
            if question.key in first:
                words = (
                    f"the key “{question.key}” is taken in {first[question.key]}; choose another"
                )
                yield each.document.problem((at, "key"), words)
            first.setdefault(question.key, f"{here.file}:{here.line}")


def _unit_draw_problems(unit: UnitFiles) -> Iterator[Problem]:
    shape, questions = unit.unit.value, unit.questions
    if shape is None or questions is None or questions.value is None:
        return
    asked = [each for each in questions.value.root if each.use in ("unit", "both")]
    pool, ungraded = len(asked), sum(question.type in UNGRADED for question in asked)
    for at, activity in enumerate(shape.activities):
        if isinstance(activity, QuizShape) and activity.draw > pool:
            words = f"draws {activity.draw}, and {pool} questions are for the unit; write more"
            yield unit.unit.document.problem(("activities", at, "draw"), words)
        elif isinstance(activity, QuizShape) and activity.draw <= ungraded:
            words = (
                f"draws {activity.draw}, and {ungraded} questions are never graded: an attempt "
                "could not be passed; draw more"
            )
            yield unit.unit.document.problem(("activities", at, "draw"), words)


def _test_problems(files: PackageFiles) -> Iterator[Problem]:
    test, course = files.test, files.course
    if test.value is None:
        return
    for at, question in enumerate(test.value.root):
        if question.use != "test":
            yield test.document.problem((at, "use"), "in test/questions.yaml write use: test")
    own = len(test.value.root)
    if own < FEWEST_TEST_ITEMS:
        words = f"{own} questions; the course test has at least {FEWEST_TEST_ITEMS} of its own"
        yield test.document.problem((), words)
    if course.value and all(not u.questions or u.questions.value for u in files.units):
        yield from _test_draw_problems(course.document, course.value.test.draw, _test_pool(files))


def _test_pool(files: PackageFiles) -> list[QuestionShape]:
    lists = [files.test, *(unit.questions for unit in files.units if unit.questions)]
    every = (question for each in lists if each.value for question in each.value.root)
    return [question for question in every if question.use in ("test", "both")]


def _test_draw_problems(
    document: Document, draw: int, pool: Sequence[QuestionShape]
) -> Iterator[Problem]:
    if draw > len(pool):
        words = f"draws {draw}, and {len(pool)} questions are for the course test; write more"
        yield document.problem(("test", "draw"), words)
    ungraded = sum(question.type in UNGRADED for question in pool)
    if draw <= ungraded:
        words = f"draws {draw}, and {ungraded} questions are never graded; draw more"
        yield document.problem(("test", "draw"), words)
    absolute = sum(question.absolute for question in pool)
    if absolute > draw:
        words = f"draws {draw}, and {absolute} questions are absolute; draw more"
        yield document.problem(("test", "draw"), words)
