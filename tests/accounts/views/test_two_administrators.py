"""For staff, who removes the second factor does not print the slip too: it takes another."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from lms.accounts.models import Account, RoleAssignment, Slip
from lms.accounts.operations.by_administrator import AnotherAdministratorNeeded, give_slip
from lms.core import clock
from tests.accounts.second_factor import protected
from tests.factories import (
    enrol,
    make_cohort,
    make_person,
    make_staff,
    viewer_for,
)

WHY = {"reason": "the phone is lost"}


@pytest.fixture
def admin(session, site):
    return make_staff(session, "administrator", site)


@pytest.fixture
def approver(session, site):
    return protected(session, make_staff(session, "approver", site))


def remove(client, person):
    return client.post(f"/people/{person.person_id}/remove-second-factor", data=WHY).status_code


def give(client, person):
    return client.post(f"/people/{person.person_id}/slip").status_code


def test_who_removed_the_factor_is_refused_the_slip(session, sign_in, admin, approver):
    client = sign_in(admin)
    client.post("/language", data={"language": "en"})
    assert remove(client, approver) == 303
    answer = client.post(f"/people/{approver.person_id}/slip")
    assert answer.status_code == 403
    assert "another administrator" in answer.get_data(as_text=True)
    assert session.scalars(select(Slip)).all() == []


def test_another_administrator_prints_it(session, sign_in, site, admin, approver):
    assert remove(sign_in(admin), approver) == 303
    assert give(sign_in(make_staff(session, "administrator", site)), approver) == 200


@pytest.mark.parametrize(("hours", "may"), [(23, False), (25, True)])
def test_after_a_day_the_same_one_may(session, sign_in, admin, approver, hours, may):
    assert remove(sign_in(admin), approver) == 303
    later = clock.now() + timedelta(hours=hours)
    asked = {"viewer": viewer_for(session, admin, at=later), "person_id": approver.person_id}
    if may:
        assert give_slip(session, **asked, at=later).login_code == approver.login_code
    else:
        with pytest.raises(AnotherAdministratorNeeded):
            give_slip(session, **asked, at=later)


def test_the_other_way_round_is_refused_too(session, sign_in, admin, approver):
    client = sign_in(admin)
    assert give(client, approver) == 200
    assert remove(client, approver) == 403
    assert session.get(Account, approver.account_id).totp_confirmed_at is not None


def test_ending_the_role_first_does_not_help(session, sign_in, admin, approver):
    client = sign_in(admin)
    held = session.scalars(
        select(RoleAssignment.id).where(RoleAssignment.person_id == approver.person_id)
    ).one()
    client.post(f"/people/{approver.person_id}/roles/{held}/end")
    assert remove(client, approver) == 303
    assert give(client, approver) == 403


def test_a_role_that_ended_long_ago_does_not_count(session, sign_in, admin, approver):
    session.execute(
        update(RoleAssignment)
        .where(RoleAssignment.person_id == approver.person_id)
        .values(valid_to=clock.now() - timedelta(days=2))
    )
    client = sign_in(admin)
    assert remove(client, approver) == 303
    assert give(client, approver) == 200


def test_for_a_trainee_one_administrator_is_enough(session, sign_in, admin):
    person = make_person(session)
    enrol(session, person, make_cohort(session))
    client = sign_in(admin)
    assert remove(client, protected(session, person)) == 303
    assert give(client, person) == 200


def test_the_command_on_the_server_stays_possible(session, app, sign_in, admin, approver):
    assert remove(sign_in(admin), approver) == 303
    printed = app.test_cli_runner().invoke(args=["people", "slip", approver.login_code])
    assert "set-up code" in printed.output
