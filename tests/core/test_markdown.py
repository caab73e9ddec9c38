from __future__ import annotations

import pytest

from lms.core.markdown import MarkdownProblems, Passage, passages, render


def test_a_heading_has_its_anchor_and_is_listed():
    got = render("## The *first* hour {#first-hour}\n\nText.", "en")

    assert got.html == '<h2 id="first-hour">The <em>first</em> hour</h2>\n<p>Text.</p>'
    assert got.headings == (("first-hour", "The first hour"),)


def test_a_callout_has_kind_title_and_text():
    got = render("::: must\nتذكّر\n\nالعطلة لا توقف الساعة.\n\n- أولاً\n:::", "ar")

    assert got.html == (
        '<div class="callout" data-kind="must">\n<p class="callout-title">تذكّر</p>\n'
        "<p>العطلة لا توقف الساعة.</p>\n<ul>\n<li>أولاً</li>\n</ul>\n</div>"
    )


@pytest.mark.parametrize(
    ("language", "label"), [("ar", "المصدر:"), ("ckb", "سەرچاوە:"), ("en", "Source:")]
)
def test_a_source_is_one_paragraph_with_its_label(language, label):
    got = render("::: source\nلە 1979\n:::", language)

    assert got.html == f'<p class="source"><span><strong>{label}</strong> لە 1979</span></p>'


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("ckb", "rtl"), ("en", "ltr")])
def test_a_passage_carries_its_language_and_direction(language, direction):
    got = render(f"a [b *c*]{{lang={language}}} d", "en")

    assert got.html == f'<p>a <span lang="{language}" dir="{direction}">b <em>c</em></span> d</p>'


def test_a_table_scrolls_and_carries_no_inline_style():
    got = render("| a | b |\n|--:|---|\n| 1 | 2 |", "en")

    assert got.html.startswith('<div class="scroll" tabindex="0" role="group">\n<table class="tab')
    assert "style" not in got.html


def test_links_go_out_safely_or_to_a_heading():
    got = render("## A {#a}\n\n[out](https://example.org/?a=1&b) [in](#a)", "en")

    assert '<a href="https://example.org/?a=1&amp;b" rel="noopener noreferrer">out</a>' in got.html
    assert '<a href="#a"' in got.html


@pytest.mark.parametrize(
    ("markdown", "line", "words"),
    [
        ("## A {#a}\n\n### B {#b}", 3, "level-2"),
        ("Title\n=====", 1, "level-2"),
        ("Text\n\n## B", 3, "no anchor"),
        ("## A {#A}", 1, "no anchor"),
        ("## A {#a}\n\n## B {#a}", 3, "taken"),
        ("## A {#main}", 1, "taken"),
        ("a\nb <b>c</b>", 2, "HTML is not allowed"),
        ("<script>alert(1)</script>", 1, "HTML is not allowed"),
        ("a <!-- b -->", 1, "HTML is not allowed"),
        ("a\n\n![b](c.png)", 3, "an image"),
        ("```\na\n```", 1, "a code block"),
        ("a\n\n    b", 3, "an indented line"),
        ("a\n\n***", 3, "a horizontal rule"),
        ("a\n\n::: danger\nb\n:::", 3, "unknown callout “danger”"),
        ("::: must\na\n\nb", 1, "not closed"),
        ("::: must\na\n\nb\n::: note\nc\n\nd\n:::", 5, "line 1 is not closed"),
        ("a\n:::", 2, "closes nothing"),
        (":::: must\na\n\nb\n:::", 1, "exactly three colons"),
        ("::: must\na\n:::", 1, "a title line, an empty line"),
        ("::: must\na\nb\n\nc\n:::", 1, "a title line, an empty line"),
        ("::: note\n- a\n:::", 1, "begins with a line of text"),
        ("::: note\n:::", 1, "begins with a line of text"),
        ("::: source\na\n\nb\n:::", 1, "one line"),
        ("::: source\na\nb\n:::", 1, "one line"),
        ("a [b]{lang=fr}", 1, "read as plain text"),
        ("a {#b}", 1, "read as plain text"),
        ("[a](javascript:alert)", 1, "read as plain text"),
        ("[a](http://example.org)", 1, "a link goes to"),
        ("a\n[b](/admin)", 2, "a link goes to"),
        ("[a](#nowhere)", 1, "no heading has the anchor"),
    ],
)
def test_what_is_not_known_is_refused_with_its_line(markdown, line, words):
    with pytest.raises(MarkdownProblems) as refusal:
        render(markdown, "en")

    assert any(at == line and words in text for at, text in refusal.value.problems), str(
        refusal.value
    )


def test_every_problem_is_told_at_once():
    with pytest.raises(MarkdownProblems) as refusal:
        render("# A\n\n<b>\n\n![a](b)", "en")

    assert [line for line, _words in refusal.value.problems] == [1, 3, 5]


def test_passages_say_line_and_language():
    got = passages("## A {#a}\n\nb\nc [ت *ث*]{lang=ar}")

    assert got == (
        Passage(1, 0, None, "A"),
        Passage(3, 1, None, "b"),
        Passage(4, 1, None, "c "),
        Passage(4, 1, "ar", "ت "),
        Passage(4, 1, "ar", "ث"),
    )


@pytest.mark.parametrize("nasty", ["&lt;script&gt;", "`<img onerror=x>`", r"\<b>", "<https://a.b>"])
def test_nothing_reaches_the_page_as_a_foreign_tag(nasty):
    html = render(nasty, "en").html

    assert not any(tag in html for tag in ("<script", "<img", "<b>"))
