"""Logs: a JSON object a line on stderr, for a machine and a person, without anybody's name.

Never in a line: a path, a query string, an address, who asked, or the text of an exception, which
may quote what was typed. An endpoint, an error's type and its place in the program are enough.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO

from flask import Flask, Request, Response, g, has_request_context, request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

ROOT = f"{Path(__file__).parents[2]}{os.sep}"
PLACE = f"site-packages{os.sep}"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
MOST_FRAMES = 40
HEADER = "X-Request-Id"
Raised = tuple[type, BaseException, TracebackType] | tuple[None, None, None]

log = logging.getLogger("lms")
access = logging.getLogger("lms.access")


class JsonLines(logging.Formatter):
    """One record as one line; control characters and other scripts are escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        if isinstance(record, AccessRecord):
            return record.line
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": event_of(record),
        }
        if has_request_context():
            line |= {"endpoint": request.endpoint, "request": request_id()}
        if record.exc_info and record.exc_info[1] is not None:
            line.update(told(record.exc_info[1]))
        return json.dumps(line)


def event_of(record: logging.LogRecord) -> str:
    """Our own sentences whole; of a library's only the pattern's first line, without its values."""
    if record.name == "lms" or record.name.startswith("lms."):
        return record.getMessage()
    return str(record.msg).partition("\n")[0]


def told(error: BaseException) -> dict[str, object]:
    """An exception by type, by what caused it, and by place; never by its message."""
    causes: list[str] = []
    cause = error.__cause__ or error.__context__
    while cause is not None and len(causes) < MOST_FRAMES:
        causes.append(type_of(cause))
        cause = cause.__cause__ or cause.__context__
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    found: dict[str, object] = {
        "exception": type_of(error),
        "frames": [f"{place_of(each.filename)}:{each.lineno} {each.name}" for each in frames],
    }
    return found | ({"causes": causes} if causes else {})


def type_of(error: BaseException) -> str:
    """An exception's type with its module."""
    return f"{type(error).__module__}.{type(error).__qualname__}"


def place_of(path: str) -> str:
    """A source file as the checkout or its package calls it."""
    return path.rpartition(PLACE)[2].removeprefix(ROOT)


class Stderr(logging.StreamHandler[Any]):
    """Writes to what stderr is now, not to what it was when the process began."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)
        self.setFormatter(JsonLines())

    @property
    def stream(self) -> Any:
        """Standard error."""
        return sys.stderr


def to_stderr() -> None:
    """Make this process log JSON lines, what nobody caught among them; once is enough."""
    root = logging.getLogger()
    if not any(isinstance(handler, Stderr) for handler in root.handlers):
        root.addHandler(Stderr())
    logging.raiseExceptions = False  # a line that cannot be written would print its arguments
    sys.excepthook = uncaught
    sys.unraisablehook = unraisable
    threading.excepthook = uncaught_in_thread
    warnings.showwarning = warned


def uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log what ends the program; somebody who pressed Ctrl-C knows it."""
    if not issubclass(kind, KeyboardInterrupt):
        log.critical("the program ended by a fault of its own", exc_info=(kind, error, trace))


def uncaught_in_thread(raised: threading.ExceptHookArgs) -> None:
    """Log what ends a thread."""
    if raised.exc_value is not None and not issubclass(raised.exc_type, SystemExit):
        log.critical("a thread ended by a fault", exc_info=raised.exc_value)


def unraisable(raised: sys.UnraisableHookArgs) -> None:
    """Log what a finaliser could not raise."""
    log.error("a fault that nobody could catch", exc_info=raised.exc_value)


def warned(
    message: Warning | str,  # may quote values: never logged
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Log that Python or a library warns: of what kind, and where."""
    log.warning("%s at %s:%s", category.__name__, place_of(filename), lineno)


def prepare(app: Flask) -> None:
    """Number each request, and log one line for it where LMS_ACCESS_LOG says so.

    Called before any other hook is added, so that the line comes last and counts all the time.
    """
    app.before_request(begin)
    app.after_request(end)
    app.log_exception = unhandled  # type: ignore[method-assign]
    app.wsgi_app = watched(app.wsgi_app)  # type: ignore[method-assign, assignment]
    access.setLevel(logging.INFO if app.config["LMS"].access_log else logging.WARNING)


def watched(application: WSGIApplication) -> WSGIApplication:
    """The same application; what escapes it is logged here, for the server drops type and place."""

    def call(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        try:
            return application(environ, start_response)
        except Exception as fault:
            log.critical("a fault outside every page", exc_info=fault)
            raise

    return call


def begin() -> None:
    """Note when the request came, and number it."""
    g.began_at = time.perf_counter()
    g.request_id = os.urandom(6).hex()


def request_id() -> str | None:
    """The number of this request: in its answer's header, its log lines, on the page of a fault."""
    found: str | None = g.get("request_id")
    return found


def end(response: Response) -> Response:
    """Tell the number to who asked; log what was asked and how it ended, not by whom."""
    if "request_id" not in g:  # it failed before any hook ran
        begin()
    response.headers[HEADER] = number = g.request_id
    if access.isEnabledFor(logging.INFO):
        taken = (time.perf_counter() - g.began_at) * 1000
        access.handle(AccessRecord(request, response.status_code, taken, number))
    return response


class AccessRecord(logging.LogRecord):
    """One request, its line made by hand: a third of what logging takes for finding it out."""

    def __init__(self, asked: Request, status: int, ms: float, number: str) -> None:
        super().__init__(access.name, logging.INFO, "", 0, "request", None, None)
        method = asked.method if asked.method in METHODS else "OTHER"
        self.line = (
            f'{{"time": "{second(int(self.created))}.{int(self.msecs):03}+00:00", "level": "info",'
            f' "logger": "lms.access", "event": "request", "endpoint": "{asked.endpoint or ""}",'
            f' "method": "{method}", "status": {status}, "ms": {ms:.2f}, "request": "{number}"}}'
        )


@lru_cache(maxsize=4)
def second(epoch: int) -> str:
    """A second of UTC, as ISO 8601 writes it."""
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def unhandled(exc_info: Raised) -> None:
    """Instead of Flask's own line, which holds the path."""
    log.error("unexpected fault after the page was made", exc_info=exc_info)
