"""What happens where voids, marks, extra time and the recount meet."""

from __future__ import annotations

from lms.assessment.operations import recount
from lms.progress.operations import rebuild
from tests.assessment.operations.test_voiding import (  # noqa: F401
    answer,
    ask,
    asker,
    second,
    void,
)


def differences(session):
    return [*recount(session, only_check=True), *rebuild(session, only_check=True)]


def test_a_void_open_scenario_shows_no_difference(session, taker, void):
    void(taker.start_scenario())
    assert differences(session) == []
