"""The drill: a backup of a living system, restored elsewhere with the keys carried apart."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.support.migrating import migrate
from tests.support.postgres import fresh_database

ROOT = Path(__file__).parents[2]


@pytest.fixture(
    params=[("sqlite", "sqlite"), ("postgresql", "postgresql"), ("sqlite", "postgresql")]
)
def places(request, tmp_path):
    """Two systems' settings: where the backup is taken, and where it is restored."""
    urls = []
    with_postgres = []
    for number, kind in enumerate(request.param):
        if kind == "sqlite":
            urls.append("")
        else:
            database = fresh_database(request.getfixturevalue("postgres"))
            with_postgres.append(database)
            urls.append(database.__enter__())
        (tmp_path / str(number)).mkdir()
    yield [
        {"LMS_DATA": str(tmp_path / str(number)), "DATABASE_URL": url, "LMS_REQUIRE_TOTP": "none"}
        for number, url in enumerate(urls)
    ]
    for database in with_postgres:
        database.__exit__(None, None, None)


def run(place, *arguments, fails=False):
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **place},
        capture_output=True,
        text=True,
    )
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    return done.stdout + done.stderr


def begun(place):
    """A system with keys, tables, a course and two trainees who completed it."""
    run(place, "-c", "from pathlib import Path; from lms.config import read_settings as r;"
        "from lms.core.sealed import make_keys; make_keys(r().keys)")  # fmt: skip
    url = place["DATABASE_URL"] or f"sqlite:///{place['LMS_DATA']}/lms.sqlite"
    migrate(url.replace("postgresql://", "postgresql+psycopg://"))
    run(place, "-m", "flask", "courses", "publish", "courses/c01-blue-policing")
    return json.loads(run(place, "-m", "tests.flows.seed", "completed").splitlines()[-1])


def backed_up(place, folder):
    run(place, "-m", "flask", "data", "backup", "--to", str(folder))
    (file,) = folder.glob("*.tar.gz")
    return file


def test_what_was_backed_up_is_there_after_a_restore_elsewhere(places, tmp_path):
    here, there = places
    begun(here)
    file = backed_up(here, tmp_path / "backups")
    shutil.copytree(Path(here["LMS_DATA"]) / "keys", Path(there["LMS_DATA"]) / "keys")
    assert "Restored" in run(there, "-m", "flask", "data", "restore", str(file))
    again = backed_up(there, tmp_path / "again")
    assert bodies(again) == bodies(file)
    assert "0 summaries differed" in run(there, "-m", "flask", "progress", "rebuild", "--check")


def bodies(file):
    with tarfile.open(file) as archive:
        return {
            member.name: sorted(archive.extractfile(member).read().splitlines())
            for member in archive
            if member.name != "manifest.json"
        }


def test_no_key_is_in_the_file(places, tmp_path):
    here, _ = places
    begun(here)
    file = backed_up(here, tmp_path / "backups")
    with tarfile.open(file) as archive:
        content = b"".join(archive.extractfile(member).read() for member in archive)
    for key in (Path(here["LMS_DATA"]) / "keys").iterdir():
        assert key.read_bytes() not in content
    assert file.stat().st_mode & 0o077 == 0


def test_without_the_keys_one_sentence_and_nothing_restored(places, tmp_path):
    here, there = places
    begun(here)
    file = backed_up(here, tmp_path / "backups")
    run(there, "-c", "from lms.config import read_settings as r;"
        "from lms.core.sealed import make_keys; make_keys(r().keys)")  # fmt: skip
    said = run(there, "-m", "flask", "data", "restore", str(file), fails=True)
    assert "lacks key 1" in said
    assert "Traceback" not in said
    assert not (Path(there["LMS_DATA"]) / "lms.sqlite").exists()


def test_a_damaged_file_is_refused(places, tmp_path):
    here, there = places
    begun(here)
    file = backed_up(here, tmp_path / "backups")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    shutil.copytree(Path(here["LMS_DATA"]) / "keys", Path(there["LMS_DATA"]) / "keys")
    said = run(there, "-m", "flask", "data", "restore", str(file), fails=True)
    assert "not a whole backup" in said
    assert "Traceback" not in said


def test_a_database_with_people_is_never_overwritten(places, tmp_path):
    here, _ = places
    begun(here)
    file = backed_up(here, tmp_path / "backups")
    said = run(here, "-m", "flask", "data", "restore", str(file), fails=True)
    assert "not empty" in said
