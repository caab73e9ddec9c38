"""What cannot work says so in one sentence, with place and remedy, and leaves nothing half-done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from lms.core.ids import check_character
from lms.core.sealed import make_keys
from tests.support.migrating import config_for, migrate
from tests.support.ports import free_port
from tests.support.postgres import fresh_database
from tests.support.server import ROOT, Server, serving

SERVE = ("-m", "lms", "serve")
WSGI = ("-c", "import wsgi")
UPGRADE = ("-m", "flask", "db", "upgrade")
LIST = ("-m", "flask", "people", "list")
ADD = ("-m", "flask", "people", "add", "--ar", "نور سامي جميل")
NO_CERTIFICATE = f"{'0' * 12}{check_character('0' * 12)}"
AWAY = "postgresql://lms:secret@127.0.0.1:1/lms"
REVISIONS = [each.revision for each in ScriptDirectory.from_config(config_for("")).walk_revisions()]
NEEDING_TABLES = (
    "cohorts list", "courses list", "courses publish courses/c01-blue-policing",
    "attempts close-due", "progress rebuild --check", f"certificates verify {NO_CERTIFICATE}",
)  # fmt: skip


@pytest.fixture
def environment(tmp_path):
    """The settings of a system whose keys are there, and nothing else yet."""
    make_keys(tmp_path / "keys")
    own = Server(tmp_path / "server")._environment()
    return own | {
        "LMS_DATA": str(tmp_path / "data"), "LMS_KEYS": str(tmp_path / "keys"),
        "PORT": str(free_port()), "LMS_PUBLIC_URL": "https://lms.example.iq",
    }  # fmt: skip


def embedded(environment):
    """The address of the embedded database, its folder made."""
    folder = Path(environment["LMS_DATA"])
    folder.mkdir(exist_ok=True)
    return f"sqlite:///{folder / 'lms.sqlite'}"


def refusal(environment, command, *, before=()):
    """What a command says that must refuse: one sentence, exit 1, no traceback."""
    done = subprocess.run(
        [*before, sys.executable, *command],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    said = done.stderr.strip()
    assert done.returncode == 1, done.stdout + said
    assert "Traceback" not in done.stdout + said
    assert len(said.splitlines()) == 1, said
    assert said.endswith(".")
    assert "secret" not in said
    return said


@pytest.mark.parametrize("command", [SERVE, LIST, ADD])
def test_a_data_folder_below_a_file(environment, tmp_path, command):
    (tmp_path / "file").write_text("kept")
    said = refusal(environment | {"LMS_DATA": str(tmp_path / "file" / "data")}, command)
    assert "LMS_DATA" in said
    assert (tmp_path / "file").read_text() == "kept"


def powerless():
    """How root runs a command as if files' permissions held for root too."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.fail("setpriv is missing: it is in Debian's util-linux")
    lost = "-dac_override,-dac_read_search"
    return ("setpriv", f"--bounding-set={lost}", f"--inh-caps={lost}")


@pytest.mark.parametrize(
    ("command", "is_new"),
    [(SERVE, True), (UPGRADE, True), (SERVE, False), (ADD, False), (UPGRADE, False)],
)
def test_a_read_only_data_folder(environment, tmp_path, command, is_new):
    url, folder = embedded(environment), tmp_path / "data"
    if not is_new:
        migrate(url, REVISIONS[1] if command == UPGRADE else "head")
    before = sorted(folder.iterdir())
    for path in (*before, folder):
        path.chmod(0o555)
    try:
        said = refusal(environment, command, before=powerless())
        assert str(folder) in said
        assert "LMS_DATA" in said
        assert sorted(folder.iterdir()) == before
    finally:
        folder.chmod(0o755)


@pytest.mark.parametrize("command", [SERVE, LIST, ("-m", "flask", "db", "current")])
def test_a_postgresql_that_is_away(environment, command):
    said = refusal(environment | {"DATABASE_URL": AWAY}, command)
    assert "127.0.0.1:1/lms" in said
    assert "DATABASE_URL" in said


