"""The process beside the server: what it does each minute, and that it does jobs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from sqlalchemy import select

from lms import server, worker
from lms.certification.models import RegisterCheckpoint
from lms.certification.operations import claim_certificate
from lms.core import clock
from lms.core.errors import Busy
from lms.core.ids import new_id
from lms.core.jobs.operations import ask_job
from lms.core.jobs.queries import job_progress
from tests import factories
from tests.learning.world import meet, meet_all_online, the_course


@pytest.fixture
def duties(app, session, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "LMS", replace(app.config["LMS"], data=tmp_path))
    made = worker.Duties(app)
    yield made
    made.queue.storage.close()


def test_too_many_writers_and_a_fault_end_no_duty_but_themselves(app, session, monkeypatch, caplog):
    done = []
    for error in (Busy(), ZeroDivisionError()):
        worker.attend(app, lambda error=error: raised(error))
    worker.attend(app, lambda: done.append(1))
    assert done == [1]
    assert "waits for the next time: Busy" in caplog.text
    assert "unexpected fault" in caplog.text


def test_what_is_due_is_closed_a_few_at_a_time_until_nothing_is(app, session, monkeypatch):
    closed, asked = [worker.CLOSED_AT_ONCE, worker.CLOSED_AT_ONCE, 3], []

    def close_due(_session, *, at, most):
        asked.append(most)
        return closed.pop(0)

    monkeypatch.setattr(worker, "close_due", close_due)
    worker.attend(app, worker.close_all_due)
    assert asked == [worker.CLOSED_AT_ONCE] * 3


def test_a_job_that_nobody_woke_is_swept_up_and_stands_once_in_the_queue(duties, session):
    job_id = ask(session)
    for _ in range(2):
        duties.sweep()
    (task,) = duties.queue.pending()
    assert task.args == (str(job_id),)
    duties.queue.execute(duties.queue.dequeue())
    assert job_progress(session, job_id).finished_at is not None
    session.commit()
    duties.sweep()
    assert duties.queue.pending() == []


def test_a_long_job_lets_others_have_their_turn(duties, session, monkeypatch):
    monkeypatch.setattr(worker, "run_for", lambda *_args, **_named: True)
    job_id = ask(session)
    duties.run_job(job_id)
    assert [task.args for task in duties.queue.pending()] == [(str(job_id),)]


def ask(session):
    job_id = ask_job(
        session, kind="issue_certificates", subject_id=new_id(clock.now()), total=0,
        asked_by=None, at=clock.now(),
    )  # fmt: skip
    session.commit()
    return job_id


def raised(error):
    raise error


def certify(session):
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


@pytest.fixture
def key_folder(app, session, tmp_path, monkeypatch):
    if session.connection().dialect.name != "sqlite":
        pytest.skip("the keys' folder is of one database")
    (tmp_path / "signing").mkdir()
    monkeypatch.setitem(app.config, "LMS", replace(app.config["LMS"], keys=tmp_path))
    return tmp_path / "signing"


def test_the_register_is_signed_once_a_day_and_only_when_something_is_new(
    app, session, key_folder, monkeypatch
):
    certify(session)
    for _ in range(2):
        worker.sign_register(app)
    (head,) = session.scalars(select(RegisterCheckpoint)).all()
    assert head.size == 1
    session.commit()
    monkeypatch.setattr(
        worker, "enter_earlier", lambda *_args, **_named: pytest.fail("nothing new")
    )
    monkeypatch.setattr(worker, "local_day", lambda at: (at.replace(year=at.year + 1)).date())
    worker.sign_register(app)
    assert len(session.scalars(select(RegisterCheckpoint)).all()) == 1


def test_a_fork_is_told_and_not_signed(app, session, key_folder, caplog):
    certify(session)
    (key_folder / "register.high-water").write_text(
        json.dumps({"number": 1, "origin": "x", "size": 9, "root": "00" * 32})
    )
    worker.sign_register(app)
    assert "the register was not signed" in caplog.text
    assert session.scalars(select(RegisterCheckpoint)).all() == []


# ------------------------------------------------------------------ beside the server


def until(is_true):
    end = time.monotonic() + 10
    while not is_true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_process_beside_the_server_is_started_again_until_it_is_told_to_end(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(server, "SECONDS_BETWEEN_STARTS", 0)
    starts = tmp_path / "starts"
    program = f"open({str(starts)!r}, 'a').write('x'); import time; time.sleep(0.01)"
    beside = server.Beside([sys.executable, "-c", program], tmp_path)
    beside.start()
    until(lambda: starts.exists() and len(starts.read_text()) >= 2)
    beside.end()
    beside.wait()
    assert beside.process.poll() is not None
    count = len(starts.read_text())
    assert not beside.keeper.is_alive()
    assert len(starts.read_text()) == count


def test_it_ends_when_the_server_was_killed(tmp_path):
    child = "from lms.worker import end_with_parent; import time; end_with_parent();"
    child += "print('on', flush=True); time.sleep(60)"
    parent = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}]).wait()"
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"on\n"
    process.kill()
    process.wait()
    assert os.read(process.stdout.fileno(), 1) == b"", "its end of the pipe is closed"
    process.stdout.close()
