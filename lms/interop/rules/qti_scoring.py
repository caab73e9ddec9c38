"""How a QTI item is scored: its response processing, as far as a key can say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lms.interop.rules.qti_item import Declaration, Item
from lms.interop.rules.xml_tree import Node

BRANCHES = ("responseIf", "responseElseIf", "responseElse")
RULES = ("setOutcomeValue", "responseCondition", "exitResponse", "responseProcessingFragment")
UNKNOWN_RULES = ("exitResponse", "responseProcessingFragment", "lookupOutcomeValue")
NUMBERS = ("float", "integer")
KNOWN = frozenset(
    "responseCondition responseIf responseElseIf responseElse setOutcomeValue match variable"
    " correct mapResponse isNull not and or sum baseValue equal equalRounded stringMatch"
    " multiple mapTolResponse".split()
)
MAPPED = ("mapResponse", "mapTolResponse")
ORDERS = frozenset({"lt", "gt", "lte", "gte"})
COMPARED = ("match", "equal", "equalRounded", "stringMatch")


@dataclass(slots=True)
class Scoring:
    """How the responses of an item are scored.

    template: the last part of the address. mapped: the responses that go by their mapping.
    near: how what is typed is compared with its key. verdicts: what a feedback's identifier
    stands for, `correct` or `incorrect`; flags: what an outcome that is true stands for. keyed:
    the responses that have a key. is_compared: two responses are compared with each other.
    """

    template: str = ""
    is_given: bool = False
    is_understood: bool = True
    mapped: set[str] = field(default_factory=set)
    near: dict[str, Node] = field(default_factory=dict)
    verdicts: dict[str, str] = field(default_factory=dict)
    flags: dict[str, str] = field(default_factory=dict)
    keyed: frozenset[str] = frozenset()
    is_compared: bool = False

    def goes_by_mapping(self, found: Declaration) -> bool:
        """Whether the mapping is the key, and not the correct response."""
        if found.mapping is None:
            return False
        is_named = found.identifier in self.mapped or self.template == "map_response"
        return is_named or not found.correct


def scoring_of(item: Item) -> Scoring:
    """What the response processing of an item says."""
    declared = item.node.children("responseDeclaration")
    responses = {node.get("identifier") for node in declared}
    scoring = Scoring(
        keyed=frozenset(
            node.get("identifier")
            for node in declared
            if node.children("correctResponse", "mapping")
        )
    )
    for node in item.node.children("responseProcessing"):
        address = node.get("template").rpartition("/")[2].lower().removesuffix(".xml")
        scoring.template = _template(address)
        scoring.is_given = bool(address or node.children())
        scoring.is_understood = (not address or bool(scoring.template or node.children())) and all(
            _is_known(each, responses) for each in _scored(node, item)
        )
        scoring.mapped = _mapped(node)
        scoring.near = _near(node, responses)
        scoring.is_compared = any(
            len(_responses(each, responses)) > 1 for each in node.all(*COMPARED)
        )
        _read_verdicts(node, scoring)
    return scoring


def _mapped(processing: Node) -> set[str]:
    """The responses that go by their mapping; not those where it counts for the whole key only."""
    whole = {
        id(each)
        for branch in processing.all(*BRANCHES)
        for condition in branch.children()[:1]
        if condition.name == "match" and condition.children("correct")
        for each in branch.all(*MAPPED)
        if each.get("identifier") == condition.children("correct")[0].get("identifier")
    }
    return {each.get("identifier") for each in processing.all(*MAPPED) if id(each) not in whole}


def _near(processing: Node, responses: set[str]) -> dict[str, Node]:
    """The first comparison of each response that has tolerance or capitals to it."""
    near = dict[str, Node]()
    for each in processing.all("equal", "equalRounded", "stringMatch", "mapTolResponse"):
        named = _responses(each, responses)
        if len(named) == 1:
            near.setdefault(named[0], each)
    return near


def _responses(node: Node, responses: set[str]) -> list[str]:
    """The responses that a comparison names directly."""
    names = (each.get("identifier") for each in (node, *node.children("variable")))
    return [name for name in names if name in responses]


def say_scoring(item: Item, scoring: Scoring, found: Declaration, *, by_mapping: bool) -> None:
    """Say where the key is from when the response processing does not say it."""
    if not found.correct and found.mapping is None:
        return
    source = "its mapping" if by_mapping else "its correctResponse"
    if not scoring.is_given:
        item.say(f"It has no response processing: the key is taken from {source}.")
    elif not scoring.is_understood:
        item.say(f"Its response processing is not understood: the key is taken from {source}.")


def _template(name: str) -> str:
    if "map_response_point" in name:
        return "map_response_point"
    if "map_response" in name:
        return "map_response"
    return "match_correct" if "match" in name else ""


def _scored(node: Node, item: Item) -> Iterator[Node]:
    """What decides on a number: its rules, and the conditions that they stand under."""
    numbers = {
        each.get("identifier")
        for each in item.node.children("outcomeDeclaration")
        if each.get("baseType") in NUMBERS
    } | {"SCORE"}
    for each in node.walk():
        if each.name == "setOutcomeValue" and each.get("identifier") in numbers:
            yield each
        if each.name in BRANCHES and any(
            rule.get("identifier") in numbers for rule in each.all("setOutcomeValue")
        ):
            yield from (inner for inner in each.children() if inner.name not in RULES)
        if each.name in UNKNOWN_RULES:
            yield each


def _is_known(node: Node, responses: set[str]) -> bool:
    for each in node.walk():
        if each.name not in KNOWN | ORDERS:
            return False
        is_literal = each.name in ("match", "stringMatch") and each.children("baseValue")
        if is_literal or each.name in ORDERS:
            variables = {one.get("identifier") for one in each.all("variable")}
            if variables & responses:
                return False
    return True


def _read_verdicts(processing: Node, scoring: Scoring) -> None:
    """What each identifier stands for, and each outcome that is only true or false."""
    for condition in processing.all("responseCondition"):
        before = ""
        for branch in condition.children(*BRANCHES):
            verdict = _verdict(branch, scoring, before)
            before = verdict or before
            for rule in branch.children("setOutcomeValue"):
                for value in rule.all("baseValue"):
                    if verdict and value.get("baseType") == "identifier":
                        scoring.verdicts.setdefault(value.one_line, verdict)
    for rule in processing.children("setOutcomeValue"):
        matched = [each for each in rule.all("match") if each.children("baseValue")]
        found = [scoring.verdicts.get(each.first_line("baseValue"), "") for each in matched]
        if len(found) == 1 and found[0] and not rule.all("not", "or"):
            scoring.flags[rule.get("identifier")] = found[0]


def _verdict(branch: Node, scoring: Scoring, before: str) -> str:
    """Whether a branch is for right answers or for wrong ones, where that is plain."""
    asked = [each for each in branch.children() if each.name not in RULES]
    if not asked:
        return {"correct": "incorrect", "incorrect": "correct"}.get(before, "")
    condition = asked[0]
    is_turned = condition.name == "not"
    inner = condition.children()[0] if is_turned and condition.children() else condition
    compared = {one.get("identifier") for one in inner.all("correct")}
    verdict = ""
    for each in inner.walk():
        if each.name in COMPARED and each.children("correct"):
            verdict = "correct" if compared >= scoring.keyed else ""
        elif each.name == "match" and each.children("baseValue") and not verdict:
            verdict = scoring.verdicts.get(each.first_line("baseValue"), "")
    if is_turned:
        return {"correct": "incorrect", "incorrect": "correct"}.get(verdict, "")
    return verdict
