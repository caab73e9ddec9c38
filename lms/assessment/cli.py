"""The commands `flask attempts …`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from lms.assessment import operations
from lms.core import clock
from lms.core.db import db

cli = AppGroup("attempts", help="Quizzes, course tests and scenarios that people take.")


@cli.command("close-due")
def close_due() -> None:
    """Close every attempt whose time is over."""
    closed = operations.close_due(db.session, at=clock.now())
    db.session.commit()
    click.echo(f"Closed {closed} attempts.")
