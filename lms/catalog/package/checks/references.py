"""Every name that a file uses is written somewhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lms.catalog.package.files import PackageFiles, UnitFiles
from lms.catalog.package.problems import Problem
from lms.catalog.package.shapes.rules import RuleShape
from lms.catalog.package.shared_files import Shared
from lms.catalog.package.yaml_file import Document, Place, Plain

ACTIVITY_OF_LEAF = {
    "view": "lesson",
    "quiz": "quiz",
    "scenario": "scenario",
    "signoff": "practical",
    "receipt": "receipt",
}


def reference_problems(files: PackageFiles, shared: Shared) -> Iterator[Problem]:
    """Sources, objectives, prerequisites and the activities of completion rules."""
    if shared.sources is not None:
        for document in files.documents():
            if not document.problems:
                yield from _source_problems(document, document.content, (), set(shared.sources))
    for unit in files.units:
        yield from _completion_problems(unit)
        yield from _unit_objective_problems(unit)
        yield from _line_objective_problems(unit)
    yield from _test_objective_problems(files)
    yield from _prerequisite_problems(files, shared)
    yield from _clause_problems(files, shared)


def _source_problems(
    document: Document, content: Plain, place: Place, known: set[str]
) -> Iterator[Problem]:
    if isinstance(content, dict):
        key = content.get("source")
        if isinstance(key, str) and key not in known:
            words = f"no source “{key}” in sources.yaml; add it there or correct the key"
            yield document.problem((*place, "source"), words)
        for name, value in content.items():
            yield from _source_problems(document, value, (*place, name), known)
    elif isinstance(content, list):
        for at, value in enumerate(content):
            yield from _source_problems(document, value, (*place, at), known)


def _completion_problems(unit: UnitFiles) -> Iterator[Problem]:
    if shape := unit.unit.value:
        kinds = {activity.key: activity.type for activity in shape.activities}
        yield from _rule_problems(unit.unit.document, shape.completion, ("completion",), kinds)


def _rule_problems(
    document: Document, rule: RuleShape, place: Place, kinds: Mapping[str, str]
) -> Iterator[Problem]:
    if rule.type is not None:
        wanted = ACTIVITY_OF_LEAF[rule.type]
        found = kinds.get(str(rule.activity))
        if found is None:
            words = f"the unit has no activity “{rule.activity}”; write one of its keys"
            yield document.problem((*place, "activity"), words)
        elif found != wanted:
            words = f"{rule.type} asks for a {wanted}, and “{rule.activity}” is a {found}"
            yield document.problem((*place, "activity"), words)
    branches = (("all", rule.all), ("any", rule.any))
    for name, parts in (*branches, ("n_of", rule.n_of.rules if rule.n_of else None)):
        below = (*place, name, "rules") if name == "n_of" else (*place, name)
        for at, part in enumerate(parts or ()):
            yield from _rule_problems(document, part, (*below, at), kinds)


def _unit_objective_problems(unit: UnitFiles) -> Iterator[Problem]:
    if unit.unit.value is None or unit.questions is None or unit.questions.value is None:
        return
    known = {objective.key for objective in unit.unit.value.objectives}
    for at, question in enumerate(unit.questions.value.root):
        if question.objective not in known:
            words = (
                f"the unit has no objective “{question.objective}”; "
                f"write one of {', '.join(sorted(known))}"
            )
            yield unit.questions.document.problem((at, "objective"), words)


def _line_objective_problems(unit: UnitFiles) -> Iterator[Problem]:
    if unit.unit.value is None or unit.practical is None or unit.practical.value is None:
        return
    known = {objective.key for objective in unit.unit.value.objectives}
    for at, line in enumerate(unit.practical.value.lines):
        if line.objective is not None and line.objective not in known:
            words = f"the unit has no objective “{line.objective}”; write one of its keys"
            yield unit.practical.document.problem(("lines", at, "objective"), words)


def _test_objective_problems(files: PackageFiles) -> Iterator[Problem]:
    units = [unit.unit.value for unit in files.units]
    if files.test.value is None or files.course.value is None or None in units:
        return
    known = {f"{unit.key}/{each.key}" for unit in units if unit for each in unit.objectives}
    for at, question in enumerate(files.test.value.root):
        if question.objective not in known:
            words = f"no unit has the objective “{question.objective}”; write it as in u03/lo1"
            yield files.test.document.problem((at, "objective"), words)


def _clause_problems(files: PackageFiles, shared: Shared) -> Iterator[Problem]:
    if files.course.value is None or shared.clauses is None:
        return
    for at, key in enumerate(files.course.value.clauses):
        if key not in shared.clauses:
            words = f"no clause “{key}” in clauses.yaml; add it there or correct the key"
            yield files.course.document.problem(("clauses", at), words)


def _prerequisite_problems(files: PackageFiles, shared: Shared) -> Iterator[Problem]:
    known = shared.course_keys()
    if files.course.value is None or known is None:
        return
    for at, key in enumerate(files.course.value.prerequisites):
        if key not in known or key == files.course.value.key:
            words = f"programme.yaml names no other course “{key}”; correct the key"
            yield files.course.document.problem(("prerequisites", at), words)
