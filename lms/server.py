"""The production server, and beside it every minute what is due."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from lms.assessment.operations import close_due
from lms.certification.operations.register import enter_earlier, publish_checkpoint
from lms.certification.queries.register import signed_since
from lms.certification.rules.register import RegisterForked
from lms.config import Settings
from lms.core.db import db
from lms.core.errors import Busy
from lms.core.locale import BAGHDAD, local_day
from lms.core.sealed import KeysMissing
from lms.core.signing import current_signing_keys

SECONDS_TO_END = 10  # twice what a worker is given for its last answers
EVERY_SECONDS = 60
CLOSED_AT_ONCE = 10


def serve(app: Flask, settings: Settings) -> int:
    """Run the server, and every minute what is due, until SIGTERM or SIGINT."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    command_line = granian_command(settings)
    server = subprocess.Popen(command_line, cwd=settings.root)  # noqa: S603 - our own server
    ended = threading.Event()

    def end(_signal: int, _frame: object) -> None:
        ended.set()
        server.terminate()
        timer = threading.Timer(SECONDS_TO_END, kill, (server.pid,))
        timer.daemon = True
        timer.start()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    keeper = threading.Thread(target=keep_time, args=(app, ended.wait), daemon=True)
    keeper.start()
    print(f"Serving on http://{settings.host}:{settings.port}", flush=True)  # noqa: T201
    code = server.wait()
    if ended.is_set():
        return 0
    ended.set()
    return 0 if code in (0, -signal.SIGTERM, -signal.SIGINT) else code


def kill(server: int) -> None:
    """End the server and its workers for good.

    One time in 25 it waits for ever: for workers that a signal to the whole group has ended before
    it asked them to.
    """
    workers = Path(f"/proc/{server}/task/{server}/children")
    for process in [server, *map(int, workers.read_text().split() if workers.exists() else ())]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def granian_command(settings: Settings) -> list[str]:
    """The production server: slow phones do not hold a Python thread."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi",
        "--host", settings.host, "--port", str(settings.port),
        "--workers", str(settings.workers), "--blocking-threads", str(settings.threads),
        "--backpressure", "512", "--no-ws", "--no-access-log",
        "--log-level", "warning", "--log-config", str(settings.root / "lms" / "core" / "logs.json"),
        "--respawn-failed-workers",
        "--workers-kill-timeout",
        "5",
        "wsgi:app",
    ]  # fmt: skip


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
    if signed_since(db.session, datetime.combine(local_day(at), time(), BAGHDAD)):
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
        app.logger.error("the register was not signed, see `flask register publish`: %s", refused)
    db.session.commit()


def keep_time(app: Flask, wait: Callable[[float], bool]) -> None:
    """Close the attempts whose time is over, once a minute; sign the register, once a day."""
    while not wait(EVERY_SECONDS):
        with app.app_context():
            for due in (close_all_due, partial(sign_register, app)):
                try:
                    due()
                except (Busy, SQLAlchemyError) as error:
                    db.session.rollback()
                    app.logger.warning("waits for the next minute: %s", type(error).__name__)
