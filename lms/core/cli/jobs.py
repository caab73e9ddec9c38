"""The commands of jobs: flask jobs list, run."""

from __future__ import annotations

from collections.abc import Mapping

import click
from flask import current_app
from flask.cli import AppGroup

from lms.core.db import READ, WRITE, db, intend
from lms.core.jobs.queries import job_progress, open_jobs
from lms.core.jobs.rules import JobProgress
from lms.core.jobs.running import Work, run_for

SECONDS = 5.0

cli = AppGroup("jobs", help="Work that goes on after the request that asked for it.")


@cli.command("list")
def list_jobs() -> None:
    """Say which jobs are not finished, and how far each has come."""
    intend(db.session, READ)
    jobs = [job_progress(db.session, job_id) for job_id in open_jobs(db.session)]
    for job in jobs:
        click.echo(described(job))
    if not jobs:
        click.echo("Nothing is waiting.")


@cli.command()
def run() -> None:
    """Finish the jobs here and now, as the process beside the server does."""
    works: Mapping[str, Work] = current_app.extensions["works"]()
    intend(db.session, READ)
    jobs = open_jobs(db.session)
    db.session.rollback()
    intend(db.session, WRITE)
    for job_id in jobs:
        while run_for(db.session, works, job_id, seconds=SECONDS):
            pass
        click.echo(described(job_progress(db.session, job_id)))
    if not jobs:
        click.echo("Nothing is waiting.")


def described(job: JobProgress) -> str:
    """A job in one line, by ids."""
    left_out = f", {len(job.refusals)} left out" if job.refusals else ""
    return f"{job.asked.kind} of {job.asked.subject_id}: {job.done} of {job.total}{left_out}."
