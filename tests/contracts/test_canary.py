"""A trainee of the other cohort is met nowhere: on no page, file, error or log, in no file kept."""

from __future__ import annotations

import base64
import gzip
import logging
import tempfile
import unicodedata
from pathlib import Path

import psycopg
import pytest

from lms import create_app
from lms.authoring.operations import publish_package
from lms.config import read_settings
from lms.core import clock, paper_keys, sealed, signing
from lms.core.db import db
from tests import factories
from tests.conftest import DATABASES
from tests.contracts.canary import (
    LIST,
    SENTENCE,
    TEXTS,
    WORDS,
    Crawl,
    Kept,
    is_in,
    make_canary,
    make_typist,
    readable_addresses,
    say_all,
    type_the_name,
)
from tests.contracts.world import browser, make_world, token_of, values_of
from tests.support.migrating import migrate
from tests.support.postgres import fresh_database, migrated_template

ROOT = Path(__file__).parents[2]
HERE = (
    "anonymous", "trainee", "other trainee", "trainer", "coordinator", "coordinator without names",
    "approver", "academy administrator",
)  # fmt: skip
SQLITE_FILES = {"lms.sqlite", "lms.sqlite-wal"}
FORBIDDEN_WAYS = ("/nowhere", "/learn/attempts/none", "/certificates/none/pdf", "/verify/AAAA")


def make_canary_world(session):
    """Two cohorts; in the other one the canary, with the name in all that is written."""
    made = make_world(session, canary=make_canary(session), texts=TEXTS)
    admin = factories.make_staff(session, "administrator", made.academies[0])
    made.actors["academy administrator"] = admin
    made.tokens["academy administrator"] = token_of(session, admin)
    session.commit()
    return made


def write_the_name(app, made):
    """What others write about the canary through the pages: a list brought in, and reasons."""
    admin = browser(app, made.tokens["administrator elsewhere"])
    other = f"/cohorts/{made.cohorts[1]}"
    answer = admin.post(f"{other}/import", data={"text": LIST, "do": "save"})
    assert answer.status_code == 303
    person = made.elsewhere.who.person_id
    assert admin.post(f"/people/{person}/deactivate", data={"reason": SENTENCE}).status_code == 303
    coordinator = browser(app, made.tokens["coordinator elsewhere"])
    answer = coordinator.post(
        f"/reports/cohorts/{made.cohorts[1]}/export-with-names",
        data={"reason": SENTENCE, "file_format": "xlsx"},
    )
    assert answer.status_code == 200
    assert is_in(answer.data)


def addresses(app, session, made):
    """Every address that a page may have, here and in the canary's place."""
    staff = {"trainer": made.actors["trainer elsewhere"]}
    there = values_of(session, made.elsewhere, made.cohorts[1], staff)
    closed = {"attempt_id": made.elsewhere.closed_attempt_id}
    walk = {"attempt_id": made.elsewhere.scenario_id}
    waiting = {"attempt_id": made.elsewhere.waiting_attempt_id, "activity_key": "quiz"}
    own = {"attempt_id": made.trainee.closed_attempt_id}
    mixed = {"enrolment_id": made.values["enrolment_id"], "cohort_id": made.values["cohort_id"]}
    session.commit()
    return readable_addresses(
        app,
        made.values,
        made.values | own,
        there,
        there | closed,
        there | walk,
        there | mixed,
        there | waiting,
    )


def crawl(app, made, actor, everywhere):
    """What an actor of this cohort meets, on each page that can be reached or guessed."""
    going = Crawl(browser(app, made.tokens.get(actor)))
    going.follow("/", *everywhere, *FORBIDDEN_WAYS)
    for cohort_id in made.cohorts:
        for kind in ("csv", "xlsx"):
            going.open(
                f"/reports/cohorts/{cohort_id}/export-with-names", method="POST",
                body={"reason": "Asked for.", "file_format": kind},
            )  # fmt: skip
    going.open("/people/search", method="POST", body={"typed": made.elsewhere.who.login_code})
    return going


def logged(caplog):
    """Every line logged, with all that its record carries."""
    return "\n".join([caplog.text, *(repr(vars(each)) for each in caplog.records)]).encode()


def test_nobody_here_meets_the_canary(app, client, session, caplog):
    caplog.set_level(logging.DEBUG)
    made = make_canary_world(session)
    write_the_name(app, made)
    everywhere = addresses(app, session, made)
    met = {actor: crawl(app, made, actor, everywhere) for actor in HERE}
    assert {actor: going.found for actor, going in met.items() if going.found} == {}
    assert not is_in(logged(caplog))
    assert all(status < 500 for going in met.values() for status in going.statuses.values())
    shown = [status for going in met.values() for status in going.statuses.values()]
    assert shown.count(200) > 150
    assert shown.count(404) > 100


