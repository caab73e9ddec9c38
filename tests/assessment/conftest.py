from __future__ import annotations

import pytest

from tests import factories
from tests.assessment.world import Taker


@pytest.fixture
def cohort(session):
    return factories.make_cohort(session, academy_id=factories.make_academy(session))


@pytest.fixture
def taker(session, cohort):
    """A trainee enrolled on C01, as somebody who takes its quizzes."""
    person = factories.make_person(session, language="en")
    enrolment_id = factories.enrol(session, person, cohort)
    return Taker(session, person, enrolment_id)


@pytest.fixture
def trainer(session, cohort):
    """A trainer of the cohort, as a viewer."""
    return factories.viewer_for(session, factories.make_staff(session, "trainer", cohort))
