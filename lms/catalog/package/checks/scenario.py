"""A scenario that begins, can be ended lawfully, and can be lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lms.catalog.package.checks.unique import repeated
from lms.catalog.package.files import PackageFiles
from lms.catalog.package.problems import Problem
from lms.catalog.package.shapes.contents import NodeShape, ScenarioShape
from lms.catalog.package.yaml_file import Document


def scenario_problems(files: PackageFiles) -> Iterator[Problem]:
    """What is wrong in the paths of each unit's scenario."""
    for unit in files.units:
        if unit.scenario and unit.scenario.value:
            yield from _one(unit.scenario.document, unit.scenario.value)


def _one(document: Document, scenario: ScenarioShape) -> Iterator[Problem]:
    broken = [*_key_problems(document, scenario), *_step_problems(document, scenario)]
    yield from broken
    if broken:
        return
    nodes = {node.key: node for node in scenario.nodes}
    yield from _path_problems(document, scenario, nodes)


def _key_problems(document: Document, scenario: ScenarioShape) -> Iterator[Problem]:
    yield from repeated(document, ("nodes",), scenario.nodes)
    for at, node in enumerate(scenario.nodes):
        yield from repeated(document, ("nodes", at, "choices"), node.choices or ())


def _step_problems(document: Document, scenario: ScenarioShape) -> Iterator[Problem]:
    keys = {node.key for node in scenario.nodes}
    if scenario.start not in keys:
        yield document.problem(("start",), f"no node “{scenario.start}”; write one of its keys")
    for at, node in enumerate(scenario.nodes):
        for number, choice in enumerate(node.choices or ()):
            if choice.next not in keys:
                words = f"no node “{choice.next}”; write the key of a node"
                yield document.problem(("nodes", at, "choices", number, "next"), words)


def _path_problems(
    document: Document, scenario: ScenarioShape, nodes: Mapping[str, NodeShape]
) -> Iterator[Problem]:
    reached = _reached(nodes, scenario.start, with_critical_errors=True)
    lawfully = _reached(nodes, scenario.start, with_critical_errors=False)
    for at, node in enumerate(scenario.nodes):
        if node.key not in reached:
            words = f"no choice leads to “{node.key}”; lead to it or take it out"
            yield document.problem(("nodes", at, "key"), words)
        elif not any(nodes[key].ending for key in _reached(nodes, node.key, True)):
            words = f"from “{node.key}” no ending can be reached; lead a choice to one"
            yield document.problem(("nodes", at, "key"), words)
        if node.ending and not node.sources:
            words = "an ending says against which standard; write its sources"
            yield document.problem(("nodes", at, "sources"), words)
    if not any(nodes[key].ending == "lawful" for key in lawfully):
        words = "no lawful ending can be reached without a critical error; lead a choice to one"
        yield document.problem(("start",), words)
    if not any(nodes[key].ending == "lost" for key in reached):
        words = "the scenario cannot be lost; lead a wrong choice to an ending: lost"
        yield document.problem(("start",), words)


def _reached(nodes: Mapping[str, NodeShape], start: str, with_critical_errors: bool) -> set[str]:
    reached: set[str] = set()
    ahead = [start]
    while ahead:
        key = ahead.pop()
        if key in reached:
            continue
        reached.add(key)
        ahead += [
            choice.next
            for choice in nodes[key].choices or ()
            if with_critical_errors or not choice.critical_error
        ]
    return reached
