"""A package is read again when anything is another: its files, the shared ones, the database."""

from __future__ import annotations

import pytest

from lms import serving
from lms.authoring import unchanged
from lms.authoring.operations import publish_package
from lms.authoring.unchanged import Published
from lms.core import clock
from lms.core.ids import new_id
from tests.catalog import sample


@pytest.fixture
def published(session, tmp_path):
    """A sample package, published and noted."""
    folder = sample.write_courses(tmp_path / "courses")
    done = publish_package(session, folder, at=clock.now())
    note = tmp_path / "published.json"
    Published(note).note(folder, done.course_version_id)
    return note, folder


def test_what_lies_there_as_it_was_published_is_unchanged(session, published):
    note, folder = published
    assert Published(note).is_unchanged(session, folder)


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "course.yaml").write_text("x"),
        lambda folder: (folder / "new.md").write_text("x"),
        lambda folder: (folder.parent / "hotlines.yaml").write_text("x"),
        lambda folder: (folder / "course.yaml").rename(folder / "other.yaml"),
    ],
)
def test_any_other_file_is_a_change(session, published, change):
    note, folder = published
    change(folder)
    assert not Published(note).is_unchanged(session, folder)


def test_a_database_without_the_version_is_given_it(session, published):
    note, folder = published
    Published(note).note(folder, new_id(clock.now()))
    assert not Published(note).is_unchanged(session, folder)


def test_another_program_reads_it_again(session, published, monkeypatch):
    note, folder = published
    monkeypatch.setattr(unchanged, "program", lambda: "another")
    assert not Published(note).is_unchanged(session, folder)


@pytest.mark.parametrize("content", ["", "[]{", "null"])
def test_a_note_that_is_lost_or_broken_only_costs_time(session, published, content):
    note, folder = published
    note.write_text(content)
    assert not Published(note).is_unchanged(session, folder)
    note.unlink()
    assert not Published(note).is_unchanged(session, folder)


def test_starting_twice_reads_once(session, published, monkeypatch, capsys):
    note, folder = published
    reads = []
    monkeypatch.setattr(serving, "publish_package", lambda *_args, **_named: reads.append(1))

    class Place:
        courses, data = folder.parent, note.parent

    serving.publish_all(Place)
    assert reads == []
