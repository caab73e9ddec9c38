"""The drill: a backup while people write, restored elsewhere with the key folder carried apart."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import psycopg
import pytest

from lms.core.sealed import make_keys
from tests.factories import PASSPHRASE
from tests.flows.sitting import seeded
from tests.flows.visitor import REAL, SecureVisitor, opener_of
from tests.support.postgres import fresh_database
from tests.support.server import ROOT, Server, serving

pytestmark = pytest.mark.server
BEFORE, AFTER = 15, 5  # answers of each trainee before the backup starts, and after it ended
LONGEST_SECONDS = 60
THOUGHT_SECONDS = 0.02  # or four hasty trainees keep the backup from the processor
ANSWERS = """
import json, sys, uuid
from lms import create_app
from lms.core.db import db
from tests.flows.seed import answers
with create_app().app_context():
    print(json.dumps([answers(db.session, uuid.UUID(each)) for each in sys.argv[1:]]))
"""


class Staying(urllib.request.HTTPRedirectHandler):
    """The acknowledgement itself is the answer: 303, and where to go is not asked."""

    def redirect_request(self, *_):
        return None


@dataclass
class Answering:
    """A trainee in a quiz who answers one after another, in a thread of their own.

    sent: slot and response of each answer, in order; the first `acknowledged` of them got a 303.
    """

    visitor: SecureVisitor
    attempt_id: str
    choices: dict[int, list[str]]
    token: str
    sent: list = field(default_factory=list)
    acknowledged: int = 0
    refused: int | None = None
    may_end: threading.Event = field(default_factory=threading.Event)

    def work(self):
        self.visitor.opener = opener_of(self.visitor.jar, Staying)
        while self.refused is None and not self.may_end.wait(THOUGHT_SECONDS):
            self.answer()

    def answer(self):
        """One answer, never equal to the one before in its slot."""
        turn, slots = len(self.sent), sorted(self.choices)
        slot, values = slots[turn % len(slots)], self.choices[slots[turn % len(slots)]]
        value = values[turn // len(slots) % len(values)]
        self.sent.append([slot, [value]])
        fields = [("csrf_token", self.token), ("a", value), ("go", "stay")]
        self.visitor.post(f"/learn/attempts/{self.attempt_id}/{slot}", fields)
        if self.visitor.status == 303:
            self.acknowledged += 1
        else:
            self.refused = self.visitor.status


def entering(server, login_code, enrolment_id):
    """A trainee who has opened the first quiz and looked at each question with choices."""
    visitor = SecureVisitor(server.url)
    visitor.sign_in(login_code, PASSPHRASE)
    path = f"/learn/{enrolment_id}/u01/quiz"
    token = visitor.get(path).form("sign-out")["fields"][0][1]
    visitor.post(path, [("csrf_token", token)])
    attempt_id = re.search(r"/attempts/([0-9a-f-]{36})", visitor.url).group(1)
    choices = {}
    for slot in range(1, 7):
        visitor.get(f"/learn/attempts/{attempt_id}/{slot}")
        fields = visitor.form(f"/{slot}")["fields"]
        values = [value for name, value, kind in fields if name == "a" and kind == "radio"]
        if values:
            choices[slot] = values
    return Answering(visitor, attempt_id, choices, token)


@contextmanager
def at_work(everybody):
    """All of them answer at once until the block ends; nobody was refused."""
    threads = [threading.Thread(target=each.work) for each in everybody]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for each in everybody:
            each.may_end.set()
        for thread in threads:
            thread.join(LONGEST_SECONDS)
    assert [each.refused for each in everybody] == [None] * len(everybody)


def wait_for_more(everybody, count):
    """Return when each of them has got so many further acknowledgements."""
    wanted = [each.acknowledged + count for each in everybody]
    until = time.monotonic() + LONGEST_SECONDS
    while any(each.acknowledged < goal for each, goal in zip(everybody, wanted, strict=True)):
        assert all(each.refused is None for each in everybody)
        assert time.monotonic() < until
        time.sleep(0.02)


def answers(server, everybody):
    """What is kept of each one's answers, in their order."""
    attempts = [each.attempt_id for each in everybody]
    return json.loads(server.run("-c", ANSWERS, *attempts).splitlines()[-1])


def data_command(server, *arguments):
    """`flask data …` as a process with a server's settings; its exit code and all it said."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "data", *map(str, arguments)],
        cwd=ROOT, env=server._environment(), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@dataclass
class Certified:
    """A holder's certificate as it was before the disaster."""

    login_code: str
    path: str
    code: str
    content: bytes


def certified(server, people):
    """Somebody who completed the course claims the certificate and downloads it."""
    visitor = SecureVisitor(server.url)
    visitor.sign_in(people["trainees"][0], PASSPHRASE)
    visitor.get(f"/learn/{people['enrolments'][0]}/certificate")
    visitor.submit("certificate", leading_language="ar")
    path = re.search(r"/certificates/[0-9a-f-]{36}/pdf", visitor.text).group()
    code = re.search(r"/verify/([0-9A-Z]+)", visitor.text).group(1)
    content = visitor.get(path).body
    assert content.startswith(b"%PDF")
    return Certified(people["trainees"][0], path, code, content)


