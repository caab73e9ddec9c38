"""The commands `flask data`."""

from __future__ import annotations

from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import Engine, create_engine, inspect
from sqlalchemy.pool import NullPool
from sqlalchemy.util import immutabledict

from lms.core import clock
from lms.core.backup import (
    BackupRefused,
    is_empty,
    load,
    open_backup,
    refuse_without_keys,
    write_backup,
)
from lms.core.db import READ, begin_honestly, db, intend
from lms.core.health import newest_revision

SNAPSHOT = immutabledict({**READ, "isolation_level": "REPEATABLE READ"})

cli = AppGroup("data", help="Backups of everything that is not code; keys are carried apart.")


def backed_up(folder: Path) -> Path:
    """Write a backup of what is committed now; its file."""
    settings = current_app.config["LMS"]
    is_postgres = db.engine.dialect.name == "postgresql"
    db.session.rollback()
    intend(db.session, SNAPSHOT if is_postgres else READ)
    try:
        return write_backup(db.session, db.metadata, folder, keys=settings.keys, at=clock.now())
    finally:
        db.session.remove()


@cli.command()
@click.option("--to", "folder", type=click.Path(path_type=Path), help="Default: LMS_DATA/backups.")
def backup(folder: Path | None) -> None:
    """Write one file that holds everything but the keys; safe while people work."""
    wanted = folder or current_app.config["LMS"].data / "backups"
    try:
        path = backed_up(wanted)
    except OSError as error:
        raise click.ClickException(
            f"{wanted} cannot be written ({error.strerror}): choose another folder with --to"
        ) from error
    click.echo(f"Wrote {path}. Carry the key folder apart: without it the names stay closed.")


@cli.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Fill an empty database from a backup; nothing is changed unless all of it fits."""
    try:
        count = restored(file)
    except BackupRefused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"Restored {count} rows from {file}.")


def restored(file: Path) -> int:
    """Restore into the configured, empty database; the rows. Raises BackupRefused."""
    settings = current_app.config["LMS"]
    opened = open_backup(file)
    refuse_without_keys(opened, settings.keys)
    engine = create_engine(settings.database_url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        begin_honestly(engine)
    refuse_full(engine)
    migrated(settings.database_url, str(settings.migrations), opened.manifest.revision)
    try:
        with engine.begin() as connection:
            count = load(connection, opened, db.metadata)
    finally:
        engine.dispose()
    newest = newest_revision(str(settings.migrations)) or "head"
    migrated(settings.database_url, str(settings.migrations), newest)
    return count


def refuse_full(engine: Engine) -> None:
    """Raises BackupRefused when the database holds anything at all."""
    with engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
        tables = [table for table in db.metadata.sorted_tables if table.name in there]
        if any(not is_empty(connection, table) for table in tables):
            raise BackupRefused(
                "The database is not empty: restore into a new one, with another LMS_DATA= or"
                " DATABASE_URL=, before its first start"
            )


def migrated(url: str, folder: str, revision: str) -> None:
    """Bring the database to a revision. Raises BackupRefused for one this program lacks."""
    config = Config()
    config.set_main_option("script_location", folder)
    config.attributes["url"] = url
    try:
        command.upgrade(config, revision)
    except Exception as error:
        raise BackupRefused(
            f"The backup's tables ({revision}) are not known here: use the program's version that"
            " wrote it, or a newer one"
        ) from error
