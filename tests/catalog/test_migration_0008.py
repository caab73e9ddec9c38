"""A database with published lessons, brought to tables that know receipts, and back."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import NullPool

from lms.core.ids import new_id
from tests.conftest import DATABASES
from tests.support.migrating import config_for, migrate
from tests.support.postgres import fresh_database

BEFORE, AFTER = "0007", "0008"
VERSION, UNIT, LESSON, TEXT = (new_id() for _ in range(4))


@pytest.fixture(params=DATABASES)
def url(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'older.sqlite'}"
        return
    with fresh_database(request.getfixturevalue("postgres")) as address:
        yield address


@pytest.fixture
def engine(url):
    """The database as it was, with one lesson; foreign keys are kept, as the program keeps them."""
    migrate(url, BEFORE)
    made = create_engine(url, poolclass=NullPool)
    if made.dialect.name == "sqlite":
        event.listen(made, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys=ON"))
    with made.begin() as connection:
        write_lesson(connection)
    yield made
    made.dispose()


def kept_as(connection, value):
    return value.bytes if connection.dialect.name == "sqlite" else value


def write_lesson(connection):
    ids = {
        name: kept_as(connection, value)
        for name, value in (("v", VERSION), ("u", UNIT), ("l", LESSON), ("t", TEXT))
    } | {"m": b"{}"}
    for statement in (
        "INSERT INTO course_version (id, course_key, version, content_hash, manifest, published_at,"
        " approved_by, publication_state) VALUES (:v, 'c90', '1.0.0', 'hash', :m,"
        " '2026-01-04 06:00:00+00', 'package', 'published')",
        "INSERT INTO unit (id, course_version_id, key, position) VALUES (:u, :v, 'u01', 1)",
        "INSERT INTO activity (id, course_version_id, unit_id, unit_key, key, kind)"
        " VALUES (:l, :v, :u, 'u01', 'lesson', 'lesson')",
        "INSERT INTO lesson_text (id, activity_id, language, html, headings)"
        " VALUES (:t, :l, 'ar', '<p>نص</p>', '[]')",
    ):
        connection.execute(text(statement), ids)


def texts(engine):
    with engine.connect() as connection:
        return connection.execute(
            text(
                "SELECT activity.key, activity.kind, lesson_text.html FROM lesson_text"
                " JOIN activity ON activity.id = lesson_text.activity_id"
            )
        ).all()


def write_receipt(engine):
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO activity (id, course_version_id, unit_id, unit_key, key, kind)"
                " VALUES (:id, :v, :u, 'u01', 'orders', 'receipt')"
            ),
            {"id": kept_as(connection, new_id()), "v": kept_as(connection, VERSION),
             "u": kept_as(connection, UNIT)},
        )  # fmt: skip


def test_lessons_stay_and_receipts_are_taken(url, engine):
    with pytest.raises(IntegrityError):
        write_receipt(engine)
    migrate(url, AFTER)
    assert [tuple(row) for row in texts(engine)] == [("lesson", "lesson", "<p>نص</p>")]
    write_receipt(engine)


def test_back_again_receipts_are_gone_and_lessons_stay(url, engine):
    migrate(url, AFTER)
    write_receipt(engine)
    command.downgrade(config_for(url), BEFORE)
    assert [tuple(row) for row in texts(engine)] == [("lesson", "lesson", "<p>نص</p>")]
    with pytest.raises(IntegrityError):
        write_receipt(engine)


def test_a_text_without_its_activity_is_refused_as_before(url, engine):
    migrate(url, AFTER)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO lesson_text (id, activity_id, language, html, headings)"
                " VALUES (:t, :l, 'en', '', '[]')"
            ),
            {"t": kept_as(connection, new_id()), "l": kept_as(connection, new_id())},
        )
