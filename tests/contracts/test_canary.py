"""A trainee of the other cohort is met nowhere: on no page, file, error or log, in no file kept."""

from __future__ import annotations

import base64
import gzip
import logging
import tempfile
import unicodedata
from pathlib import Path

import pytest

from lms import create_app
from lms.authoring.operations import publish_package
from lms.config import read_settings
from lms.core import sealed
from lms.core.db import db
from tests import factories
from tests.contracts.canary import (
    LIST,
    SENTENCE,
    TEXTS,
    WORDS,
    Crawl,
    is_in,
    make_canary,
    readable_addresses,
)
from tests.contracts.world import browser, make_world, token_of, values_of
from tests.support.migrating import migrate

ROOT = Path(__file__).parents[2]
HERE = (
    "anonymous", "trainee", "other trainee", "trainer", "coordinator", "coordinator without names",
    "approver", "academy administrator",
)  # fmt: skip
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
    own = {"attempt_id": made.trainee.closed_attempt_id}
    mixed = {"enrolment_id": made.values["enrolment_id"], "cohort_id": made.values["cohort_id"]}
    session.commit()
    return readable_addresses(
        app, made.values, made.values | own, there, there | closed, there | walk, there | mixed
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


@pytest.fixture
def kept_app(folder, tmp_path):
    """An application with a database of its own that commits for good; its keys lie elsewhere."""
    before = ring_in_use()
    url = f"sqlite:///{folder / 'lms.sqlite'}"
    made_keys = tmp_path / "keys"
    sealed.make_keys(made_keys)
    migrate(url)
    settings = read_settings({
        "LMS_DATA": str(folder), "LMS_KEYS": str(made_keys), "DATABASE_URL": url,
        "LMS_REQUIRE_TOTP": "none",
    })  # fmt: skip
    app = create_app(settings, TESTING=True, WTF_CSRF_ENABLED=False, IS_DEMONSTRATION=True)
    with app.app_context():
        publish_package(db.session, ROOT / "courses" / "c01-blue-policing", at=factories.LONG_AGO)
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()
    if before is not None:
        sealed.use_ring(before)


def test_no_file_kept_holds_the_canary(kept_app, folder, caplog):
    caplog.set_level(logging.DEBUG)
    with kept_app.app_context():
        made = make_canary_world(db.session)
        everywhere = addresses(kept_app, db.session, made)
    write_the_name(kept_app, made)
    for actor in ("trainer elsewhere", "coordinator elsewhere", "administrator elsewhere"):
        going = crawl(kept_app, made, actor, everywhere)
        assert going.found, f"the {actor} may see the name"
    assert "backups" in kept_app.test_cli_runner().invoke(args=["data", "backup"]).output
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {"lms.sqlite", "lms.sqlite-wal"} <= {path.name for path in files}
    assert any("backups" in path.parts for path in files)
    assert [path for path in files if is_in(path.read_bytes())] == []
    assert not is_in(logged(caplog))


def test_a_name_shown_to_its_owner_is_in_no_file(kept_app, folder):
    with kept_app.app_context():
        token = token_of(db.session, make_canary(db.session))
        db.session.commit()
    assert is_in(browser(kept_app, token).get("/me").data)
    assert not any(is_in(path.read_bytes()) for path in folder.rglob("*") if path.is_file())


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
