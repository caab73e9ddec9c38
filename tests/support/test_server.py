from __future__ import annotations

import http.client
import time

import pytest

from tests.support.health import is_healthy
from tests.support.server import NotServing, Server, serving

pytestmark = pytest.mark.server

STUB = """
import http.server, os, time

class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"{time.time()} {os.environ.get('DATABASE_URL')}".encode())

    def log_message(self, *_):
        pass

http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Page).serve_forever()
"""
COMMAND = ("-c", STUB)


def told_by(server):
    asked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    asked.request("GET", "/")
    clock, database = asked.getresponse().read().decode().split()
    asked.close()
    return float(clock), database


def test_a_killed_server_is_silent_and_comes_back_on_its_port(server_folder):
    with serving(server_folder, command=COMMAND) as server:
        port = server.port
        server.kill()
        assert not is_healthy(port)
        server.restart()
        assert is_healthy(port)


def test_nothing_of_the_callers_settings_reaches_the_server(server_folder, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:///the-developers-own.db")
    with serving(server_folder, command=COMMAND) as server:
        assert told_by(server)[1] == "None"


def test_the_clock_of_a_running_server_moves_and_comes_back(server_folder):
    with serving(server_folder, command=COMMAND, moves_in_time=True) as server:
        assert told_by(server)[0] == pytest.approx(time.time(), abs=60)
        server.move_clock("+3h")
        assert told_by(server)[0] == pytest.approx(time.time() + 3 * 3600, abs=60)
        server.move_clock("+0")
        assert told_by(server)[0] == pytest.approx(time.time(), abs=60)


def test_a_server_that_ends_at_its_start_says_why(server_folder):
    server = Server(server_folder, command=("-c", "raise SystemExit('no room on the disk')"))
    with pytest.raises(NotServing, match="no room on the disk"):
        server.start()
