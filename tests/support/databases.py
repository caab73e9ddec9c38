"""A migrated database of either kind, for a run, a module or one test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.migrating import migrate
from tests.support.postgres import fresh_database, migrated_template


@contextmanager
def migrated_database(request: pytest.FixtureRequest, kind: str) -> Iterator[str]:
    """The address of an empty database with the newest tables. kind: sqlite or postgresql."""
    if kind == "sqlite":
        folder = request.getfixturevalue("tmp_path_factory").mktemp("sqlite")
        url = f"sqlite:///{folder / 'lms.sqlite'}"
        migrate(url)
        yield url
        return
    cluster = request.getfixturevalue("postgres")
    template = migrated_template(cluster, request.getfixturevalue("run_folder"), migrate)
    with fresh_database(cluster, template=template) as url:
        yield url
