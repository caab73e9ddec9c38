"""Keeps one PostgreSQL cluster alive while its owner lives, then stops it and removes its folder.

A process of its own, so that a test run which is killed leaves no database server behind.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.support.postgres import DURABLE, SETTINGS, command, runner


def keep(owner: int, folder: Path, port: int, *, is_durable: bool) -> None:
    told_to_stop: list[bool] = []
    signal.signal(signal.SIGTERM, lambda *_: told_to_stop.append(True))
    server = _start(folder, port, SETTINGS | DURABLE if is_durable else SETTINGS)
    while _lives(owner) and server.poll() is None and not told_to_stop:
        time.sleep(0.1)
    if server.poll() is None:
        server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown: connections are ended
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
            server.wait()
    shutil.rmtree(folder)


def _start(folder: Path, port: int, settings: dict[str, str]) -> subprocess.Popen[bytes]:
    places = {"listen_addresses": "127.0.0.1", "unix_socket_directories": folder}
    options = [f"--{name}={value}" for name, value in (settings | places).items()]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [command("postgres"), "-D", folder / "data", "-p", str(port), *options],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **runner(),
        )


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    owner, folder, port, *more = sys.argv[1:]
    keep(int(owner), Path(folder), int(port), is_durable=more == ["durable"])
