"""A database in which one observation was corrected twice, before the index that forbids it."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, insert, inspect, select, text
from sqlalchemy.pool import NullPool

from lms import serving
from lms.core.ids import new_id
from lms.practice.models import Observation
from tests import factories
from tests.conftest import DATABASES
from tests.support.migrating import MIGRATIONS, config_for, migrate
from tests.support.postgres import fresh_database

INDEX = "uq_observation_supersedes_id"


@pytest.fixture(params=DATABASES)
def url(request, tmp_path):
    """An address whose tables are those before the index."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'older.sqlite'}"
        migrate(address, "0002")
        yield address
        return
    with fresh_database(request.getfixturevalue("postgres")) as address:
        migrate(address, "0002")
        yield address


@pytest.fixture
def engine(url):
    made = create_engine(url, poolclass=NullPool)
    if made.dialect.name == "postgresql":
        # Observations without people behind them: the foreign keys are not what is tested.
        event.listen(
            made, "connect", lambda raw, _: raw.execute("SET session_replication_role = replica")
        )
    yield made
    made.dispose()


def observe(engine, *, minutes, supersedes=None):
    """An observation's row; its id."""
    at = factories.NOON + timedelta(minutes=minutes)
    kept = new_id(at)
    row = {
        "id": kept, "occurred_at": at, "recorded_at": at, "enrolment_id": new_id(),
        "source": "web", "activity": "u01/practical", "assessor_id": new_id(), "lines": {},
        "is_passed": True, "supersedes_id": supersedes,
    }  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(Observation.__table__).values(row))
    return kept


def upgrade(url):
    """As the program does it at its start."""
    settings = SimpleNamespace(migrations=MIGRATIONS, database_url=url)
    serving.bring_up_to_date(settings, "0002", is_new=True)


def indexes(engine):
    return {each["name"] for each in inspect(engine).get_indexes("observation")}


def remedy(dialect, *, earlier, later):
    """The statements that the migration itself gives, for two observations."""
    script = ScriptDirectory.from_config(config_for("sqlite://")).get_revision("0003")
    block = re.search(rf"On {dialect}:\n\n(.+?)\n\n", script.module.__doc__, re.DOTALL)[1]
    ids = {"EARLIER": earlier, "LATER": later}
    for word, kept in ids.items():
        block = block.replace(word, kept.hex if dialect == "SQLite" else str(kept))
    return block


def mend(engine, url, *, earlier, later):
    """Run the remedy as an administrator would, without the test's own liberties."""
    plain = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    raw = plain.raw_connection()
    if engine.dialect.name == "sqlite":
        raw.driver_connection.executescript(remedy("SQLite", earlier=earlier, later=later))
    else:
        raw.driver_connection.execute(remedy("PostgreSQL", earlier=earlier, later=later))
    raw.close()
    plain.dispose()


def test_one_observation_corrected_twice_is_named_with_what_to_do(url, engine):
    first = observe(engine, minutes=0)
    later = observe(engine, minutes=9, supersedes=first)
    earlier = observe(engine, minutes=5, supersedes=first)
    alone = observe(engine, minutes=7, supersedes=observe(engine, minutes=1))
    with pytest.raises(serving.StartRefused) as refused:
        upgrade(url)
    told = str(refused.value)
    assert f"{earlier} and {later} correct the same {first}" in told
    assert str(alone) not in told
    assert "0003_an_observation_is_corrected_once.py" in told
    assert INDEX not in indexes(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "0002"


def test_with_the_remedy_that_it_names_the_upgrade_goes_on(url, engine):
    first = observe(engine, minutes=0)
    earlier, later = (observe(engine, minutes=at, supersedes=first) for at in (5, 9))
    mend(engine, url, earlier=earlier, later=later)
    upgrade(url)
    assert INDEX in indexes(engine)
    columns = Observation.__table__.c
    with engine.connect() as connection:
        known = dict(connection.execute(select(columns.id, columns.supersedes_id)).all())
    assert known == {first: None, earlier: first, later: earlier}


def test_after_the_remedy_observations_are_append_only_again(url, engine):
    first = observe(engine, minutes=0)
    earlier, later = (observe(engine, minutes=at, supersedes=first) for at in (5, 9))
    mend(engine, url, earlier=earlier, later=later)
    plain = create_engine(url, poolclass=NullPool)
    with plain.connect() as connection, pytest.raises(Exception, match="append-only"):
        connection.execute(text("UPDATE observation SET is_passed = is_passed"))
    plain.dispose()


def test_three_corrections_are_named_in_their_order(url, engine):
    first = observe(engine, minutes=0)
    three = [observe(engine, minutes=at, supersedes=first) for at in (3, 4, 5)]
    with pytest.raises(serving.StartRefused, match=" and ".join(map(str, three))):
        upgrade(url)
