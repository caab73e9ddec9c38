"""What is closed by a condition of its own: pages say why, and nothing in it is read or written."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.assessment.models import Attempt
from lms.core import clock
from lms.progress.models import Outcome, UnitRelease
from lms.progress.operations import release_unit
from tests import factories
from tests.learning.world import meet, page, url
from tests.support.ruled_course import ONLINE, another_cohort, ruled_cohort

RELEASED = "{type: released}"
WAITS = "Opens when your trainer releases it for the cohort."


@pytest.fixture
def conditions():
    """The conditions of unit 2 and of the test; a test may say others."""
    return {"unit": RELEASED}


@pytest.fixture
def cohort(session, tmp_path, conditions):
    return ruled_cohort(session, tmp_path, **conditions)


@pytest.fixture
def release(session, cohort):
    """A trainer opens a unit for the cohort, or closes it."""
    who = factories.make_staff(session, "trainer", cohort)
    trainer = factories.viewer_for(session, who, at=clock.now())

    def _release(unit_key="u02", *, is_released=True, cohort_id=cohort):
        release_unit(
            session, viewer=trainer, cohort_id=cohort_id, unit_key=unit_key,
            is_released=is_released, at=clock.now(),
        )  # fmt: skip
        session.commit()

    return _release


@pytest.fixture
def first_done(session, enrolment):
    meet(session, enrolment, *(f"u01/{part}" for part in ONLINE))


def outcomes(session):
    return session.scalar(select(func.count()).select_from(Outcome))


def refused(client, address, method="get"):
    answer = getattr(client, method)(address)
    assert answer.status_code == 403, address
    return html.unescape(answer.get_data(as_text=True))


@pytest.mark.usefixtures("first_done")
def test_every_read_and_write_of_a_closed_unit_is_refused_with_the_reason(
    session, client, enrolment
):
    before = outcomes(session)
    for parts in (("u02",), ("u02", "lesson"), ("u02", "quiz")):
        assert WAITS in refused(client, url(enrolment, *parts))
    for part in ("lesson", "quiz"):
        assert WAITS in refused(client, url(enrolment, "u02", part), "post")
    assert outcomes(session) == before
    assert session.scalars(select(Attempt)).all() == []


@pytest.mark.usefixtures("first_done")
def test_released_it_opens_and_closed_again_it_does_not(session, client, enrolment, release):
    release()
    assert client.get(url(enrolment, "u02", "lesson")).status_code == 200
    release(is_released=False)
    assert WAITS in refused(client, url(enrolment, "u02", "lesson"))
    assert len(session.scalars(select(UnitRelease)).all()) == 2


@pytest.mark.usefixtures("first_done")
def test_a_release_is_for_one_cohort(session, client, enrolment, release):
    release(cohort_id=another_cohort(session, title="Other"))
    assert WAITS in refused(client, url(enrolment, "u02"))


def test_what_comes_before_is_named_beside_the_condition(client, enrolment):
    told = refused(client, url(enrolment, "u02"))
    assert url(enrolment, "u01", "orders") in told
    assert WAITS in told


@pytest.mark.usefixtures("first_done")
def test_home_and_course_page_say_why_nothing_comes_next(client, enrolment):
    assert WAITS in page(client, url(enrolment))
    home = page(client, "/learn")
    assert "This is not open yet. Everything before it is done." in home
    assert url(enrolment, "u02") in home


@pytest.mark.parametrize("conditions", [{"unit": "{type: released, on_fail: hide}"}])
@pytest.mark.usefixtures("first_done")
def test_a_hidden_unit_is_absent_from_lists_and_refused_by_its_address(
    session, client, enrolment, release
):
    told = page(client, url(enrolment))
    assert url(enrolment, "u02") not in told
    assert "1 of 1 unit completed" in told
    assert url(enrolment, "u02") not in page(client, url(enrolment, "u01"))
    assert "English: 1 unit is a draft" in page(client, url(enrolment, "about"))
    refused(client, url(enrolment, "u02", "lesson"))
    release()
    assert url(enrolment, "u02") in page(client, url(enrolment))


def day(days):
    return (clock.now() + timedelta(days=days)).date().isoformat()


@pytest.mark.parametrize(
    "conditions",
    [
        {"unit": f"{{type: date_from, date: {day(3)}}}"},
        {"unit": f"{{type: date_until, date: {day(-3)}}}"},
        {"unit": "{type: in_cohort, cohort: Another}"},
        {"unit": "{none: [{type: in_cohort, cohort: Ruled}]}"},
        {"unit": "{type: completed, course: c91-planned}"},
        {"unit": "{type: passed, course: c91-planned}"},
        {"unit": "{none: [{type: completed, unit: u01}]}"},
        {"unit": "{any: [{type: released}, {type: in_cohort, cohort: Another}]}"},
        {"unit": "{all: [{any: [{type: released}, {type: in_cohort, cohort: B}]}, {none: "
                 "[{type: date_until, date: 2999-01-01}, {type: passed, unit: u01}]}]}"},
    ],
)  # fmt: skip
@pytest.mark.usefixtures("first_done")
def test_each_reason_is_a_sentence(client, enrolment):
    told = refused(client, url(enrolment, "u02"))
    assert "What opens it" in told
    assert any(
        word in told for word in ("Opens", "Was open", "Only for", "Not for", "One of these")
    )


@pytest.mark.parametrize("conditions", [{"unit": "{type: completed, unit: u01}"}])
@pytest.mark.usefixtures("first_done")
def test_a_completed_unit_opens_what_waits_for_it(session, client, enrolment):
    """Unit 1 is completed: its rule has a choice, and the scenario is done."""
    assert client.get(url(enrolment, "u02")).status_code == 200


@pytest.mark.parametrize("conditions", [{"unit": "{type: in_cohort, cohort: rULED}"}])
@pytest.mark.usefixtures("first_done")
def test_a_cohort_is_known_by_its_title(client, enrolment):
    assert client.get(url(enrolment, "u02")).status_code == 200


@pytest.mark.parametrize(
    "conditions", [{"unit": f"{{type: completed, course: {factories.COURSE}}}"}]
)
@pytest.mark.usefixtures("first_done")
def test_another_course_counts_by_the_same_persons_enrolment(session, client, enrolment, trainee):
    other = factories.enrol(session, trainee, factories.make_cohort(session))
    told = refused(client, url(enrolment, "u02"))
    assert url(other) in told
    complete_c01(session, factories.enrol(
        session, factories.make_person(session), factories.make_cohort(session)))  # fmt: skip
    refused(client, url(enrolment, "u02"))
    complete_c01(session, other)
    assert client.get(url(enrolment, "u02")).status_code == 200


def complete_c01(session, enrolment_id):
    parts = (*ONLINE[:3], "practical/signed_off")
    meet(session, enrolment_id, *(f"u0{n}/{part}" for n in range(1, 6) for part in parts))
    meet(session, enrolment_id, "course/test/passed")


@pytest.mark.parametrize("conditions", [{"test": RELEASED}])
@pytest.mark.usefixtures("first_done")
def test_the_course_test_waits_for_its_own_condition(session, client, enrolment, release):
    meet(session, enrolment, "u02/lesson/viewed", "u02/quiz/passed")
    assert WAITS in refused(client, url(enrolment, "course", "test"))
    refused(client, url(enrolment, "course", "test"), "post")
    release("course")
    assert client.get(url(enrolment, "course", "test")).status_code == 200


@pytest.mark.usefixtures("first_done")
def test_an_attempt_that_was_begun_goes_on(session, client, enrolment, release):
    """Nothing that is being answered is lost when a trainer closes a unit."""
    release()
    started = client.post(url(enrolment, "u02", "quiz"))
    assert started.status_code == 303
    release(is_released=False)
    assert client.get(started.location).status_code == 200
    assert client.post(started.location, data={"a": "a", "go": "next"}).status_code == 303


@pytest.mark.usefixtures("first_done")
def test_conditions_cost_two_statements_a_page(session, client, enrolment, release, statements):
    release()
    page(client, url(enrolment, "u02"))
    with statements() as asked:
        page(client, url(enrolment, "u02"))
    assert sum("unit_release" in one for one in asked) == 1
    assert sum("asked" in one for one in asked) == 1


@pytest.mark.usefixtures("first_done")
def test_a_part_that_a_complete_unit_does_not_wait_for_is_not_said_to_be_missing(client, enrolment):
    told = page(client, url(enrolment, "u01"))
    assert "Completed on" in told
    assert "Not needed for this unit" in told
    assert "Awaits sign-off" not in told
    assert "minutes left" not in told


@pytest.mark.parametrize(
    "conditions", [{"unit": "{all: [{type: released}, {type: in_cohort, cohort: Other}]}"}]
)
@pytest.mark.usefixtures("first_done")
def test_of_several_conditions_the_list_leads_to_the_page_that_tells_them(client, enrolment):
    told = page(client, url(enrolment))
    assert "Several things open it; its page says which." in told
    assert f'<a href="{url(enrolment, "u02")}">What opens it</a>' in told


def test_a_unit_with_a_choice_says_what_completes_it(client, enrolment):
    told = page(client, url(enrolment, "u01"))
    assert "What completes this unit" in told
    assert "One of these is enough:" in told
    assert "Confirm as read and understood: Text orders" in told


@pytest.mark.usefixtures("enrolment")
def test_a_plain_unit_says_nothing_of_it(session, client, trainee):
    plain = factories.enrol(session, trainee, factories.make_cohort(session))
    assert "What completes this unit" not in page(client, url(plain, "u01"))
