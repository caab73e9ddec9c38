"""A throw-away PostgreSQL cluster: one for a whole test run, started by whoever asks first."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from tests.support.ports import free_port

ROOT = Path(__file__).parents[2]
SETTINGS = {
    "fsync": "off",  # only here: a test's data need not outlive the power
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "timezone": "Asia/Baghdad",  # not UTC: an instant read without its zone shows at once
    "log_min_messages": "warning",
}
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
TEMPLATE = "lms_template"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running cluster: where it listens and how to get in."""

    port: int
    password: str
    folder: str
    keeper: int

    def url(self, database: str) -> str:
        """What DATABASE_URL takes."""
        return f"postgresql+psycopg://postgres:{self.password}@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user="postgres",
            password=self.password,
            dbname=database,
            autocommit=True,
        )

    def has_database(self, name: str) -> bool:
        with self.connect() as connection:
            asked = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return asked.fetchone() is not None

    def create_database(self, name: str, *, template: str = "template0") -> str:
        """Make a database as a copy of another and answer its URL."""
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with self.connect() as connection:
            connection.execute(command.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database, ending whoever is still connected to it."""
        command = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        with self.connect() as connection:
            connection.execute(command.format(sql.Identifier(name)))

    def stop(self) -> None:
        """End the cluster and remove its folder; returns when both are gone."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.keeper, signal.SIGTERM)
        _wait_until(lambda: not Path(self.folder).exists(), seconds=30, what="PostgreSQL to stop")


def shared_cluster(run_folder: Path, *, owner: int) -> Cluster:
    """Start this run's cluster or join it; it ends by itself when process `owner` has ended."""
    told = run_folder / "postgres.json"
    with _lock(run_folder):
        if not told.exists():
            told.write_text(json.dumps(asdict(start_cluster(owner=owner))))
    return Cluster(**json.loads(told.read_text()))


def start_cluster(*, owner: int, is_durable: bool = False) -> Cluster:
    """Make and start a cluster in a temporary folder, kept by a process that watches `owner`.

    is_durable: a commit survives a power cut, as it must where a measurement counts.
    """
    folder = Path(tempfile.mkdtemp(prefix="lms-postgres-"))
    password = secrets.token_hex(16)
    _initialise(folder, password)
    port = free_port()
    keeper = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.support.postgres_keeper",
            str(owner),
            str(folder),
            str(port),
            *(["durable"] if is_durable else []),
        ],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # The keeper outlives this function on purpose and ends with the run: nobody waits for it.
    keeper.returncode = 0
    cluster = Cluster(port, password, str(folder), keeper.pid)
    _wait_until(lambda: _answers(cluster), seconds=60, what=f"PostgreSQL ({folder}/log)")
    return cluster


def migrated_template(
    cluster: Cluster, run_folder: Path, migrate: Callable[[str], None], *, name: str = TEMPLATE
) -> str:
    """Once a run: make a database and let `migrate(url)` fill it; the name to copy it by."""
    with _lock(run_folder):
        if not cluster.has_database(name):
            try:
                migrate(cluster.create_database(name))
            except BaseException:
                cluster.drop_database(name)
                raise
            _close_to_everyone(cluster, name)
    return name


@contextlib.contextmanager
def fresh_database(cluster: Cluster, *, template: str = "template0") -> Iterator[str]:
    """The URL of a database of one's own, gone afterwards."""
    name = f"test_{secrets.token_hex(6)}"
    url = cluster.create_database(name, template=template)
    try:
        yield url
    finally:
        cluster.drop_database(name)


def command(program: str) -> str:
    """The path of one of PostgreSQL's programs; Debian keeps the server's out of the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=_major_version)
    path = str(found[-1]) if found else shutil.which(program)
    if path is None:
        raise FileNotFoundError(f"PostgreSQL's {program} is missing: run bin/install-test-needs")
    return path


def runner() -> dict[str, object]:
    """How to start its programs: PostgreSQL refuses root, so root lends it another user."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        user = pwd.getpwnam("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _initialise(folder: Path, password: str) -> None:
    runs_as = runner()
    secret = folder / "password"
    secret.write_text(password)
    if runs_as:
        for path in (folder, secret):
            os.chown(path, runs_as["user"], runs_as["group"])
    arguments = [
        command("initdb"),
        f"--pgdata={folder}/data",
        "--username=postgres",
        f"--pwfile={secret}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, **runs_as)
    secret.unlink()
    if done.returncode:
        shutil.rmtree(folder)
        raise RuntimeError(f"initdb failed: {done.stderr.strip()}")


def _close_to_everyone(cluster: Cluster, name: str) -> None:
    """A template with a visitor cannot be copied."""
    with cluster.connect() as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name))
        )
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )


def _answers(cluster: Cluster) -> bool:
    if not Path(cluster.folder).exists():
        raise RuntimeError("PostgreSQL ended as soon as it was started")
    try:
        cluster.connect().close()
    except psycopg.OperationalError:
        return False
    return True


def _wait_until(is_so: Callable[[], bool], *, seconds: float, what: str) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError(f"waited {seconds} seconds for {what}")
        time.sleep(0.05)


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    with (folder / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _major_version(path: Path) -> int:
    return int(path.parts[4])
