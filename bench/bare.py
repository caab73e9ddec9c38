"""The least that Flask can do for the same pages: no sign-in, language, CSRF, sealing or ORM.

Same database file, pragmas, server command, encoding, and the same HTML around the rows:
`bench.shells` cuts it from our own pages, so that both compress as much.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli
from flask import Flask, Response, render_template, request

from lms.core.db import SQLITE_PRAGMAS

PLACE = (
    "SELECT e.course_version_id, p.cells FROM enrolment e"
    " LEFT JOIN enrolment_progress p ON p.enrolment_id = e.id WHERE e.id = ?"
)
ACTIVITIES = 'SELECT "key", kind FROM activity WHERE course_version_id = ? AND unit_key = ?'
REPORT = (
    "SELECT t.trainee_code, p.cells FROM enrolment e JOIN person t ON t.id = e.person_id"
    " LEFT JOIN enrolment_progress p ON p.enrolment_id = e.id"
    " WHERE e.cohort_id = ? ORDER BY e.roster_number"
)
ANSWER = (
    "INSERT INTO attempt_step (id, occurred_at, recorded_at, source, attempt_id, slot, kind,"
    " response) VALUES (?, ?, ?, 'web', ?, 1, 'answer', ?)"
)
UNITS = ("u01", "u02", "u03", "u04", "u05")
LAST_PART = {"lesson": "viewed", "quiz": "passed", "scenario": "passed", "practical": "signed_off"}

app = Flask(__name__, static_folder=None, template_folder=os.environ["BENCH_FOLDER"])
own = threading.local()


def database() -> sqlite3.Connection:
    """The connection of the running thread, as durable as ours."""
    if not hasattr(own, "connection"):
        own.connection = sqlite3.connect(
            Path(os.environ["BENCH_DATABASE"]), isolation_level=None, check_same_thread=False
        )
        for pragma in SQLITE_PRAGMAS:
            own.connection.execute(f"PRAGMA {pragma}")
    connection: sqlite3.Connection = own.connection
    return connection


def page(html: str) -> Response:
    """The page in the encoding that ours has."""
    response = Response(brotli.compress(html.encode(), quality=4), mimetype="text/html")
    response.headers["Content-Encoding"] = "br"
    return response


def known(cells: str | None) -> dict[str, Any]:
    """What a packed row says."""
    found: dict[str, Any] = json.loads(cells) if cells else {"r": {}, "u": {}}
    return found


@app.get("/healthz")
def healthz() -> str:
    """The sign that the server has started."""
    return "ok"


@app.get("/unit/<uuid:enrolment_id>")
def unit(enrolment_id: uuid.UUID) -> Response:
    """Where a trainee stands, two statements, one template."""
    version_id, cells = database().execute(PLACE, (enrolment_id.bytes,)).fetchone()
    met = known(cells)["r"]
    rows = [
        (key, "done" if met.get(f"u01/{kind}/{LAST_PART[kind]}") else "now")
        for key, kind in database().execute(ACTIVITIES, (version_id, "u01"))
    ]
    return page(render_template("unit.html", enrolment_id=enrolment_id, rows=rows))


@app.post("/answer/<uuid:attempt_id>")
def answer(attempt_id: uuid.UUID) -> Response:
    """One INSERT and its commit."""
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    fact_id = time.time_ns().to_bytes(8, "big") + uuid.uuid4().bytes[:8]
    given = json.dumps([request.form["a"]])
    connection = database()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(ANSWER, (fact_id, now, now, attempt_id.bytes, given))
    connection.execute("COMMIT")
    return Response(status=303, headers={"Location": f"/answer/{attempt_id}"})


@app.get("/report/<uuid:cohort_id>")
def report(cohort_id: uuid.UUID) -> Response:
    """200 people by five units, one statement, one template."""
    found = database().execute(REPORT, (cohort_id.bytes,))
    units = [(code, known(cells)["u"]) for code, cells in found]
    rows = [(code, ["done" if key in met else "locked" for key in UNITS]) for code, met in units]
    return page(render_template("report.html", rows=rows))
