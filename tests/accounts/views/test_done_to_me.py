"""What others did to an account stays on its holder's own pages for 14 days."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.accounts.operations import issue_slip, use_slip
from lms.accounts.passphrases import hash_passphrase
from lms.core import clock
from lms.core.ids import folded_code
from tests.accounts.second_factor import protected
from tests.factories import PASSPHRASE, make_person, make_staff

REMOVED, PRINTED = "Second factor removed", "Slip printed"


@pytest.fixture
def admin(session, site):
    return make_staff(session, "administrator", site)


def new_slip(session, person, by, at):
    """A slip that is printed and used, so that the account stays open."""
    slip = issue_slip(session, account_id=person.account_id, at=at, by=by)
    use_slip(
        session, login_code=slip.login_code, setup_code=folded_code(slip.setup_code),
        passphrase_hash=hash_passphrase(PASSPHRASE), at=at,
    )  # fmt: skip
    session.commit()


@pytest.mark.parametrize("url", ["/me", "/record"])
def test_a_removal_is_shown_at_every_visit_with_role_and_moment(session, admin, sign_in, url):
    person = protected(session, make_person(session, language="en"))
    sign_in(admin).post(
        f"/people/{person.person_id}/remove-second-factor", data={"reason": "heard the voice"}
    )
    for _ in range(2):
        page = sign_in(person).get(url).get_data(as_text=True)
        assert REMOVED in page
        assert "Administrator, " in page
        assert "heard the voice" not in page
        assert admin.login_code not in page


@pytest.mark.parametrize("url", ["/me", "/record"])
def test_a_new_slip_is_shown_and_the_first_is_not(session, admin, sign_in, url):
    person, now = make_person(session, language="en"), clock.now()
    new_slip(session, person, admin.account_id, now - timedelta(days=3))
    assert PRINTED not in sign_in(person).get(url).get_data(as_text=True)
    new_slip(session, person, admin.account_id, now - timedelta(days=1))
    page = sign_in(person).get(url).get_data(as_text=True)
    assert page.count(PRINTED) == 1


@pytest.mark.parametrize(("days", "is_shown"), [(13, True), (15, False)])
def test_it_is_shown_for_fourteen_days(session, admin, sign_in, days, is_shown):
    person, now = make_person(session, language="en"), clock.now()
    for before in (30, days):
        new_slip(session, person, admin.account_id, now - timedelta(days=before))
    assert (PRINTED in sign_in(person).get("/me").get_data(as_text=True)) is is_shown


def test_what_was_done_to_another_is_not_shown(session, admin, sign_in):
    person, other = make_person(session, language="en"), make_person(session)
    for _ in range(2):
        new_slip(session, other, admin.account_id, clock.now())
    assert PRINTED not in sign_in(person).get("/me").get_data(as_text=True)
