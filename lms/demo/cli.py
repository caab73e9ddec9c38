"""The commands `flask demo`."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from lms.cohorts.operations import CourseNotPublished
from lms.core import clock
from lms.core.db import db
from lms.demo.operations import COURSE, NotEmbedded, NotEmpty, make_demonstration

cli = AppGroup("demo", help="The demonstration academy.")


@cli.command()
def make() -> None:
    """Fill a demonstration's empty database with invented people; prints their sign-ins once."""
    if not current_app.config["IS_DEMONSTRATION"]:
        raise click.ClickException("This is no demonstration: `make run` in an empty folder is.")
    settings = current_app.config["LMS"]
    try:
        lines = make_demonstration(
            db.session, at=clock.now(), public_url=settings.address, folder=settings.data
        )
    except NotEmpty as refused:
        raise click.ClickException(
            f"There are people in {settings.data} already: choose an empty folder with LMS_DATA="
        ) from refused
    except NotEmbedded as refused:
        raise click.ClickException(
            "The demonstration runs only with the embedded database: leave out DATABASE_URL"
        ) from refused
    except CourseNotPublished as refused:
        raise click.ClickException(
            f"The course is not published yet: flask courses publish courses/{COURSE}"
        ) from refused
    db.session.commit()
    for line in lines:
        click.echo(f"{line.role}  {line.login_code}  {line.passphrase}  {line.stage}")
