from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from lms.core.pdf import A4_LANDSCAPE, CharacterNotPrintable, Document, Style, TextTooLong

BODY = Style(12)
NAME = "ڕێبوار گوڵاڵە"


def printed(text="شهادة", language="ar", **keywords):
    document = Document("A title", language, **keywords)
    document.line(72, 700, text, BODY)
    return document.bytes()


def read(pdf):
    return PdfReader(BytesIO(pdf))


def positions(pdf):
    content = read(pdf).pages[0].get_contents().get_data().decode("latin-1")
    return [float(x) for x in re.findall(r"1 0 0 1 (\S+) \S+ Tm", content)]


def test_the_same_calls_give_the_same_bytes():
    assert printed() == printed()


def test_what_was_printed_before_changes_nothing():
    alone = printed("محمد")
    printed("لّا ڤیان (87%)")
    assert printed("محمد") == alone


def test_another_text_has_another_identity():
    ids = {read(printed(text)).trailer["/ID"][0] for text in ("محمد", "أحمد")}
    assert len(ids) == 2


def test_metadata_say_title_and_day_and_nothing_else():
    pdf = printed(NAME, dated=date(2026, 11, 24))
    found = {key: value for key, value in read(pdf).metadata.items() if value}
    assert found == {
        "/Title": "A title",
        "/Trapped": "/False",
        "/CreationDate": "D:20261124000000+00'00'",
        "/ModDate": "D:20261124000000+00'00'",
    }


def test_the_document_says_its_language():
    assert read(printed(language="ckb")).trailer["/Root"]["/Lang"] == "ckb"


def test_every_font_is_embedded_and_helvetica_is_not_named():
    fonts = read(printed("محمد Ali")).pages[0]["/Resources"]["/Font"]
    names = [font.get_object()["/BaseFont"][8:] for font in fonts.values()]
    assert sorted(names) == ["NotoNaskhArabic-Regular", "NotoSans-Regular"]
    for font in fonts.values():
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        assert "/FontFile2" in descendant["/FontDescriptor"]


def test_words_of_one_script_read_back_in_logical_order():
    text = read(printed("بڕوانامەی تەواوکردنی یەکەم", "ckb")).pages[0].extract_text()
    assert text.split() == ["بڕوانامەی", "تەواوکردنی", "یەکەم"]


def test_marks_of_markup_are_letters():
    text = read(printed("<b>Ali</b> &amp; co", "en")).pages[0].extract_text()
    assert text.strip() == "<b>Ali</b> &amp; co"


def test_lines_start_at_the_side_where_the_language_starts():
    (left,) = positions(printed("Ali", "en"))
    (right,) = positions(printed("علي", "ar"))
    width = Document("", "ar").shaped("علي", BODY).width(12)
    assert left == pytest.approx(72)
    assert right == pytest.approx(Document("", "ar").width - 72 - width, abs=0.001)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_alignment_moves_a_line_by_its_width(language):
    document = Document("", language)
    widths = [
        document.line(200, 700, "Ali", BODY, align=align) for align in ("start", "middle", "end")
    ]
    start, middle, end = positions(document.bytes())
    away = -1 if language == "en" else 1
    assert middle - start == pytest.approx(away * widths[0] / 2, abs=0.01)
    assert end - start == pytest.approx(away * widths[0], abs=0.01)


def test_a_paragraph_is_broken_in_logical_order():
    document = Document("", "ar")
    lines = document.lines_of("واحد اثنان ثلاثة\nأربعة", BODY, width=60)
    assert [line.text for line in lines] == ["واحد اثنان", "ثلاثة", "أربعة"]
    assert all(line.width(12) <= 60 for line in lines)


def test_a_word_wider_than_its_line_is_cut_and_nothing_is_lost():
    document = Document("", "en")
    lines = document.lines_of("see " + "abcdefghij" * 9, BODY, width=120)
    assert all(line.width(12) <= 120 for line in lines)
    assert "".join(line.text for line in lines) == "see" + "abcdefghij" * 9


def test_a_paragraph_says_where_its_last_line_stands():
    document = Document("", "en")
    end = document.paragraph(72, 700, "one\ntwo\nthree", BODY, width=300)
    assert end == pytest.approx(700 - 2 * 12 * 1.3)


def test_a_line_that_fits_keeps_its_size():
    document = Document("", "en")
    assert document.fitted(72, 700, "Ali", BODY, width=300) == 700


def test_a_line_far_too_long_takes_two():
    document = Document("", "en")
    assert document.fitted(72, 700, "Abdulrahman Abdulmuhsin", BODY, width=80) < 700


def test_a_refusal_does_not_repeat_the_text():
    document = Document("", "en")
    with pytest.raises(TextTooLong) as refused:
        document.fitted(72, 700, "Abdulrahmanabdulmuhsin", BODY, width=20)
    assert "Abdul" not in str(refused.value) + str(refused.value.facts)


def test_a_character_without_a_glyph_is_refused_not_boxed():
    with pytest.raises(CharacterNotPrintable):
        printed("Ali 🙂", "en")


def test_pages_are_counted_and_of_the_asked_size():
    document = Document("", "en", A4_LANDSCAPE)
    document.line(72, 500, "one", BODY)
    document.new_page()
    document.line(72, 500, "two", BODY)
    pages = read(document.bytes()).pages
    assert [page.extract_text().strip() for page in pages] == ["one", "two"]
    assert float(pages[0].mediabox.width) == pytest.approx(841.89, abs=0.01)


def test_an_empty_document_is_still_a_page():
    assert len(read(Document("", "en").bytes()).pages) == 1
