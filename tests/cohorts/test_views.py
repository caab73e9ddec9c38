from __future__ import annotations

import io
import uuid

import pytest
from sqlalchemy import func, select

from lms.accounts.models import Account, Person, Slip
from lms.accounts.operations import add_person
from lms.accounts.rules import Names
from lms.cohorts.models import Cohort, Enrolment
from tests.factories import (
    COURSE,
    LONG_AGO,
    enrol,
    make_academy,
    make_cohort,
    make_person,
    make_site,
    make_staff,
)

LIST = "ar_given,ar_father,ar_grandfather\nنور,سامي,جميل\nرزكار,آزاد,نوري\n"


@pytest.fixture
def admin(session, sign_in):
    return sign_in(make_staff(session, "administrator", make_site(session)))


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def states(session, person):
    rows = session.scalars(
        select(Enrolment).where(Enrolment.person_id == person.person_id).order_by(Enrolment.cycle)
    )
    return [(row.cycle, row.enrolment_state, row.cohort_id) for row in rows]


def test_the_list_asks_as_much_for_many_cohorts_as_for_one(session, admin, statements):
    make_cohort(session)
    admin.get("/cohorts")
    with statements() as few:
        admin.get("/cohorts")
    for number in range(20):
        make_cohort(session, title=f"Cohort {number}")
    with statements() as many:
        assert "Cohort 19" in admin.get("/cohorts").get_data(as_text=True)
    assert len(many) == len(few) <= 8


def test_a_cohort_is_made(session, admin):
    data = {"title": "Spring", "course_key": COURSE, "academy_id": "", "starts_on": "2026-03-01"}
    answer = admin.post("/cohorts/new", data=data)
    assert answer.status_code == 303
    assert "Spring" in admin.get(answer.location).get_data(as_text=True)


@pytest.mark.parametrize(
    "change",
    [{"title": ""}, {"title": "x" * 81}, {"course_key": "none"}, {"starts_on": "tomorrow"},
     {"ends_on": "2026-02-01"}, {"academy_id": str(uuid.uuid4())}],
)  # fmt: skip
def test_bad_input_makes_no_cohort(session, admin, change):
    data = {"title": "Spring", "course_key": COURSE, "academy_id": "", "starts_on": "2026-03-01"}
    assert admin.post("/cohorts/new", data=data | change).status_code == 422
    assert count(session, Cohort) == 0


def test_a_cohort_of_another_academy_is_not_found(session, sign_in):
    cohort_id = make_cohort(session, academy_id=make_academy(session))
    client = sign_in(make_staff(session, "administrator", make_academy(session, title="Other")))
    assert client.get(f"/cohorts/{cohort_id}").status_code == 404
    for act in ("enrol", "import", "slips"):
        assert client.post(f"/cohorts/{cohort_id}/{act}", data={"codes": "X"}).status_code == 404


def test_people_are_enrolled_by_either_code(session, admin):
    cohort_id, one, other = make_cohort(session), make_person(session), make_person(session)
    codes = f"{one.login_code.lower()}\n{other.trainee_code}"
    answer = admin.post(f"/cohorts/{cohort_id}/enrol", data={"codes": codes})
    assert answer.status_code == 303
    assert count(session, Enrolment) == 2


def test_one_wrong_code_enrols_nobody(session, admin):
    cohort_id, person = make_cohort(session), make_person(session)
    codes = f"{person.login_code} NOBODY"
    assert admin.post(f"/cohorts/{cohort_id}/enrol", data={"codes": codes}).status_code == 422
    assert admin.post(f"/cohorts/{cohort_id}/enrol").status_code == 422
    assert count(session, Enrolment) == 0


def test_one_who_is_enrolled_already_keeps_all_out(session, admin):
    cohort_id, person, other = make_cohort(session), make_person(session), make_person(session)
    enrol(session, person, cohort_id)
    codes = f"{other.login_code} {person.login_code}"
    assert admin.post(f"/cohorts/{cohort_id}/enrol", data={"codes": codes}).status_code == 422
    assert count(session, Enrolment) == 1


def test_a_list_is_checked_then_added_and_enrolled(session, admin):
    cohort_id, before = make_cohort(session), count(session, Person)
    url = f"/cohorts/{cohort_id}/import"
    assert admin.get(url).status_code == 200
    checked = admin.post(url, data={"file": (io.BytesIO(LIST.encode()), "a.csv"), "do": "check"})
    assert checked.status_code == 200
    assert count(session, Person) == before
    assert admin.post(url, data={"text": LIST, "do": "save"}).status_code == 303
    assert (count(session, Person), count(session, Enrolment)) == (before + 2, 2)


def test_slips_are_for_those_who_never_signed_in(session, admin):
    cohort_id, active = make_cohort(session), make_person(session)
    enrol(session, active, cohort_id)
    url = f"/cohorts/{cohort_id}/slips"
    assert admin.post(url).status_code == 303
    made = add_person(session, names=Names(ar=("ا", "ب", "ج")), at=LONG_AGO)
    enrol(session, made, cohort_id)
    page = admin.post(url).get_data(as_text=True)
    assert made.login_code in page
    assert active.login_code not in page
    assert session.get(Account, active.account_id).passphrase_hash is not None
    assert admin.post(url, data={"whom": "everybody"}).status_code == 200
    assert count(session, Slip) == 3


def test_withdrawing_needs_a_reason_and_can_begin_again(session, admin):
    cohort_id, person = make_cohort(session), make_person(session)
    url = f"/cohorts/enrolments/{enrol(session, person, cohort_id)}"
    assert admin.get(url).status_code == 200
    assert admin.post(f"{url}/withdraw").status_code == 422
    assert states(session, person) == [(1, "active", cohort_id)]
    admin.post(f"{url}/again")
    assert states(session, person) == [(1, "active", cohort_id)]
    assert admin.post(f"{url}/withdraw", data={"reason": "ill"}).status_code == 303
    assert admin.get(url).status_code == 200
    assert admin.post(f"{url}/again").status_code == 303
    assert states(session, person) == [(1, "withdrawn", cohort_id), (2, "active", cohort_id)]


def test_moving_keeps_the_enrolment(session, admin):
    here, there = make_cohort(session), make_cohort(session, title="There")
    person = make_person(session)
    url = f"/cohorts/enrolments/{enrol(session, person, here)}"
    assert admin.post(f"{url}/move", data={"cohort_id": str(uuid.uuid4())}).status_code == 422
    assert admin.post(f"{url}/move", data={"cohort_id": str(there)}).status_code == 303
    assert states(session, person) == [(1, "active", there)]


def test_an_enrolment_elsewhere_is_not_found(session, sign_in):
    person = make_person(session)
    cohort_id = make_cohort(session, academy_id=make_academy(session))
    url = f"/cohorts/enrolments/{enrol(session, person, cohort_id)}"
    client = sign_in(make_staff(session, "administrator", make_academy(session, title="Other")))
    assert client.get(url).status_code == 404
    for act in ("withdraw", "move", "again"):
        assert client.post(f"{url}/{act}", data={"reason": "x"}).status_code == 404
    assert states(session, person) == [(1, "active", cohort_id)]
