"""Somebody in front of a quiz of a real server."""

from __future__ import annotations

import json
import re

from tests.factories import PASSPHRASE
from tests.flows.visitor import Visitor

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
