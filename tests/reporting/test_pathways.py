"""A pathway's report: the courses' own rows side by side, and the pathway's completion."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from lms.certification.operations.pathways import claim_pathway_certificate
from lms.core.errors import Forbidden, NotFound
from lms.reporting import pathway_words
from lms.reporting.queries.pathways import coded_report, named_report, pathway_report
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


def test_it_asks_as_often_for_many_people_as_for_few(session, cohort_id, statements):
    reader = viewer(session, cohort_id)
    counts = []
    for _ in range(2):
        enrolled(session, cohort_id, 3)
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


def test_an_empty_cohort_says_so(session, client, sign_in, cohort_id):
    sign_in(factories.make_staff(session, "coordinator", cohort_id))
    client.post("/language", data={"language": "en"})
    assert "Nobody is enrolled yet" in client.get(f"/reports/pathways/{cohort_id}").get_data(
        as_text=True
    )
