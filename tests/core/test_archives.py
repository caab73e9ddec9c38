from __future__ import annotations

import io
import stat
import struct
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.archives import ArchiveRefused, Limits, is_zip, read_files

LIMITS = Limits(
    archive_bytes=1_000_000, total_bytes=1_000_000, file_bytes=500_000, files=10, parts=5
)


def zipped(*entries):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return target.getvalue()


def read(data, limits=LIMITS, suffixes=("",)):
    return read_files(data, limits, suffixes=suffixes)


def test_files_come_in_their_order_without_folders():
    data = zipped(("b/", ""), ("b/two.xml", "2"), ("one.XML", "1"), ("c.css", ""))

    assert is_zip(data)
    assert list(read(data, suffixes=(".xml",)).items()) == [("b/two.xml", b"2"), ("one.XML", b"1")]


def test_an_archive_inside_is_not_opened():
    inner = zipped(("x.xml", "x"))

    assert read(zipped(("inner.zip", inner))) == {"inner.zip": inner}


def test_hidden_names_are_taken_where_they_may_be():
    data = zipped(("__MACOSX/._a.xml", "x"))

    assert read(data, replace(LIMITS, hidden=True)) == {"__MACOSX/._a.xml": b"x"}
    with pytest.raises(ArchiveRefused, match="hidden"):
        read(data)


def link(name):
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([("../a.xml", "")], "leads upward"),
        ([("a/../../b.xml", "")], "leads upward"),
        ([("/a.xml", "")], "plain relative"),
        ([("a\\b.xml", "")], "plain relative"),
        ([("C:a.xml", "")], "plain relative"),
        ([(link("a.xml"), "/etc/passwd")], "link"),
        ([("a.xml", ""), ("A.xml", "")], "one name"),
        ([("a", ""), ("a/b", "")], "a file as well"),
        ([("a/b/c/d/e/f.xml", "")], "too deep"),
        ([("a.xml", b"\0" * 400_000)], "100 times"),
        ([("a.xml", b"\0" * 600_000)], "larger than 500000"),
        ([("a.xml", b"0" * 450_000), ("b", b"0" * 450_000), ("c", b"0" * 450_000)], "More than"),
        ([(f"{number}.xml", "") for number in range(11)], "More than 10 files"),
    ],
)
@pytest.mark.parametrize("hidden", [False, True])
def test_traps_are_refused(entries, words, hidden):
    with pytest.raises(ArchiveRefused, match=words):
        read(zipped(*entries), replace(LIMITS, hidden=hidden))


def test_a_whole_file_may_be_too_large():
    with pytest.raises(ArchiveRefused, match="larger than 10 bytes"):
        read(zipped(("a.xml", "")), replace(LIMITS, archive_bytes=10))


def test_a_directory_that_lies_about_a_size_is_refused():
    data = zipped(("a.xml", "abcdefghij" * 10))
    at = data.index(b"PK\x01\x02") + 24

    with pytest.raises(ArchiveRefused):
        read(data[:at] + struct.pack("<L", 3) + data[at + 4 :])


@given(st.binary(max_size=200), st.integers(0, 400), st.booleans())
@settings(max_examples=300)
def test_damaged_bytes_are_refused_or_read(junk, at, cut):
    data = zipped(("a/b.xml", "content"), ("c.txt", "more" * 50))
    damaged = data[:at] + junk + (b"" if cut else data[at + len(junk) :])

    try:
        files = read(damaged)
    except ArchiveRefused:
        return
    assert all(isinstance(content, bytes) for content in files.values())
