from __future__ import annotations

from types import SimpleNamespace

import pytest

from lms import serving
from lms.config import read_settings
from lms.core.errors import Busy
from lms.demo import operations as demo


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
    monkeypatch.setattr(serving, "close_due", lambda _session, at: raised(answers.pop(0)))
    rounds = iter([False, False, True])
    serving.keep_time(app, lambda _seconds: next(rounds))
    assert answers == []


def raised(error):
    if error is not None:
        raise error
