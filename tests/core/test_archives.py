"""Archives from outside: limits hold before anything is unpacked."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest

from lms.core.archives import ArchiveRefused, Limits, is_archive, names_in, read_archive


def packed(*files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return target.getvalue()


def link(name):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def read(data, limits=Limits(), **given):  # noqa: B008
    return list(read_archive(data, limits, **given))


def test_only_wanted_files_are_read():
    data = packed(("a/x.xml", "one"), ("a/y.png", "two"))

    assert read(data, is_wanted=lambda name: name.endswith(".xml")) == [("a/x.xml", b"one")]
    assert names_in(data, Limits()) == ["a/x.xml", "a/y.png"]


def test_an_archive_is_known_by_its_bytes():
    assert is_archive(packed(("a", "")))
    assert is_archive(packed())
    assert not is_archive(b"<xml/>")


@pytest.mark.parametrize(
    ("files", "limits", "words"),
    [
        ([("../a", "")], Limits(), "leads upward"),
        ([("/a", "")], Limits(), "relative path"),
        ([("c:a", "")], Limits(), "relative path"),
        ([("a\\b", "")], Limits(), "relative path"),
        ([(".a", "")], Limits(), "hidden"),
        ([("a/b/c", "")], Limits(parts=2), "too deep"),
        ([("a", ""), ("A", "")], Limits(), "one name"),
        ([(link("a"), "b")], Limits(), "link"),
        ([("a", ""), ("b", "")], Limits(files=1), "More than 1 files"),
        ([("a", "12345")], Limits(file_bytes=4), "larger than 4"),
        ([("a", "123"), ("b", "123")], Limits(total_bytes=5), "More than 5 bytes"),
        ([("a", "0" * 200_000)], Limits(), "100 times"),
    ],
)
def test_what_is_not_safe_is_refused(files, limits, words):
    with pytest.raises(ArchiveRefused, match=words):
        read(packed(*files), limits)


def test_hidden_files_may_be_let_in():
    assert read(packed((".a", "x")), Limits(hidden=True)) == [(".a", b"x")]


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", packed(("a", "x" * 50))[:-30]],
    ids=["empty", "beginning", "cut"],
)
def test_what_is_no_zip_is_refused_with_a_sentence(data):
    with pytest.raises(ArchiveRefused, match="not a readable zip"):
        read(data)


def test_a_file_that_is_larger_than_the_directory_says_is_refused():
    data = bytearray(packed(("a", "0123456789" * 10)))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (5).to_bytes(4, "little")

    with pytest.raises(ArchiveRefused):
        read(bytes(data))
