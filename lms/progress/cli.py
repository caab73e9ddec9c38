"""The commands `flask progress`."""

from __future__ import annotations

from collections.abc import Sequence

import click
from flask import current_app
from flask.cli import AppGroup

from lms.core.db import db
from lms.progress import operations
from lms.progress.recounts import Recount

cli = AppGroup("progress", help="What follows from the facts about what people did.")
RECOUNTS = "recounts"  # what the rooms above reckon anew, which the factory knows


@cli.command()
@click.option("--check", is_flag=True, help="Change nothing; exit 1 when anything differs.")
def rebuild(check: bool) -> None:
    """Derive grades, outcomes and summaries anew from the facts.

    What is missing is added and what is derived is put right. A grade or an outcome that differs
    from its facts is named and left as it is: a fact is never altered.
    """
    above: Sequence[Recount] = current_app.extensions[RECOUNTS]
    recounts = (*above, operations.rebuild)
    found = [each for one in recounts for each in one(db.session, only_check=check)]
    db.session.commit()
    for each in found:
        click.echo(f"{each.what}: {each.id}")
    click.echo(f"{len(found)} differed from the recount.")
    if found and (check or not all(each.is_mended for each in found)):
        raise SystemExit(1)
