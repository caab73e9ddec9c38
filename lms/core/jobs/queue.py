"""The queue that wakes the process of jobs; losing it loses nothing, for the table is the truth."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from flask import Flask, current_app
from huey import SqliteHuey
from huey.api import TaskWrapper

FILE = "jobs.sqlite"
log = logging.getLogger("lms")


def queue_in(folder: Path) -> SqliteHuey:
    """The queue kept in the data folder; it holds ids of jobs."""
    return SqliteHuey(
        "lms", filename=str(folder / FILE), results=False, store_intermediate_errors=False
    )


def task_of(queue: SqliteHuey, run: Callable[[UUID], None]) -> TaskWrapper:
    """The queue's one task: go on with a job. Both processes know it by its name."""

    def run_job(job_id: str) -> None:
        run(UUID(job_id))

    task: TaskWrapper = queue.task(name="run_job")(run_job)
    return task


def prepare(app: Flask) -> None:
    """Let this process wake the other one. Nothing is opened before it does."""
    app.extensions["wake"] = None


def wake(job_id: UUID) -> None:
    """Have a job begun at once. Call it after the commit; without the queue it begins later."""
    app = current_app
    try:
        if app.extensions["wake"] is None:
            folder = app.config["LMS"].data
            app.extensions["wake"] = task_of(queue_in(folder), lambda _job_id: None)
        app.extensions["wake"](str(job_id))
    except (OSError, sqlite3.Error) as error:
        log.warning("the queue of jobs does not answer: %s", type(error).__name__)
