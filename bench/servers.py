"""The production server and the bare one, started alike and certainly gone afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.world import World
from lms.server import granian_command
from tests.support.health import is_healthy_within
from tests.support.ports import free_port

ROOT = Path(__file__).parents[1]
SECONDS_TO_START = 60


class BenchFailed(Exception):
    """Why no figure can be given, in one sentence."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one load reached."""

    count: int
    per_second: float
    p50_ms: float
    p99_ms: float


@contextlib.contextmanager
def ours(world: World) -> Iterator[int]:
    """The production server on the world's folder, by its own command; its port."""
    with running(granian_command(world.settings), world.settings.port, world.environment):
        yield world.settings.port


@contextlib.contextmanager
def bare(world: World, folder: Path) -> Iterator[int]:
    """The bare application on the same database file, by the same command; its port."""
    settings = replace(world.settings, port=free_port())
    command = [*granian_command(settings)[:-1], "bench.bare:app"]
    environment = {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "BENCH_FOLDER": str(folder),
        "BENCH_DATABASE": str(world.settings.data / "lms.sqlite"),
    }
    with running(command, settings.port, environment):
        yield settings.port


@contextlib.contextmanager
def running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[None]:
    """A server that answers on its port. Raises BenchFailed when it does not."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        if not is_healthy_within(SECONDS_TO_START, port, process):
            raise BenchFailed(f"the server did not start: {' '.join(command)}")
        yield
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def load(
    port: int, targets: Sequence[dict[str, object]], *, expected: int, seconds: float = 3.0
) -> Figures:
    """What eight connections reach, asked by a process of its own. Raises BenchFailed."""
    work = {
        "port": port,
        "connections": 8,
        "seconds": seconds,
        "expected": expected,
        "targets": list(targets),
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        cwd=ROOT,
        input=json.dumps(work),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise BenchFailed(done.stderr.strip() or "the load ended early")
    return Figures(**json.loads(done.stdout))
