"""One application on each database, with the real course published; each test is rolled back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import g
from flask.testing import FlaskClient
from hypothesis import settings
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from lms import create_app
from lms.accounts.passphrases import use_cheap_hashing
from lms.authoring.operations import publish_package
from lms.certification.rules.compact import use_cheap_marks
from lms.config import read_settings
from lms.core import clock
from lms.core.db import db
from lms.core.paper_keys import make_paper_keys
from lms.core.sealed import make_keys
from lms.core.signing import make_signing_keys
from tests import factories
from tests.support.databases import migrated_database

ROOT = Path(__file__).parents[1]
pytest_plugins = ["tests.support.fixtures", "tests.support.at_once"]
# No test is asserted by the clock: a busy computer would fail it.
settings.register_profile("lms", deadline=None)
settings.load_profile("lms")
DATABASES = os.environ.get("TEST_DATABASES", "sqlite,postgresql").split(",")


class Rehearsal(Session):
    """A session in a test's outer transaction, which has begun already: no intent changes it."""

    execution_options = property(lambda self: {}, lambda self, wanted: None)


class Client(FlaskClient):
    """A browser whose every request finds the session between two transactions."""

    def open(self, *args, **kwargs):
        db.session.commit()
        for name in ("_login_user", "viewer", "language", "last_seen_at", "csrf_token"):
            g.pop(name, None)
        return super().open(*args, **kwargs)


@pytest.fixture(scope="session", autouse=True)
def cheap_hashing():
    use_cheap_hashing()
    use_cheap_marks()


@pytest.fixture(scope="session", params=DATABASES)
def database_url(request):
    """An empty migrated database of either kind."""
    with migrated_database(request, request.param) as url:
        yield url


@pytest.fixture(scope="session")
def app(database_url, tmp_path_factory):
    """The whole application, C01 published in it."""
    data = tmp_path_factory.mktemp("data")
    make_keys(data / "keys")
    make_signing_keys(data / "keys", factories.LONG_AGO)
    make_paper_keys(data / "keys", "Tests", factories.LONG_AGO)
    settings = read_settings(
        {"LMS_DATA": str(data), "DATABASE_URL": database_url, "LMS_REQUIRE_TOTP": "none"}
    )
    made = create_app(settings, TESTING=True, WTF_CSRF_ENABLED=False, IS_DEMONSTRATION=True)
    made.test_client_class = Client
    with made.app_context():
        publish_package(db.session, ROOT / "courses" / "c01-blue-policing", at=factories.LONG_AGO)
        db.session.commit()
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def session(app, monkeypatch):
    """The app's session inside an outer transaction; even commit() is undone."""
    with app.app_context(), db.engine.connect() as connection:
        outer = connection.begin()
        bound = scoped_session(
            sessionmaker(
                bind=connection, class_=Rehearsal, join_transaction_mode="create_savepoint"
            )
        )
        monkeypatch.setattr(db, "session", bound)
        yield bound
        bound.remove()
        outer.rollback()


@pytest.fixture
def client(app, session):
    return app.test_client()


@pytest.fixture
def sign_in(client, session):
    """Sign somebody in by their account, as the sign-in page would."""

    def _sign_in(person, **more):
        token = factories.sign_in_token(session, person, at=clock.now(), **more)
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
        return client

    return _sign_in


@pytest.fixture
def statements(app):
    """Counts the SQL statements sent while it is open: `with statements() as sent: …`."""
    from tests.support.statements import counting

    return lambda: counting(db.engine)
