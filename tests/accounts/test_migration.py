"""Accounts that were there before: only who has a second factor may have a short passphrase."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from lms.accounts.models import Account, Person
from lms.core.ids import new_id
from tests.conftest import DATABASES
from tests.factories import LONG_AGO, NOON
from tests.support.migrating import config_for, migrate
from tests.support.postgres import fresh_database


@pytest.fixture(params=DATABASES)
def url(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.sqlite'}"
        return
    with fresh_database(request.getfixturevalue("postgres")) as made:
        yield made


def add_account(session, code, confirmed_at):
    person = Person(id=new_id(LONG_AGO), trainee_code=code, created_at=LONG_AGO)
    session.add(person)
    session.flush()
    session.add(
        Account(
            id=new_id(LONG_AGO), person_id=person.id, login_code=code, created_at=LONG_AGO,
            totp_confirmed_at=confirmed_at,
        )
    )  # fmt: skip


def test_the_unknown_is_short_only_beside_a_second_factor(url):
    migrate(url)
    engine = create_engine(url, poolclass=NullPool)
    with Session(engine) as session:
        add_account(session, "WITH00", NOON)
        add_account(session, "BARE00", None)
        session.commit()
    command.downgrade(config_for(url), "0005")
    migrate(url)
    with Session(engine) as session:
        known = session.execute(select(Account.login_code, Account.has_long_passphrase)).all()
    assert dict(map(tuple, known)) == {"WITH00": False, "BARE00": True}
