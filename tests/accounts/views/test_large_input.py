"""A megabyte where a name belongs: refused in our words, nothing kept."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from lms.accounts.models import Person
from tests.factories import make_person, make_site, make_staff

LATIN = "n" * 1_000_000  # within what a request may hold: the form refuses it
ARABIC = "ن" * 1_000_000  # six megabytes on the way: the request is refused
GOOD = {
    "ar_given": "نور", "ar_father": "سامي", "ar_grandfather": "جميل", "latin": "Noor",
    "language": "ar", "address_form": "feminine", "sex": "not_stated",
}  # fmt: skip
SPEAKS_ARABIC = {"Accept-Language": "ar"}


def people(session):
    return session.scalar(select(func.count()).select_from(Person))


def refused(answer, status):
    """The page of a refusal, in Arabic."""
    page = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert 'lang="ar"' in page
    assert ('aria-invalid="true"' in page) == (status == 422), "the field is marked"


@pytest.mark.parametrize("typed", [{"latin": LATIN}, {"ar_given": LATIN}, {"ar_given": ARABIC}])
def test_a_person_with_a_name_of_a_megabyte(session, sign_in, typed):
    client = sign_in(make_staff(session, "administrator", make_site(session)))
    before = people(session)
    is_large = ARABIC in typed.values()
    answer = client.post("/people/new", data=GOOD | typed, headers=SPEAKS_ARABIC)
    refused(answer, 413 if is_large else 422)
    assert people(session) == before


def test_a_name_changed_to_a_megabyte(session, sign_in):
    client = sign_in(make_staff(session, "administrator", make_site(session)))
    who = make_person(session, given="نور")
    for name, status in ((LATIN, 422), (ARABIC, 413)):
        address = f"/people/{who.person_id}/names"
        refused(client.post(address, data=GOOD | {"ar_given": name, "ar_father": "جبار"}), status)
    assert "جبار" not in client.get(f"/people/{who.person_id}").get_data(as_text=True)
