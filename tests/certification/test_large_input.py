"""A megabyte where the name on a certificate is typed: refused in our words, no try counted."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from lms.accounts.models import Throttle
from lms.certification import operations
from tests.certification.world import LATER, PUBLIC_URL, make_enrolment, make_person, viewer_of


@pytest.mark.parametrize(("letter", "status"), [("n", 422), ("ن", 413)])
def test_the_check_of_a_name(session, client, letter, status):
    who = make_person(session)
    enrolment_id = make_enrolment(session, person_id=who)
    made = operations.claim_certificate(
        session, viewer=viewer_of(session, who), enrolment_id=enrolment_id,
        leading_language="ar", public_url=PUBLIC_URL, is_demonstration=False, at=LATER,
    )  # fmt: skip
    session.commit()
    answer = client.post(
        f"/verify/{made.code}", data={"name": letter * 1_000_000}, headers={"Accept-Language": "ar"}
    )
    assert answer.status_code == status
    assert 'lang="ar"' in answer.get_data(as_text=True)
    assert session.scalar(select(func.count()).select_from(Throttle)) == 0
