"""Whether a database's tables are those that this version of the program was written for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from lms.core.health import newest_revision


class OtherTables(Exception):
    """The tables are not this program's: one sentence with the remedy."""


@cache
def known_revisions(folder: str) -> frozenset[str]:
    """Every migration that this version of the program has."""
    config = Config()
    config.set_main_option("script_location", folder)
    walked = ScriptDirectory.from_config(config).walk_revisions()
    return frozenset(each.revision for each in walked)


def refuse_newer(found: str, migrations: Path) -> None:
    """Raises OtherTables for a database that a newer program has migrated."""
    if found not in known_revisions(str(migrations)):
        raise OtherTables(
            f"The database's tables ({found}) are of a newer program than this one"
            f" ({newest_revision(str(migrations))}), and nothing was changed: start that version of"
            " the program, or restore a backup into a new LMS_DATA= or DATABASE_URL="
        )


def refuse_other(found: str | None, migrations: Path) -> None:
    """Raises OtherTables unless the database stands at the newest migration."""
    if found is None:
        raise OtherTables(
            "The database has no tables yet: start the system once with `make serve`, which makes"
            " them, or correct LMS_DATA or DATABASE_URL"
        )
    refuse_newer(found, migrations)
    if found != newest_revision(str(migrations)):
        raise OtherTables(
            f"The database's tables ({found}) are of an older program than this one: start the"
            " system once with `make serve`, which backs up and migrates, or run `flask db upgrade`"
        )


def tables_at(database_url: str) -> tuple[frozenset[str], str | None]:
    """The names of all tables that are there, and the migration that they stand at.

    A file that is not there is not made. Raises SQLAlchemyError when the database does not answer.
    """
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return frozenset(), None
    engine = create_engine(database_url, poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            names = frozenset(inspect(connection).get_table_names())
            if "alembic_version" not in names:
                return names, None
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return names, found
    finally:
        engine.dispose()


def refuse_other_tables(database_url: str, migrations: Path) -> None:
    """Raises OtherTables for tables of another version; a database that is away is waited for."""
    try:
        _names, found = tables_at(database_url)
    except OperationalError:
        return
    refuse_other(found, migrations)
