"""HTML becomes text that a person can read; what is dropped is named; nothing is slow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.interop.rules.html import plain_text

READ = {
    "<p>One</p><p>two</p>": "One\ntwo",
    "one<br>two<br/>three": "one\ntwo\nthree",
    "a  <b>b</b>\n <i>c</i>": "a b c",
    "<ul><li>x</li><li>y</li></ul>": "x\ny",
    "<ol><li>x</li><li>y</li></ol>": "1. x\n2. y",
    "<ol><li>\n<p>x</p><p>y</p></li><li><div>z</div></li></ol>": "1. x\ny\n2. z",
    "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>": "a | b\n1 | 2",
    "<table><tr><th><br></th><th>a<br></th></tr><tr><td><p>1</p></td><td><p>2</p></td></tr>"
    "<tr><td></td><td></td></tr></table>after": "| a\n1 | 2\nafter",
    "<pre>a = 1\nb = 2</pre><p>c\nd</p>": "a = 1\nb = 2\nc d",
    "&lt;p&gt; &amp; &eacute;&nbsp;&#1576;": "<p> & é ب",
    "10<sup>5</sup> H<sub>2</sub>O": "10⁵ H2O",
    "a < b and c > d": "a < b and c > d",
    "a <!-- no --> b": "a b",
    'x <img src="a/map.png" alt="the map"> y': "x the map y",
    "<script>alert('<p>')</script>ok": "ok",
    "<math><mi>x</mi><mo>=</mo><mn>1</mn></math>": "x = 1",
    '<a title="1 > 0" href="http://e.org/x">link</a>': "link",
    "unfinished <b": "unfinished <b",
    "": "",
}


@pytest.mark.parametrize(("html", "text"), READ.items())
def test_markup_becomes_words(html, text):
    assert plain_text(html)[0] == text


@pytest.mark.parametrize(
    ("html", "named"),
    [
        ('<img src="a/map.png">', "map.png"),
        ('<img src="a/map.png" alt="the map">', "the map"),
        ('<video src="v/film.mp4"></video>', "film.mp4"),
        ('<a href="http://e.org/x">y</a>', "http://e.org/x"),
        ("<math><mi>x</mi></math>", "formula"),
        (r"\(x^2\)", "formula"),
        ("<script>x</script>", "script"),
        ("<pre>if a:\n    b</pre>", "indentation"),
        ("<style>x</style>", "style sheet"),
    ],
)
def test_what_is_dropped_is_named(html, named):
    (sentence,) = plain_text(html)[1]

    assert named in sentence
    assert sentence.endswith(".")


HOSTILE = (
    "<", "<a ", "<a '", '<a "', "<!--", "<!", "<?", "</", "<script>", "<b>", "<div>", "<ul>",
    "&", "&#", "&amp", "<a b=", "<a b='>", "<![CDATA[", "<li>", "<sup>", "<math>", "<p a='\">",
    "<svg:a ", "\n", "<img alt=", "- ", "\\(", "<x" * 3, "<a b c d ",
    "<pre>", "<td>", "<pre>\n", "<tr><td>",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("end", ["", ">", "\">'-->"])
def test_time_grows_with_the_length_alone(piece, end):
    started = time.process_time()

    plain_text(piece * (400_000 // len(piece)) + end)

    assert time.process_time() - started < 4


@given(st.text("<>/!-?&;#=\"' abpx\n[]", max_size=80))
@settings(max_examples=300)
def test_no_html_is_too_strange(html):
    text, dropped = plain_text(html)

    assert "  " not in text
    assert text == text.strip()
    assert all(sentence.endswith(".") for sentence in dropped)
