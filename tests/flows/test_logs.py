"""What the production server logs while a certificate is looked up, and while a page breaks."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from urllib.parse import quote

import pytest

from lms.core.ids import check_character
from tests.flows.visitor import Visitor
from tests.support.server import serving

pytestmark = pytest.mark.server
CODE = f"7Q9XK2M4TZB{check_character('7Q9XK2M4TZB')}"
NAME = "زيديكانار كريم حسن"


def lines_of(server):
    """The log's JSON lines; the sentences of a start are plain."""
    text = server.log.read_text()
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def look_up(server):
    """Ask for a certificate in each way, with and without a name, and for what is not there."""
    visitor = Visitor(server.url)
    visitor.get("/verify")
    visitor.submit("verify", code=CODE)
    visitor.get(f"/verify/{CODE}?name={quote(NAME)}")
    visitor.post(f"/verify/{CODE}", [("name", NAME)])
    visitor.get(f"/nowhere/{CODE}")
    asked = urllib.request.Request(f"{server.url}/verify/{CODE}", method="PATCH")
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(asked)


def test_neither_code_nor_name_nor_address_reaches_the_log(server_folder):
    with serving(server_folder, settings={"LMS_ACCESS_LOG": "yes"}) as server:
        look_up(server)
        server.stop()
        text, lines = server.log.read_text(), lines_of(server)
    asked = [line for line in lines if line["logger"] == "lms.access"]
    assert {line["endpoint"] for line in asked} >= {"certification.verify", "health.healthz"}
    assert len({line["request"] for line in asked}) == len(asked)
    for secret in (CODE, CODE[:6], NAME, quote(NAME), json.dumps(NAME)[1:-1], "/verify"):
        assert secret not in text
    assert "127.0.0.1" not in json.dumps(lines)


def test_without_the_setting_requests_are_not_logged(server_folder):
    with serving(server_folder) as server:
        look_up(server)
        server.stop()
        assert [line for line in lines_of(server) if line["logger"] == "lms.access"] == []