@pytest.mark.parametrize("command", [SERVE, LIST, WSGI])
def test_a_wrong_setting(environment, command):
    said = refusal(environment | {"LMS_WORKERS": "many"}, command)
    assert said.startswith("LMS_WORKERS")


@pytest.mark.parametrize("command", NEEDING_TABLES)
def test_a_command_before_the_first_start(environment, tmp_path, command):
    said = refusal(environment, ("-m", "flask", *command.split()))
    assert "make serve" in said
    assert not (tmp_path / "data").exists()


def test_a_server_of_ones_own_before_the_first_start(environment, tmp_path):
    assert "make serve" in refusal(environment, WSGI)
    assert not (tmp_path / "data").exists()


def test_a_command_on_an_empty_postgresql(environment, postgres):
    with fresh_database(postgres) as url:
        assert "make serve" in refusal(environment | {"DATABASE_URL": url}, LIST)


def test_commands_without_keys_name_the_key_folder(environment, tmp_path):
    missing = tmp_path / "nowhere"
    for command in (LIST, WSGI):
        said = refusal(environment | {"LMS_KEYS": str(missing)}, command)
        assert str(missing) in said
        assert "LMS_KEYS" in said


def test_an_author_checks_packages_without_keys_or_data(environment, tmp_path):
    for command in (("courses", "validate"), ("people", "--help")):
        done = subprocess.run(
            [sys.executable, "-m", "flask", *command],
            cwd=ROOT, env=environment | {"LMS_KEYS": str(tmp_path / "nowhere")},
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, environment):
    """An empty database of either kind: its address, and the settings that lead to it."""
    if request.param == "sqlite":
        yield embedded(environment), environment
        return
    with fresh_database(request.getfixturevalue("postgres")) as url:
        yield url, environment | {"DATABASE_URL": url}


def revision(url, change=None):
    """The migration that the database stands at, after putting in another one."""
    engine = create_engine(url)
    with engine.begin() as connection:
        if change:
            connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": change})
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    engine.dispose()
    return found


@pytest.mark.parametrize("command", [LIST, WSGI])
def test_a_database_that_is_a_migration_behind(database, command):
    url, environment = database
    migrate(url, REVISIONS[1])
    said = refusal(environment, command)
    assert "make serve" in said
    assert REVISIONS[1] in said
    assert revision(url) == REVISIONS[1]


@pytest.mark.server
def test_a_start_migrates_what_is_behind_after_a_backup(server_folder):
    make_keys(server_folder / "keys")
    (server_folder / "data").mkdir()
    url = f"sqlite:///{server_folder / 'data' / 'lms.sqlite'}"
    migrate(url, REVISIONS[1])
    with serving(server_folder) as server:
        assert revision(url) == REVISIONS[0]
        assert len(list((server.data / "backups").iterdir())) == 1
        assert "Backed up before the migration" in server.log.read_text()


@pytest.mark.parametrize("command", [SERVE, LIST, WSGI])
def test_a_database_of_a_newer_program(database, command):
    url, environment = database
    migrate(url)
    revision(url, "ffffffffffff")
    said = refusal(environment, command)
    assert "newer program" in said
    assert "ffffffffffff" in said
    assert revision(url) == "ffffffffffff"
    assert not (Path(environment["LMS_DATA"]) / "backups").exists()


def test_a_database_of_another_program(database):
    url, environment = database
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE theirs (id INTEGER)"))
    assert "another program" in refusal(environment, SERVE)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["theirs"]
    engine.dispose()


def test_a_backup_that_cannot_be_written_stops_the_migration(environment, tmp_path):
    url = embedded(environment)
    migrate(url, REVISIONS[1])
    (tmp_path / "data" / "backups").write_text("not a folder")
    said = refusal(environment, SERVE)
    assert "backups" in said
    assert revision(url) == REVISIONS[1]


def test_a_file_that_is_no_database(environment):
    embedded(environment)
    broken = Path(environment["LMS_DATA"]) / "lms.sqlite"
    broken.write_bytes(b"no database at all\n" * 500)
    for command in (SERVE, LIST):
        assert str(broken) in refusal(environment, command)
