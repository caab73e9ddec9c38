"""A database with a certificate and its event, brought to tables that count issues, and back."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from lms.core.ids import new_id
from tests.conftest import DATABASES
from tests.support.migrating import config_for, migrate
from tests.support.postgres import fresh_database

BEFORE, AFTER = "0016", "0017"
IDS = {
    name: new_id() for name in ("version", "scope", "person", "enrolment", "certificate", "event")
}
AT = "2026-01-04 06:00:00+00"
ROWS = (
    "INSERT INTO course_version (id, course_key, version, content_hash, manifest, published_at,"
    " approved_by, publication_state) VALUES (:version, 'c90', '1.0.0', 'hash', :m, :at,"
    " 'package', 'published')",
    "INSERT INTO certificate_event (id, certificate_id, event, reason, occurred_at, recorded_at,"
    " source) VALUES (:event, :certificate, 'suspended', 'under_review', :at, :at, 'web')",
)
CERTIFICATE = (
    "INSERT INTO certificate (id, code, enrolment_id, person_id, course_version_id,"
    " certificate_type, period_key, completed_at, issued_at, hours, leading_language,"
    " course_facts, name_printed_sealed, pdf_sealed, pdf_sha256_sealed, is_specimen)"
    " VALUES (:certificate, '9TQK4M7BXE2DW', :enrolment, :person, :version, 'c90', 'cycle-1',"
    " :at, :at, 5, 'ar', '{}', :m, :m, :m, false)"
)


@pytest.fixture(params=DATABASES)
def url(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'older.sqlite'}"
        return
    with fresh_database(request.getfixturevalue("postgres")) as address:
        yield address


@pytest.fixture
def engine(url):
    migrate(url, BEFORE)
    made = create_engine(url, poolclass=NullPool)
    is_sqlite = made.dialect.name == "sqlite"
    values = {name: one.bytes if is_sqlite else one for name, one in IDS.items()}
    with made.begin() as connection:
        if not is_sqlite:  # whose enrolment it was is another test's
            connection.execute(text("SET session_replication_role = replica"))
        for statement in (ROWS[0], CERTIFICATE, ROWS[1]):
            connection.execute(text(statement), values | {"m": b"{}", "at": AT})
    yield made
    made.dispose()


def kept(engine):
    with engine.connect() as connection:
        return connection.execute(
            text(
                "SELECT c.code, c.pdf_sealed, e.event FROM certificate c"
                " JOIN certificate_event e ON e.certificate_id = c.id"
            )
        ).all()


def test_what_was_issued_before_is_the_first_of_its_place_and_stays(url, engine):
    before = kept(engine)
    assert len(before) == 1
    migrate(url, AFTER)
    assert kept(engine) == before
    with engine.connect() as connection:
        row = connection.execute(
            text(
                "SELECT issue_number, supersedes_id, renew_window_days, grace_days,"
                " recert_date_from FROM certificate"
            )
        ).one()
    assert tuple(row) == (1, None, 90, 0, "completion")
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text("UPDATE certificate SET hours = 6"))
    command.downgrade(config_for(url), BEFORE)
    assert kept(engine) == before
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text("DELETE FROM certificate"))
