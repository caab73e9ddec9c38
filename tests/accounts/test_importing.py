from __future__ import annotations

import pytest

from lms.accounts.importing import ListRefused, Problem, decoded, read_list

HEADER = "ar_given,ar_father,ar_grandfather,latin,sex,language\n"
GOOD = "نور,سامي,جميل,Noor Sami,female,ar\n"


def problems(line):
    return read_list(HEADER + line)[0].problems


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (GOOD, ()),
        ("نور,سامي,جميل,,,\n", ()),
        ("=1+SUM(A),سامي,جميل,@cmd,,\n", ()),
        ("نور,سامي,,,,\n", (Problem("missing", "ar_grandfather"),)),
        (",,,Noor,,\n", (Problem("missing", "ar_given"),)),
        ("123,سامي,جميل,,,\n", (Problem("not_a_name", "ar_given"),)),
        ("نور,سا\u202eمي,جميل,,,\n", (Problem("not_a_name", "ar_father"),)),
        (f"{'ن' * 61},سامي,جميل,,,\n", (Problem("too_long", "ar_given"),)),
        ("نور,سامي,جميل,,woman,\n", (Problem("choice", "sex"),)),
        ("نور,سامي,جميل,,,kurdish\n", (Problem("choice", "language"),)),
        ("نور,سامي,جميل\n", (Problem("cells"),)),
        ("نور,سامي,جميل,,,ar,more\n", (Problem("cells"),)),
    ],
)
def test_each_line_gets_its_problems(line, expected):
    assert problems(line) == expected


@pytest.mark.parametrize(
    ("text", "problem", "place"),
    [
        ("", "empty", None),
        ("given,father\n", "unknown_column", "given"),
        ("ar_given,ar_given\n", "column_twice", "ar_given"),
        ("ar_given,ar_father\nنور,سامي\n", "missing_column", "ar_grandfather"),
        ("latin\nNoor\n", "missing_column", "ar_given"),
        (HEADER, "empty", None),
        (HEADER + "\n \n", "empty", None),
        (HEADER + '"نور,سامي\n', "quotes", None),
        (HEADER + GOOD * 2001, "too_many_lines", None),
        (HEADER + "x" * 1_000_001, "too_large", None),
    ],
)
def test_a_list_that_cannot_be_read_says_where(text, problem, place):
    with pytest.raises(ListRefused) as refused:
        read_list(text)
    assert refused.value.facts["problem"] == problem
    assert place in (None, refused.value.facts.get("column"))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_are_found(separator):
    lines = read_list((HEADER + GOOD).replace(",", separator))
    assert lines[0].names.ar == ("نور", "سامي", "جميل")


def test_lines_are_numbered_as_an_editor_counts():
    text = HEADER + "\n" + '"نور\nنور",سامي,جميل,,,\n' + GOOD
    assert [line.number for line in read_list(text)] == [3, 5]


def test_a_file_that_is_not_utf8_says_its_line():
    with pytest.raises(ListRefused) as refused:
        decoded(HEADER.encode() + "نور".encode("cp1256"))
    assert refused.value.facts == {"problem": "not_utf8", "line": 2}


def test_the_mark_at_the_start_of_a_file_is_no_part_of_a_column():
    assert read_list(decoded(b"\xef\xbb\xbf" + (HEADER + GOOD).encode()))[0].problems == ()
