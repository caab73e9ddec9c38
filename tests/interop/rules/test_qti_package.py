from __future__ import annotations

import io
import zipfile

import pytest

from lms.interop.rules.formats import read_questions
from tests.interop.rules.qti_items import SINGLE, one, read, zipped

MANIFEST = """<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>
<resource identifier="r1" type="imsqti_item_xmlv2p2" href="items/second%20item.xml"/>
<resource identifier="r2" type="imsqti_item_xmlv2p2" href="items/lost.xml"/>
<resource identifier="r3" type="imsqti_test_xmlv2p2" href="test.xml"/></resources></manifest>"""
TEST = '<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" title="T"/>'


def test_a_package_is_read_in_the_manifests_order():
    data = zipped(
        {
            "imsmanifest.xml": MANIFEST,
            "items/first.xml": SINGLE.replace(b"Arrest", b"First"),
            "items/second item.xml": SINGLE,
            "test.xml": TEST,
            "broken.xml": "<a>",
            "style.css": "x",
            "other.xml": "<other/>",
            "more.zip": zipped({"x.xml": SINGLE}),
            "__MACOSX/._first.xml": b"\0",
        }
    )

    assert [(each.line, each.title, each.type, each.verdict) for each in read(data)] == [
        (1, "Arrest", "single_choice", "ok"),
        (2, "items/lost.xml", "unknown", "error"),
        (4, "First", "single_choice", "ok"),
        (5, "test.xml", "assessmentTest", "dropped"),
        (6, "broken.xml", "unknown", "error"),
        (8, "more.zip", "zip", "dropped"),
    ]


def test_a_package_needs_no_manifest_and_a_file_gives_a_title():
    data = zipped(
        {"a/arrest-4.xml": SINGLE.replace(b'title="Arrest"', b"").replace(b'"q1"', b'""')}
    )

    assert [each.title for each in read(data)] == ["arrest-4"]


@pytest.mark.parametrize(
    ("data", "kind", "verdict", "words"),
    [
        (TEST.encode(), "assessmentTest", "dropped", "order, sections"),
        (b"<questestinterop/>", "QTI 1.2", "dropped", "QTI 1.2"),
        (b'<!DOCTYPE questestinterop SYSTEM "ims.dtd"><questestinterop/>', "QTI 1.2", "dropped",
         "QTI 1.2"),
        (b"<quiz/>", "quiz", "error", "none of QTI"),
        (b"", "unknown", "error", "is no XML"),
        (b"PK\x03\x04", "zip", "error", "not a readable zip"),
        (zipped({"a.txt": "x"}), "zip", "error", "no QTI item"),
        (zipped({"../a.xml": SINGLE}), "zip", "error", "leads upward"),
        (zipped({"a.xml": b" " * 5_000_000}), "zip", "error", "times its size"),
        (b'<?xml version="1.0" encoding="x-none"?><a/>', "unknown", "error", ""),
        (b"<a>" * 100_000, "unknown", "error", "nested too deeply"),
        (b"<a>" + b"<b/>" * 100_000 + b"</a>", "unknown", "error", "too many"),
    ],
)  # fmt: skip
def test_what_is_no_item_is_named_once(data, kind, verdict, words):
    found = one(data)

    assert (found.type, found.verdict, found.draft) == (kind, verdict, None)
    assert words in found.reasons[0]


BOMB = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
OUTSIDE = (
    b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><assessmentItem>&b;</assessmentItem>'
)
PARAMETER = b'<!DOCTYPE a [<!ENTITY % b SYSTEM "http://x/y.dtd"> %b;]><assessmentItem/>'


@pytest.mark.parametrize("data", [BOMB, OUTSIDE, PARAMETER])
def test_entities_are_refused(data):
    assert one(data).verdict == "error"
    assert one(data).reasons == ("The file declares entities, which are not read.",)


def test_an_encrypted_zip_is_refused():
    data = bytearray(zipped({"a.xml": SINGLE}))
    data[data.index(b"PK\x01\x02") + 8] |= 1

    assert "encrypted" in one(bytes(data)).reasons[0]


def test_sizes_in_a_zip_are_not_trusted():
    data = zipped({"a.xml": SINGLE})
    at = data.index(b"PK\x01\x02") + 24
    found = one(data[:at] + b"\x05\0\0\0" + data[at + 4 :])

    assert zipfile.is_zipfile(io.BytesIO(data))
    assert found.verdict == "error"


@pytest.mark.parametrize("language", ["ar", "ckb"])
def test_texts_are_in_the_language_of_the_import(language):
    (found,) = read_questions(zipped({"a.xml": SINGLE}), "qti", language=language)

    assert found.draft.body["options"][1]["text"] == {language: "An officer"}


def test_more_choices_than_anybody_reads_are_refused():
    many = "".join(f'<simpleChoice identifier="c{at}">c{at}</simpleChoice>' for at in range(200))
    found = one(SINGLE.replace(b"</choiceInteraction>", many.encode() + b"</choiceInteraction>"))

    assert found.verdict == "error"
    assert "203 “simpleChoice”" in found.reasons[0]
