from __future__ import annotations

from lms.accounts.models import Account
from tests.factories import make_person


def run(app, *words):
    return app.test_cli_runner().invoke(args=["people", *words])


def test_a_person_is_added(app, session):
    result = run(app, "add", "--ar", "نور سامي جميل")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Added ")
    assert session.query(Account).count() == 1


def test_too_few_names_are_refused_in_one_sentence(app, session):
    result = run(app, "add", "--ar", "نور سامي")
    assert result.exit_code == 1
    assert "grandfather's name" in result.output
    assert session.query(Account).count() == 0


def test_a_slip_is_printed_for_either_code(app, session):
    person = make_person(session)
    for code in (person.login_code, person.trainee_code.lower()):
        assert "set-up code" in run(app, "slip", code).output


def test_an_unknown_code_is_refused(app, session):
    result = run(app, "slip", "NOBODY")
    assert result.exit_code == 1
    assert "Nobody has the code NOBODY." in result.output


def test_the_list_names_nobody(app, session):
    person = make_person(session, given="روناك")
    output = run(app, "list").output
    assert person.trainee_code in output
    assert "روناك" not in output
    assert "1 people." in output
