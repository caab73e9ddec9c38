from __future__ import annotations

import csv
import io
import re

import openpyxl
import pytest
from sqlalchemy import func, select

from lms.accounts.models import AccessLog, AuditEvent
from lms.core.sealed import ring
from tests import factories
from tests.teaching.world import Cohort, english

EXPORTS = ("export.csv", "export.xlsx")
NAMED = "export-with-names"
GIVEN = ("هدى", "أحمد", "باسم")
REASON = {"reason": "Yearly visit", "file_format": "csv"}


@pytest.fixture
def cohort(session):
    """A cohort of three: one stuck at a quiz, one who began, one who did not."""
    made = Cohort(session)
    made.people = [made.enrol(given=given) for given in GIVEN]
    for _ in range(2):
        made.meet(made.people[0][1], "u01/quiz/passed", outcome="not_met")
    made.meet(made.people[1][1], "u01/lesson/viewed")
    return made


@pytest.fixture
def url(cohort):
    return f"/reports/cohorts/{cohort.id}"


@pytest.fixture
def with_names(session, cohort, sign_in):
    """A coordinator whose role shows names."""
    return sign_in(factories.make_staff(session, "coordinator", cohort.id))


@pytest.fixture
def without_names(session, cohort, sign_in):
    """A coordinator whose role shows none; called once the test is ready for it."""
    return lambda: sign_in(factories.make_staff(session, "coordinator", cohort.id, names=False))


def html_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.get_data(as_text=True)


def codes_of(html):
    """The trainee codes of the grid, from the top."""
    return re.findall(r'<th scope="row"><bdi class="code" dir="ltr">([^<]+)</bdi>', html)


def rows_of(answer):
    """The second column of a CSV export, without what stands over it."""
    assert answer.status_code == 200
    lines = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline=""))
    return [line[1] for line in lines if len(line) > 1][1:]


def codes_in(cohort, *places):
    return [cohort.people[place][0].trainee_code for place in places]


def events(session, cohort, verb):
    asked = select(AuditEvent).where(AuditEvent.verb == verb, AuditEvent.subject_id == cohort.id)
    return session.scalars(asked).all()


def looks(session):
    return session.scalar(select(func.count()).select_from(AccessLog))


def test_the_page_shows_names_where_the_role_shows_them(session, with_names, url):
    html = html_of(with_names, url)
    assert all(given in html for given in GIVEN)
    assert f"{url}/{NAMED}" in html
    assert session.scalars(select(AccessLog.people)).all() == [3]


@pytest.mark.parametrize("asked", ["", "?sort=name", "?flag=help"])
def test_the_page_holds_codes_and_no_name_where_the_role_shows_none(
    session, without_names, cohort, url, asked
):
    html = html_of(without_names(), url + asked)
    assert cohort.people[0][0].trainee_code in html
    assert not any(given in html for given in GIVEN)
    assert NAMED not in html
    assert looks(session) == 0


def test_another_cohort_is_not_there(session, with_names):
    address = f"/reports/cohorts/{factories.make_cohort(session, title='Elsewhere')}"
    for page in ("", *(f"/{name}" for name in EXPORTS)):
        assert with_names.get(address + page).status_code == 404
    for sent in (REASON, {}):
        assert with_names.post(f"{address}/{NAMED}", data=sent).status_code == 404


def test_a_single_cohort_is_shown_at_once_and_several_are_listed(session, cohort, url, sign_in):
    coordinator = factories.make_staff(session, "coordinator", cohort.id, names=False)
    client = sign_in(coordinator)
    assert client.get("/reports").location.endswith(url)
    another = Cohort(session, title="Autumn")
    factories.give_role(session, coordinator, "coordinator", another.id)
    html = html_of(client, "/reports")
    assert url in html
    assert f"/reports/cohorts/{another.id}" in html


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        ("", (0, 1, 2)),
        ("?state=in_progress", (0, 1)),
        ("?state=not_started&sort=-number", (2,)),
        ("?held=u01", (0,)),
        ("?flag=help", (0,)),
        ("?sort=-number&state=asleep&page=0", (2, 1, 0)),
        ("?sort=-u01&per_page=7", (2, 0, 1)),
        ("?state=completed", ()),
    ],
)
def test_an_export_holds_the_rows_of_the_page(without_names, cohort, url, asked, places):
    client = without_names()
    assert codes_of(html_of(client, url + asked)) == codes_in(cohort, *places)
    assert rows_of(client.get(f"{url}/export.csv{asked}")) == codes_in(cohort, *places)


