"""The engine against HarfBuzz itself: same glyphs, in the same order, at the same places."""

from __future__ import annotations

import pytest
import uharfbuzz
from bidi import get_display
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.pdf.bidi import Run, visual_runs
from lms.core.pdf.fonts import FOLDER, family
from lms.core.pdf.shaping import shaped

SORANI = "ڕ ڵ ۆ ێ ە ڤ گ چ پ ژ ڕێبوار گوڵاڵە هۆشیار ڤیان هەڵە دڵێر"
NAMES = [
    ("ar", "عبد الرحمن عبد المحسن عبد الكريم عبد الوهاب عبد الله عبد الستار"),
    ("ar", "لآلئ الإسلام"),
    ("ar", "محمّد الأمين"),
    ("ckb", "ڕێبوار گوڵاڵە هێمن ڤیان عەبدولکەریم"),
    ("ckb", SORANI),
]


def by_harfbuzz(text, font_name, language):
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FOLDER / f"{font_name}.ttf")))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.language = language
    uharfbuzz.shape(uharfbuzz.Font(face), buffer)
    return [info.codepoint for info in buffer.glyph_infos], [
        (place.x_advance, place.x_offset, place.y_offset) for place in buffer.glyph_positions
    ]


def glyphs_of(line):
    return [glyph for run in line.runs for cluster in run.clusters for glyph in cluster.glyphs]


@pytest.mark.parametrize(("language", "name"), NAMES)
def test_names_are_shaped_as_harfbuzz_shapes_the_whole_line(language, name):
    glyphs = glyphs_of(shaped(name, language))
    numbers, places = by_harfbuzz(name, "NotoNaskhArabic-Regular", language)
    assert [glyph.number for glyph in glyphs] == numbers
    assert [(round(g.advance), round(g.x_offset), round(g.y_offset)) for g in glyphs] == places


@pytest.mark.parametrize("letter", "ڕڵۆێەڤ")
@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_sorani_letters_join_and_are_in_the_font(letter, weight):
    glyphs = glyphs_of(shaped(f"ب{letter}ب", "ckb", weight=weight))
    alone = glyphs_of(shaped("ب", "ckb", weight=weight))
    assert 0 not in [glyph.number for glyph in glyphs]
    assert glyphs[-1].number != alone[0].number


def test_every_character_of_a_line_reads_back_once():
    line = shaped(SORANI, "ckb")
    sources = [cluster.source for run in reversed(line.runs) for cluster in reversed(run.clusters)]
    assert "".join(sources) == SORANI


def test_the_carrier_glyph_alone_reads_as_its_cluster():
    (run,) = shaped("محمّد", "ar").runs
    for cluster in run.clusters:
        assert [glyph.source for glyph in cluster.glyphs if glyph.source] == [cluster.source]


@pytest.mark.parametrize(
    ("text", "base", "runs"),
    [
        ("شهادة Unit 12", "rtl", [("Unit 12", "ltr"), ("شهادة ", "rtl")]),
        ("(87%) نسبة", "rtl", [(") نسبة", "rtl"), ("87%", "ltr"), ("(", "rtl")]),
        ("Ali محمد 7", "ltr", [("Ali ", "ltr"), ("7", "ltr"), ("محمد ", "rtl")]),
        ("اسم \u2066BT-7\u2069 هنا", "rtl", [(" هنا", "rtl"), ("BT-7", "ltr"), ("اسم ", "rtl")]),
    ],
)
def test_runs_stand_in_the_order_of_the_eye(text, base, runs):
    assert visual_runs(text, base) == [Run(*run) for run in runs]


WORDS = "شهادة محمّد ڕێبوار ێ Unit John 12 24/11/2026 87.5% ٢٤ ، - — BT-2026/00017 $5 : .".split()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9), st.sampled_from(["ltr", "rtl"]))
def test_the_order_is_that_of_another_implementation(words, base):
    text = " ".join(words)
    ours = "".join(
        run.text[::-1] if run.direction == "rtl" else run.text for run in visual_runs(text, base)
    )
    assert ours == get_display(text, base_dir=base[0].upper())


def test_brackets_of_a_pair_come_from_one_font_and_are_mirrored():
    closing, opening = (glyph for glyph in glyphs_of(shaped("(ا)", "ar")) if glyph.source in "()")
    numbers = {family("regular")[1].shaper.get_nominal_glyph(ord(sign)) for sign in "()"}
    assert {closing.number, opening.number} == numbers
    assert closing.source == ")"
    assert closing.number == family("regular")[1].shaper.get_nominal_glyph(ord("("))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ابتڕێەlقW12() \u2066\u2067\u2068\u2069،-", max_size=24))
def test_no_visible_character_is_lost_or_doubled(text):
    wanted = sorted(sign for sign in text if sign not in " \u2066\u2067\u2068\u2069")
    sources = "".join(cluster.source for run in shaped(text, "ar").runs for cluster in run.clusters)
    assert sorted(sign for sign in sources if sign not in " \u2066\u2067\u2068\u2069") == wanted
