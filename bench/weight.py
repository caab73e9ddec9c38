"""What each trainee page weighs at a first visit, in Arabic: HTML, CSS and JS, compressed.

Follows every link from the home page of each trainee of the demonstration, who stand at all
stages, so that no page is forgotten; looks behind locked units too, where no link leads, and at the
pages before a sign-in; the heaviest page of each route is printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from werkzeug.exceptions import HTTPException

from bench.load import Answer, fetch, request_bytes
from bench.servers import BenchFailed, ours
from bench.world import World
from lms import create_app

LIMIT_BYTES = 14_600
LINK = re.compile(r'<a [^>]*href="(/[^"#]*)')
ASSET = re.compile(r'<(?:link rel="stylesheet"|script)[^>]*(?:href|src)="(/[^"]+)"')
ENCODINGS = ("br", "gzip")
COURSE = re.compile(r"/learn/[0-9a-f-]{36}")
PERHAPS_LOCKED = ("u05", "u05/lesson", "course/test")
NOBODY = "language=ar"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A page and its bytes; html, css and js by encoding."""

    path: str
    html: dict[str, int]
    assets: dict[str, int]
    is_locked: bool = False

    def total(self, encoding: str) -> int:
        """All that a first visit transfers in bodies."""
        return self.html[encoding] + self.assets[encoding]


def measure(world: World, _folder: Path) -> None:
    """Print the heaviest page of each route, the heaviest route first."""
    app, heaviest, assets = create_app(world.settings), {}, {}
    with ours(world) as port:
        for cookie in (*world.demonstration, NOBODY):
            for page in pages_from(port, cookie, assets):
                endpoint = endpoint_of(app, page.path) + (" locked" if page.is_locked else "")
                known = heaviest.get(endpoint)
                if known is None or known.total("br") < page.total("br"):
                    heaviest[endpoint] = page
    print(f"\nBytes of a first visit (HTML + CSS + JS, ar), limit {LIMIT_BYTES}")
    print(f"  {'route, its heaviest page':<34} {'brotli':>7} {'gzip':>7}   HTML alone (brotli)")
    for endpoint, page in sorted(heaviest.items(), key=lambda item: -item[1].total("br")):
        print(line_of(endpoint, page))
    over = sum(page.total("br") > LIMIT_BYTES for page in heaviest.values())
    print(f"  {len(heaviest)} routes, {over} over the limit with brotli", flush=True)


def line_of(endpoint: str, page: Weighed) -> str:
    """One line of the table."""
    mark = "  OVER" if page.total("br") > LIMIT_BYTES else ""
    return (
        f"  {endpoint:<34} {page.total('br'):>7} {page.total('gzip'):>7}   {page.html['br']}{mark}"
    )


def pages_from(port: int, cookie: str, assets: dict[str, dict[str, int]]) -> list[Weighed]:
    """Every page that links lead to from the trainee's home, without files and redirects."""
    waiting, seen, found = ["/learn"], {"/learn"}, []
    while waiting:
        path = waiting.pop()
        plain = asked(port, path, cookie, "identity")
        if plain.status >= 500:
            raise BenchFailed(f"{path} answered {plain.status}")
        for link in [*links_of(plain), *behind(path)]:
            if link not in seen:
                seen.add(link)
                waiting.append(link)
        if b"text/html" in plain.head.lower() and plain.status in (200, 403):
            found.append(weighed(port, path, cookie, plain, assets))
    return found


def weighed(
    port: int, path: str, cookie: str, plain: Answer, assets: dict[str, dict[str, int]]
) -> Weighed:
    """A page with its stylesheet and script; assets: those already weighed."""
    names = ASSET.findall(plain.body.decode())
    for name in names:
        if name not in assets:
            assets[name] = sizes(port, name, cookie)
    return Weighed(
        path,
        sizes(port, path, cookie),
        {one: sum(assets[name][one] for name in names) for one in ENCODINGS},
        is_locked=plain.status == 403,
    )


def sizes(port: int, path: str, cookie: str) -> dict[str, int]:
    """The bytes of a body, by encoding."""
    return {one: len(asked(port, path, cookie, one).body) for one in ENCODINGS}


def asked(port: int, path: str, cookie: str, encoding: str) -> Answer:
    """A page in an encoding."""
    return fetch(port, request_bytes("GET", path, cookie, encoding=encoding))


def links_of(answer: Answer) -> list[str]:
    """Where a page leads, or where it sends one on."""
    place = re.search(rb"\r\nlocation: (/[^\r]*)", answer.head, re.IGNORECASE)
    if place:
        return [place[1].decode()]
    if b"text/html" not in answer.head.lower():
        return []
    return [link.replace("&amp;", "&") for link in LINK.findall(answer.body.decode())]


def behind(path: str) -> list[str]:
    """Where no link leads while it is locked."""
    return [f"{path}/{end}" for end in PERHAPS_LOCKED] if COURSE.fullmatch(path) else []


def endpoint_of(app: Flask, path: str) -> str:
    """The route behind an address; for an activity, with its kind."""
    try:
        endpoint, values = app.url_map.bind("127.0.0.1").match(path.partition("?")[0])
    except HTTPException:
        return "?"
    kind = values.get("activity_key")
    return f"{endpoint} ({kind})" if kind else endpoint
