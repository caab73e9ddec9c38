from __future__ import annotations

import json
import logging
import re
import sys
import threading
import warnings
from datetime import datetime
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from lms.accounts.models import Account
from lms.core import clock, logs
from lms.core.ids import new_id

NAME = "زيديكانار"
CODE = "0123456789AB"


@pytest.fixture
def written(monkeypatch, capsys):
    """What a process that logs to stderr has written since it was last asked, line by line."""
    root, before = logging.getLogger(), list(logging.getLogger().handlers)
    monkeypatch.setattr(logging, "raiseExceptions", logging.raiseExceptions)
    hooks = (
        (sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook"),
        (warnings, "showwarning"),
    )  # fmt: skip
    for owner, hook in hooks:
        monkeypatch.setattr(owner, hook, getattr(owner, hook))
    logs.to_stderr()
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    root.handlers[:] = before


@pytest.fixture
def small(monkeypatch):
    """A small application with an access log, whose pages break in each way."""
    app = Flask("lms")
    app.config["LMS"] = SimpleNamespace(access_log=True)
    monkeypatch.setattr(logs.access, "level", logs.access.level)
    logs.prepare(app)

    @app.get("/verify/<code>")
    def verify(code):
        return "fine"

    @app.get("/broken/<code>")
    def broken(code):
        raise ValueError(f"{NAME} {code}")

    return app.test_client()


def test_a_line_is_one_object_with_time_level_logger_and_event(written):
    logging.getLogger("lms").error("a\nb\x1b[2J %s", "c\u2028d")
    (line,) = written()
    assert (line["level"], line["logger"], line["event"]) == (
        "error",
        "lms",
        "a\nb\x1b[2J c\u2028d",
    )
    assert datetime.fromisoformat(line["time"]).utcoffset().total_seconds() == 0


def test_no_control_character_leaves_the_formatter():
    record = logging.makeLogRecord({"name": "lms", "msg": "\x1b[31m\r\n\u2028\u202e\x00"})
    assert re.fullmatch(r"[\x20-\x7e]+", logs.JsonLines().format(record))


def test_of_a_librarys_line_only_the_pattern_is_kept(written):
    logging.getLogger("library").warning("cannot read %s of %s", CODE, NAME)
    logging.getLogger("library").warning(f"failed\nTraceback: {NAME}")
    assert [line["event"] for line in written()] == ["cannot read %s of %s", "failed"]


def test_a_request_is_one_line_without_path_query_or_person(small, written):
    answer = small.get(f"/verify/{CODE}?name={NAME}")
    (line,) = written()
    assert set(line) == {
        "time", "level", "logger", "event", "endpoint", "method", "status", "ms", "request",
    }  # fmt: skip
    assert (line["endpoint"], line["method"], line["status"]) == ("verify", "GET", 200)
    assert line["request"] == answer.headers["X-Request-Id"]
    assert 0 <= line["ms"] < 10_000
    assert CODE not in json.dumps(line)


def test_requests_have_different_numbers_and_none_is_taken_from_the_asker(small):
    asked = {"X-Request-Id": "chosen"}
    numbers = {small.get("/verify/1", headers=asked).headers["X-Request-Id"] for _ in range(5)}
    assert len(numbers) == 5
    assert "chosen" not in numbers


def test_a_method_of_the_askers_own_making_is_not_logged(small, written):
    small.open("/verify/1", method=f'{CODE}"')
    (line,) = written()
    assert (line["method"], line["status"]) == ("OTHER", 405)


def test_an_unknown_path_is_logged_without_it(small, written):
    assert small.get(f"/nowhere/{CODE}").status_code == 404
    (line,) = written()
    assert (line["endpoint"], line["status"]) == ("", 404)
    assert CODE not in json.dumps(line)


def test_without_the_setting_no_request_is_logged(small, written, monkeypatch):
    monkeypatch.setattr(logs.access, "level", logging.WARNING)
    logs.access.manager._clear_cache()
    assert small.get("/verify/1").headers["X-Request-Id"]
    assert written() == []


def test_a_fault_that_flask_handles_itself_shows_place_but_neither_path_nor_message(small, written):
    answer = small.get(f"/broken/{CODE}")
    assert answer.status_code == 500
    fault, access = lines = written()
    assert fault["exception"] == "builtins.ValueError"
    assert re.fullmatch(r"tests/core/test_logs\.py:\d+ broken", fault["frames"][-1])
    assert fault["request"] == access["request"] == answer.headers["X-Request-Id"]
    assert fault["endpoint"] == "broken"
    text = json.dumps(lines, ensure_ascii=False)
    assert NAME not in text
    assert CODE not in text


def test_causes_are_named_by_type(written):
    try:
        try:
            raise KeyError(NAME)
        except KeyError as error:
            raise RuntimeError(NAME) from error
    except RuntimeError as error:
        logging.getLogger("lms").error("failed", exc_info=error)
    (line,) = written()
    assert (line["exception"], line["causes"]) == ("builtins.RuntimeError", ["builtins.KeyError"])
    assert NAME not in json.dumps(line, ensure_ascii=False)


def test_what_nobody_caught_is_a_line_and_ctrl_c_is_none(written):
    for error in (ValueError(NAME), KeyboardInterrupt()):
        sys.excepthook(type(error), error, None)
    thread = threading.Thread(target=lambda: {}[NAME])
    thread.start()
    thread.join()
    lines = written()
    assert [line["exception"] for line in lines] == ["builtins.ValueError", "builtins.KeyError"]
    assert NAME not in json.dumps(lines, ensure_ascii=False)


def test_a_warning_is_a_line_without_its_text(written):
    warnings.showwarning(UserWarning(NAME), UserWarning, __file__, 7)
    (line,) = written()
    assert line["event"] == "UserWarning at tests/core/test_logs.py:7"


def test_the_page_of_a_fault_gives_the_code_that_the_log_has(app, client, monkeypatch, caplog):
    monkeypatch.setitem(app.view_functions, "accounts.sign_in", lambda: 1 / 0)
    answer = client.get("/sign-in", headers={"Accept-Language": "ar"})
    number = answer.headers["X-Request-Id"]
    assert answer.status_code == 500
    assert number in answer.get_data(as_text=True)
    (record,) = [each for each in caplog.records if each.name == "lms"]
    assert record.exc_info[0] is ZeroDivisionError


def test_the_databases_errors_do_not_quote_what_was_typed(session):
    word = "ABCDWXYZ"
    row = {"id": new_id(), "person_id": new_id(), "login_code": word, "created_at": clock.now()}
    with pytest.raises(IntegrityError) as caught:
        session.execute(insert(Account).values(**row | {"account_state": "unknown"}))
    assert word not in str(caught.value).partition("DETAIL")[0]
    record = logging.makeLogRecord({"name": "lms", "exc_info": caught._excinfo})
    assert word not in logs.JsonLines().format(record)


def test_a_fault_in_a_finaliser_is_logged_without_its_message(written):
    class Breaks:
        def __del__(self):
            raise ValueError(NAME)

    Breaks()
    (line,) = written()
    assert line["exception"] == "builtins.ValueError"
    assert NAME not in json.dumps(line, ensure_ascii=False)


def test_what_escapes_the_application_is_logged_with_type_and_place(written):
    def breaks(environ, start_response):
        raise ValueError(NAME)

    with pytest.raises(ValueError, match=NAME):
        logs.watched(breaks)({}, None)
    (line,) = written()
    assert line["exception"] == "builtins.ValueError"
    assert line["frames"][-1].endswith("breaks")
    assert NAME not in json.dumps(line, ensure_ascii=False)


def test_our_own_line_with_a_wrong_argument_prints_none_of_them(written):
    logging.getLogger("lms").error("%s %s", NAME)
    assert written() == []