@pytest.mark.parametrize(
    ("actor", "address"),
    [
        ("trainer elsewhere", "/teach/cohorts/{cohort_id}"),
        ("trainer elsewhere", "/teach/enrolments/{enrolment_id}"),
        ("coordinator elsewhere", "/reports/cohorts/{cohort_id}"),
        ("coordinator elsewhere", "/certificates/{certificate_id}/pdf"),
        ("administrator elsewhere", "/people"),
        ("administrator", "/people/{person_id}"),
    ],
)
def test_who_may_see_the_canary_does(app, client, session, caplog, actor, address):
    caplog.set_level(logging.DEBUG)
    made = make_canary_world(session)
    ids = {
        "cohort_id": made.cohorts[1], "enrolment_id": made.elsewhere.enrolment_id,
        "certificate_id": made.elsewhere.certificate_id,
        "person_id": made.elsewhere.who.person_id,
    }  # fmt: skip
    answer = browser(app, made.tokens[actor]).get(address.format(**ids))
    assert answer.status_code == 200
    assert is_in(answer.data)
    assert not is_in(logged(caplog))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A data folder; what is temporary is made in it too."""
    data = tmp_path / "data"
    (data / "temporary").mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(data / "temporary"))
    return data


def ring_in_use():
    """What the process seals with, if anything made it ready."""
    try:
        return sealed.ring()
    except sealed.KeysMissing:
        return None


@pytest.fixture(params=DATABASES)
def cluster(request):
    """PostgreSQL, or nothing for SQLite; asked for before what is temporary moves."""
    return request.getfixturevalue("postgres") if request.param == "postgresql" else None


@pytest.fixture
def place(cluster, folder, run_folder):
    """The URL of a migrated database of one's own; PostgreSQL's log, and where ours begins."""
    if cluster is None:
        url = f"sqlite:///{folder / 'lms.sqlite'}"
        migrate(url)
        yield url, None, 0
        return
    template = migrated_template(cluster, run_folder, migrate)
    log = Path(cluster.folder) / "log"
    with fresh_database(cluster, template=template) as url:
        say_all(url)
        yield url, log, log.stat().st_size


@pytest.fixture
def kept(place, folder, tmp_path):
    """An application with a database of its own that commits for good; its keys lie elsewhere."""
    before, signing_before = ring_in_use(), signing._Current.keys
    papers = paper_keys._Current.keys
    url, log, log_begins_at = place
    made_keys = tmp_path / "keys"
    sealed.make_keys(made_keys)
    signing.make_signing_keys(made_keys, clock.now())
    paper_keys.make_paper_keys(made_keys, "Canary's", clock.now())
    settings = read_settings({
        "LMS_DATA": str(folder), "LMS_KEYS": str(made_keys), "DATABASE_URL": url,
        "LMS_REQUIRE_TOTP": "none",
    })  # fmt: skip
    app = create_app(settings, TESTING=True, WTF_CSRF_ENABLED=False, IS_DEMONSTRATION=True)
    with app.app_context():
        publish_package(db.session, ROOT / "courses" / "c01-blue-policing", at=factories.LONG_AGO)
        db.session.commit()
    yield Kept(app, folder, url, log, log_begins_at)
    with app.app_context():
        db.engine.dispose()
    if before is not None:
        sealed.use_ring(before)
    signing._Current.keys, paper_keys._Current.keys = signing_before, papers


def holding(contents):
    """The places whose bytes hold the name."""
    return {place for place, content in contents if is_in(content)}


def test_nothing_kept_holds_the_canary(kept, caplog):
    caplog.set_level(logging.DEBUG)
    with kept.app.app_context():
        made = make_canary_world(db.session)
        everywhere = addresses(kept.app, db.session, made)
    write_the_name(kept.app, made)
    for actor in ("trainer elsewhere", "coordinator elsewhere", "administrator elsewhere"):
        going = crawl(kept.app, made, actor, everywhere)
        assert going.found, f"the {actor} may see the name"
    assert "backups" in kept.app.test_cli_runner().invoke(args=["data", "backup"]).output
    contents = list(kept.contents())
    places = {place for place, _ in contents}
    own = {"identity", "certificate", "PostgreSQL's log"} if kept.log else SQLITE_FILES
    assert own <= places
    if kept.log:
        assert b"INSERT INTO identity" in dict(contents)["PostgreSQL's log"]
    assert any(place.startswith("backups/") for place in places)
    assert holding(contents) == set()
    assert not is_in(logged(caplog))


def test_a_name_typed_as_an_answer_is_kept_nowhere(kept, tmp_path, caplog):
    with kept.app.app_context():
        typist = make_typist(db.session, tmp_path / "courses")
    caplog.set_level(logging.DEBUG)
    assert is_in(type_the_name(kept.app, *typist).data)
    assert holding(kept.contents()) == set()
    assert not is_in(logged(caplog))


def test_a_name_shown_to_its_owner_is_kept_nowhere(kept):
    with kept.app.app_context():
        token = token_of(db.session, make_canary(db.session))
        db.session.commit()
    assert is_in(browser(kept.app, token).get("/me").data)
    assert holding(kept.contents()) == set()


@pytest.mark.skipif("postgresql" not in DATABASES, reason="not asked for")
@pytest.mark.parametrize(
    "value",
    [SENTENCE, SENTENCE.encode(), gzip.compress(SENTENCE.encode())],
    ids=["text", "bytes", "packed"],
)
def test_the_search_knows_a_postgresql_dump_and_log(postgres, tmp_path, value):
    log = Path(postgres.folder) / "log"
    with fresh_database(postgres) as url:
        say_all(url)
        searched = Kept(None, tmp_path, url, log, log.stat().st_size)
        assert holding(searched.contents()) == set()
        kind = "text" if isinstance(value, str) else "bytea"
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute(f"CREATE TABLE kept (one {kind}, other json)")
            connection.execute("INSERT INTO kept VALUES (%s, '{}')", [value])
        packed = value[:2] == b"\x1f\x8b"
        wanted = {"kept"} if packed else {"kept", "PostgreSQL's log"}
        assert holding(searched.contents()) == wanted


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize(
    "spell",
    [
        str.encode,
        lambda text: unicodedata.normalize("NFD", text).encode(),
        lambda text: unicodedata.normalize("NFKC", text).encode("utf-16"),
        lambda text: base64.b64encode(f"xy{text} after".encode()),
        lambda text: base64.urlsafe_b64encode(f"x{text}".encode()),
        lambda text: gzip.compress(text.encode()),
        lambda text: text.encode("ascii", "xmlcharrefreplace"),
    ],
)
def test_the_search_knows_each_spelling(word, spell):
    assert is_in(spell(word))
    assert not is_in(spell("somebody"))
