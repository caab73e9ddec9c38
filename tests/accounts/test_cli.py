from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from lms.accounts.models import Account, AuditEvent, SignIn
from lms.core import clock
from tests.factories import make_person, make_site, make_staff, viewer_for


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


def with_second_factor(session):
    """The only administrator, with a second factor that nobody can answer any more."""
    person = make_staff(session, "administrator", make_site(session))
    session.execute(
        update(Account)
        .where(Account.id == person.account_id)
        .values(totp_sealed=b"lost", totp_confirmed_at=clock.now() - timedelta(days=9))
    )
    session.commit()
    return person


def test_the_last_administrators_second_factor_is_removed_on_the_server(app, session):
    person = with_second_factor(session)
    viewer = viewer_for(session, person)
    result = run(app, "remove-second-factor", person.login_code.lower(), "--yes")
    assert result.exit_code == 0, result.output
    assert session.get(Account, person.account_id).totp_confirmed_at is None
    assert session.get(SignIn, viewer.sign_in_id).ended_at is not None
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert (event.verb, event.account_id) == ("remove_second_factor", None)
    assert "no second factor" in run(app, "remove-second-factor", person.login_code, "--yes").output


def test_removing_it_needs_a_yes_and_a_known_code(app, session):
    person = with_second_factor(session)
    for words in ((person.login_code,), ("NOBODY", "--yes")):
        assert run(app, "remove-second-factor", *words).exit_code == 1
    assert session.get(Account, person.account_id).totp_confirmed_at is not None
