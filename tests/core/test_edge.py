from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from lms.config import SettingWrong, read_settings
from lms.core import sealed
from lms.core.cli import edge
from lms.core.errors import Busy, NotFound
from lms.core.versions import OtherTables, refuse_other

NAME = "زيديكانار"
POSTGRES = "postgresql+psycopg://lms:secret@db:5432/lms"
FILE = "sqlite:////srv/lms/lms.sqlite"
MIGRATIONS = Path(__file__).parents[2] / "migrations"


@pytest.mark.parametrize(
    ("error", "url", "words"),
    [
        (
            OperationalError("x", {}, Exception("refused\nmore")),
            POSTGRES,
            ("refused", "DATABASE_URL"),
        ),
        (
            OperationalError("x", {}, Exception("readonly")),
            FILE,
            ("/srv/lms/lms.sqlite", "LMS_DATA"),
        ),
        (
            PermissionError(13, "Permission denied", "/srv/lms/keys"),
            FILE,
            ("/srv/lms/keys", "LMS_KEYS"),
        ),
        (
            sealed.KeysMissing("no sealing key in /Srv/Keys"),
            FILE,
            ("No sealing", "/Srv/Keys", "LMS_KEYS"),
        ),
        (Busy(), FILE, ("try again",)),
        (NotFound(), FILE, ("not_found", "nothing was changed")),
    ],
)
def test_what_is_known_is_one_sentence_with_a_remedy(error, url, words):
    said = edge.sentence_of(error, url)
    assert [word for word in words if word not in said] == []
    assert "\n" not in said
    assert "secret" not in said


def test_a_fault_of_ours_has_no_sentence_for_it_may_quote_what_was_typed():
    assert edge.sentence_of(ValueError(NAME), FILE) is None
    assert edge.sentence_of(IntegrityError("x", {}, Exception(NAME)), FILE) is None


def test_a_command_that_meets_a_fault_leaves_a_line_without_its_text(tmp_path, capsys):
    hook = edge.ending(read_settings({"LMS_DATA": str(tmp_path)}))
    try:
        raise ValueError(NAME)
    except ValueError:
        hook(*sys.exc_info())
    line, said = capsys.readouterr().err.splitlines()
    assert json.loads(line)["frames"][0].startswith("tests/core/test_edge.py:")
    assert "ValueError" in said
    assert NAME not in line + said


def test_ctrl_c_is_no_fault(tmp_path, capsys):
    edge.ending(read_settings({"LMS_DATA": str(tmp_path)}))(
        KeyboardInterrupt, KeyboardInterrupt(), None
    )
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("found", [None, "ffffffffffff"])
def test_tables_of_another_version_are_refused(found):
    with pytest.raises(OtherTables):
        refuse_other(found, MIGRATIONS)


@pytest.mark.parametrize(
    "wrong",
    [
        {"PORT": "0"}, {"PORT": "٨٠٠٠"}, {"PORT": "65536"}, {"LMS_WORKERS": "many"},
        {"LMS_THREADS": "1.5"}, {"LMS_TRUSTED_PROXIES": "6"}, {"LMS_REQUIRE_TOTP": "all"},
        {"LMS_INSECURE_LAN": "true"}, {"LMS_ACCESS_LOG": "1"}, {"LMS_PUBLIC_URL": "lms.example.iq"},
        {"LMS_PUBLIC_URL": "https://"}, {"LMS_PUBLIC_URL": "https://[::1"},
        {"LMS_PUBLIC_URL": "https://lms example.iq"}, {"LMS_PUBLIC_URL": "https://lms.iq:port"},
        {"LMS_PUBLIC_URL": "https://lms.iq/?a=b"}, {"DATABASE_URL": "mysql://here/lms"},
        {"DATABASE_URL": "postgresql://lms@db:port/lms"}, {"DATABASE_URL": "sqlite:///"},
        {"DATABASE_URL": "sqlite:///:memory:"}, {"DATABASE_URL": "sqlite://"},
        {"DATABASE_URL": "lms"},
    ],
)  # fmt: skip
def test_each_wrong_setting_is_named(tmp_path, wrong):
    with pytest.raises(SettingWrong) as refused:
        read_settings({"LMS_DATA": str(tmp_path)} | wrong)
    assert str(refused.value).startswith(next(iter(wrong)))
    assert "\n" not in str(refused.value)
