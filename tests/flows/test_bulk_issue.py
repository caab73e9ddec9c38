"""A cohort's certificates are issued while everything is killed again and again."""

from __future__ import annotations

import os
import random
import re
import signal
import time
from pathlib import Path

import pytest

from tests.factories import PASSPHRASE
from tests.flows.seed import CONFIRMED, UNCONFIRMED
from tests.flows.sitting import seeded
from tests.flows.visitor import REAL, SecureVisitor
from tests.support.server import serving

pytestmark = pytest.mark.server
LONGEST_SECONDS = 90


def progress(visitor, path):
    """Done and total while certificates are being issued; nothing once they are."""
    visitor.get(path)
    found = re.search(r'<progress[^>]*max="(\d+)" value="(\d+)"', visitor.text)
    return found and (int(found.group(2)), int(found.group(1)))


def until(is_true):
    end = time.monotonic() + LONGEST_SECONDS
    while not is_true():
        assert time.monotonic() < end
        time.sleep(0.05)


def kill_process_of_jobs(server):
    """SIGKILL for the process of jobs alone; the server starts another one."""
    lists = Path(f"/proc/{server.process.pid}/task").glob("*/children")
    pids = [pid for children in lists for pid in children.read_text().split()]
    found = [pid for pid in pids if is_of_jobs(pid)]
    for pid in found:
        os.kill(int(pid), signal.SIGKILL)
    return len(found)


def is_of_jobs(pid):
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except FileNotFoundError:
        return False
    return words[-3:-1] == [b"lms", b"work"]


def test_killed_half_way_each_who_confirmed_has_exactly_one(server_folder):
    chance = random.Random(5)
    with serving(server_folder, settings=REAL) as server:
        people = seeded(server, "bulk")
        visitor = SecureVisitor(server.url)
        visitor.sign_in(people["coordinator"], PASSPHRASE)
        path = f"/certificates/cohorts/{people['cohort']}/issue"
        visitor.get(path)
        visitor.submit("/issue")
        assert progress(visitor, path) is not None, "it goes on after the request"
        kills = 0
        for share in (0.2, 0.5, 0.8):
            until(lambda share=share: has_come_to(visitor, path, share))
            time.sleep(chance.uniform(0, 0.3))
            if share == 0.5:  # the server too, as a power cut would
                server.kill()
                server.start()
                kills += 1
            else:
                kills += kill_process_of_jobs(server)
        until(lambda: progress(visitor, path) is None)
        found = seeded(server, "certified", people["cohort"])
    assert kills == 3
    assert found == dict.fromkeys(people["confirmed"], 1)
    assert visitor.text.count('class="row"') == UNCONFIRMED
    assert len(found) == CONFIRMED


def has_come_to(visitor, path, share):
    now = progress(visitor, path)
    return now is None or now[0] >= share * now[1]
