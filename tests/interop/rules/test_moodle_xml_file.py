"""What a Moodle XML file loses on the way in, and what it says of a file that is broken."""

from __future__ import annotations

import pytest

from lms.interop.rules.moodle_xml import read_moodle_xml
from lms.interop.rules.xml_tree import tree_of
from tests.interop.rules.test_moodle_xml import answer, body, one, question, read, text

KEYS = (answer(100, "yes"), answer(0, "no"))


@pytest.mark.parametrize(
    "kind",
    ["random", "randomsamatch", "ddmarker", "ddimageortext", "calculated", "calculatedmulti",
     "calculatedsimple", "gapfill", "stack", ""],
)  # fmt: skip
def test_a_type_without_a_place_is_dropped_by_its_name(kind):
    found = one(kind)

    assert (found.verdict, found.type, found.title) == ("dropped", kind, "Q1")
    assert (kind or "unnamed") in found.reasons[0]


def file(name):
    return f'<file name="{name}" encoding="base64">iVBORw0KGgo=</file>'


def test_a_picture_is_named_once_and_a_file_that_is_not_shown_too():
    picture = '<img src="@@PLUGINFILE@@/the%20map.png" alt="">'
    asked = text("questiontext", f"Who? {picture}", more=file("the map.png") + file("x.pdf"))
    inside = question("multichoice", *KEYS).replace(text("questiontext", "<p>Who?</p>"), asked)

    assert read(inside)[0].reasons == (
        "A file in the question is dropped (x.pdf).",
        "An image is dropped (the%20map.png).",
    )


def test_the_picture_of_an_old_file_is_named():
    found = one("multichoice", "<image>a.png</image><image_base64>iVB</image_base64>", *KEYS)

    assert found.reasons == ("An image is dropped (of an old file).",)


def test_an_option_that_is_a_picture_alone_is_an_error():
    found = one("multichoice", answer(100, '<img src="a.png">'), answer(0, "no"))

    assert found.verdict == "error"
    assert found.reasons[-1] == "Option 1 has no text."


def test_hints_are_named_with_their_penalty_and_a_penalty_alone():
    hints = text("hint", "Think.") + text("hint", "Think again.")
    named = ("Its hints and its penalty for another try are dropped (2).",)

    assert one("multichoice", "<penalty>0.5</penalty>", *KEYS, hints).reasons == named
    assert one("multichoice", "<penalty>0.3333333</penalty>", *KEYS).reasons == ()
    assert one("multichoice", "<penalty>0.5</penalty>", *KEYS).reasons == (
        "Its penalty for another try is dropped (0.5).",
    )


def test_a_hint_without_words_is_none():
    assert one("multichoice", *KEYS, text("hint", "")).reasons == ()


def test_a_mark_becomes_whole_points():
    found = one("multichoice", "<defaultgrade>0.5000000</defaultgrade>", *KEYS)

    assert found.reasons == ("Its mark 0.5000000 became 1: points are whole, from 1 to 100.",)


@pytest.mark.parametrize(
    ("form", "written", "words"),
    [
        ("html", "<p>a&nbsp;<b>b</b></p><p>x &lt; y</p>", "a b\nx < y"),
        ("plain_text", "<b>b</b> &amp;\nc", "<b>b</b> &amp;\nc"),
        ("markdown", "**a** and\n\n- b\n- c", "a and\nb\nc"),
        ("moodle_auto_format", "a <i>b</i>\nc", "a b\nc"),
        ("moodle_auto_format", "a < b\nc", "a < b\nc"),
    ],
)
def test_each_format_becomes_the_text_that_people_read(form, written, words):
    asked = text("questiontext", written, form)
    inside = question("description").replace(text("questiontext", "<p>Who?</p>"), asked)

    assert read(inside)[0].draft.body["text"] == {"en": words}


def category(path):
    return f'<question type="category"><category><text>{path}</text></category></question>'