def test_a_workbook_holds_the_same_rows_from_right_to_left(with_names, cohort, url):
    answer = with_names.get(f"{url}/export.xlsx?state=in_progress")
    page = openpyxl.load_workbook(io.BytesIO(answer.get_data())).worksheets[0]
    assert [row[1].value for row in page.iter_rows(min_row=6)] == codes_in(cohort, 0, 1)
    assert page.sheet_view.rightToLeft
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')


def test_exports_hold_every_page(without_names, cohort, url):
    for _ in range(50):
        cohort.enrol()
    client = without_names()
    assert len(codes_of(html_of(client, f"{url}?page=2"))) == 3
    assert len(rows_of(client.get(f"{url}/export.csv?page=2"))) == 53


@pytest.mark.parametrize("name", EXPORTS)
def test_each_export_by_code_is_remembered(session, with_names, cohort, url, name):
    for _ in range(2):
        assert with_names.get(f"{url}/{name}").status_code == 200
    assert len(events(session, cohort, "export")) == 2
    assert not events(session, cohort, "export_names")


def test_an_export_by_code_neither_opens_names_nor_tells_their_order(
    session, with_names, cohort, url
):
    answer = with_names.get(f"{url}/export.csv?sort=name")
    assert rows_of(answer) == sorted(codes_in(cohort, 0, 1, 2))
    assert not any(given in answer.get_data(as_text=True) for given in GIVEN)
    assert looks(session) == 0


def test_names_are_taken_out_with_a_reason_which_is_kept_sealed(session, with_names, cohort, url):
    answer = with_names.post(f"{url}/{NAMED}?sort=name", data=REASON)
    assert [name.split()[0] for name in rows_of(answer)] == sorted(GIVEN)
    (event,) = events(session, cohort, "export_names")
    assert REASON["reason"].encode() not in event.reason_sealed
    assert REASON["reason"] == ring().open(
        event.reason_sealed, table="audit_event", column="reason_sealed", row=event.id
    )
    assert session.scalars(select(AccessLog.people)).all() == [3]


@pytest.mark.parametrize("sent", [{}, {"reason": "  "}, {**REASON, "file_format": "pdf"}])
def test_names_are_not_taken_out_without_a_reason(session, with_names, cohort, url, sent):
    assert with_names.post(f"{url}/{NAMED}", data=sent).status_code == 422
    assert not events(session, cohort, "export_names")


@pytest.mark.parametrize("sent", [REASON, {}])
def test_names_are_not_taken_out_by_a_role_that_shows_none(
    session, without_names, cohort, url, sent
):
    assert without_names().post(f"{url}/{NAMED}", data=sent).status_code == 403
    assert not events(session, cohort, "export_names")


def test_the_page_asks_as_much_for_thirty_people_as_for_three(with_names, cohort, url, statements):
    html_of(with_names, url)
    with statements() as few:
        html_of(with_names, url)
    for _ in range(27):
        cohort.meet(cohort.enrol()[1], "u01/lesson/viewed")
    with statements() as many:
        html_of(with_names, url)
    assert len(few) <= 8
    assert len(many) == len(few)


def test_changing_the_filter_keeps_the_order(without_names, url):
    client = without_names()
    assert '<input type="hidden" name="sort" value="-u01">' in html_of(client, f"{url}?sort=-u01")
    assert 'name="sort"' not in html_of(client, url)


@pytest.mark.parametrize(("asked", "order"), [("name", "ascending"), ("-u02", "descending")])
def test_the_sorted_column_says_so(without_names, url, asked, order):
    html = html_of(without_names(), f"{url}?sort={asked}")
    assert re.findall(r'aria-sort="(\w+)"', html) == [order]


def test_the_course_test_is_named_when_it_holds_people_back(with_names, cohort, url):
    cohort.meet(cohort.people[2][1], "course/test/passed", outcome="not_met")
    assert "The course test holds back 1." in english(with_names, url)


def test_a_cohort_that_everybody_left_says_so(with_names, cohort, url):
    for _, enrolment_id in cohort.people:
        cohort.withdraw(enrolment_id)
    assert "Everybody has withdrawn." in english(with_names, url)


def test_the_coverage_page_has_no_empty_cell(session, client, sign_in):
    sign_in(factories.make_staff(session, "coordinator", factories.make_cohort(session)))
    client.post("/language", data={"language": "en"})
    page = client.get("/reports/coverage").get_data(as_text=True)
    assert "and create a civilian police force that represents" in page
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", page, re.DOTALL)
    assert len(cells) > 50
    assert all(re.sub(r"<[^>]+>", "", cell).strip() for cell in cells)
    assert "test-q01" in page
