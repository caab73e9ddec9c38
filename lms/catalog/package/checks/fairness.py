"""A course's questions taken together: nobody passes by their form, and every objective is asked.

Rules: curriculum, language guide and the programme's sections 3 and 6.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lms.catalog.package.files import PackageFiles, ReadFile, UnitFiles
from lms.catalog.package.problems import Problem
from lms.catalog.package.shapes.questions import (
    QuestionShape,
    QuestionsShape,
    SingleChoice,
    TrueFalse,
)
from lms.catalog.rules import UNGRADED
from lms.core.text import LANGUAGES, Language

MOST_PERCENT = 40
FEWEST_CHOICES = 5  # of fewer, no share says anything
FEWEST_QUESTIONS = 2
FEWEST_STATEMENTS = 4


def fairness_problems(files: PackageFiles) -> Iterator[Problem]:
    """What is wrong in the questions as a whole."""
    choices = [one for each in _lists(files) for one in _choices(each)]
    if len(choices) >= FEWEST_CHOICES:
        for language in LANGUAGES:
            yield from _length_problems(files, choices, language)
        yield from _position_problems(files, choices)
    yield from _one_sided(files)
    yield from _repeated_stems(files)
    yield from _without_source(files)
    for unit in files.units:
        yield from _unasked_objectives(unit)


@dataclass(frozen=True, slots=True)
class _Choice:
    """One single-choice question, with the place of its right answer."""

    question: SingleChoice
    right: int

    def is_longest(self, language: Language) -> bool:
        """Whether no other option is as long or longer."""
        lengths = [len(option.text.in_(language)) for option in self.question.options]
        return lengths[self.right] >= max(lengths)


def _lists(files: PackageFiles) -> list[ReadFile[QuestionsShape]]:
    return [files.test, *(unit.questions for unit in files.units if unit.questions)]


def _choices(questions: ReadFile[QuestionsShape]) -> Iterator[_Choice]:
    for question in questions.value.root if questions.value else ():
        if isinstance(question, SingleChoice):
            places = [at for at, option in enumerate(question.options) if option.correct]
            if len(places) == 1:
                yield _Choice(question, places[0])


def _length_problems(
    files: PackageFiles, choices: Sequence[_Choice], language: Language
) -> Iterator[Problem]:
    longest = [one.question.key for one in choices if one.is_longest(language)]
    if 100 * len(longest) >= MOST_PERCENT * len(choices):
        words = (
            f"in {language} the right answer is the longest in {len(longest)} of {len(choices)} "
            f"choice questions, and {MOST_PERCENT} % or more can be guessed; shorten it or write "
            f"longer others, as in {', '.join(longest[:5])}"
        )
        yield files.course.document.problem((), words)


def _position_problems(files: PackageFiles, choices: Sequence[_Choice]) -> Iterator[Problem]:
    for at, count in sorted(Counter(one.right for one in choices).items()):
        if 100 * count > MOST_PERCENT * len(choices):
            words = (
                f"the right answer stands at place {at + 1} in {count} of {len(choices)} choice "
                f"questions, more than {MOST_PERCENT} %; move some"
            )
            yield files.course.document.problem((), words)


def _one_sided(files: PackageFiles) -> Iterator[Problem]:
    """Statements of which all are true, or all false, ask nothing."""
    answers = [
        question.answer
        for each in _lists(files)
        for question in (each.value.root if each.value else ())
        if isinstance(question, TrueFalse)
    ]
    if len(answers) >= FEWEST_STATEMENTS and len(set(answers)) == 1:
        words = f"all {len(answers)} true-or-false statements have one answer; turn some round"
        yield files.course.document.problem((), words)


def _repeated_stems(files: PackageFiles) -> Iterator[Problem]:
    first: dict[tuple[Language, str], str] = {}
    for each in _lists(files):
        for at, question in enumerate(each.value.root if each.value else ()):
            for language in LANGUAGES:
                stem = " ".join(question.text.in_(language).split())
                known = first.setdefault((language, stem), question.key)
                if known != question.key:
                    words = f"asks what {known} asks; ask something else"
                    yield each.document.problem((at, "text", language), words)


def _without_source(files: PackageFiles) -> Iterator[Problem]:
    for each in _lists(files):
        for at, question in enumerate(each.value.root if each.value else ()):
            if not question.sources and question.type not in UNGRADED:
                yield each.document.problem((at, "sources"), "no source; say what it rests on")


def _unasked_objectives(unit: UnitFiles) -> Iterator[Problem]:
    """Every objective has two questions, or a line of the practical."""
    if unit.unit.value is None:
        return
    asked = Counter(question.objective for question in _graded(unit))
    lines = unit.practical.value.lines if unit.practical and unit.practical.value else ()
    observed = {line.objective for line in lines}
    for at, objective in enumerate(unit.unit.value.objectives):
        if asked[objective.key] < FEWEST_QUESTIONS and objective.key not in observed:
            words = (
                f"{objective.key} is assessed by {asked[objective.key]} questions; write "
                f"{FEWEST_QUESTIONS}, or a line of the practical with objective: {objective.key}"
            )
            yield unit.unit.document.problem(("objectives", at), words)


def _graded(unit: UnitFiles) -> Iterator[QuestionShape]:
    if unit.questions and unit.questions.value:
        yield from (one for one in unit.questions.value.root if one.type not in UNGRADED)
