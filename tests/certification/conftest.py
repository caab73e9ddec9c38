from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf import CSRFProtect
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from lms.accounts import web as accounts_web
from lms.accounts.models import Account
from lms.accounts.operations import start_sign_in
from lms.certification.cli import cli
from lms.certification.views import bp
from lms.config import read_settings
from lms.core import clock
from lms.core import web as core_web
from lms.core.db import Base, begin_honestly, db
from lms.core.errors import DomainError
from lms.core.sealed import KeyRing, use_ring
from tests.certification.world import PUBLIC_URL
from tests.support import postgres


@pytest.fixture(scope="session", autouse=True)
def keys():
    use_ring(KeyRing({1: bytes(range(32))}))


@pytest.fixture(scope="session")
def postgres_url(request):
    """An empty database of this room's own, in the run's cluster."""
    with postgres.fresh_database(request.getfixturevalue("postgres")) as url:
        yield url


@pytest.fixture(params=os.environ.get("TEST_DATABASES", "sqlite,postgresql").split(","))
def engine(request, tmp_path):
    """A database with every table and nothing in it, to which many may speak at once."""
    if request.param == "sqlite":
        made = create_engine(f"sqlite:///{tmp_path / 'lms.sqlite'}")
        begin_honestly(made, queue_path=str(tmp_path / "writers.lock"))
    else:
        made = create_engine(request.getfixturevalue("postgres_url"))
        Base.metadata.drop_all(made)
    Base.metadata.create_all(made)
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
def app(engine, tmp_path):
    """This room's pages alone; addresses of other rooms lead elsewhere."""
    settings = read_settings({"LMS_DATA": str(tmp_path), "LMS_PUBLIC_URL": PUBLIC_URL})
    made = Flask("lms", static_folder=None)
    made.config.update(
        LMS=settings,
        SECRET_KEY="a secret of the tests",
        TESTING=True,
        IS_DEMONSTRATION=False,
        SQLALCHEMY_DATABASE_URI=engine.url,
        WTF_CSRF_TIME_LIMIT=None,
    )
    made.url_build_error_handlers.append(lambda _error, _endpoint, _values: "/elsewhere")
    db.init_app(made)
    with made.app_context():
        if engine.dialect.name == "sqlite":
            begin_honestly(db.engine, queue_path=str(tmp_path / "writers.lock"))
    core_web.prepare(made)
    CSRFProtect(made)
    accounts_web.prepare(made)
    made.register_error_handler(DomainError, lambda error: (error.code, error.status))
    made.register_blueprint(bp)
    made.cli.add_command(cli)
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
