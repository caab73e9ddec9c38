from __future__ import annotations

import re
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from lms import create_app
from lms.accounts.models import Account
from lms.accounts.operations import start_sign_in
from lms.certification.operations import stamping
from lms.config import read_settings
from lms.core import clock
from lms.core.db import begin_honestly, db
from lms.core.paper_keys import make_paper_keys, paper_keys, use_paper_keys
from lms.core.sealed import make_keys, read_ring, use_ring
from lms.core.signing import make_signing_keys, signing_keys, use_signing_keys
from tests.certification.world import NOON, PUBLIC_URL
from tests.conftest import DATABASES
from tests.support.migrating import migrate
from tests.support.postgres import fresh_database, migrated_template


@pytest.fixture(scope="session")
def key_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certification") / "keys"
    make_keys(folder)
    make_signing_keys(folder, NOON)
    make_paper_keys(folder, "Tests", NOON)
    return folder


@pytest.fixture(autouse=True)
def keys(key_folder):
    use_ring(read_ring(key_folder))
    use_signing_keys(signing_keys(key_folder))
    use_paper_keys(paper_keys(key_folder))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory):
    """An SQLite database with the newest tables, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "lms.sqlite"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def own_file_url(tmp_path, migrated_file):
    """A migrated SQLite database of this test alone."""
    path = tmp_path / "lms.sqlite"
    shutil.copyfile(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=DATABASES)
def own_url(request, tmp_path):
    """A migrated database of this test alone: what it commits is seen nowhere else."""
    if request.param == "sqlite":
        yield request.getfixturevalue("own_file_url")
        return
    cluster = request.getfixturevalue("postgres")
    template = migrated_template(cluster, request.getfixturevalue("run_folder"), migrate)
    with fresh_database(cluster, template=template) as url:
        yield url


@pytest.fixture
def engine(own_url, tmp_path):
    """The test's database, to which many may speak at once."""
    made = create_engine(own_url)
    if made.dialect.name == "sqlite":
        begin_honestly(made, queue_path=str(tmp_path / "writers.lock"))
    yield made
    made.dispose()


@pytest.fixture
def session(engine):
    with Session(engine) as opened:
        yield opened


@pytest.fixture
def in_parallel(engine):
    def _in_parallel(times, act):
        def one(_):
            with Session(engine) as own:
                result = act(own)
                own.commit()
                return result

        with ThreadPoolExecutor(times) as threads:
            return list(threads.map(one, range(times)))

    return _in_parallel


@pytest.fixture
def app(own_url, key_folder, tmp_path):
    """The whole application, with tokens against forged forms as in earnest."""
    settings = read_settings(
        {
            "LMS_DATA": str(tmp_path),
            "LMS_KEYS": str(key_folder),
            "DATABASE_URL": own_url,
            "LMS_PUBLIC_URL": PUBLIC_URL,
            "LMS_REQUIRE_TOTP": "none",
        }
    )
    made = create_app(settings, TESTING=True, WTF_CSRF_SSL_STRICT=False)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app, session):
    """A browser; before each request the test's own transaction ends, or both would wait."""

    class Client(FlaskClient):
        def open(self, *args, **kwargs):
            session.rollback()
            return super().open(*args, **kwargs)

    app.test_client_class = Client
    return app.test_client()


@pytest.fixture
def sign_in(client, session):
    def _sign_in(person_id):
        account_id = session.scalar(select(Account.id).where(Account.person_id == person_id))
        session.get(Account, account_id).account_state = "active"
        token = start_sign_in(
            session, account_id=account_id, is_shared_device=False, at=clock.now()
        )
        session.commit()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token

    return _sign_in


@pytest.fixture
def post(client):
    """POST with the token of the page that holds the form."""

    def _post(path, **fields):
        page = client.get(path).get_data(as_text=True)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        return client.post(path, data=fields | {"csrf_token": token.group(1) if token else ""})

    return _post


@pytest.fixture
def held(monkeypatch):
    """Whether a transaction was open, for each name that is stretched from now on."""
    seen = []
    stretch = stamping.name_marks

    def watched(name, code):
        seen.append(db.session().in_transaction())
        return stretch(name, code)

    monkeypatch.setattr(stamping, "name_marks", watched)
    return seen
