"""QTI items for tests, in each version."""

from __future__ import annotations

import re

from lms.interop.rules.qti import read_qti

CHOICES = (
    '<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="{most}">'
    '<prompt>Which?</prompt><simpleChoice identifier="A">a</simpleChoice>'
    '<simpleChoice identifier="B">b<feedbackInline outcomeIdentifier="F" identifier="B">near'
    '</feedbackInline></simpleChoice><simpleChoice identifier="C" fixed="true">c</simpleChoice>'
    "</choiceInteraction>"
)
BY_POINTS = '<responseProcessing template="http://x/rptemplates/map_response"/>'
BY_KEY = '<responseProcessing template="http://x/rptemplates/match_correct"/>'


def declared(values, *, cardinality="single", base="identifier", points=(), name="RESPONSE"):
    key = "".join(f"<value>{value}</value>" for value in values)
    key = f"<correctResponse>{key}</correctResponse>" if values else ""
    entries = "".join(f'<mapEntry mapKey="{k}" mappedValue="{v}"/>' for k, v in points)
    mapping = f'<mapping defaultValue="0">{entries}</mapping>' if points else ""
    given = f'identifier="{name}" cardinality="{cardinality}" baseType="{base}"'
    return f"<responseDeclaration {given}>{key}{mapping}</responseDeclaration>"


def item(head, inside, tail="", more=""):
    return (
        '<?xml version="1.0"?>\n'
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i1" '
        f'title="An item" adaptive="false" timeDependent="false"{more}>{head}'
        f"<itemBody>{inside}</itemBody>{tail}</assessmentItem>"
    )


def newer(xml):
    """The item as QTI 3.0 writes it: `qti-` and hyphens for capitals."""

    def renamed(found):
        return found[1] + "qti-" + re.sub("[A-Z]", lambda m: f"-{m[0].lower()}", found[2])

    xml = re.sub(r"(</?)((?!p\b|img\b)[a-z][A-Za-z]*)", renamed, xml)
    attribute = r'\b([a-z]+[A-Z][A-Za-z]*)(?==")'
    return re.sub(attribute, lambda m: re.sub("[A-Z]", lambda c: f"-{c[0].lower()}", m[1]), xml)


def read(xml):
    return read_qti(xml.encode() if isinstance(xml, str) else xml, language="en")


ENTRY = '<p>How far? <textEntryInteraction responseIdentifier="RESPONSE" expectedLength="5"/></p>'
