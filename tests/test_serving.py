from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace

import pytest

from lms import server, serving
from lms.config import read_settings
from lms.demo import operations as demo


def test_a_broken_package_and_broken_hotlines_are_named_and_stop_nothing(session, tmp_path, capsys):
    package = tmp_path / "c99-broken"
    package.mkdir()
    (package / "course.yaml").write_text("title: [")
    (tmp_path / "hotlines.yaml").write_bytes(b"\xff\xfe not utf-8")
    serving.publish_all(SimpleNamespace(courses=tmp_path, data=tmp_path))
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
