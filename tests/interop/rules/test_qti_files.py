"""QTI as files: content packages, what is not safe, and damage."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.archives import ArchiveRefused
from tests.interop.qti import BY_POINTS, CHOICES, ENTRY, declared, item, newer, read


def packed(*files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return target.getvalue()


def test_a_content_package_gives_each_item_once():
    one = item(declared(["A"]), CHOICES.format(most=1))
    manifest = (
        '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>'
        '<resource identifier="r1" type="imsqti_item_xmlv2p1" href="items/one.xml"/>'
        '<resource identifier="r2" type="imsqti_item_xmlv2p1" href="items/gone.xml"/>'
        "</resources></manifest>"
    )
    found = read(
        packed(
            ("imsmanifest.xml", manifest), ("items/one.xml", one), ("items/two.xml", newer(one)),
            ("items/broken.xml", "<assessmentItem>"), ("test.xml", "<assessmentTest/>"),
            ("inner.zip", b"PK"), ("__MACOSX/._one.xml", b"\0"), ("items/pic.png", b"x"),
        )
    )  # fmt: skip

    assert [(each.verdict, each.title) for each in found] == [
        ("ok", "An item"), ("ok", "An item"), ("error", "items/broken.xml"),
        ("error", "items/gone.xml"), ("dropped", "inner.zip"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["../up.xml", "/etc/up.xml", "a\\b.xml"])
def test_a_package_that_leads_outside_is_refused(name):
    with pytest.raises(ArchiveRefused):
        read(packed((name, "<assessmentItem/>")))


BOMB = b'<!DOCTYPE x [<!ENTITY a "b">]><assessmentItem title="&a;"/>'


@pytest.mark.parametrize(
    "data",
    [b"", b"no", BOMB, b"<questestinterop/>", b"<html/>", b"<assessmentItem/>", b"<a>" * 50_000,
     packed(), packed(("readme.txt", "x"))],
)  # fmt: skip
def test_what_is_no_item_is_one_line_with_a_reason(data):
    (found,) = read(data)

    assert found.verdict in ("error", "dropped")
    assert found.reasons


def read_or_refusal(data):
    try:
        return read(data)
    except ArchiveRefused as error:
        return error


WHOLE = item(
    declared(["A"], points=[("A", "1")]), CHOICES.format(most=1) + ENTRY, BY_POINTS
).encode()
CUTS = st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 30), st.binary(max_size=6)),
                max_size=4)  # fmt: skip


@given(st.sampled_from([WHOLE, newer(WHOLE.decode()).encode(), packed(("a.xml", WHOLE))]), CUTS)
@settings(max_examples=300, deadline=None)
def test_no_damage_is_too_strange(data, cuts):
    for start, length, piece in cuts:
        data = data[:start] + piece + data[start + length :]
    found = read_or_refusal(data)
    if isinstance(found, ArchiveRefused):
        assert str(found).endswith(".")
        return
    assert found
    for each in found:
        assert each.line >= 1
        assert (each.draft is None) == (each.verdict in ("error", "dropped"))
        assert each.verdict == "ok" or each.reasons
