from __future__ import annotations

import pytest

from lms.accounts import said
from tests.factories import make_person, make_site, make_staff


def test_help_is_open_to_everybody(client):
    page = client.get("/help", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert 'id="signing-in"' in page.get_data(as_text=True)


@pytest.mark.parametrize("role", said.ROLES)
def test_each_role_finds_its_own_part(session, sign_in, role):
    person = make_staff(session, role, make_site(session))
    assert f'id="{role}"' in sign_in(person).get("/help").get_data(as_text=True)


def test_the_part_of_a_role_is_not_shown_to_others(session, sign_in):
    page = sign_in(make_person(session)).get("/help").get_data(as_text=True)
    assert 'id="administrator"' not in page
