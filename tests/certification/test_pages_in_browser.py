"""The pages of certificates on a phone: nothing that axe-core finds, and nothing wider than it."""

from __future__ import annotations

import pytest

from lms.accounts.operations import assign_role, make_scope
from tests.certification.test_bulk import Cohort
from tests.certification.test_register import claim
from tests.certification.test_signatories import HEAD, put
from tests.certification.world import (
    NOON,
    confirm,
    make_course,
    make_enrolment,
    make_person,
    viewer_of,
)
from tests.support.browser import axe
from tests.support.looking import opened


@pytest.fixture
def own_url(own_file_url):
    """One database: what is drawn is the same on both."""
    return own_file_url


pytestmark = pytest.mark.parametrize("language", ["ar", "ckb", "en"])


def look(chromium, client, path, language):
    """What is wrong with a page."""
    with opened(chromium, client, path, language=language) as page:
        wrong = [f"{each.rule}: {each.places[:2]}" for each in axe(page)]
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return wrong + (["wider than the phone"] if width > 0 else [])


def test_issuing_a_cohorts_certificates(chromium, client, sign_in, session, language):
    cohort = Cohort(session, 3)
    confirm(session, cohort.people[0])
    sign_in(cohort.staff)
    path = f"/certificates/cohorts/{cohort.id}/issue"
    assert look(chromium, client, path, language) == []
    session.rollback()
    cohort.run(cohort.ask())
    assert look(chromium, client, path, language) == []
    assert look(chromium, client, f"/certificates/cohorts/{cohort.id}", language) == []


def test_the_holders_pages(chromium, client, sign_in, session, language):
    person = make_person(session)
    claim(session, person, make_enrolment(session, person_id=person))
    session.commit()
    sign_in(person)
    for path in ("/certificates/name", "/certificates"):
        assert look(chromium, client, path, language) == []


def test_the_signatories(chromium, client, sign_in, session, language):
    version, person = make_course(session), make_person(session)
    site = make_scope(session, kind="site", title="Site", at=NOON)
    assign_role(
        session, person_id=person, role="administrator", scope_id=site, at=NOON, may_see_names=True
    )
    session.commit()
    put(session, viewer_of(session, person, ("administrator", site, True)), version, HEAD)
    sign_in(person)
    for path in ("/certificates/signatories", f"/certificates/signatories/{version.course_key}/1"):
        assert look(chromium, client, path, language) == []


def test_what_strangers_see(chromium, client, session, language):
    person = make_person(session)
    made = claim(session, person, make_enrolment(session, person_id=person))
    session.commit()
    for path in ("/verify", f"/verify/{made.code}", "/verify/0000000000000", "/issuer"):
        assert look(chromium, client, f"{path}?language={language}", language) == []
