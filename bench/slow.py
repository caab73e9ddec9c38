"""What fifty deliberately slow clients cost the others: the unit page's p99 with and without."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.load import connect, request_bytes
from bench.pages import ROUNDS, WARM_UP_SECONDS, spread, target
from bench.servers import ROOT, load, ours
from bench.world import READING, World

CLIENTS = 50
PAUSE_SECONDS = 0.1
SETTLE_SECONDS = 2.0


def measure(world: World, _folder: Path) -> None:
    """Print both, round by round interleaved."""
    reading = world.trainees[:READING]
    targets = [target(one.unit_path, one.cookie) for one in reading]
    alone, beside = [], []
    with ours(world) as port:
        load(port, targets, expected=200, seconds=WARM_UP_SECONDS)
        for _ in range(ROUNDS):
            alone.append(load(port, targets, expected=200).p99_ms)
            with slow_clients(port, reading[0].unit_path, reading[0].cookie):
                beside.append(load(port, targets, expected=200).p99_ms)
    times = median(beside) / median(alone)
    print(f"\nUnit page, p99 in ms: median (range) of {ROUNDS} interleaved rounds")
    print(f"  without slow clients   {spread(alone)}")
    print(f"  beside {CLIENTS} slow ones    {spread(beside)}")
    print(
        f"  {times:.2f} times, target under 2: {'reached' if times < 2 else 'MISSED'}", flush=True
    )


@contextlib.contextmanager
def slow_clients(port: int, path: str, cookie: str) -> Iterator[None]:
    """Fifty clients in a process of their own, as long as the block lasts."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.slow", str(port), path, cookie], cwd=ROOT
    )
    try:
        time.sleep(SETTLE_SECONDS)
        yield
        if process.poll() is not None:
            raise OSError("the slow clients ended early, so that nothing was measured beside them")
    finally:
        process.kill()
        process.wait()


def be_slow(port: int, path: str, cookie: str) -> None:
    """Ten bytes a second on each connection, sent and read; a finished one begins again."""
    request = request_bytes("GET", path, cookie)
    links, sent = [connect(port) for _ in range(CLIENTS)], [0] * CLIENTS
    # Each at another place of its request, so that they do not finish together.
    for place, link in enumerate(links):
        sent[place] = len(request) * place // CLIENTS
        link.sendall(request[: sent[place]])
        link.setblocking(False)
    while True:
        for place, link in enumerate(links):
            with contextlib.suppress(BlockingIOError):
                if link.recv(1) == b"":
                    links[place], sent[place] = connect(port), 0
                    links[place].setblocking(False)
                    continue
            sent[place] += links[place].send(request[sent[place] : sent[place] + 1])
            if sent[place] == len(request):
                sent[place] = 0
        time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    be_slow(int(sys.argv[1]), sys.argv[2], sys.argv[3])
