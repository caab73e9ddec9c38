"""The real server is killed again and again while somebody answers."""

from __future__ import annotations

import http.client
import random
import threading
from itertools import pairwise

import pytest

from tests.flows.sitting import QUIET, answerable, attempt_of, in_quiz, seeded
from tests.support.server import serving

pytestmark = pytest.mark.server
ROUNDS = 20


def test_twenty_kills_lose_no_acknowledged_answer_and_store_none_twice(server_folder):
    with serving(server_folder, settings=QUIET) as server:
        people = seeded(server)
        visitor = in_quiz(server, people)
        attempt_id = attempt_of(visitor)
        choices = answerable(visitor, attempt_id)
        token = visitor.form("attempts")["fields"][0][1]
        acknowledged, chance = [], random.Random(7)
        for _ in range(ROUNDS):
            killer = threading.Timer(chance.uniform(0, 0.05), server.kill)
            acknowledged += until_killed(
                visitor, attempt_id, choices, token, acknowledged, killer, chance.randint(1, 5)
            )
            killer.join()
            server.start()
        kept = seeded(server, "answers", attempt_id)
    assert len(acknowledged) >= ROUNDS
    remaining = iter(kept)
    missing = [one for one in acknowledged if one not in remaining]
    assert missing == [], "each acknowledged answer is kept, in its order"
    doubles = [here for here, after in pairwise(kept) if here == after]
    assert doubles == []


def until_killed(visitor, attempt_id, choices, token, before, killer, after):
    """Answer as fast as the server acknowledges; what it acknowledged before it was killed.

    The killer is let loose after so many answers, and strikes in the middle of later ones.
    """
    done = []
    slots = sorted(choices)
    while True:
        turn = len(before) + len(done)
        slot = slots[turn % len(slots)]
        value = choices[slot][turn // len(slots) % len(choices[slot])]
        fields = [("csrf_token", token), ("a", value), ("go", "stay")]
        try:
            visitor.post(f"/learn/attempts/{attempt_id}/{slot}", fields)
        except (OSError, http.client.HTTPException):
            return done
        if visitor.status != 200:
            return done
        done.append([slot, [value]])
        if len(done) == after:
            killer.start()
