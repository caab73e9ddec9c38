from __future__ import annotations

import pytest

from lms.assessment.queries import questions_with_answers
from tests.teaching.world import english, page


@pytest.fixture
def url(cohort):
    return f"/teach/cohorts/{cohort.id}/course"


def words_in(text):
    return " ".join(text.split())


def test_the_course_lists_units_and_what_awaits_a_reviewer(browser, cohort, url):
    text = english(browser, url)
    for unit in cohort.course.units:
        assert f"Unit {unit.position}: {unit.title.en}" in text
    assert cohort.course.test.title.en in text
    open_facts = [
        fact for unit in cohort.course.units for fact in unit.facts
        if fact.verification == "to_verify"
    ]  # fmt: skip
    assert ("to be verified by a legal reviewer" in text) is bool(open_facts)
    drafts = [unit for unit in cohort.course.units if "en" in unit.draft_languages]
    assert text.count("Draft: no reviewer has read this language yet.") == len(drafts)


def test_a_unit_is_read_with_its_answers(session, browser, cohort, url):
    text = english(browser, f"{url}/u01")
    unit = cohort.course.unit("u01")
    questions = questions_with_answers(
        session, cohort.course.course_version_id, "u01/quiz", language="en"
    )
    assert len(questions) >= 8
    for question in questions:
        for shown in (question.text, *question.lines, *question.right):
            assert words_in(shown) in text
    scenario = unit.activity_of_kind("scenario").scenario
    for node in scenario.nodes:
        assert words_in(node.text.en) in text
    for line in unit.activity_of_kind("practical").practical.lines:
        assert words_in(line.text.en) in text
    for fact in unit.facts:
        assert words_in(fact.text.en) in text


def test_the_lesson_is_the_trainees_own(browser, url):
    html = browser.get(f"{url}/u01").get_data(as_text=True)
    assert '<article class="prose">' in html
    assert "<h2" in html.split('<article class="prose">')[1].split("</article>")[0]


def test_the_course_test_is_read_with_its_answers(session, browser, cohort, url):
    text = english(browser, f"{url}/course")
    questions = questions_with_answers(
        session, cohort.course.course_version_id, cohort.course.test.address, language="en"
    )
    assert len(questions) >= 15
    assert all(words_in(question.text) in text for question in questions)
    assert "Must be fully right" in text


@pytest.mark.parametrize("language", ["ar", "ckb"])
def test_it_is_read_in_each_language(browser, cohort, url, language):
    browser.post("/language", data={"language": language})
    assert cohort.course.unit("u02").title.in_(language) in page(browser, f"{url}/u02")


def test_an_unknown_unit_or_a_cohort_elsewhere_is_not_found(browser, elsewhere, url):
    assert browser.get(f"{url}/u99").status_code == 404
    client = elsewhere()
    assert client.get(url).status_code == 404
    assert client.get(f"{url}/u01").status_code == 404


def test_a_cohort_with_trainees_reads_the_version_they_take(browser, cohort, url):
    cohort.enrol()
    assert f"Version {cohort.course.version}" in english(browser, url)


def test_the_guide_of_a_unit_is_opened_from_the_course(browser, url):
    assert f"{url}/u01/guide" in browser.get(url).get_data(as_text=True)
    page = english(browser, f"{url}/u01/guide")
    assert "Facilitator guide" in page
    assert 'id="handout"' in browser.get(f"{url}/u01/guide").get_data(as_text=True)
    assert browser.get(f"{url}/course/guide").status_code == 404
