"""Moodle XML as a file: what is not safe, and what does not go out."""

from __future__ import annotations

import pytest

from lms.interop.rules.moodle_xml import read_moodle_xml
from lms.interop.rules.moodle_xml_writing import losses, write_moodle_xml
from lms.interop.rules.rubric import plain_rubric
from tests.interop.questions import Exported

BOMB = b"""<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>
<quiz><question type="description"><name><text>&b;</text></name></question></quiz>"""
OUTSIDE = b"""<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>"""


@pytest.mark.parametrize(
    "data",
    [BOMB, OUTSIDE, b"", b"no xml", b"<quiz>", b"<other/>", b"<quiz>" * 100_000, b"\xff\xfe\x00",
     b'<?xml version="1.0" encoding="strange"?><quiz/>'],
)  # fmt: skip
def test_a_file_that_is_not_safe_or_no_moodle_xml_is_one_error(data):
    (found,) = read_moodle_xml(data, language="en")

    assert found.verdict == "error"
    assert found.line >= 1
    assert "passwd" not in found.reasons[0]


@pytest.mark.parametrize("kind", ["hotspot", "likert"])
def test_kinds_that_moodle_has_not_are_left_out(kind):
    left = Exported("q-1", kind, {"text": {"en": "x"}})

    assert losses(left, "en")[0].startswith("Left out: ")
    assert read_moodle_xml(write_moodle_xml([left], language="en"), language="en") == []


def test_evidence_goes_out_and_comes_back():
    rubric = plain_rubric("en", "sharp")
    body = {"text": {"en": "Give it."}, "mark": 3, "rubric": rubric, "accept": ["image", "text"],
            "max_files": 2, "max_kilobytes": 1024}  # fmt: skip
    written = write_moodle_xml([Exported("q-1", "file_evidence", body)], language="en")

    (found,) = read_moodle_xml(written, language="en")

    assert found.type == "file_evidence"
    assert found.draft.body == body
