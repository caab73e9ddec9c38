"""Many requests at once on a database of a module's own, where each one's commit is real."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from lms import create_app
from lms.authoring.operations import publish_package
from lms.core.db import db
from tests import factories
from tests.support.databases import migrated_database

COURSE = Path(__file__).parents[2] / "courses" / "c01-blue-policing"
AT_ONCE = 8


@pytest.fixture(scope="module")
def own_app(app, database_url, request):
    """Another application with the same keys: what is committed here is counted nowhere else."""
    with migrated_database(request, database_url.split(":")[0].split("+")[0]) as url:
        made = create_app(replace(app.config["LMS"], database_url=url), TESTING=True)
        with made.app_context():
            publish_package(db.session, COURSE, at=factories.LONG_AGO)
            db.session.commit()
        yield made
        with made.app_context():
            db.session.remove()
            db.engine.dispose()


def alone(app, act):
    """What act(session) got, committed."""
    with app.app_context(), Session(db.engine) as session:
        got = act(session)
        session.commit()
        return got


def at_once(app, act, *, before=lambda session: session):
    """What each of AT_ONCE got from act(before(session), number), committed.

    All wait for each other after `before`, each in a connection of its own.
    """
    ready = Barrier(AT_ONCE)

    def run(number):
        with app.app_context(), Session(db.engine) as session:
            prepared = before(session)
            session.commit()
            ready.wait(30)
            got = act(prepared, number)
            session.commit()
            return got

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))
