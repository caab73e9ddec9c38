"""The migrations make what the models say, take it away again, and keep facts append-only."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, create_engine, inspect, text
from sqlalchemy.pool import NullPool

import lms
from lms.core.db import Base, Fact
from tests.conftest import DATABASES
from tests.support.migrating import config_for, migrate
from tests.support.postgres import fresh_database

# Each room's tables enter the metadata when they are imported.
for _module in pkgutil.walk_packages(lms.__path__, "lms."):
    if ".models" in _module.name:
        importlib.import_module(_module.name)

NEVER_CHANGED = {  # kept like facts
    "audit_event", "certificate", "certificate_credential", "picture", "question_draft_version",
    "question_version", "register_checkpoint", "register_entry", "status_place",
}  # fmt: skip
APPEND_ONLY = NEVER_CHANGED | {
    each.class_.__tablename__ for each in Base.registry.mappers if issubclass(each.class_, Fact)
}
REVISIONS = [
    each.revision for each in ScriptDirectory.from_config(config_for("sqlite://")).walk_revisions()
]  # the newest first
FIRST_WITH_TRIGGERS = "0002"
TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


@pytest.fixture(params=DATABASES)
def empty_url(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    with fresh_database(request.getfixturevalue("postgres")) as url:
        yield url


@pytest.fixture
def engine(empty_url):
    made = create_engine(empty_url, poolclass=NullPool)
    yield made
    made.dispose()


def triggers(engine):
    with engine.connect() as connection:
        return set(connection.scalars(text(TRIGGERS[engine.dialect.name])))


def expected_triggers(engine, tables=APPEND_ONLY):
    endings = ("no_update", "no_delete") if engine.dialect.name == "sqlite" else ("append_only",)
    return {f"{table}_{ending}" for table in APPEND_ONLY & set(tables) for ending in endings}


def checks_in_models():
    return {
        (table.name, str(each.name))
        for table in Base.metadata.tables.values()
        for each in table.constraints
        if isinstance(each, CheckConstraint)
    }


def checks_in_database(engine):
    seen = inspect(engine)
    return {
        (table, each["name"])
        for table in seen.get_table_names()
        for each in seen.get_check_constraints(table)
    }


def test_the_newest_tables_are_those_of_the_models(empty_url, engine):
    migrate(empty_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []
    assert checks_in_database(engine) == checks_in_models()


def test_every_append_only_table_has_its_triggers_after_up_down_and_up_again(empty_url, engine):
    migrate(empty_url)
    assert triggers(engine) == expected_triggers(engine)

    command.downgrade(config_for(empty_url), "base")
    assert triggers(engine) == set()
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}

    migrate(empty_url)
    assert triggers(engine) == expected_triggers(engine)
    assert set(inspect(engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_each_step_down_can_be_taken_up_again(empty_url, engine):
    migrate(empty_url)
    before = checks_in_database(engine)
    for revision in REVISIONS[1:]:
        command.downgrade(config_for(empty_url), revision)
        kept = expected_triggers(engine, inspect(engine).get_table_names())
        assert triggers(engine) == (kept if revision >= FIRST_WITH_TRIGGERS else set()), revision
        migrate(empty_url)
        assert (triggers(engine), checks_in_database(engine)) == (expected_triggers(engine), before)
