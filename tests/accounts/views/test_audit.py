from __future__ import annotations

from tests.factories import (
    enrol,
    make_academy,
    make_cohort,
    make_person,
    make_site,
    make_staff,
)


def test_the_log_names_nobody(session, sign_in):
    person = make_person(session, given="روناك")
    client = sign_in(make_staff(session, "auditor", make_site(session)))
    page = client.get("/audit").get_data(as_text=True)
    assert person.trainee_code in page
    assert "روناك" not in page


def test_reasons_stay_sealed(session, sign_in):
    admin = sign_in(make_staff(session, "administrator", make_site(session)))
    person = make_person(session)
    admin.post(f"/people/{person.person_id}/deactivate", data={"reason": "روناك has left"})
    assert "has left" not in admin.get("/audit").get_data(as_text=True)


def test_filters_narrow_the_log(session, sign_in):
    one, other = make_person(session), make_person(session)
    client = sign_in(make_staff(session, "auditor", make_site(session)))
    page = client.get(f"/audit?code={one.trainee_code}").get_data(as_text=True)
    assert f">{one.trainee_code}</bdi>" in page
    assert other.trainee_code not in page
    assert one.trainee_code not in client.get("/audit?verb=enrol").get_data(as_text=True)
    assert one.trainee_code not in client.get("/audit?since=2099-01-01").get_data(as_text=True)
    assert client.get("/audit?since=9999-12-31&until=9999-12-31&page=-4").status_code == 200


def test_an_academy_reads_of_its_own_people_alone(session, sign_in):
    academy_id = make_academy(session)
    here, there = make_person(session), make_person(session)
    enrol(session, here, make_cohort(session, academy_id=academy_id))
    page = sign_in(make_staff(session, "administrator", academy_id)).get("/audit")
    assert here.trainee_code in page.get_data(as_text=True)
    assert there.trainee_code not in page.get_data(as_text=True)


def test_the_log_asks_as_much_for_many_events_as_for_few(session, sign_in, statements):
    client = sign_in(make_staff(session, "auditor", make_site(session)))
    client.get("/audit")
    with statements() as few:
        client.get("/audit")
    for _ in range(60):
        make_person(session)
    with statements() as many:
        client.get("/audit")
    assert len(many) == len(few) <= 8
