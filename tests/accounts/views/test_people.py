from __future__ import annotations

from sqlalchemy import select

from lms.accounts.models import AccessLog, Person
from tests.factories import (
    enrol,
    make_academy,
    make_cohort,
    make_person,
    make_site,
    make_staff,
)


def test_the_list_shows_names_and_logs_the_look(session, sign_in):
    make_person(session, given="روناك")
    client = sign_in(make_staff(session, "administrator", make_site(session)))
    assert "روناك" in client.get("/people").get_data(as_text=True)
    logged = session.scalars(select(AccessLog)).all()
    assert [row.endpoint for row in logged] == ["accounts.people"]


def test_the_list_asks_as_much_for_fifty_people_as_for_two(session, sign_in, statements):
    client = sign_in(make_staff(session, "administrator", make_site(session)))
    make_person(session)
    client.get("/people")
    with statements() as few:
        client.get("/people")
    for _ in range(60):
        make_person(session)
    with statements() as many:
        assert client.get("/people").status_code == 200
    assert len(many) == len(few) <= 14


def test_an_administrator_without_names_sees_codes(session, sign_in):
    person = make_person(session, given="روناك")
    client = sign_in(make_staff(session, "administrator", make_site(session), names=False))
    page = client.get("/people").get_data(as_text=True)
    assert "روناك" not in page
    assert person.trainee_code in page
    found = client.post("/people/search", data={"typed": "روناك"}).get_data(as_text=True)
    assert person.trainee_code not in found


def test_filters_narrow_the_list(session, sign_in):
    trainee, cohort_id = make_person(session), make_cohort(session)
    enrol(session, trainee, cohort_id)
    other = make_person(session)
    client = sign_in(make_staff(session, "administrator", make_site(session)))
    for query in ("role=trainee", f"cohort={cohort_id}"):
        page = client.get(f"/people?{query}").get_data(as_text=True)
        assert str(trainee.person_id) in page
        assert str(other.person_id) not in page
    assert str(other.person_id) not in client.get("/people?state=invited").get_data(as_text=True)


def test_a_filter_that_is_not_known_is_left_out(session, sign_in):
    client = sign_in(make_staff(session, "administrator", make_site(session)))
    assert client.get("/people?role=king&cohort=nothing&page=x&state=q").status_code == 200


def test_search_folds_spellings_and_finds_parts(session, sign_in):
    person = make_person(session, given="أحمد")
    other = make_person(session, given="سارا")
    client = sign_in(make_staff(session, "administrator", make_site(session)))
    page = client.post("/people/search", data={"typed": "احم حسن"}).get_data(as_text=True)
    assert str(person.person_id) in page
    assert str(other.person_id) not in page


def test_a_code_is_found_site_wide_without_name_or_link(session, sign_in):
    academy_id, stranger = make_academy(session), make_person(session, given="روناك")
    client = sign_in(make_staff(session, "administrator", academy_id))
    for code in (stranger.login_code.lower(), stranger.trainee_code):
        page = client.post("/people/search", data={"typed": code}).get_data(as_text=True)
        assert stranger.login_code[:4] in page
        assert "روناك" not in page
        assert str(stranger.person_id) not in page


def test_an_academys_administrator_sees_their_own_people_alone(session, sign_in):
    academy_id = make_academy(session)
    here, there = make_person(session), make_person(session)
    enrol(session, here, make_cohort(session, academy_id=academy_id))
    page = sign_in(make_staff(session, "administrator", academy_id)).get("/people")
    assert str(here.person_id) in page.get_data(as_text=True)
    assert str(there.person_id) not in page.get_data(as_text=True)


def test_somebody_added_by_an_academy_is_in_its_reach(session, sign_in):
    client = sign_in(make_staff(session, "administrator", make_academy(session)))
    answer = client.post("/people/new", data=GOOD)
    assert client.get(answer.location).status_code == 200


GOOD = {
    "ar_given": "نور", "ar_father": "سامي", "ar_grandfather": "جميل", "latin": "Noor <b>",
    "language": "ar", "address_form": "feminine", "sex": "not_stated",
}  # fmt: skip


def test_a_person_is_added(session, sign_in):
    client = sign_in(make_staff(session, "administrator", make_site(session)))
    answer = client.post("/people/new", data=GOOD)
    assert answer.status_code == 303
    assert "نور سامي جميل" in client.get(answer.location).get_data(as_text=True)


def test_bad_input_adds_nobody(session, sign_in):
    client = sign_in(make_staff(session, "administrator", make_site(session)))
    before = len(session.scalars(select(Person)).all())
    for change in (
        {"ar_given": ""},
        {"ar_grandfather": ""},
        {"ar_given": "ن" * 61},
        {"ar_given": "123"},
        {"ar_given": "نور\u202eسامي"},
        {"sex": "unknown"},
        {"ar_given": "", "ar_father": "", "ar_grandfather": ""},
    ):
        assert client.post("/people/new", data=GOOD | change).status_code == 422, change
    assert len(session.scalars(select(Person)).all()) == before
