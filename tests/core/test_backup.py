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


@pytest.fixture(scope="module")
def new_place(request, tmp_path_factory):
    """Makes the settings of a system that does not exist yet, on either database."""
    opened = []

    def make(engine):
        url = ""
        if engine == "postgresql":
            opened.append(fresh_database(request.getfixturevalue("postgres")))
            url = opened[-1].__enter__()
        folder = tmp_path_factory.mktemp(engine)
        return {"LMS_DATA": str(folder), "DATABASE_URL": url, "LMS_REQUIRE_TOTP": "none"}

    yield make
    for database in opened:
        database.__exit__(None, None, None)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def living(request, new_place):
    """A system with people who completed a course, on each database."""
    return begun(new_place(request.param))


@pytest.fixture(scope="module")
def kept(living, tmp_path_factory):
    """Its backup."""
    return backed_up(living, tmp_path_factory.mktemp("backups"))


@pytest.fixture(scope="module")
def embedded(new_place):
    """A living system on the embedded database."""
    return begun(new_place("sqlite"))


@pytest.fixture
def embedded_backup(embedded, tmp_path):
    return backed_up(embedded, tmp_path)


def run(place, *arguments, fails=False):
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **place},
        capture_output=True,
        text=True,
    )
    said = done.stdout + done.stderr
    assert (done.returncode != 0) == fails, said
    assert "Traceback" not in said
    return said


def restore(place, file, *, fails=False):
    return run(place, "-m", "flask", "data", "restore", str(file), fails=fails)


def begun(place):
    """A system with keys, tables, a course and two trainees who completed it."""
    make_keys_in(place)
    url = place["DATABASE_URL"] or f"sqlite:///{place['LMS_DATA']}/lms.sqlite"
    migrate(url.replace("postgresql://", "postgresql+psycopg://"))
    run(place, "-m", "flask", "courses", "publish", "courses/c01-blue-policing")
    assert json.loads(run(place, "-m", "tests.flows.seed", "completed").splitlines()[-1])
    return place


def make_keys_in(place):
    run(place, "-c", "from lms.config import read_settings as r;"
        "from lms.core.sealed import make_keys; make_keys(r().keys)")  # fmt: skip


def backed_up(place, folder):
    run(place, "-m", "flask", "data", "backup", "--to", str(folder))
    (file,) = folder.glob("*.tar.gz")
    assert list(folder.iterdir()) == [file]
    return file


def carry_keys(here, there):
    shutil.copytree(Path(here["LMS_DATA"]) / "keys", Path(there["LMS_DATA"]) / "keys")


def members(file):
    with tarfile.open(file) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}


def rows(file):
    return {name: body for name, body in members(file).items() if name != "manifest.json"}


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_what_was_backed_up_is_there_after_a_restore_elsewhere(
    living, kept, new_place, engine, tmp_path
):
    there = new_place(engine)
    carry_keys(living, there)
    assert "Restored" in restore(there, kept)
    assert rows(backed_up(there, tmp_path)) == rows(kept)
    assert "0 differed" in run(there, "-m", "flask", "progress", "rebuild", "--check")


def test_the_file_is_private_and_holds_no_key(embedded, embedded_backup):
    content = b"".join(members(embedded_backup).values())
    for key in (Path(embedded["LMS_DATA"]) / "keys").iterdir():
        assert key.read_bytes() not in content
    assert embedded_backup.stat().st_mode & 0o777 == 0o600


def test_without_the_keys_one_sentence_and_nothing_restored(new_place, embedded_backup):
    there = new_place("sqlite")
    make_keys_in(there)
    assert "lacks key 1" in restore(there, embedded_backup, fails=True)
    assert not (Path(there["LMS_DATA"]) / "lms.sqlite").exists()


def test_a_data_folder_that_is_not_there_yet_is_made_private(embedded, embedded_backup, tmp_path):
    there = {
        "LMS_DATA": str(tmp_path / "srv" / "new"),
        "LMS_KEYS": str(Path(embedded["LMS_DATA"]) / "keys"),
    }
    assert "Restored" in restore(there, embedded_backup)
    assert Path(there["LMS_DATA"]).stat().st_mode & 0o777 == 0o700


def test_a_data_folder_that_cannot_be_made_is_named(embedded, embedded_backup, tmp_path):
    (tmp_path / "file").touch()
    there = {
        "LMS_DATA": str(tmp_path / "file" / "new"),
        "LMS_KEYS": str(Path(embedded["LMS_DATA"]) / "keys"),
    }
    assert f"{there['LMS_DATA']} cannot be written" in restore(there, embedded_backup, fails=True)


def test_half_a_file_is_refused(embedded, embedded_backup, new_place):
    there = new_place("sqlite")
    carry_keys(embedded, there)
    whole = embedded_backup.read_bytes()
    embedded_backup.write_bytes(whole[: len(whole) // 2])
    assert "not a whole backup" in restore(there, embedded_backup, fails=True)
    assert not (Path(there["LMS_DATA"]) / "lms.sqlite").exists()


def test_a_database_with_people_is_never_overwritten(embedded, embedded_backup):
    assert "not empty" in restore(embedded, embedded_backup, fails=True)


def test_a_demonstration_stays_one_wherever_it_is_restored(embedded, new_place, tmp_path):
    mark = Path(embedded["LMS_DATA"]) / "DEMONSTRATION"
    mark.touch()
    file = backed_up(embedded, tmp_path)
    mark.unlink()
    there = new_place("sqlite")
    carry_keys(embedded, there)
    restore(there, file)
    assert (Path(there["LMS_DATA"]) / "DEMONSTRATION").exists()


def test_a_real_system_is_not_restored_into_a_demonstrations_folder(
    embedded, embedded_backup, new_place
):
    there = new_place("sqlite")
    carry_keys(embedded, there)
    (Path(there["LMS_DATA"]) / "DEMONSTRATION").touch()
    assert "of a real system" in restore(there, embedded_backup, fails=True)


def test_a_rotated_key_seals_and_the_older_one_stays(embedded, new_place):
    place = new_place("sqlite")
    carry_keys(embedded, place)
    assert "Key 2 for seal" in run(place, "-m", "flask", "keys", "rotate")
    listed = [line.split() for line in run(place, "-m", "flask", "keys", "list").splitlines()]
    assert [words[1] for words in listed if words[0] == "seal"] == ["1", "2"]
