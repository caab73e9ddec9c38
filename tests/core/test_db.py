from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, insert, literal, select, text, update
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session

from lms.core.db import READ, WRITE, UtcDateTime, db, insert_once, intend, is_inserted_once, reading
from lms.core.ids import new_id
from lms.core.locale import BAGHDAD
from lms.progress.models import EnrolmentProgress, Outcome
from lms.progress.operations import record_outcome
from tests import factories

READ_ONLY = r"read-?only"
NOTHING = delete(EnrolmentProgress).where(EnrolmentProgress.last_at == factories.LONG_AGO)


@pytest.fixture
def enrolment_id(session):
    person = factories.make_person(session)
    return factories.enrol(session, person, factories.make_cohort(session))


@pytest.fixture
def fact_id(session, enrolment_id):
    """The row of an outcome that is stored."""
    record_outcome(
        session,
        enrolment_id=enrolment_id,
        requirement_key="u01/lesson/viewed",
        outcome="met",
        score=None,
        occurred_at=factories.NOON,
        fact_id=new_id(),
        recorded_by=None,
    )
    session.commit()
    return session.scalars(select(Outcome.id)).one()


@pytest.fixture
def own(app):
    """A session of its own, with real transactions."""
    with app.app_context(), Session(db.engine) as opened:
        yield opened


def kept(session):
    return session.execute(select(Outcome.id, Outcome.outcome)).all()


@pytest.mark.parametrize(
    "change",
    [update(Outcome).values(outcome="reversed"), delete(Outcome)],
    ids=["update", "delete"],
)
def test_the_database_refuses_to_change_a_fact(session, fact_id, change):
    with pytest.raises(DBAPIError, match="table outcome is append-only"), session.begin_nested():
        session.execute(change)
    assert kept(session) == [(fact_id, "met")]


def test_the_database_refuses_to_replace_or_empty(session, fact_id):
    """SQLite deletes silently when it replaces a row, PostgreSQL empties without DELETE."""
    row = dict(session.execute(select(*Outcome.__table__.c)).mappings().one()) | {"source": "sync"}
    around = {
        "sqlite": (insert(Outcome).prefix_with("OR REPLACE"), row),
        "postgresql": (text("TRUNCATE outcome"), {}),
    }[session.get_bind().dialect.name]
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(*around)
    assert kept(session) == [(fact_id, "met")]


def test_a_row_goes_in_once(session, enrolment_id):
    row = {"enrolment_id": enrolment_id, "cells": "{}"}
    table = EnrolmentProgress.__table__
    first, again = (is_inserted_once(session, table, row, "enrolment_id") for _ in range(2))
    assert (first, again) == (True, False)
    assert insert_once(table, "sqlite", "enrolment_id") is insert_once(
        table, "sqlite", "enrolment_id"
    )


def test_who_only_reads_cannot_write(own):
    intend(own, READ)
    own.scalar(select(func.count()).select_from(EnrolmentProgress))
    with pytest.raises(DBAPIError, match=READ_ONLY):
        own.execute(NOTHING)
    own.rollback()

    intend(own, WRITE)
    own.execute(NOTHING)
    own.rollback()


def test_silence_means_to_write(own):
    own.execute(NOTHING)


def test_an_intent_comes_before_the_transaction(own):
    own.execute(select(1))
    with pytest.raises(RuntimeError, match="end the transaction"):
        intend(own, READ)


def test_reading_is_a_transaction_of_its_own_and_restores_the_intent(own):
    intend(own, WRITE)
    with reading(own):
        with pytest.raises(DBAPIError, match=READ_ONLY):
            own.execute(NOTHING)
        own.rollback()
    assert not own.in_transaction()
    own.execute(NOTHING)


def fails_while_reading(session):
    with reading(session):
        session.execute(select(1))
        raise LookupError


def test_reading_restores_the_intent_after_a_fault(own):
    with pytest.raises(LookupError):
        fails_while_reading(own)
    own.execute(NOTHING)


def test_a_naive_datetime_is_refused(session):
    naive = factories.NOON.replace(tzinfo=None)
    with pytest.raises(StatementError, match="naive datetime"):
        session.execute(select(Outcome.id).where(Outcome.occurred_at == naive))


@pytest.mark.parametrize("zone", [UTC, BAGHDAD])
def test_an_instant_comes_back_as_the_same_instant_in_utc(session, zone):
    at = datetime(2026, 3, 3, 1, 2, 3, 456789, tzinfo=zone)
    back = session.scalar(select(literal(at, UtcDateTime())))
    assert (back, back.utcoffset()) == (at, timedelta(0))
