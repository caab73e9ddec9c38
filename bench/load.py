"""A closed-loop load of HTTP/1.1 on raw sockets: `python -m bench.load` reads its work as JSON.

Standard input: {"port", "connections", "seconds", "expected", "targets": [{"path", "cookie",
"posts"}]}; without a cookie nothing is read before. Standard output: {"per_second", "p50_ms",
"p99_ms", "count"}. Ends with 1 and one sentence at the first answer of another status.
Loopback only.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

HOST = "127.0.0.1"
TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')
OPTION = re.compile(rb'name="a" value="([^"]+)"')
COOKIE = re.compile(rb"\r\nset-cookie: (session=[^;\r]+)", re.IGNORECASE)
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
LOCATION = re.compile(rb"\r\nlocation: ([^\r]+)", re.IGNORECASE)


class WrongAnswer(Exception):
    """The server did not do what is measured, so that its figure would mean nothing."""


@dataclass(slots=True)
class Answer:
    """A whole response."""

    head: bytes
    body: bytes

    @property
    def status(self) -> int:
        return int(self.head[9:12])


@dataclass(slots=True)
class Line:
    """One keep-alive connection, and the requests it sends in turn."""

    link: socket.socket
    requests: Iterator[bytes]
    kept: bytearray = field(default_factory=bytearray)
    sent_at: float = 0.0

    def send(self) -> None:
        self.kept.clear()
        self.sent_at = time.perf_counter()
        self.link.sendall(next(self.requests))


def request_bytes(
    method: str, path: str, cookie: str, body: bytes = b"", encoding: str = "br, gzip"
) -> bytes:
    """A request as a browser's sends it."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", f"Accept-Encoding: {encoding}"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if method == "POST":
        lines.append("Content-Type: application/x-www-form-urlencoded")
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def whole(kept: bytearray) -> Answer | None:
    """The response in these bytes once it is whole."""
    end = kept.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(kept[: end + 2])
    length = LENGTH.search(head)
    if length is None:
        raise WrongAnswer(f"an answer without a length: {head[:200]!r}")
    body = kept[end + 4 :]
    return Answer(head, bytes(body)) if len(body) >= int(length[1]) else None


def connect(port: int) -> socket.socket:
    """A connection to this computer."""
    link = socket.create_connection((HOST, port), timeout=30)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return link


def fetch(port: int, request: bytes) -> Answer:
    """One request on a connection of its own."""
    with connect(port) as link:
        link.sendall(request)
        kept = bytearray()
        while (answer := whole(kept)) is None:
            received = link.recv(65536)
            if not received:
                raise WrongAnswer("the server closed the connection")
            kept += received
        return answer


def check(answer: Answer, expected: int) -> None:
    """Raises WrongAnswer for any other status, and for a way to the sign-in page."""
    place = LOCATION.search(answer.head)
    if answer.status != expected or (place and b"sign-in" in place[1]):
        raise WrongAnswer(f"wanted {expected}, got {answer.head[:300]!r}")


def requests_of(port: int, target: dict[str, Any]) -> list[bytes]:
    """What one visitor sends in turn: the page, or two different answers to its form.

    Ours are visited once before, as a browser is: it has the token, and the cookie that holds it.
    """
    path, cookie = target["path"], target["cookie"]
    if not cookie and target["posts"]:
        return [request_bytes("POST", path, "", body) for body in (b"a=a", b"a=b")]
    if not cookie:
        return [request_bytes("GET", path, "")]
    page = fetch(port, request_bytes("GET", path, cookie, encoding="identity"))
    check(page, 200)
    given = COOKIE.search(page.head)
    cookie = given[1].decode() if given else cookie
    if not target["posts"]:
        return [request_bytes("GET", path, cookie)]
    bodies = [b"go=next&" + fields for fields in answers_on(page.body)]
    return [request_bytes("POST", path, cookie, body) for body in bodies]


def answers_on(body: bytes) -> list[bytes]:
    """Two different answers to the question on a page. Raises WrongAnswer where there is none."""
    token, options = TOKEN.search(body), OPTION.findall(body)
    if token is None or len(options) < 2:
        raise WrongAnswer("a page without a question to answer")
    return [b"csrf_token=%s&a=%s" % (token[1], option) for option in options[:2]]


def turns(share: list[list[bytes]]) -> Iterator[bytes]:
    """Each visitor's first request, then each one's second, and so on."""
    own = [cycle(requests) for requests in share]
    while True:
        for one in own:
            yield next(one)


def lines_of(work: dict[str, Any]) -> list[Line]:
    """The connections, the visitors dealt out among them."""
    visitors = [requests_of(work["port"], target) for target in work["targets"]]
    count = work["connections"]
    shares = [visitors[place::count] or visitors for place in range(count)]
    return [Line(connect(work["port"]), turns(share)) for share in shares]


def run(work: dict[str, Any]) -> list[float]:
    """Every answer's seconds within the time given."""
    lines, seconds = lines_of(work), []
    with selectors.DefaultSelector() as waiting:
        for line in lines:
            waiting.register(line.link, selectors.EVENT_READ, line)
            line.send()
        until = time.perf_counter() + work["seconds"]
        while (now := time.perf_counter()) < until:
            for key, _ in waiting.select(until - now):
                took = received(key.data, work["expected"])
                if took is not None:
                    seconds.append(took)
    for line in lines:
        line.link.close()
    return seconds


def received(line: Line, expected: int) -> float | None:
    """Take what came; when the answer is whole, how long it took, and the next is sent."""
    came = line.link.recv(262144)
    if not came:
        raise WrongAnswer("the server closed a connection that was to be kept")
    line.kept += came
    answer = whole(line.kept)
    if answer is None:
        return None
    took = time.perf_counter() - line.sent_at
    check(answer, expected)
    line.send()
    return took


def main() -> int:
    """Do the work on standard input; the exit code."""
    work = json.load(sys.stdin)
    try:
        seconds = sorted(run(work))
    except (WrongAnswer, OSError) as wrong:
        print(wrong, file=sys.stderr)
        return 1
    if not seconds:
        print("no answer in time", file=sys.stderr)
        return 1
    print(
        json.dumps(
            {
                "count": len(seconds),
                "per_second": len(seconds) / work["seconds"],
                "p50_ms": 1000 * seconds[len(seconds) // 2],
                "p99_ms": 1000 * seconds[min(len(seconds) - 1, len(seconds) * 99 // 100)],
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
