from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from lms import server, serving
from lms.certification.models import RegisterCheckpoint
from lms.certification.operations import claim_certificate
from lms.config import read_settings
from lms.core import clock
from lms.core.errors import Busy
from lms.demo import operations as demo
from tests import factories
from tests.learning.world import meet, meet_all_online, the_course


def test_a_broken_package_and_broken_hotlines_are_named_and_stop_nothing(session, tmp_path, capsys):
    package = tmp_path / "c99-broken"
    package.mkdir()
    (package / "course.yaml").write_text("title: [")
    (tmp_path / "hotlines.yaml").write_bytes(b"\xff\xfe not utf-8")
    serving.publish_all(SimpleNamespace(courses=tmp_path))
    about_package, about_hotlines = capsys.readouterr().out.splitlines()
    assert "c99-broken is not published" in about_package
    assert "flask courses validate" in about_package
    assert "hotlines" in about_hotlines
    assert "flask courses validate" in about_hotlines


def test_a_demonstration_without_its_course_says_so(session, tmp_path, monkeypatch):
    if session.connection().dialect.name != "sqlite":
        pytest.skip("a demonstration has no PostgreSQL")
    monkeypatch.setattr(demo, "COURSE", "c99-absent")
    settings = read_settings({"LMS_DATA": str(tmp_path)})
    with pytest.raises(serving.StartRefused, match="flask courses validate"):
        serving.fill_demonstration(settings, "http://127.0.0.1:8000")
    assert list(tmp_path.iterdir()) == []


def test_a_host_that_is_no_address_is_named(tmp_path):
    settings = read_settings(
        {"LMS_DATA": str(tmp_path), "HOST": "a" * 70, "LMS_PUBLIC_URL": "https://lms.example.iq"}
    )
    with pytest.raises(serving.StartRefused, match="Port 8000 on aaa"):
        serving.refuse_taken_port(settings)


def test_a_minute_of_too_many_writers_does_not_end_the_keeping_of_time(app, session, monkeypatch):
    answers = [Busy(), None]
    monkeypatch.setattr(server, "close_due", lambda _session, **_asked: raised(answers.pop(0)))
    rounds = iter([False, False, True])
    server.keep_time(app, lambda _seconds: next(rounds))
    assert answers == []


def test_what_is_due_is_closed_a_few_at_a_time_until_nothing_is(app, session, monkeypatch):
    closed = [server.CLOSED_AT_ONCE, server.CLOSED_AT_ONCE, 3]
    asked = []

    def close_due(_session, *, at, most):
        asked.append(most)
        return closed.pop(0)

    monkeypatch.setattr(server, "close_due", close_due)
    rounds = iter([False, True])
    server.keep_time(app, lambda _seconds: next(rounds))
    assert asked == [server.CLOSED_AT_ONCE] * 3


def test_an_operator_never_serves_a_demonstrations_folder(tmp_path):
    settings = read_settings({"LMS_DATA": str(tmp_path)})
    settings.demonstration_mark.touch()
    with pytest.raises(serving.StartRefused, match="a folder of its own with LMS_DATA="):
        serving.prepared(settings, is_demonstration=False)


def test_a_server_that_does_not_end_is_killed_with_its_workers():
    program = (
        "import subprocess, sys, time;"
        "worker = 'import time; print(1, flush=True); time.sleep(99)';"
        "subprocess.Popen([sys.executable, '-c', worker]);"
        "time.sleep(99)"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"1\n"
    server.kill(process.pid)
    assert process.wait(timeout=10) == -9
    assert process.stdout.read() == b"", "the worker's end of the pipe is closed too"
    process.stdout.close()


def raised(error):
    if error is not None:
        raise error
    return 0


def test_the_register_is_signed_once_a_day_and_a_fork_is_told(
    app, session, monkeypatch, tmp_path, caplog
):
    if session.connection().dialect.name != "sqlite":
        pytest.skip("the keys' folder is of one database")
    (tmp_path / "signing").mkdir()
    monkeypatch.setitem(app.config, "LMS", replace(app.config["LMS"], keys=tmp_path))
    trainee = factories.make_person(session)
    enrolment_id = factories.enrol(session, trainee, factories.make_cohort(session))
    meet_all_online(session, enrolment_id)
    units = [unit.key for unit in the_course(session).units]
    practicals = [f"{unit}/practical/signed_off" for unit in units]
    meet(session, enrolment_id, *practicals, "course/test/passed")
    claim_certificate(
        session, viewer=factories.viewer_for(session, trainee), enrolment_id=enrolment_id,
        leading_language="ar", public_url="https://lms.example.iq", is_demonstration=False,
        at=clock.now(),
    )  # fmt: skip
    session.commit()
    for _ in range(2):
        server.sign_register(app)
    (head,) = session.scalars(select(RegisterCheckpoint)).all()
    assert head.size == 1
    (tmp_path / "signing" / "register.high-water").write_text(
        json.dumps({"number": 1, "origin": "x", "size": 9, "root": "00" * 32})
    )
    monkeypatch.setattr(server, "signed_since", lambda _session, _at: False)
    server.sign_register(app)
    assert "the register was not signed" in caplog.text
