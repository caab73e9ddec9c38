from __future__ import annotations

from lms.accounts.operations import log_names_shown
from lms.core import clock
from tests.factories import (
    enrol,
    make_academy,
    make_cohort,
    make_person,
    make_staff,
    viewer_for,
)


def test_who_looked_is_told_by_role_and_never_by_name(session, sign_in):
    person, cohort_id = make_person(session, language="en"), make_cohort(session)
    enrol(session, person, cohort_id)
    trainer = make_staff(session, "trainer", cohort_id)
    log_names_shown(
        session, viewer=viewer_for(session, trainer), endpoint="teaching.record",
        person_ids=[person.person_id], at=clock.now(),
    )  # fmt: skip
    page = sign_in(person).get("/record").get_data(as_text=True)
    assert '<h3 class="row-title">Trainer</h3>' in page
    assert trainer.trainee_code not in page
    assert trainer.login_code not in page


def test_lists_of_people_elsewhere_do_not_count(session, sign_in):
    academy_id = make_academy(session)
    here = make_cohort(session, title="Here", academy_id=academy_id)
    there = make_cohort(session, title="There", academy_id=academy_id)
    person, others = make_person(session, language="en"), [make_person(session) for _ in range(2)]
    enrol(session, person, here)
    for scope_id in (here, there, academy_id):
        log_names_shown(
            session, viewer=viewer_for(session, make_staff(session, "trainer", scope_id)),
            endpoint="teaching.cohort", person_ids=[one.person_id for one in others],
            at=clock.now(),
        )  # fmt: skip
    assert "2 lists of names" in sign_in(person).get("/record").get_data(as_text=True)
