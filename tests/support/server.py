"""The real production server as a process of its own: started, killed, and sent through time."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.health import is_healthy_within
from tests.support.ports import free_port

ROOT = Path(__file__).parents[2]
SECONDS_TO_START = 90


class NotServing(Exception):
    """The server ended or kept silent; the message carries the end of its log."""


@dataclass(slots=True)
class Server:
    """One server with a data folder of its own; nothing of the caller's settings reaches it.

    settings: environment variables beside HOST, PORT, LMS_DATA and LMS_KEYS.
    command: what follows `python`; `run` instead of `serve` makes the demonstration.
    moves_in_time: start under libfaketime, so that `move_clock` works.
    """

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = ("-m", "lms", "serve")
    moves_in_time: bool = False
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def start(self) -> None:
        """Start and return when `GET /healthz` answers 200."""
        self.folder.mkdir(parents=True, exist_ok=True)
        environment = self._environment()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self.command],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            self._wait_until_healthy()
        except NotServing:
            self.kill()
            raise

    def stop(self) -> int:
        """Ask the server to end, as an operator does, and answer its exit code."""
        process = self._started()
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired as late:
            self.kill()
            raise NotServing(f"did not end when asked:\n{self._end_of_log()}") from late
        self._end_group(process)
        return process.returncode

    def kill(self) -> None:
        """SIGKILL the server and all its workers at one stroke, as a power cut would."""
        process = self._started()
        self._end_group(process)
        process.wait()

    def restart(self) -> None:
        """Start again on the same port and data folder after `stop` or `kill`."""
        if self._started().poll() is None:
            self.stop()
        self.start()

    def move_clock(self, by: str) -> None:
        """Move the running server's wall clock, counted from the true time: `+3h`, `-2d`, `+0`."""
        if not self.moves_in_time:
            raise ValueError("start the server with moves_in_time=True")
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self._clock.with_suffix(".new")
        fresh.write_text(f"{by}\n")
        fresh.replace(self._clock)  # at once: a half-written offset would be read as none

    def run(self, *arguments: str) -> str:
        """Run a Python program with the server's own settings, and answer what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self._environment(),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise NotServing(f"{arguments} ended with {done.returncode}:\n{done.stderr[-4000:]}")
        return done.stdout

    @property
    def _clock(self) -> Path:
        return self.folder / "clock"

    def _environment(self) -> dict[str, str]:
        own = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "PYTHONUNBUFFERED": "1",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "LMS_DATA": str(self.data),
            "LMS_KEYS": str(self.keys),
        }
        if self.moves_in_time:
            if not self._clock.exists():
                self.move_clock("+0")
            own |= clock_environment(self._clock)
        return own | dict(self.settings)

    def _wait_until_healthy(self) -> None:
        process = self._started()
        if is_healthy_within(SECONDS_TO_START, self.port, process):
            return
        has_ended = process.poll() is not None
        why = "ended at its start" if has_ended else f"silent for {SECONDS_TO_START} s"
        raise NotServing(f"{why}:\n{self._end_of_log()}")

    def _started(self) -> subprocess.Popen[bytes]:
        if self.process is None:
            raise NotServing("was never started")
        return self.process

    def _end_of_log(self) -> str:
        return self.log.read_text(errors="replace")[-4000:]

    @staticmethod
    def _end_group(process: subprocess.Popen[bytes]) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


@contextlib.contextmanager
def serving(
    folder: Path,
    *,
    settings: Mapping[str, str] | None = None,
    command: tuple[str, ...] = ("-m", "lms", "serve"),
    moves_in_time: bool = False,
) -> Iterator[Server]:
    """A started server, certainly gone afterwards."""
    server = Server(folder, settings or {}, command, moves_in_time)
    try:
        server.start()
        yield server
    finally:
        if server.process is not None:
            server.kill()


def clock_environment(clock: Path) -> dict[str, str]:
    """libfaketime reading its offset from a file; monotonic time stays true, or waits hang."""
    libraries = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not libraries:
        raise FileNotFoundError("libfaketime is missing: run bin/install-test-needs")
    return {
        "LD_PRELOAD": str(libraries[0]),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
