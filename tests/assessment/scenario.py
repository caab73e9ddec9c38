"""A scenario of two situations with a way back, a lawful and a lost ending."""

from __future__ import annotations

from lms.catalog.rules import Citation, Scenario, ScenarioChoice, ScenarioNode
from lms.core.text import Text
from tests.assessment.questions import text

LAWFUL = [("n1", "a"), ("n2", "a")]


def words(name):
    return Text.from_mapping(text(name))


def choice(key, leads_to, points=0, *, critical=False):
    return ScenarioChoice(key, words(f"do {key}"), words(f"then {key}"), leads_to, points, critical)


def scenario():
    ways = {
        "n1": (choice("a", "n2", 2), choice("b", "lost-1")),
        "n2": (
            choice("a", "lawful-1", 2),
            choice("b", "n1"),
            choice("c", "lawful-1", 7, critical=True),
        ),
    }
    nodes = [ScenarioNode(key, words(key), choices, None, ()) for key, choices in ways.items()]
    cited = (Citation("coc-1979", "1"),)
    ends = [
        ScenarioNode(f"{ending}-1", words(ending), (), ending, cited)
        for ending in ("lawful", "lost")
    ]
    return Scenario(words("a scenario"), "n1", (*nodes, *ends))
