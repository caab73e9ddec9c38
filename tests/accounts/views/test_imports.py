from __future__ import annotations

import io

import pytest
from sqlalchemy import func, select

from lms.accounts.models import Person
from tests.factories import make_person, make_site, make_staff

HEADER = "ar_given,ar_father,ar_grandfather\n"
TWO = HEADER + "نور,سامي,جميل\nرزكار,آزاد,نوري\n"
ONE_BAD = TWO + "حسن,فؤاد,\n"


@pytest.fixture
def admin(session, sign_in):
    return sign_in(make_staff(session, "administrator", make_site(session)))


def people(session):
    return session.scalar(select(func.count()).select_from(Person))


def upload(client, text, **more):
    body = text if isinstance(text, bytes) else text.encode()
    return client.post(
        "/people/import", data={"file": (io.BytesIO(body), "list.csv"), "do": "check", **more}
    )


def test_checking_stores_nothing(session, admin):
    before = people(session)
    answer = upload(admin, TWO)
    assert answer.status_code == 200
    assert "نور سامي جميل" in answer.get_data(as_text=True)
    assert people(session) == before


def test_saving_adds_everybody(session, admin):
    before = people(session)
    answer = admin.post("/people/import", data={"text": TWO, "do": "save"})
    assert answer.status_code == 303
    assert people(session) == before + 2


def test_saving_again_adds_nobody_twice(session, admin):
    admin.post("/people/import", data={"text": TWO, "do": "save"})
    before = people(session)
    admin.post("/people/import", data={"text": TWO + "نور,سامي,جميل\n", "do": "save"})
    assert people(session) == before


def test_one_bad_line_keeps_all_out_unless_it_is_left_out(session, admin):
    before = people(session)
    assert upload(admin, ONE_BAD).status_code == 422
    refused = admin.post("/people/import", data={"text": ONE_BAD, "do": "save"})
    assert refused.status_code == 422
    assert people(session) == before
    data = {"text": ONE_BAD, "do": "save", "skips_bad_lines": "y"}
    assert admin.post("/people/import", data=data).status_code == 303
    assert people(session) == before + 2


def test_somebody_who_is_here_already_is_named_by_code(session, admin):
    person = make_person(session, given="نور")
    page = upload(admin, HEADER + "نور,كريم,حسن\n").get_data(as_text=True)
    assert person.trainee_code in page


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "The file has no line with a person"),
        (b"\xff\xfe\x00", "Line 1 is not UTF-8"),
        ("name\nنور\n".encode(), "Line 1: the column “name” is not known"),
        (b"ar_given,ar_father\na,b\n", "Line 1: the column “ar_grandfather” is missing"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_in_one_sentence(session, sign_in, body, said):
    person = make_staff(session, "administrator", make_site(session))
    client = sign_in(person)
    client.post("/language", data={"language": "en"})
    before = people(session)
    answer = upload(client, body)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert people(session) == before


def test_a_cell_like_a_formula_stays_text(session, admin):
    admin.post("/people/import", data={"text": HEADER + "=A1+نور,سامي,جميل\n", "do": "save"})
    assert "=A1+نور" in admin.get("/people").get_data(as_text=True)


def test_the_pages_open(admin):
    assert admin.get("/people/import").status_code == 200
