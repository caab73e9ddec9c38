"""Every route under every method, asked by everybody who can ask."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import select

from lms.core.db import Base
from tests.contracts.matrix import MATRIX, SCOPES, address, body_of
from tests.contracts.world import ACTORS, browser

NOTED = frozenset({"access_log", "audit_event", "throttle"})
READ = frozenset({"access_log", "sign_in", "throttle"})
# Checking a paper belongs to nobody's session; answers are kept through the sign-in page.
WITHOUT_TOKEN = {"certification.match": 200, "certification.verify_file": 422}
CASES = [(row, actor) for row in MATRIX for actor in ACTORS]


def name_of(value):
    return value if isinstance(value, str) else f"{value.method} {value.endpoint}"


def content_of(connection):
    """One hash a table: of everything in it, but for when a sign-in was last used."""
    kept = {}
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if column.name != "last_seen_at"]
        rows = connection.execute(select(*columns).order_by(*table.primary_key)).all()
        kept[table.name] = hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()
    return kept


def changed(connection, before):
    after = content_of(connection)
    return {table for table in after if after[table] != before[table]}


@pytest.fixture(scope="module")
def content(world, connection):
    """What the tables hold before any case."""
    return content_of(connection)


def ask(app, case, world, row, actor, **more):
    """The address asked for, the answer, and nothing noted before it in `written`."""
    sent = body_of(row, world) if row.method == "POST" else {}
    where, client = address(app, row, world), browser(app, world.tokens.get(actor))
    case.commit()
    return client.open(where, method=row.method, data={**sent, **more} or None)


@pytest.mark.parametrize(("row", "actor"), CASES, ids=name_of)
def test_everybody_is_answered_as_the_matrix_says(
    app, case, world, connection, content, written, row, actor
):
    answer = ask(app, case, world, row, actor)
    assert answer.status_code == row.expected(actor), answer.location
    if row.refuses(actor):
        allowed = NOTED
    elif row.method == "GET":
        allowed = READ | row.writes
    else:
        return
    if written - allowed:
        assert changed(connection, content) <= allowed


def test_each_route_under_each_method_has_its_row(app):
    routes = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    rows = [(row.endpoint, row.method) for row in MATRIX]
    assert set(rows) == routes
    assert len(rows) == len(routes)


def test_each_row_names_a_scope_rule():
    assert {row.scope for row in MATRIX} <= set(SCOPES)


def test_nobody_signed_in_reaches_only_what_is_public(app, case, world):
    public = {row.endpoint for row in MATRIX if row.scope == "public"}
    for row in MATRIX:
        if row.endpoint not in public:
            answer = ask(app, case, world, row, "anonymous")
            expected = (302, "/sign-in") if row.method == "GET" else (401, None)
            place = answer.location and answer.location.split("?")[0]
            assert (answer.status_code, place) == expected, row.endpoint


def test_all_cases_together_left_everything_as_it_was(world, connection, content):
    assert not changed(connection, content)


@pytest.mark.parametrize("row", [row for row in MATRIX if row.method == "POST"], ids=name_of)
def test_a_form_without_its_token_changes_nothing(
    app, case, world, connection, content, written, row, monkeypatch
):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    monkeypatch.setitem(app.config, "WTF_CSRF_CHECK_DEFAULT", True)
    actor = next(actor for actor in reversed(ACTORS) if row.expected(actor) == row.ok)
    answer = ask(app, case, world, row, actor, csrf_token="stale")
    assert answer.status_code == WITHOUT_TOKEN.get(row.endpoint, 400)
    if written - NOTED:
        assert changed(connection, content) <= NOTED


def test_the_world_holds_something_in_each_table_that_can_be_changed(world, connection):
    made_by_cases = {"hotline", "certificate_event", "recovery_code", "throttle", "slip"}
    empty = {
        table.name
        for table in Base.metadata.sorted_tables
        if connection.execute(select(table).limit(1)).first() is None
    }
    assert empty <= made_by_cases | {"access_log"}


def test_the_digest_sees_a_single_change(case, world, connection, content):
    case.execute(Base.metadata.tables["cohort"].update().values(title="Renamed"))
    case.commit()
    assert changed(connection, content) == {"cohort"}
