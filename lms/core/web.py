"""What every answer has in common: headers, compression, the page of a refusal."""

from __future__ import annotations

import gzip
import io
from typing import IO, Any

import brotli
from flask import Flask, Request, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from lms.core import pages
from lms.core.encodings import encoding_of

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self';"
    " manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
POLICIES = frozenset({"Content-Security-Policy", "Permissions-Policy"})
OWN_HEADERS = tuple(each for each in HEADERS if each[0] not in POLICIES)
SANDBOX = "sandbox; default-src 'none'"  # beside the policy of every answer
FILES = {"image": ("image/jpeg", "jpg"), "text": ("text/plain; charset=utf-8", "txt")}
SMALLEST_COMPRESSED = 500
YEAR_SECONDS = 365 * 24 * 3600


class OwnPolicy(Response):
    """An answer that sets its own content and permissions policy, stricter in all but its need."""


def prepare(app: Flask) -> None:
    """Install templates, headers and compression."""
    pages.prepare(app)
    app.context_processor(page_context)
    app.after_request(finished)


def page_context() -> dict[str, Any]:
    """The page's own address, for the language switch to lead back to."""
    return {"here": request.full_path.rstrip("?") if request.method == "GET" else request.path}


def finished(response: Response) -> Response:
    """The fixed headers, and the body in the shortest encoding the browser reads."""
    response.headers.extend(OWN_HEADERS if isinstance(response, OwnPolicy) else HEADERS)
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-store"
    if (response.mimetype or "").startswith("text/") or response.mimetype == "application/json":
        compress(response)
    return response


def compress(response: Response) -> None:
    """Shorten a body that is worth it, in an encoding that the browser reads."""
    if response.direct_passthrough or "Content-Encoding" in response.headers:
        return
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    encoding = encoding_of(request)
    if len(body) < SMALLEST_COMPRESSED or encoding is None:
        return
    response.set_data(
        brotli.compress(body, quality=4) if encoding == "br" else gzip.compress(body, 6, mtime=0)
    )
    response.headers["Content-Encoding"] = encoding


def refusal(
    status: int, title: str, text: str, *, url: str | None = None, label: str | None = None
) -> ResponseReturnValue:
    """The page of a refusal: what happened, what is safe, what to do next."""
    page = render_template(
        "error.html", status=status, title=title, text=text, url=url, label=label
    )
    return page, status


def speaks_json() -> bool:
    """Whether a script asks, which cannot read a page."""
    return request.is_json


def refusal_json(status: int, code: str, title: str, text: str) -> ResponseReturnValue:
    """A refusal for a script: its code, and the same words as the page of it has."""
    return jsonify({"error": code, "title": title, "text": text}), status


class InMemoryRequest(Request):
    """A request whose files never lie on a disk in the open."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return io.BytesIO()


def file_answer(content: bytes, *, kind: str) -> Response:
    """A file that somebody gave: shown, never run, never kept by a browser. kind: image or text."""
    mimetype, ending = FILES[kind]
    response = current_app.response_class(content, content_type=mimetype)
    response.headers["Content-Disposition"] = f'inline; filename="file.{ending}"'
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def pdf_answer(content: bytes, *, name: str) -> Response:
    """A PDF to keep or to print. name: ASCII, without its ending and without anybody's name."""
    response = current_app.response_class(content, content_type="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"{name}.pdf")
    return response


def answer(page: ResponseReturnValue) -> Response:
    """A response to add headers to."""
    return current_app.make_response(page)
