"""The commands `flask data`."""

from __future__ import annotations

from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import Connection, Engine, create_engine, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.util import immutabledict

from lms.config import Settings
from lms.core import clock
from lms.core.backup import (
    BackupRefused,
    Manifest,
    check_backup,
    load,
    refuse_without_keys,
    tables_of,
    write_backup,
)
from lms.core.db import READ, begin_honestly, db, intend

SNAPSHOT = immutabledict({**READ, "isolation_level": "REPEATABLE READ"})

cli = AppGroup("data", help="Backups of everything that is not code; keys are carried apart.")


def backed_up(folder: Path) -> Path:
    """Write a backup of what is committed now; its file."""
    settings = current_app.config["LMS"]
    is_postgres = db.engine.dialect.name == "postgresql"
    db.session.rollback()
    intend(db.session, SNAPSHOT if is_postgres else READ)
    try:
        return write_backup(
            db.session,
            db.metadata,
            folder,
            keys=settings.keys,
            is_demonstration=settings.demonstration_mark.exists(),
            at=clock.now(),
        )
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
    except SQLAlchemyError as error:
        raise without_database(error) from error
    click.echo(f"Wrote {path}. Carry the key folder apart: without it the names stay closed.")


@cli.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Fill an empty database from a backup; nothing is changed unless all of it fits."""
    try:
        count = restored(file)
    except BackupRefused as refused:
        raise click.ClickException(str(refused)) from refused
    except SQLAlchemyError as error:
        raise without_database(error) from error
    click.echo(f"Restored {count} rows from {file}.")


def without_database(error: SQLAlchemyError) -> click.ClickException:
    """What to say when the database itself cannot be used."""
    url = db.engine.url.render_as_string(hide_password=True)
    return click.ClickException(
        f"The database at {url} cannot be used ({type(error).__name__}): start it and bring it to"
        " this version with `make serve`, or correct DATABASE_URL or LMS_DATA"
    )


def restored(file: Path) -> int:
    """Restore into the configured, empty database; the rows. Raises BackupRefused."""
    settings: Settings = current_app.config["LMS"]
    manifest = check_backup(file)
    refuse_without_keys(manifest, settings.keys)
    refuse_unknown(manifest, settings)
    refuse_mixture(manifest, settings)
    make_folder(settings.data)
    engine = create_engine(settings.database_url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        begin_honestly(engine)
    try:
        return filled(engine, file, manifest, settings)
    finally:
        engine.dispose()


def make_folder(folder: Path) -> None:
    """The data folder, private; on a new computer it is not there yet. Raises BackupRefused."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BackupRefused(
            f"The data folder {folder} cannot be written ({error.strerror}): make it writable, or"
            " choose another with LMS_DATA="
        ) from error


def filled(engine: Engine, file: Path, manifest: Manifest, settings: Settings) -> int:
    """The database at the backup's revision, filled in one transaction, then brought up to date."""
    with engine.begin() as connection:
        refuse_full(connection)
        refuse_other_revision(connection, manifest)
    command.upgrade(alembic_of(settings), manifest.revision)
    with engine.begin() as connection:
        refuse_full(connection)
        count = load(connection, file, tables_of(connection, db.metadata))
        if manifest.is_demonstration:
            settings.demonstration_mark.touch(mode=0o600)
    command.upgrade(alembic_of(settings), "head")
    return count


def alembic_of(settings: Settings) -> Config:
    """Alembic's configuration for the configured database."""
    config = Config()
    config.set_main_option("script_location", str(settings.migrations))
    config.attributes["url"] = settings.database_url
    return config


def refuse_unknown(manifest: Manifest, settings: Settings) -> None:
    """Raises BackupRefused for tables of a version that this program has never had."""
    try:
        ScriptDirectory.from_config(alembic_of(settings)).get_revision(manifest.revision)
    except CommandError as error:
        raise BackupRefused(
            f"The backup's tables ({manifest.revision}) are not known here: use the program's"
            " version that wrote it, or a newer one"
        ) from error


def refuse_mixture(manifest: Manifest, settings: Settings) -> None:
    """Invented people stay marked as such. Raises BackupRefused."""
    is_marked = settings.demonstration_mark.exists()
    if is_marked and not manifest.is_demonstration:
        raise BackupRefused(
            f"{settings.data} is a demonstration's folder and the backup is of a real system:"
            " restore with another LMS_DATA="
        )
    if manifest.is_demonstration and not settings.database_url.startswith("sqlite"):
        raise BackupRefused(
            "The backup is of a demonstration, which runs only with the embedded database:"
            " leave out DATABASE_URL"
        )


def refuse_full(connection: Connection) -> None:
    """Raises BackupRefused when the database holds anything at all."""
    for table in tables_of(connection, db.metadata):
        if connection.execute(select(table).limit(1)).first() is not None:
            raise BackupRefused(
                "The database is not empty: restore into a new one, with another LMS_DATA= or"
                " DATABASE_URL=, before its first start"
            )


def refuse_other_revision(connection: Connection, manifest: Manifest) -> None:
    """Raises BackupRefused when the empty tables are of another version than the backup's."""
    if not inspect(connection).has_table("alembic_version"):
        return
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found not in (None, manifest.revision):
        raise BackupRefused(
            f"The database's tables ({found}) are of another version than the backup's"
            f" ({manifest.revision}): restore into a new database without tables"
        )