def become_administrator(server):
    """Use the one-time link of the server's log, as an operator does; the login code."""
    setup_code, login_code = re.search(r"/setup/(\w+)\?code=(\w+)", server.log.read_text()).groups()
    visitor = SecureVisitor(server.url)
    visitor.get(f"/setup/{setup_code}?code={login_code}")
    visitor.submit("/slip", login_code=login_code, setup_code=setup_code, passphrase=PASSPHRASE)
    assert visitor.status == 200
    return login_code


def name_shown(server, administrator, login_code):
    """Whose name the administrator finds by a login code."""
    visitor = SecureVisitor(server.url)
    visitor.sign_in(administrator, PASSPHRASE)
    visitor.get("/people")
    visitor.submit("/purpose", purpose="auditing")
    visitor.submit("/people/search", typed=login_code)
    return re.search(r'href="/people/[0-9a-f-]{36}"><bdi>([^<]+)</bdi>', visitor.text).group(1)


def verdict_on(server, code, name):
    """What anybody who holds the paper is told: the verdict, and whether the name matches."""
    visitor = SecureVisitor(server.url)
    visitor.opener.addheaders = [("Accept", "application/json")]
    answer = json.loads(visitor.post(f"/verify/{code}", [("name", name)]).text)
    return answer["verdict"], answer["name"]


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request, server_folder):
    """Two systems that do not exist yet, each with its own folders and database."""
    with ExitStack() as stack:
        urls = [{}, {}]
        if request.param == "postgresql":
            cluster = request.getfixturevalue("postgres")
            urls = [{"DATABASE_URL": stack.enter_context(fresh_database(cluster))} for _ in urls]
        yield [
            Server(server_folder / name, REAL | url)
            for name, url in zip(("here", "there"), urls, strict=True)
        ]


def is_untouched(server):
    """Whether nothing at all lies in a system's data folder or its database."""
    if url := server.settings.get("DATABASE_URL"):
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            asked = "SELECT 1 FROM pg_tables WHERE schemaname = 'public'"
            if connection.execute(asked).fetchone() is not None:
                return False
    return not server.data.exists() or not any(server.data.iterdir())


def backed_up(server, everybody, folder):
    """The file written while all of them answer, and what was acknowledged before it was begun."""
    wait_for_more(everybody, BEFORE)
    before = [each.acknowledged for each in everybody]
    code, said = data_command(server, "backup", "--to", folder)
    after = [each.acknowledged for each in everybody]
    assert (code, "Traceback" in said) == (0, False), said
    assert all(late > early for early, late in zip(before, after, strict=True)), "nobody waited"
    wait_for_more(everybody, AFTER)
    (file,) = folder.glob("*.tar.gz")
    return file, before


def refuses_in_one_sentence(server, file):
    """Whether a restore is refused so that an operator knows what to do, and touches nothing."""
    code, said = data_command(server, "restore", file)
    assert code != 0
    assert len(said.strip().splitlines()) == 1, said
    assert str(server.keys) in said
    return is_untouched(server)


def test_what_was_acknowledged_before_a_backup_is_there_after_a_restore_elsewhere(
    places, server_folder
):
    here, there = places
    with serving(here.folder, settings=here.settings) as server:
        administrator = become_administrator(server)
        paper = certified(server, seeded(server, "completed"))
        name = name_shown(server, administrator, paper.login_code)
        groups = [seeded(server), seeded(server)]
        everybody = [
            entering(server, *pair)
            for people in groups
            for pair in zip(people["trainees"], people["enrolments"], strict=True)
        ]
        with at_work(everybody):
            file, before = backed_up(server, everybody, server_folder / "stick")
    assert refuses_in_one_sentence(there, file), "without any key"
    make_keys(there.keys)
    assert refuses_in_one_sentence(there, file), "with the keys of another system"
    shutil.rmtree(there.keys)
    shutil.copytree(here.keys, there.keys)
    shutil.rmtree(here.data)
    code, said = data_command(there, "restore", file)
    assert code == 0, said
    with serving(there.folder, settings=there.settings) as server:
        for each, count, kept in zip(everybody, before, answers(server, everybody), strict=True):
            assert len(kept) >= count
            assert kept == each.sent[: len(kept)], "one instant: no answer without those before it"
            each.sent = kept
        assert name == name_shown(server, administrator, paper.login_code)
        assert verdict_on(server, paper.code, name) == ("valid", "match")
        assert verdict_on(server, paper.code, "سعيد كريم حسن") == ("valid", "no_match")
        holder = SecureVisitor(server.url)
        holder.sign_in(paper.login_code, PASSPHRASE)
        assert holder.get(paper.path).body == paper.content
        goes_on(server, everybody[0])


def goes_on(server, answering):
    """The restored system is a living one: the cookie still opens it, and it keeps answers."""
    answering.visitor.base_url = server.url
    answering.answer()
    assert answering.visitor.status == 303
    assert answers(server, [answering]) == [answering.sent]
