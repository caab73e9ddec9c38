from __future__ import annotations

from datetime import timedelta

import pytest

from lms.core import clock
from tests import factories


@pytest.fixture
def trainee(session):
    return factories.make_person(session, given="سارة", address_form="feminine", language="en")


@pytest.fixture
def cohort(session):
    return factories.make_cohort(session, academy_id=factories.make_academy(session))


@pytest.fixture
def enrolment(session, trainee, cohort, sign_in):
    """The trainee's own enrolment; the trainee is signed in."""
    enrolment_id = factories.enrol(session, trainee, cohort)
    sign_in(trainee)
    return enrolment_id


@pytest.fixture
def asking(session, trainee, enrolment):
    """The trainee as a viewer."""
    return factories.viewer_for(session, trainee, at=clock.now())


@pytest.fixture
def come_back_after(monkeypatch, sign_in, trainee):
    """So many minutes later the trainee signs in again."""

    def _come_back_after(minutes):
        later = clock.now() + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "now", lambda: later)
        sign_in(trainee)

    return _come_back_after
