"""A pathway's report: the courses' own rows side by side, and the pathway's completion."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from lms.certification.operations.pathways import claim_pathway_certificate
from lms.cohorts.operations import move, withdraw_from_pathway
from lms.cohorts.queries.pathways import courses_of
from lms.core.errors import Forbidden, NotFound
from lms.reporting import pathway_words
from lms.reporting.queries.pathways import (
    coded_report,
    named_report,
    pathway_report,
    rows_by_enrolment,
)
from tests import factories
from tests.certification.world import PUBLIC_URL
from tests.support import pathways

AT = factories.NOON + timedelta(days=40)


@pytest.fixture
def cohort_id(session, tmp_path):
    pathways.publish_both(session, tmp_path)
    return pathways.make_cohort(session, academy_id=factories.make_academy(session))


def viewer(session, cohort_id, *, names=True, role="coordinator"):
    return factories.viewer_for(
        session, factories.make_staff(session, role, cohort_id, names=names)
    )


def enrolled(session, cohort_id, count=1):
    people = [factories.make_person(session) for _ in range(count)]
    return people, [pathways.enrol(session, person, cohort_id) for person in people]


def finish(session, place_id, *, courses=pathways.COURSES):
    for days, course in enumerate(courses):
        pathways.complete(session, place_id, course, at=factories.NOON + timedelta(days=days))


def test_each_course_and_the_pathway_say_where_a_person_stands(session, cohort_id):
    _, (whole, part, _none) = enrolled(session, cohort_id, 3)
    finish(session, whole)
    finish(session, part, courses=pathways.COURSES[:1])
    report = pathway_report(session, viewer(session, cohort_id), cohort_id, at=AT)
    assert (report.active, report.completed) == (3, 1)
    assert [row.courses_done for row in report.rows] == [2, 1, 0]
    assert [pathway_words.pathway_state(row)[0] for row in report.rows] == ["done", "now", "todo"]
    drawn = [[pathway_words.course_state(cell)[0] for cell in row.cells] for row in report.rows]
    assert drawn == [["done", "done"], ["done", "todo"], ["todo", "todo"]]
    assert report.rows[0].completed_at == factories.NOON + timedelta(days=1)


def test_the_pathways_certificate_stands_beside_it(session, cohort_id):
    (person,), (place,) = enrolled(session, cohort_id)
    finish(session, place)
    issued = claim_pathway_certificate(
        session, viewer=factories.viewer_for(session, person), pathway_enrolment_id=place,
        leading_language="en", public_url=PUBLIC_URL, is_demonstration=False, at=AT,
    )  # fmt: skip
    session.commit()
    (row,) = pathway_report(session, viewer(session, cohort_id), cohort_id, at=AT).rows
    assert (row.certificate.certificate_id, row.certificate.state) == (
        issued.certificate_id, "valid",
    )  # fmt: skip


def test_names_are_shown_only_to_a_role_that_shows_them(session, cohort_id):
    enrolled(session, cohort_id)
    named = viewer(session, cohort_id)
    nameless = viewer(session, cohort_id, names=False)
    (row,) = pathway_report(session, named, cohort_id, at=AT).rows
    assert row.label != row.trainee_code
    (row,) = pathway_report(session, nameless, cohort_id, at=AT).rows
    assert row.label == row.trainee_code
    (row,) = coded_report(session, named, cohort_id, at=AT).rows
    assert row.label == row.trainee_code
    with pytest.raises(Forbidden):
        named_report(session, nameless, cohort_id, at=AT)


def test_a_strangers_and_a_single_courses_coordinator_find_nothing(session, cohort_id):
    elsewhere = viewer(session, factories.make_cohort(session))
    course_cohort = pathways.course_cohort(session, cohort_id)
    for one in (elsewhere, viewer(session, course_cohort)):
        with pytest.raises(NotFound):
            pathway_report(session, one, cohort_id, at=AT)


def test_a_course_studied_in_another_cohort_is_read_and_nobody_else_there(session, cohort_id):
    (person, *_), (place, *_) = enrolled(session, cohort_id, 2)
    finish(session, place)
    elsewhere = factories.make_cohort(session)
    factories.enrol(session, factories.make_person(session), elsewhere)
    counted = courses_of(session, [place])[place]
    moved = next(one for one in counted if one.course_key == factories.COURSE)
    move(session, enrolment_id=moved.enrolment_id, to_cohort_id=elsewhere, at=AT, by=None)
    session.commit()
    rows = rows_by_enrolment(session, courses_of(session, [place]), at=AT)
    assert set(rows) == {one.enrolment_id for one in counted}
    report = pathway_report(session, viewer(session, cohort_id), cohort_id, at=AT)
    assert report.rows[0].person_id == person.person_id
    assert [row.courses_done for row in report.rows] == [2, 0]


def test_who_was_withdrawn_stays_on_the_report_and_counts_no_more(session, cohort_id):
    _, places = enrolled(session, cohort_id, 2)
    finish(session, places[0])
    by = viewer(session, cohort_id).account_id
    withdraw_from_pathway(
        session, pathway_enrolment_id=places[0], reason="Left the service", at=AT, by=by
    )
    session.commit()
    report = pathway_report(session, viewer(session, cohort_id), cohort_id, at=AT)
    assert [row.is_active for row in report.rows] == [False, True]
    assert (report.active, report.completed) == (1, 0)


def test_it_asks_as_often_for_many_people_as_for_few(session, cohort_id, statements):
    reader = viewer(session, cohort_id)
    counts = []
    for _ in range(2):
        people, places = enrolled(session, cohort_id, 3)
        for person, place in zip(people[:2], places, strict=False):
            finish(session, place)
            claim_pathway_certificate(
                session, viewer=factories.viewer_for(session, person), is_demonstration=False,
                pathway_enrolment_id=place, leading_language="en", public_url=PUBLIC_URL, at=AT,
            )  # fmt: skip
        session.commit()
        pathway_report(session, reader, cohort_id, at=AT)
        with statements() as sent:
            pathway_report(session, reader, cohort_id, at=AT)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_the_page_leads_on_and_its_export_holds_no_name(session, client, sign_in, cohort_id):
    (person,), (place,) = enrolled(session, cohort_id)
    finish(session, place)
    sign_in(factories.make_staff(session, "coordinator", cohort_id, names=True))
    client.post("/language", data={"language": "en"})
    desk = client.get("/reports").get_data(as_text=True)
    assert f"/reports/pathways/{cohort_id}" in desk
    page = client.get(f"/reports/pathways/{cohort_id}").get_data(as_text=True)
    assert "1 of 1 has completed the pathway." in page
    answer = client.get(f"/reports/pathways/{cohort_id}/export.csv")
    assert "pathway-report-" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[-1][:2] == ["1", person.trainee_code]
    assert rows[-1][-3:-1] == ["2", (factories.NOON + timedelta(days=1)).date().isoformat()]
    refused = client.post(f"/reports/pathways/{cohort_id}/export-with-names", data={"reason": ""})
    assert refused.status_code == 422


def test_the_workbook_holds_the_same_rows_and_a_reason_brings_the_names(
    session, client, sign_in, cohort_id
):
    (person,), (place,) = enrolled(session, cohort_id)
    finish(session, place)
    sign_in(factories.make_staff(session, "coordinator", cohort_id, names=True))
    client.post("/language", data={"language": "en"})
    coded = client.get(f"/reports/pathways/{cohort_id}/export.xlsx")
    asked = {"reason": "Graduation list", "file_format": "xlsx"}
    named = client.post(f"/reports/pathways/{cohort_id}/export-with-names", data=asked)
    last = [cells_of_file(each)[-1] for each in (coded, named)]
    name = pathway_report(session, viewer(session, cohort_id), cohort_id, at=AT).rows[0].name
    assert [row[1] for row in last] == [person.trainee_code, name]


def cells_of_file(answer):
    """The rows of a workbook, as texts."""
    assert answer.status_code == 200
    sheet = load_workbook(io.BytesIO(answer.data)).active
    return [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_an_empty_cohort_says_so(session, client, sign_in, cohort_id):
    sign_in(factories.make_staff(session, "coordinator", cohort_id))
    client.post("/language", data={"language": "en"})
    assert "Nobody is enrolled yet" in client.get(f"/reports/pathways/{cohort_id}").get_data(
        as_text=True
    )
