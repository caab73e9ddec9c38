"""The real server is killed, its clock moved, its buttons pressed by twenty at once."""

from __future__ import annotations

import http.client
import json
import random
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from tests.factories import PASSPHRASE
from tests.flows.visitor import REAL, SecureVisitor, Visitor
from tests.support.postgres import fresh_database
from tests.support.server import ROOT, serving

pytestmark = pytest.mark.server
ROUNDS = 20
QUIET = {"LMS_REQUIRE_TOTP": "none"}


def seeded(server, *arguments):
    return json.loads(server.run("-m", "tests.flows.seed", *arguments).splitlines()[-1])


def in_quiz(server, people):
    """A signed-in trainee before the first question of unit 1's quiz."""
    visitor = Visitor(server.url)
    visitor.sign_in(people["trainees"][0], PASSPHRASE)
    path = f"/learn/{people['enrolments'][0]}/u01/quiz"
    visitor.get(path)
    token = visitor.form("sign-out")["fields"][0][1]
    visitor.post(path, [("csrf_token", token)])
    assert "/attempts/" in visitor.url, visitor.text
    return visitor


def attempt_of(visitor):
    return re.search(r"/attempts/([0-9a-f-]{36})", visitor.url).group(1)


def answerable(visitor, attempt_id, slots=6):
    """The choices that each slot offers by name and value, for slots of choice questions."""
    found = {}
    for slot in range(1, slots + 1):
        visitor.get(f"/learn/attempts/{attempt_id}/{slot}")
        fields = visitor.form(f"/{slot}")["fields"]
        choices = [value for name, value, kind in fields if name == "a" and kind == "radio"]
        if choices:
            found[slot] = choices
    return found


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


def test_a_quiz_open_for_three_hours_still_submits(server_folder):
    with serving(server_folder, settings=QUIET, moves_in_time=True) as server:
        people = seeded(server)
        visitor = in_quiz(server, people)
        attempt_id = attempt_of(visitor)
        slot, values = next(iter(answerable(visitor, attempt_id).items()))
        visitor.get(f"/learn/attempts/{attempt_id}/{slot}")
        server.move_clock("+3h")
        visitor.submit(f"/{slot}", a=values[1], go="next")
        assert visitor.status == 401
        visitor.submit("/sign-in", login_code=people["trainees"][0], passphrase=PASSPHRASE)
        assert visitor.status == 200
        visitor.submit(f"/attempts/{attempt_id}")
        assert visitor.status == 200
        assert seeded(server, "answers", attempt_id) == [[slot, [values[1]]]]


def test_answers_kept_through_a_sign_in_are_not_offered_to_somebody_else(server_folder):
    with serving(server_folder, settings=QUIET, moves_in_time=True) as server:
        people = seeded(server)
        visitor = in_quiz(server, people)
        attempt_id = attempt_of(visitor)
        slot, values = next(iter(answerable(visitor, attempt_id).items()))
        visitor.get(f"/learn/attempts/{attempt_id}/{slot}")
        server.move_clock("+3h")
        visitor.submit(f"/{slot}", a=values[1], go="next")
        visitor.submit("/sign-in", login_code=people["trainees"][1], passphrase=PASSPHRASE)
        assert visitor.url.endswith("/learn")
        assert attempt_id not in visitor.text
        assert seeded(server, "answers", attempt_id) == []


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request):
    if request.param == "sqlite":
        yield QUIET
        return
    with fresh_database(request.getfixturevalue("postgres")) as url:
        yield QUIET | {"DATABASE_URL": url}


def test_twenty_clicks_give_one_certificate_with_the_same_bytes_a_day_apart(
    server_folder, settings
):
    with serving(server_folder, settings=settings | REAL, moves_in_time=True) as server:
        people = seeded(server, "completed")
        visitor = SecureVisitor(server.url)
        visitor.sign_in(people["trainees"][0], PASSPHRASE)
        path = f"/learn/{people['enrolments'][0]}/certificate"
        visitor.get(path)
        fields = [
            (name, value)
            for name, value, kind in visitor.form("certificate")["fields"]
            if kind == "hidden"
        ] + [("leading_language", "ar")]
        with ThreadPoolExecutor(20) as clicks:
            list(clicks.map(lambda _: clicked(visitor, path, fields), range(20)))
        visitor.get("/certificates")
        pdfs = set(re.findall(r"/certificates/[0-9a-f-]{36}/pdf", visitor.text))
        assert len(pdfs) == 1
        today = visitor.get(pdfs.pop()).body
        assert today.startswith(b"%PDF")
        pdf_path = visitor.url
        server.move_clock("+1d")
        visitor.sign_in(people["trainees"][0], PASSPHRASE)
        assert visitor.get(pdf_path).body == today


def clicked(visitor, path, fields):
    """The same press of a button by another finger: the cookies are the person's."""
    finger = SecureVisitor(visitor.base_url)
    for cookie in visitor.jar:
        finger.jar.set_cookie(cookie)
    return finger.post(path, fields).status


def test_the_server_says_in_one_sentence_why_it_cannot_start(server_folder):
    with serving(server_folder, settings=QUIET) as server:
        refusals = {
            "Port": {},
            "PORT": {"PORT": "eighty"},
            "LMS_INSECURE_LAN": {"HOST": "0.0.0.0"},  # noqa: S104 - must be refused
            "DATABASE_URL": {"DATABASE_URL": "mysql://here"},
        }
        for word, changed in refusals.items():
            said = refused_start(server, changed)
            assert word in said
            assert "Traceback" not in said


def refused_start(server, changed):
    environment = server._environment() | changed
    done = subprocess.run(
        [sys.executable, "-m", "lms", "serve"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    return done.stderr + done.stdout
