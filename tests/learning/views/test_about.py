from __future__ import annotations

from tests.learning.world import page, the_course, url


def test_facts_to_be_verified_are_shown_with_their_number(client, session, enrolment):
    html = page(client, url(enrolment, "about"))
    facts = [fact for unit in the_course(session).units for fact in unit.facts]
    waiting = [fact for fact in facts if fact.verification == "to_verify"]
    assert f"{len(waiting)} facts are to be verified by a legal reviewer." in html
    assert f"{len(facts) - len(waiting)} facts were checked" in html


def test_drafts_of_languages_are_not_hidden(client, enrolment):
    assert "5 units are drafts that await a reviewer." in page(client, url(enrolment, "about"))


def test_every_source_of_the_course_is_listed(client, session, enrolment):
    html = page(client, url(enrolment, "about"))
    assert f"Sources ({len(the_course(session).sources)})" in html
