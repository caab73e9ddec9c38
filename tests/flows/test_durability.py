"""The real server is killed, its clock moved, its buttons pressed by twenty at once."""

from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.factories import PASSPHRASE
from tests.flows.sitting import QUIET, answerable, attempt_of, in_quiz, seeded
from tests.flows.visitor import REAL, SecureVisitor
from tests.support.postgres import fresh_database
from tests.support.server import ROOT, serving

pytestmark = pytest.mark.server


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