def test_each_question_has_the_category_above_it():
    found = read(
        question("description") + category("$course$/Iota") + question("description")
        + category("$course$/top/Iota/A//B &amp; C\n\n") + question("description")
        + category("top/for  one") + question("description")
    )  # fmt: skip

    assert [each.draft.category for each in found] == [
        (), ("Iota",), ("Iota", "A/B & C"), ("for one",),
    ]  # fmt: skip


def test_without_a_name_the_text_is_the_title():
    inside = question("description").replace("<name><text>Q1</text></name>", "")

    assert read(inside)[0].title == "Who?"


def test_a_question_alone_is_a_file():
    (found,) = read_moodle_xml(question("description").encode(), language="en")

    assert (found.verdict, found.line) == ("ok", 1)


def test_lines_are_those_of_the_file():
    inside = f"\n\n{question('description')}\n{question('random')}"

    assert [each.line for each in read(inside)] == [4, 5]


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"<quiz>\n<question>\n</quiz>", 3, "The file is no XML from line 3 on: mismatched tag."),
        (b"<quiz>\n\n<question type=a>", 3, "The file is no XML from line 3 on"),
        (b"", 1, "The file"),
        (b"::Q1:: Who?{T}", 1, "The file is no XML from line 1 on"),
        (b"<html>\n<body/></html>", 1, "The file is no Moodle XML: it begins with <html>"),
        (b'<!DOCTYPE a [\n<!ENTITY b "c">]>\n<quiz>&b;</quiz>', 1, "The file declares entities"),
    ],
)
def test_a_broken_file_is_one_error_with_its_line(data, line, words):
    (found,) = read_moodle_xml(data, language="en")

    assert (found.verdict, found.line) == ("error", line)
    assert found.reasons[0].startswith(words)


def asked(words):
    return question("description").replace(text("questiontext", "<p>Who?</p>"), (
        f'<questiontext format="html"><text>{words}</text></questiontext>'
    ))  # fmt: skip


def test_of_a_file_that_breaks_off_the_questions_before_are_named():
    data = f"<quiz>{question('description')}\n{question('description')}\n<question type='x'>"
    *before, broken = read_moodle_xml(data.encode(), language="en")

    assert [(each.line, each.verdict) for each in before] == [(1, "ok"), (2, "ok")]
    assert (broken.line, broken.verdict) == (3, "error")
    assert broken.reasons[0].endswith("What follows is not read.")


def test_entities_of_html_need_no_dtd():
    (found,) = read(asked("A&nbsp;&laquo;caf&eacute;&raquo; &amp; b&lt;c"))

    assert found.draft.body["text"] == {"en": "A «café» & b<c"}


@pytest.mark.parametrize(
    "inside", ["<![CDATA[a &eacute; b]]>", "<!-- &eacute; --> a &amp;eacute; b"]
)
def test_entities_stay_as_they_are_where_they_are_text(inside):
    assert tree_of(f"<a>{inside}</a>".encode()).text().strip() == "a &eacute; b"


def test_an_entity_that_nobody_knows_breaks_the_file():
    (found,) = read(asked("&nosuch;"))

    assert found.verdict == "error"


def test_a_dtd_elsewhere_is_passed_over():
    data = b'<!DOCTYPE quiz PUBLIC "-//A//B" "http://127.0.0.1:9/no.dtd"><quiz>&eacute;</quiz>'

    assert tree_of(data).text() == "é"


def test_a_question_that_is_broken_does_not_hide_the_next():
    found = read(question("multichoice") + question("truefalse", *KEYS))

    assert [each.verdict for each in found] == ["error", "ok"]
    assert found[0].reasons == ("It has no answer.",)


def test_old_files_have_their_text_in_the_element_itself():
    old = "<answer><text>a</text><fraction>1</fraction></answer><answer><text>b</text></answer>"

    assert [each.get("correct") for each in body("multichoice", old)["options"]] == [True, None]
