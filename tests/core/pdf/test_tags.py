"""Every document says what its parts are: read as a reader aloud would, and counted whole."""

from __future__ import annotations

import io
import re
from datetime import date

import pypdf
import pytest

from lms.certification.documents import certificate_pdf
from lms.core.pdf import A4, Document, Style
from tests.certification.paper import SIXTY, facts

TEXT = Style(12)
MARKED = re.compile(rb"/(\w+) <</MCID (\d+)>> BDC|/Artifact BMC|\bEMC\b|\bBT\b|\bre\b|\b[SfB]\b")


def reader_of(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf), strict=True)


def elements(reader):
    """The elements of a document in the order of reading."""
    (whole,) = reader.trailer["/Root"]["/StructTreeRoot"]["/K"]
    return [one.get_object() for one in whole.get_object()["/K"]]


def said(one):
    """Role, language and what is read."""
    return one["/S"], one["/Lang"], one.get("/ActualText") or one.get("/Alt")


def made(language="ar"):
    document = Document("Title", language, A4, dated=date(2026, 3, 5))
    document.line(50, 700, "شهادة 12 Noor", TEXT, role="H1")
    document.paragraph(50, 650, "کوردی " * 40, TEXT, width=200, language="ckb")
    document.rule(50, 500, 100)
    document.qr(50, 300, "https://example.org", side=80, alt="Where to look")
    document.new_page()
    document.line(50, 700, "Second page", TEXT, language="en")
    return document.bytes()


def test_what_is_drawn_is_read_in_its_order_with_role_and_language():
    told = [said(one) for one in elements(reader_of(made()))]
    assert told[0] == ("/H1", "ar", "شهادة 12 Noor")
    assert told[1] == ("/P", "ckb", ("کوردی " * 40).strip())
    assert told[2] == ("/Figure", "ar", "Where to look")
    assert told[3] == ("/P", "en", None)  # from left to right, as its glyphs stand
    assert len(told) == 4


def test_a_paragraph_of_many_lines_is_one_element_with_a_part_for_each():
    paragraph = elements(reader_of(made()))[1]
    numbers = [part["/MCID"] for part in paragraph["/K"]]
    assert len(numbers) > 3
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_each_page_leads_back_to_the_elements_of_its_parts():
    reader = reader_of(made())
    nums = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    ways = {nums[n]: nums[n + 1].get_object() for n in range(0, len(nums), 2)}
    for page in reader.pages:
        assert page["/Tabs"] == "/S"
        owners = ways[page["/StructParents"]]
        for number, owner in enumerate(owners):
            parts = owner.get_object()["/K"]
            assert (page.indirect_reference, number) in [
                (part.raw_get("/Pg"), part["/MCID"]) for part in parts
            ]


def drawn_outside(content):
    """What is drawn in neither an element nor an artifact; and whether any is left open."""
    depth, outside = 0, []
    for found in MARKED.finditer(content):
        word = found.group()
        if word.endswith((b"BDC", b"BMC")):
            depth += 1
        elif word == b"EMC":
            depth -= 1
        elif depth == 0:
            outside.append(word)
        assert depth in (0, 1), "no marked content lies in another"
    return outside, depth


@pytest.mark.parametrize("language", ["ar", "ckb", "en"])
@pytest.mark.parametrize("is_specimen", [False, True])
def test_nothing_on_a_certificate_is_drawn_outside(language, is_specimen):
    pdf = certificate_pdf(
        facts(leading_language=language, is_specimen=is_specimen, name=SIXTY, square="A" * 230)
    )
    reader = reader_of(pdf)
    content = reader.pages[0].get_contents().get_data()
    assert drawn_outside(content) == ([], 0)
    told = [said(one) for one in elements(reader)]
    assert [role for role, *_ in told].count("/H1") == 1
    assert {language for _, language, _ in told} == {"ar", "ckb", "en"}
    (figure,) = [text for role, _, text in told if role == "/Figure"]
    assert figure.endswith("https://training.example.org/verify/7K3M9QX2TB5D4")
    assert SIXTY.ar in " / ".join(text or "" for *_, text in told)


def test_the_document_says_that_it_is_tagged_and_in_which_language():
    root = reader_of(made("ckb")).trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"].value, root["/Lang"]) == (True, "ckb")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader_of(made()).pdf_header == "%PDF-1.7"


def test_its_metadata_say_title_language_and_day_and_claim_no_conformance():
    reader = reader_of(certificate_pdf(facts()))
    packet = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert reader.xmp_metadata.dc_title["ar"] == reader.metadata.title
    assert reader.xmp_metadata.dc_language == ["ar"]
    assert "2026-11-24T00:00:00Z" in packet
    assert "pdfuaid" not in packet
    assert "pdfaid" not in packet


def test_a_title_with_marks_of_xml_stays_a_title():
    pdf = Document("<b>A & B</b>", "en").bytes()
    assert reader_of(pdf).xmp_metadata.dc_title["en"] == "<b>A & B</b>"


def test_the_colours_are_those_of_srgb():
    (intent,) = reader_of(made()).trailer["/Root"]["/OutputIntents"]
    profile = intent["/DestOutputProfile"].get_object()
    assert (profile["/N"], intent["/OutputConditionIdentifier"]) == (3, "sRGB")
    assert profile.get_data()[36:40] == b"acsp"


def test_equal_calls_give_equal_bytes():
    assert made() == made()
