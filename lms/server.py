"""The production server, and beside it the process of jobs."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from flask import Flask

from lms.config import Settings
from lms.core.db import db

SECONDS_TO_END = 10  # twice what a worker is given for its last answers
SECONDS_BETWEEN_STARTS = 2


def serve(app: Flask, settings: Settings) -> int:
    """Run the server, and the process of jobs beside it, until SIGTERM or SIGINT."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    server = subprocess.Popen(granian_command(settings), cwd=settings.root)  # noqa: S603 - our own
    worker = Beside([sys.executable, "-m", "lms", "work"], settings.root)

    def end(_signal: int, _frame: object) -> None:
        worker.end()
        server.terminate()
        timer = threading.Timer(SECONDS_TO_END, kill, (server.pid,))
        timer.daemon = True
        timer.start()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    worker.start()
    print(f"Serving on http://{settings.host}:{settings.port}", flush=True)  # noqa: T201
    code = server.wait()
    is_asked = worker.is_ended
    worker.end()
    worker.wait()
    return 0 if is_asked or code in (0, -signal.SIGTERM, -signal.SIGINT) else code


class Beside:
    """A process that runs while the server does, and is started again when it ends by itself."""

    def __init__(self, command_line: Sequence[str], folder: Path) -> None:
        self.command_line, self.folder = command_line, folder
        self.process: subprocess.Popen[bytes] | None = None
        self.ended = threading.Event()
        self.keeper = threading.Thread(target=self._keep, daemon=True)

    @property
    def is_ended(self) -> bool:
        """Whether it was told to end."""
        return self.ended.is_set()

    def start(self) -> None:
        """Begin it."""
        self.keeper.start()

    def end(self) -> None:
        """Tell it to end, and do not start it again."""
        self.ended.set()
        if self.process is not None:
            self.process.terminate()

    def wait(self) -> None:
        """Wait until it is gone; one that does not go is killed, which loses nothing."""
        self.keeper.join(SECONDS_TO_END / 2)
        if self.process is not None:
            self.process.kill()
        self.keeper.join(SECONDS_TO_END / 2)

    def _keep(self) -> None:
        while not self.is_ended:
            self.process = subprocess.Popen(self.command_line, cwd=self.folder)  # noqa: S603 - our own
            if self.is_ended:  # between the question and the start
                self.process.terminate()
            self.process.wait()
            self.ended.wait(SECONDS_BETWEEN_STARTS)


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
