"""QTI items of our own, written for the tests."""

from __future__ import annotations

import io
import zipfile

from lms.interop.rules.qti import read_qti

V21 = "http://www.imsglobal.org/xsd/imsqti_v2p1"
V22 = "http://www.imsglobal.org/xsd/imsqti_v2p2"
V30 = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates"
MATCH = f'<responseProcessing template="{TEMPLATES}/match_correct"/>'
MAP = f'<responseProcessing template="{TEMPLATES}/map_response"/>'


def declared(*correct, base="identifier", many=False, mapping="", name="RESPONSE"):
    values = "".join(f"<value>{each}</value>" for each in correct)
    return (
        f'<responseDeclaration identifier="{name}" baseType="{base}"'
        f' cardinality="{"multiple" if many else "single"}">'
        + (f"<correctResponse>{values}</correctResponse>" if correct else "")
        + mapping
        + "</responseDeclaration>"
    )


def mapping(entries, attributes='defaultValue="0"'):
    inner = "".join(
        f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in entries.items()
    )
    return f"<mapping {attributes}>{inner}</mapping>"


def item(declarations, body, processing=MATCH, *, attributes="", space=V22, after=""):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><assessmentItem xmlns="{space}" identifier="q1"'
        f' title="Arrest" adaptive="false" timeDependent="false" {attributes}>{declarations}'
        f"<itemBody>{body}</itemBody>{processing}{after}</assessmentItem>"
    ).encode()


def choices(*texts, fixed=()):
    return "".join(
        f'<simpleChoice identifier="{name}" fixed="{"true" if name in fixed else "false"}">'
        f"{text}</simpleChoice>"
        for name, text in zip("ABCDEFGH", texts, strict=False)
    )


def choice(*texts, attributes='maxChoices="1" shuffle="true"', prompt="Who may arrest?", fixed=()):
    return (
        f'<choiceInteraction responseIdentifier="RESPONSE" {attributes}>'
        f"<prompt>{prompt}</prompt>{choices(*texts, fixed=fixed)}</choiceInteraction>"
    )


SINGLE = item(declared("B"), "<p>Read.</p>" + choice("Anyone", "An officer", "A guard"))


def zipped(files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def read(data, language="en"):
    return read_qti(data, language=language)


def one(data):
    (found,) = read(data)
    return found


def body(data):
    found = one(data)
    assert found.draft, found
    return found.draft.body


def said(data):
    return " ".join(one(data).reasons)
