from __future__ import annotations

import pytest

from tests import factories
from tests.teaching.world import Cohort


@pytest.fixture
def cohort(session):
    """A cohort of an academy, with its trainer."""
    return Cohort(session)


@pytest.fixture
def browser(cohort, sign_in):
    """The trainer, signed in."""
    return sign_in(cohort.trainer)


@pytest.fixture
def elsewhere(session, cohort, sign_in):
    """Signs in a trainer of another cohort instead."""
    other = factories.make_cohort(session, title="Elsewhere")
    return lambda: sign_in(factories.make_staff(session, "trainer", other))
