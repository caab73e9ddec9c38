"""What is right, by the words on the page: the packages read as their authors wrote them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from lms.assessment.rules.questions import (
    ChoiceQuestion,
    MatchingQuestion,
    NumericQuestion,
    OrderingQuestion,
)
from lms.assessment.rules.reading import read_question
from lms.authoring.operations import bank_questions, packages_in
from lms.catalog.package import read_package, read_shared

COURSES = Path(__file__).parents[2] / "courses"


def squeezed(text: str) -> str:
    """The text as a page's layout leaves it: white space of any kind is one space."""
    return " ".join(text.split())


@cache
def asked():
    """Every question of every course, as the bank keeps it and as it is read."""
    shared = read_shared(COURSES)
    packages = (read_package(folder, shared) for folder in packages_in(COURSES))
    kept = [each for package in packages for each in bank_questions(package)]
    return [(each, read_question(each.type, each.body)) for each in kept]


@cache
def questions(language):
    """Question text -> question."""
    return {squeezed(one.text.in_(language)): one for _, one in asked()}


@cache
def absolute_stems(language):
    """The texts of the questions that must be fully right in a course test."""
    return {squeezed(one.text.in_(language)) for kept, one in asked() if kept.is_absolute}


def right_lines(question, language):
    """Choice: texts to tick. Matching: stem -> option. Ordering: texts in order. Numeric: it."""
    if isinstance(question, ChoiceQuestion):
        return [squeezed(each.text.in_(language)) for each in question.options if each.is_right]
    if isinstance(question, MatchingQuestion):
        options = {each.key: squeezed(each.text.in_(language)) for each in question.options}
        return {squeezed(stem.text.in_(language)): options[stem.match] for stem in question.stems}
    if isinstance(question, NumericQuestion):
        return [question.answers[0].example]
    assert isinstance(question, OrderingQuestion)
    return [squeezed(item.text.in_(language)) for item in question.items]


@cache
def lawful_choices(language):
    """(situation, choice) pairs, one way to a lawful end through each scenario."""
    pairs = set()
    for path in sorted(COURSES.glob("*/*/scenario.yaml")):
        scenario = YAML(typ="safe").load(path)
        nodes = {node["key"]: node for node in scenario["nodes"]}
        for node, choice in lawful_way(nodes, scenario["start"], ()):
            pairs.add((squeezed(node["text"][language]), squeezed(choice["text"][language])))
    return pairs


def lawful_way(nodes, key, taken):
    """The choices of a way that ends lawfully, without a critical error or a return."""
    node = nodes[key]
    if node.get("ending"):
        return [] if node["ending"] == "lawful" else None
    if key in taken:
        return None
    for choice in node["choices"]:
        if choice.get("critical_error"):
            continue
        rest = lawful_way(nodes, choice["next"], (*taken, key))
        if rest is not None:
            return [(node, choice), *rest]
    return None
