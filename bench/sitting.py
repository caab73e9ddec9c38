"""Many trainees sit one timed test: `python -m bench.sitting` reads its work as JSON.

Standard input: {"port", "seed", "within_seconds", "least_seconds", "most_seconds", "answers",
"trainees": [{"cookie", "test_path"}]}. Each presses start within the first seconds, reads a
question, answers it, waits, and hands in at the end, every request on a connection of its own as
phones come back after a pause. Standard output: {"starts", "answers", "pages", "log", "errors"}:
the seconds that each took; what was acknowledged, by trainee: attempt, slot, and the fields sent;
what went wrong, in words. Loopback only.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import brotli

from bench.load import HOST, LENGTH, LOCATION, Answer, request_bytes

ATTEMPT = re.compile(rb"/learn/attempts/([0-9a-f-]{36})/")
ENCODED = re.compile(rb"\r\ncontent-encoding: br\r\n", re.IGNORECASE)
LONGEST_SECONDS = 60
Fields = list[tuple[str, str]]


class Wrong(Exception):
    """The server answered something that the trainee did not expect."""


class Question(HTMLParser):
    """The question's form on a page: its token, and what there is to choose, order or type."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.token, self.chosen, self.ordered = "", list[str](), Fields()
        self.pairs: dict[str, list[str]] = {}
        self.is_typed, self._stem = False, ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        name, value = found.get("name", ""), found.get("value", "")
        if name == "csrf_token":
            self.token = value
        elif tag == "input" and name == "a":
            self.chosen.append(value)
        elif tag == "input" and re.fullmatch(r"at\d+", name):
            self.ordered.append((name, value))
        elif tag == "input" and name == "typed":
            self.is_typed = True
        elif tag == "select":
            self._stem = name
        elif tag == "option" and self._stem.startswith("p_") and value:
            self.pairs.setdefault(self._stem, []).append(value)

    def answer(self, dice: random.Random) -> Fields:
        """Some answer to it. Raises Wrong where there is nothing to answer."""
        if self.ordered:
            keys = dice.sample([key for _, key in self.ordered], len(self.ordered))
            return [(name, key) for (name, _), key in zip(self.ordered, keys, strict=True)]
        if self.pairs:
            return [(stem, dice.choice(options)) for stem, options in self.pairs.items()]
        if self.is_typed:
            return [("typed", str(dice.randrange(1, 1000)))]
        if self.chosen:
            return [("a", dice.choice(self.chosen))]
        raise Wrong("a page without a question to answer")


@dataclass(slots=True)
class Record:
    """What one run saw."""

    starts: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    log: list[dict[str, Any]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


async def ask(port: int, request: bytes) -> tuple[Answer, float]:
    """The whole answer to one request, its body decoded, and how long it took."""
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(head)
        if length is None:
            raise Wrong(f"an answer without a length: {head[:120]!r}")
        body = await reader.readexactly(int(length[1]))
    finally:
        writer.close()
    took = time.perf_counter() - began
    return Answer(head, brotli.decompress(body) if ENCODED.search(head) else body), took


async def expect(port: int, request: bytes, status: int, kept: list[float]) -> Answer:
    """An answer of this status, its time kept. Raises Wrong for any other."""
    answer, took = await asyncio.wait_for(ask(port, request), LONGEST_SECONDS)
    place = LOCATION.search(answer.head)
    if answer.status != status or (place and b"sign-in" in place[1]):
        raise Wrong(f"wanted {status}, got {answer.head[:160]!r}")
    kept.append(took)
    return answer


class Trainee:
    """One trainee at the test."""

    def __init__(self, work: dict[str, Any], own: dict[str, str], number: int, to: Record) -> None:
        self.work, self.own, self.to, self.number = work, own, to, number
        self.dice = random.Random(f"{work['seed']}-{number}")
        self.port = work["port"]

    def get(self, path: str) -> bytes:
        return request_bytes("GET", path, self.own["cookie"], encoding="br")

    def post(self, path: str, fields: Fields) -> bytes:
        return request_bytes("POST", path, self.own["cookie"], urlencode(fields).encode())

    async def sit(self) -> None:
        """The whole test; what goes wrong is told, and ends it for this trainee."""
        try:
            await self.take()
        except (Wrong, OSError, asyncio.IncompleteReadError, TimeoutError) as wrong:
            self.to.errors.append(f"trainee {self.number}: {type(wrong).__name__} {wrong}"[:300])

    async def take(self) -> None:
        to = self.to
        await asyncio.sleep(self.dice.uniform(0, self.work["within_seconds"]))
        page = await expect(self.port, self.get(self.own["test_path"]), 200, to.pages)
        token = Question(page.body.decode()).token
        started = await expect(
            self.port, self.post(self.own["test_path"], [("csrf_token", token)]), 303, to.starts
        )
        found = ATTEMPT.search(started.head)
        if found is None:
            raise Wrong(f"no attempt was started: {started.head[:160]!r}")
        attempt_id = found[1].decode()
        for slot in range(1, self.work["answers"] + 1):
            await self.answer(attempt_id, slot)
        await expect(
            self.port,
            self.post(f"/learn/attempts/{attempt_id}/submit", [("csrf_token", token)]), 303, [],
        )  # fmt: skip

    async def answer(self, attempt_id: str, slot: int) -> None:
        """Read a question, think, and answer it."""
        path = f"/learn/attempts/{attempt_id}/{slot}"
        page = await expect(self.port, self.get(path), 200, self.to.pages)
        question = Question(page.body.decode())
        fields = question.answer(self.dice)
        await asyncio.sleep(
            self.dice.uniform(self.work["least_seconds"], self.work["most_seconds"])
        )
        sent = [("csrf_token", question.token), *fields, ("go", "next")]
        await expect(self.port, self.post(path, sent), 303, self.to.answers)
        self.to.log.append(
            {"trainee": self.number, "attempt": attempt_id, "slot": slot, "fields": fields}
        )


async def sit_all(work: dict[str, Any]) -> Record:
    """Everybody at once."""
    to = Record()
    people = enumerate(work["trainees"])
    await asyncio.gather(*(Trainee(work, own, number, to).sit() for number, own in people))
    return to


def main() -> int:
    """Do the work on standard input."""
    to = asyncio.run(sit_all(json.load(sys.stdin)))
    json.dump(
        {"starts": to.starts, "answers": to.answers, "pages": to.pages, "log": to.log,
         "errors": to.errors}, sys.stdout,
    )  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
