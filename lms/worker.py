"""The process beside the server: jobs, and what is due each minute, each hour."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from datetime import time as time_of_day
from functools import partial
from uuid import UUID

from flask import Flask
from huey import crontab
from sqlalchemy.exc import SQLAlchemyError

from lms.assessment.operations import close_due
from lms.certification.operations.register import enter_earlier, publish_checkpoint
from lms.certification.operations.reminding import remind_of_ends
from lms.certification.queries.register import is_signing_due
from lms.certification.rules.register import RegisterForked
from lms.config import Settings
from lms.core import clock
from lms.core.db import db, reading
from lms.core.errors import Busy
from lms.core.jobs.queries import open_jobs
from lms.core.jobs.queue import queue_in, task_of
from lms.core.jobs.running import run_for
from lms.core.locale import BAGHDAD, local_day
from lms.core.sealed import KeysMissing
from lms.core.signing import current_signing_keys

SECONDS_AT_ONCE = 5  # what is due each minute waits no longer for a job
CLOSED_AT_ONCE = 10
LONGEST_PAUSE_SECONDS = 1.0
log = logging.getLogger("lms")


def work(app: Flask) -> int:
    """Do jobs and keep time until told to end, or until the server's own process is gone."""
    end_with_parent()
    logging.getLogger("huey").setLevel(logging.WARNING)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    duties = Duties(app)
    duties.sweep()
    duties.queue.create_consumer(workers=1, max_delay=LONGEST_PAUSE_SECONDS).run()
    return 0


def end_with_parent() -> None:
    """A server that was killed cannot end this process: look each second whether it still lives."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)  # nothing is lost: what was not committed is done again

    threading.Thread(target=watch, daemon=True).start()


class Duties:
    """What this process does, each as a task of its queue."""

    def __init__(self, app: Flask) -> None:
        settings: Settings = app.config["LMS"]
        self.app = app
        self.works = app.extensions["works"]()
        self.queue = queue_in(settings.data)
        self.task = task_of(self.queue, self.run_job)
        self.queue.periodic_task(crontab(minute="*"), name="each_minute")(self.each_minute)
        self.queue.periodic_task(crontab(minute="5"), name="each_hour")(self.each_hour)

    def run_job(self, job_id: UUID) -> None:
        """Go on with a job for a few seconds, then let others have their turn."""
        attend(self.app, partial(self._run_job, job_id))

    def _run_job(self, job_id: UUID) -> None:
        if run_for(db.session, self.works, job_id, seconds=SECONDS_AT_ONCE):
            self.go_on(job_id)

    def each_minute(self) -> None:
        """Close attempts whose time is over, sign the register, begin jobs that nobody woke."""
        attend(self.app, close_all_due)
        attend(self.app, partial(sign_register, self.app))
        self.sweep()

    def each_hour(self) -> None:
        """Remind the holders of certificates that end soon."""
        attend(self.app, remind)

    def sweep(self) -> None:
        """Have every job go on that is not finished: it may have lost its place in the queue."""
        attend(self.app, self._sweep)

    def _sweep(self) -> None:
        with reading(db.session):
            jobs = open_jobs(db.session)
        for job_id in jobs:
            self.go_on(job_id)

    def go_on(self, job_id: UUID) -> None:
        """Put a job into the queue, unless it stands there already."""
        if str(job_id) not in {task.args[0] for task in self.queue.pending() if task.args}:
            self.task(str(job_id))


def attend(app: Flask, duty: Callable[[], object]) -> None:
    """Do one duty; what stops it now is tried again at the next time."""
    with app.app_context():
        try:
            duty()
        except (Busy, SQLAlchemyError) as error:
            db.session.rollback()
            log.warning("waits for the next time: %s", type(error).__name__)
        except Exception as error:
            # The other duties, and the next time, must not end with this one.
            db.session.rollback()
            log.error("unexpected fault", exc_info=error)


def close_all_due() -> None:
    """Close what is due a few at a time: whoever still answers waits for no more than that."""
    closed = CLOSED_AT_ONCE
    while closed == CLOSED_AT_ONCE:
        closed = close_due(db.session, at=datetime.now(UTC), most=CLOSED_AT_ONCE)
        db.session.commit()


def sign_register(app: Flask) -> None:
    """Sign the register's head, once a day. Nothing is signed where it would be a fork."""
    at = datetime.now(UTC)
    settings: Settings = app.config["LMS"]
    with reading(db.session):
        today = datetime.combine(local_day(at), time_of_day(), BAGHDAD)
        if not is_signing_due(db.session, today):
            return
    try:
        while enter_earlier(db.session, at=at):
            db.session.commit()
        publish_checkpoint(
            db.session,
            keys=settings.keys,
            key=current_signing_keys().newest("register"),
            public_url=settings.address,
            at=at,
        )
    except (RegisterForked, KeysMissing) as refused:
        db.session.rollback()
        log.error("the register was not signed, see `flask register publish`: %s", refused)
    db.session.commit()


def remind() -> None:
    """One batch after the other, so that nobody waits long for the database."""
    while remind_of_ends(db.session, at=clock.now()):
        db.session.commit()
    db.session.commit()
