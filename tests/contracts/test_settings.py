from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from lms.config import NAMES, Settings, read_settings

README = Path(__file__).parents[2] / "README.md"
ROW = re.compile(r"^\| `([A-Z_]+)` \| (`[^`]*`|[^|]*) \|", re.MULTILINE)


def told():
    """The defaults that README's table of settings tells, by name."""
    text = README.read_text(encoding="utf-8") if README.exists() else ""
    rows = ROW.findall(text.partition("## Settings")[2].partition("\n## ")[0])
    return {name: default.strip("` ") for name, default in rows}


def test_the_table_in_readme_lists_every_setting():
    assert set(told()) == set(NAMES.values())


def test_every_setting_has_a_name_in_the_environment():
    assert set(NAMES) == {field.name for field in fields(Settings)}


def test_the_defaults_in_readme_hold(tmp_path):
    settings = read_settings({"LMS_DATA": str(tmp_path)})
    for field in ("host", "port", "require_totp", "workers", "threads", "trusted_proxies"):
        assert told()[NAMES[field]] == str(getattr(settings, field)), field
    assert (told()["LMS_INSECURE_LAN"], settings.insecure_lan) == ("no", False)
    assert (told()["LMS_ACCESS_LOG"], settings.access_log) == ("no", False)
    assert told()["LMS_DATA"].rstrip("/") == read_settings({}).data.name


def test_every_setting_is_read_from_its_name(tmp_path):
    wanted = {
        "HOST": "127.0.0.2",
        "PORT": "8001",
        "LMS_DATA": str(tmp_path / "data"),
        "LMS_KEYS": str(tmp_path / "keys"),
        "DATABASE_URL": "postgresql://lms:secret@db/lms",
        "LMS_PUBLIC_URL": "https://lms.example.iq",
        "LMS_REQUIRE_TOTP": "none",
        "LMS_INSECURE_LAN": "yes",
        "LMS_WORKERS": "3",
        "LMS_THREADS": "5",
        "LMS_TRUSTED_PROXIES": "1",
        "LMS_ACCESS_LOG": "yes",
    }
    assert set(wanted) == set(NAMES.values())
    plain, changed = read_settings({}), read_settings(wanted)
    same = [each for each in NAMES if getattr(plain, each) == getattr(changed, each)]
    assert same == []
