from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from lms.accounts.models import AccessLog, AuditEvent
from lms.accounts.queries import labels_of
from lms.accounts.queries.names import PurposeMissing
from tests.factories import (
    enrol,
    give_role,
    make_academy,
    make_cohort,
    make_person,
    make_staff,
    viewer_for,
)


@pytest.fixture
def admin(session, site, sign_in):
    return sign_in(make_staff(session, "administrator", site), purpose=None)


def looks(session):
    return session.scalars(select(AccessLog)).all()


def test_no_name_is_shown_before_a_purpose_is_stated(session, admin):
    person = make_person(session, given="روناك")
    for url in ("/people", f"/people/{person.person_id}"):
        answer = admin.get(url)
        assert (answer.status_code, answer.location.split("?")[0]) == (303, "/purpose")
        assert "روناك" not in answer.get_data(as_text=True)
    assert looks(session) == []


def test_stating_it_leads_back_and_each_look_carries_it(session, admin):
    person = make_person(session, given="روناك")
    url = f"/people/{person.person_id}"
    form = admin.get(url).location
    answer = admin.post(form, data={"purpose": "signing_in"})
    assert (answer.status_code, answer.location) == (303, url)
    assert "روناك" in admin.get(url).get_data(as_text=True)
    assert [(look.person_id, look.purpose) for look in looks(session)] == [
        (person.person_id, "signing_in")
    ]


def test_it_can_be_changed_and_is_kept_in_the_audit_log(session, admin):
    for purpose in ("adding", "auditing"):
        assert admin.post("/purpose", data={"purpose": purpose}).location == "/people"
    said = select(AuditEvent.fields).where(AuditEvent.verb == "state_purpose")
    assert session.scalars(said.order_by(AuditEvent.id)).all() == ["adding", "auditing"]


@pytest.mark.parametrize("data", [{}, {"purpose": "curiosity"}])
def test_only_a_purpose_of_the_list_counts(session, admin, data):
    make_person(session)
    assert admin.post("/purpose", data=data).status_code == 422
    assert admin.get("/people").status_code == 303


def test_an_address_of_elsewhere_is_not_followed(admin):
    answer = admin.post("/purpose?next=https://example.org", data={"purpose": "adding"})
    assert answer.location == "/people"


def test_a_search_shows_nobody_before_it(session, admin):
    person = make_person(session)
    answer = admin.post("/people/search", data={"typed": person.login_code})
    assert (answer.status_code, answer.location) == (303, "/purpose")


def test_it_ends_with_the_sign_in(session, site, sign_in):
    person = make_staff(session, "administrator", site)
    make_person(session)
    sign_in(person, purpose=None).post("/purpose", data={"purpose": "adding"})
    assert sign_in(person, purpose=None).get("/people").status_code == 303


def test_what_a_trainer_sees_in_their_own_cohort_needs_none(session):
    academy_id = make_academy(session)
    here, there = (make_cohort(session, title=title, academy_id=academy_id) for title in "AB")
    both = make_staff(session, "administrator", academy_id)
    give_role(session, both, "trainer", here)
    own, other = make_person(session), make_person(session)
    enrol(session, own, here)
    enrol(session, other, there)
    viewer = viewer_for(session, both, purpose=None)
    assert labels_of(session, viewer, [own.person_id])[own.person_id].name
    with pytest.raises(PurposeMissing):
        labels_of(session, viewer, [own.person_id, other.person_id])


def test_the_person_reads_what_the_look_was_for(session, admin, app, site, sign_in):
    person = make_person(session, language="en")
    admin.post("/purpose", data={"purpose": "enrolling"})
    admin.get(f"/people/{person.person_id}")
    page = sign_in(person).get("/record").get_data(as_text=True)
    assert "Enrolment and cohorts" in page


def test_a_refused_form_that_shows_a_name_is_a_look_too(session, site, sign_in):
    client = sign_in(make_staff(session, "administrator", site))
    person = make_person(session, given="روناك")
    answer = client.post(f"/people/{person.person_id}/deactivate", data={"reason": ""})
    assert answer.status_code == 422
    assert "روناك" in answer.get_data(as_text=True)
    assert [look.person_id for look in looks(session)] == [person.person_id]


LIST = "ar_given,ar_father,ar_grandfather\n{given},كريم,حسن\n"


def dry_run(client, given, url="/people/import"):
    body = LIST.format(given=given).encode()
    return client.post(url, data={"file": (io.BytesIO(body), "list.csv"), "do": "check"})


def test_a_search_answers_alike_for_a_name_that_is_there_and_one_that_is_not(session, admin):
    make_person(session, given="روناك")
    answers = {
        (answer.status_code, answer.location)
        for typed in ("روناك", "زلفا")
        for answer in [admin.post("/people/search", data={"typed": typed})]
    }
    assert answers == {(303, "/purpose")}


def test_a_dry_run_names_nobody_before_it(session, admin):
    person = make_person(session, given="روناك")
    cohort_id = make_cohort(session)
    for url in ("/people/import", f"/cohorts/{cohort_id}/import"):
        for given in ("روناك", "زلفا"):
            answer = dry_run(admin, given, url)
            assert (answer.status_code, answer.location) == (303, "/purpose")
            assert person.trainee_code not in answer.get_data(as_text=True)
    saved = admin.post("/people/import", data={"text": LIST.format(given="روناك"), "do": "save"})
    assert (saved.status_code, saved.location) == (303, "/purpose")


def test_it_is_asked_for_before_a_list_is_chosen(session, admin):
    answer = admin.get("/people/import")
    assert answer.status_code == 303
    assert admin.post(answer.location, data={"purpose": "adding"}).location == "/people/import"
    assert admin.get("/people/import").status_code == 200


def test_who_is_named_in_a_dry_run_was_looked_at(session, site, sign_in):
    client = sign_in(make_staff(session, "administrator", site), purpose="adding")
    person = make_person(session, given="روناك")
    assert dry_run(client, "زلفا").status_code == 200
    assert looks(session) == []
    assert person.trainee_code in dry_run(client, "روناك").get_data(as_text=True)
    assert [(look.endpoint, look.person_id, look.purpose) for look in looks(session)] == [
        ("accounts.import_people", person.person_id, "adding")
    ]


def test_everybody_a_search_finds_was_looked_at(session, site, sign_in):
    client = sign_in(make_staff(session, "administrator", site))
    for _ in range(52):
        make_person(session, given="روناك")
    client.post("/people/search", data={"typed": "روناك"})
    assert [(look.endpoint, look.people) for look in looks(session)] == [
        ("accounts.search_people", 52)
    ]


def test_without_names_none_is_asked_for(session, site, sign_in):
    nameless = make_staff(session, "administrator", site, names=False)
    client = sign_in(nameless, purpose=None)
    make_person(session, given="روناك")
    assert client.get("/people").status_code == 200
    assert client.get("/people/import").status_code == 200
