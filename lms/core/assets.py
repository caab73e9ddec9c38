"""The stylesheet, script and drawings: in memory, compressed once, addressed by their content."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli
from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lms.core.encodings import encoding_of

FOLDER = Path(__file__).resolve().parent.parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
ICON = Markup('<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>')

bp = Blueprint("assets", __name__, url_prefix="/static")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, and what it weighs in each encoding."""

    digest: str
    content_type: str
    bodies: dict[str, bytes]


@cache
def assets() -> dict[str, Asset]:
    """Every file of the static folder, by name."""
    return {path.name: read_asset(path) for path in FOLDER.iterdir() if path.suffix in TYPES}


def read_asset(path: Path) -> Asset:
    """A file with its digest, in every encoding."""
    plain = as_sent(path)
    return Asset(
        digest=hashlib.sha256(plain).hexdigest()[:12],
        content_type=TYPES[path.suffix],
        bodies={
            "br": brotli.compress(plain, quality=11),
            "gzip": gzip.compress(plain, 9, mtime=0),
            "identity": plain,
        },
    )


def as_sent(path: Path) -> bytes:
    """A file's bytes; a script without indentation, comment lines and empty ones.

    That is 200 bytes of a first page on a slow line. No script holds a text of several lines.
    """
    if path.suffix != ".js":
        return path.read_bytes()
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")).encode()


@cache
def asset_url(name: str) -> str:
    """The address of a file, another one whenever its content changes."""
    return f"/static/{assets()[name].digest}/{name}"


@cache
def icon(name: str, kind: str = "") -> Markup:
    """A drawing from the sprite, silent to screen readers.

    kind: `dir` (mirrors in right-to-left pages) or `down` (upside down).
    """
    return ICON.format(f" icon-{kind}" if kind else "", asset_url("icons.svg"), name)


@bp.get("/<digest>/<name>")
def file(digest: str, name: str) -> ResponseReturnValue:
    """One file; a page that is a version old still gets the one there is."""
    found = assets().get(name)
    if found is None:
        abort(404)
    encoding = encoding_of(request) or "identity"
    response = Response(found.bodies[encoding], content_type=found.content_type)
    response.headers["Vary"] = "Accept-Encoding"
    if encoding != "identity":
        response.headers["Content-Encoding"] = encoding
    is_current = digest == found.digest
    response.headers["Cache-Control"] = (
        "public, max-age=31536000, immutable" if is_current else "no-cache"
    )
    return response
