"""In which encoding a browser is answered."""

from __future__ import annotations

from functools import lru_cache

from flask import Request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

MOST_BROWSERS = 256


def encoding_of(request: Request) -> str | None:
    """The shortest encoding that the browser reads; None: as it is."""
    return _shortest(request.headers.get("Accept-Encoding", ""))


@lru_cache(MOST_BROWSERS)
def _shortest(accepted: str) -> str | None:
    found = parse_accept_header(accepted, Accept)
    return next((one for one in ("br", "gzip") if found[one] > 0), None)
