from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.support.postgres import (
    fresh_database,
    migrated_template,
    shared_cluster,
    start_cluster,
)

pytestmark = pytest.mark.postgres


def fill(url):
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE word (text varchar)")


def tables_of(cluster, url):
    with cluster.connect(url.rsplit("/", 1)[1]) as connection:
        asked = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return [name for (name,) in asked]


def test_whoever_asks_later_gets_the_same_cluster(postgres, run_folder, run_owner):
    assert shared_cluster(run_folder, owner=run_owner) == postgres


def test_a_template_is_migrated_once_and_copied_for_each(postgres, run_folder):
    calls = []

    def migrate(url):
        calls.append(url)
        fill(url)

    name = f"template_of_{os.getpid()}"
    for _ in range(2):
        migrated_template(postgres, run_folder, migrate, name=name)
        with fresh_database(postgres, template=name) as url:
            assert tables_of(postgres, url) == ["word"]
    assert len(calls) == 1


def test_a_template_that_could_not_be_migrated_is_not_kept(postgres, run_folder):
    name = f"broken_template_of_{os.getpid()}"

    def migrate(url):
        raise LookupError(url)

    with pytest.raises(LookupError):
        migrated_template(postgres, run_folder, migrate, name=name)

    assert not postgres.has_database(name)


def test_databases_of_two_tests_share_nothing(postgres):
    with fresh_database(postgres) as one, fresh_database(postgres) as other:
        fill(one)
        assert tables_of(postgres, other) == []


def test_a_stopped_cluster_leaves_no_folder():
    cluster = start_cluster(owner=os.getpid())
    cluster.stop()
    assert not Path(cluster.folder).exists()


def test_a_cluster_ends_with_its_killed_owner():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as owner:
        cluster = start_cluster(owner=owner.pid)
        owner.kill()
    until = time.monotonic() + 30
    while Path(cluster.folder).exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert not Path(cluster.folder).exists()
