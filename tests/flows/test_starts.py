"""Fifty fingers press start at once through the production server: one attempt is made."""

from __future__ import annotations

import http.client
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.factories import PASSPHRASE
from tests.flows.sitting import QUIET, seeded
from tests.flows.visitor import Visitor
from tests.support.postgres import fresh_database
from tests.support.server import serving

pytestmark = pytest.mark.server
AT_ONCE = 50
ATTEMPT = re.compile(r"/learn/attempts/([0-9a-f-]{36})/1$")


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request):
    if request.param == "sqlite":
        yield QUIET
        return
    with fresh_database(request.getfixturevalue("postgres")) as url:
        yield QUIET | {"DATABASE_URL": url}


def pressed(server, path, body, cookie, ready):
    """Press start when everybody is ready; where it leads."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    asked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    asked.connect()
    ready.wait(60)
    asked.request("POST", path, body=body, headers=headers)
    answer = asked.getresponse()
    answer.read()
    asked.close()
    return answer.status, answer.headers["Location"]


def test_fifty_starts_at_once_give_one_attempt_where_one_is_allowed(server_folder, settings):
    with serving(server_folder, settings=settings) as server:
        people = seeded(server, "once")
        visitor = Visitor(server.url)
        visitor.sign_in(people["trainees"][0], PASSPHRASE)
        path = f"/learn/{people['enrolments'][0]}/u01/quiz"
        visitor.get(path)
        token = visitor.form("sign-out")["fields"][0][1]
        cookie = "; ".join(f"{one.name}={one.value}" for one in visitor.jar)
        ready = Barrier(AT_ONCE)
        with ThreadPoolExecutor(AT_ONCE) as fingers:
            body = f"csrf_token={token}"
            got = list(fingers.map(
                lambda _: pressed(server, path, body, cookie, ready), range(AT_ONCE)
            ))  # fmt: skip
        kept = seeded(server, "attempts", people["enrolments"][0])
    assert {status for status, _ in got} == {303}
    assert {ATTEMPT.search(place)[1] for _, place in got} == set(kept)
    assert len(kept) == 1
