"""Where a command ends badly: one sentence with place and remedy, and exit code 1."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import click
from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError

from lms.config import Settings, SettingWrong
from lms.core import logs
from lms.core.db import db
from lms.core.errors import Busy, DomainError
from lms.core.sealed import KeysMissing
from lms.core.versions import OtherTables, refuse_other

OWN_WAYS = frozenset({"data", "db"})  # they say themselves what they make of older tables
WITHOUT_KEYS = frozenset({"courses"})  # authors check packages on computers that hold no people
QUOTES_VALUES = (DataError, IntegrityError)  # in their messages PostgreSQL repeats what was typed


def needs_keys(arguments: Sequence[str]) -> bool:
    """Whether a command line may read or write what is sealed."""
    return "--help" not in arguments and not WITHOUT_KEYS.intersection(arguments[:1])


def prepare(app: Flask) -> None:
    """For a process that runs one `flask` command: no table is read before it is known to fit."""
    settings: Settings = app.config["LMS"]
    sys.excepthook = ending(settings)
    with app.app_context():
        watch(db.engine, settings)


def ending(settings: Settings) -> Callable[..., None]:
    """The hook that says why a command ended."""

    def end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        said = sentence_of(error, settings.database_url)
        if said is None and not issubclass(kind, KeyboardInterrupt):
            click.echo(as_line(error), err=True)
            said = (
                f"The program has a fault ({kind.__name__}), and the step it was at is undone:"
                " please report the line above"
            )
        if said:
            click.echo(f"Error: {said}.", err=True)

    return end


def as_line(error: BaseException) -> str:
    """A fault as the server would log it."""
    raised = (type(error), error, error.__traceback__)
    record = logging.LogRecord(
        "lms", logging.CRITICAL, __file__, 0, "the command ended by a fault of its own", (), raised
    )
    return logs.JsonLines().format(record)


def watch(engine: Engine, settings: Settings) -> None:
    """Raise OtherTables at the first connection to a database that is not of this version."""

    @event.listens_for(engine, "do_connect")
    def _refuse_absent(_dialect: Any, _record: Any, _args: Any, _options: Any) -> None:
        is_file = engine.dialect.name == "sqlite" and engine.url.database
        if is_file and group() not in (None, "db") and not Path(str(is_file)).exists():
            refuse_other(None, settings.migrations)

    @event.listens_for(engine, "connect")
    def _refuse_other(connection: Any, _record: Any) -> None:
        if group() in (None, *OWN_WAYS):
            return
        refuse_other(revision_of(connection), settings.migrations)


def group() -> str | None:
    """The group of the running command: `people` in `flask people list`."""
    context = click.get_current_context(silent=True)
    while context and context.parent and context.parent.parent:
        context = context.parent
    return context.info_name if context and context.parent else None


def revision_of(connection: Any) -> str | None:
    """The migration that the tables behind a driver's connection stand at."""
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except Exception as error:  # either driver's own; their classes have no common parent
        if type(error).__name__ in ("OperationalError", "UndefinedTable"):
            return None
        raise
    finally:
        connection.rollback()
    return str(row[0]) if row else None


def sentence_of(error: BaseException, database_url: str) -> str | None:
    """Why nothing more was done and what helps, without its full stop; None for a fault of ours."""
    if isinstance(error, (SettingWrong, OtherTables)):
        return str(error)
    if isinstance(error, KeysMissing):
        missing = str(error)
        return (
            f"{missing[:1].upper()}{missing[1:]}: put the key folder back, or say where it is with"
            " LMS_KEYS=; a new system makes its keys when `make serve` starts it"
        )
    if isinstance(error, SQLAlchemyError):
        return without_database(error, database_url)
    if isinstance(error, Busy):
        return "Others were writing for too long, and nothing was changed: try again in a minute"
    if isinstance(error, DomainError):
        return f"Refused ({error.code}), and nothing was changed"
    if isinstance(error, OSError) and error.filename:
        return (
            f"{error.filename} cannot be used ({error.strerror}): let this account read and write"
            " it, or correct LMS_DATA or LMS_KEYS"
        )
    return None


def without_database(error: SQLAlchemyError, database_url: str) -> str | None:
    """What to say when the database does not do what it should."""
    if not isinstance(error, DBAPIError) or isinstance(error, QUOTES_VALUES):
        return None
    url = make_url(database_url)
    remedy = (
        "let this account read and write the file and its folder, or correct LMS_DATA"
        if url.get_backend_name() == "sqlite"
        else "start it, or correct DATABASE_URL"
    )
    reason = (str(error.orig).splitlines() or [type(error).__name__])[0]
    return (
        f"The database at {url.render_as_string(hide_password=True)} cannot be used ({reason}):"
        f" {remedy}"
    )
