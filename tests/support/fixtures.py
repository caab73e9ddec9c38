"""What a whole test run shares: name this module in conftest.py's `pytest_plugins`."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support import browser
from tests.support.postgres import Cluster, shared_cluster


@pytest.fixture(scope="session")
def run_owner() -> int:
    """The process whose end is the end of the run: pytest, or with xdist its controller."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all processes of the run."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def postgres(run_folder: Path, run_owner: int) -> Cluster:
    """The run's PostgreSQL cluster, started by whoever asks first."""
    return shared_cluster(run_folder, owner=run_owner)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium a process; contexts keep tests apart."""
    with browser.chromium() as started:
        yield started


@pytest.fixture
def server_folder() -> Iterator[Path]:
    """A folder of its own for a server, with a short path, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="lms-server-") as folder:
        yield Path(folder)
