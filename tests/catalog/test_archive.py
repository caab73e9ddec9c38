from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
from dataclasses import replace

import pytest

from lms.catalog.package import ArchiveRefused, archive, export_package, import_package
from tests.catalog.sample import COURSE, write_courses


def zipped(path, entries):
    """A zip of (name or ZipInfo, bytes), with a course.yaml so that only the trap is wrong."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("c90-x/course.yaml", "key: c90-x\n")
        for name, content in entries:
            target.writestr(name, content)
    return path


def test_export_import_export_is_byte_identical(tmp_path):
    package = write_courses(tmp_path / "a")
    first = export_package(package)
    (tmp_path / "p.zip").write_bytes(first)

    unpacked = import_package(tmp_path / "p.zip", tmp_path / "b")

    assert unpacked == tmp_path / "b" / COURSE
    assert export_package(unpacked) == first


def test_times_modes_and_hidden_files_do_not_change_the_bytes(tmp_path):
    package = write_courses(tmp_path)
    first = export_package(package)
    os.utime(package / "course.yaml", (0, 0))
    (package / "course.yaml").chmod(0o600)
    (package / ".swp").write_text("x")

    assert export_package(package) == first


def test_a_link_is_not_exported(tmp_path):
    package = write_courses(tmp_path)
    (package / "link").symlink_to("/etc/passwd")

    with pytest.raises(ArchiveRefused, match="symbolic link"):
        export_package(package)


def link(name):
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


TRAPS = [
    ([("../evil.yaml", "x")], "leads upward"),
    ([("c90-x/../../evil.yaml", "x")], "leads upward"),
    ([("/etc/evil", "x")], "plain relative path"),
    ([("C:/evil", "x")], "plain relative path"),
    ([("c90-x\\evil", "x")], "plain relative path"),
    ([("c90-x//evil", "x")], "empty, hidden"),
    ([("c90-x/.git/hooks", "x")], "empty, hidden"),
    ([("c90-x/ev\nil", "x")], "control character"),
    ([("c90-x/" + "a" * 300, "x")], "too long"),
    ([("c90-x/a/b/c/d", "x")], "too deep"),
    ([(link("c90-x/link"), "/etc/passwd")], "link or a special file"),
    ([("c90-x/bomb", b"\0" * 5_000_000)], "times its size"),
    ([("c90-x/Course.yaml", "x")], "large and small letters"),
    ([("c91-y/course.yaml", "x")], "one folder"),
    ([("c90-x/course.yaml/x", "x")], "a file as well"),
]


@pytest.mark.parametrize(("entries", "words"), TRAPS)
def test_a_trap_is_refused_and_nothing_is_left(tmp_path, entries, words):
    trap = zipped(tmp_path / "trap.zip", entries)

    with pytest.raises(ArchiveRefused, match=words):
        import_package(trap, tmp_path / "into")

    assert not [path for path in tmp_path.rglob("*") if path != trap and path.is_file()]


def test_what_is_no_zip_is_refused(tmp_path):
    (tmp_path / "p.zip").write_bytes(b"PK\x03\x04 not really")

    with pytest.raises(ArchiveRefused, match="not a readable zip"):
        import_package(tmp_path / "p.zip", tmp_path / "into")


def test_a_damaged_file_is_refused_and_nothing_is_left(tmp_path):
    trap = zipped(tmp_path / "p.zip", [("c90-x/unit.yaml", os.urandom(1000))])
    damaged = bytearray(trap.read_bytes())
    damaged[300] ^= 0xFF
    trap.write_bytes(damaged)

    with pytest.raises(ArchiveRefused, match="not a readable zip"):
        import_package(trap, tmp_path / "into")

    assert list((tmp_path / "into").iterdir()) == []


def test_a_folder_that_is_there_is_not_overwritten(tmp_path):
    package = write_courses(tmp_path)
    (tmp_path / "p.zip").write_bytes(export_package(package))

    with pytest.raises(ArchiveRefused, match="already there"):
        import_package(tmp_path / "p.zip", tmp_path)


def test_an_encrypted_file_is_refused(tmp_path):
    trap = zipped(tmp_path / "p.zip", [])
    content = trap.read_bytes()
    at = content.index(b"PK\x01\x02") + 8
    trap.write_bytes(content[:at] + struct.pack("<H", 1) + content[at + 2 :])

    with pytest.raises(ArchiveRefused, match="encrypted"):
        import_package(trap, tmp_path / "into")


@pytest.mark.parametrize(
    ("limit", "value", "words"),
    [
        ("files", 1, "More than 1 files"),
        ("total_bytes", 15, "More than 15 bytes when"),
        ("archive_bytes", 15, "larger than 15"),
        ("file_bytes", 5, "larger than 5"),
    ],
)
def test_count_and_sizes_have_limits(tmp_path, monkeypatch, limit, value, words):
    trap = zipped(tmp_path / "p.zip", [("c90-x/unit.yaml", "key: u01\n")])
    monkeypatch.setattr(archive, "PACKAGE", replace(archive.PACKAGE, **{limit: value}))

    with pytest.raises(ArchiveRefused, match=words):
        import_package(trap, tmp_path / "into")


def test_names_in_arabic_script_survive(tmp_path):
    package = write_courses(tmp_path / "a")
    (package / "u01-first" / "یەکە.md").write_text("x", "utf-8")
    content = export_package(package)

    names = zipfile.ZipFile(io.BytesIO(content)).namelist()

    assert f"{COURSE}/u01-first/یەکە.md" in names
