from __future__ import annotations

import pytest
from sqlalchemy import event
from sqlalchemy.orm import scoped_session, sessionmaker

from lms.core.db import db
from tests.conftest import Rehearsal
from tests.contracts.world import make_world


@pytest.fixture(scope="module")
def connection(app):
    """One transaction for a whole module; nothing of it stays."""
    with app.app_context(), db.engine.connect() as opened:
        outer = opened.begin()
        yield opened
        outer.rollback()


def session_on(connection):
    return scoped_session(
        sessionmaker(bind=connection, class_=Rehearsal, join_transaction_mode="create_savepoint")
    )


@pytest.fixture(scope="module")
def world(app, connection):
    """Two academies, made once for each database."""
    patch = pytest.MonkeyPatch()
    bound = session_on(connection)
    patch.setattr(db, "session", bound)
    yield make_world(bound)
    bound.remove()
    patch.undo()


@pytest.fixture
def case(world, connection, monkeypatch):
    """The app's session for one case: what it did is undone."""
    point = connection.begin_nested()
    bound = session_on(connection)
    monkeypatch.setattr(db, "session", bound)
    yield bound
    bound.remove()
    point.rollback()


@pytest.fixture
def written(connection):
    """The tables that statements have written to since the case began."""
    tables = set()

    def note(_connection, _cursor, statement, *_rest):
        words = statement.split(None, 3)
        verb = words[0].upper()
        if verb in ("INSERT", "DELETE"):
            tables.add(words[2].strip('"'))
        elif verb == "UPDATE":
            tables.add(words[1].strip('"'))

    event.listen(connection.engine, "before_cursor_execute", note)
    yield tables
    event.remove(connection.engine, "before_cursor_execute", note)
