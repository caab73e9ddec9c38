"""The commands `flask progress`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from lms.core.db import db
from lms.progress import operations

cli = AppGroup("progress", help="What follows from the facts about what people did.")


@cli.command()
@click.option("--check", is_flag=True, help="Change nothing; exit 1 when a kept row differs.")
def rebuild(check: bool) -> None:
    """Derive every summary anew from the facts."""
    different = operations.rebuild(db.session, only_check=check)
    db.session.commit()
    for enrolment_id in different:
        click.echo(f"differs: {enrolment_id}")
    click.echo(f"{len(different)} summaries differed from the recount.")
    if check and different:
        raise SystemExit(1)
