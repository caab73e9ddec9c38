"""What happens where voids, marks, extra time and the recount meet."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from lms.assessment.models import AttemptGrade
from lms.assessment.operations import add_evidence, close_due, give_extra_time, recount
from lms.assessment.queries.attempts import grades_of
from lms.assessment.queries.marking import waiting_for_marks
from lms.assessment.rules.marking import AlreadyGraded
from lms.assessment.rules.timing import Extra
from lms.authoring.operations import publish_package
from lms.core.uploads import made_anew
from lms.progress.models import EnrolmentProgress, Outcome
from lms.progress.operations import (
    answer_exemption,
    answer_reversal,
    ask_reversal,
    override_completion,
    rebuild,
    revoke_override,
)
from lms.progress.queries import progress_of
from tests import factories
from tests.assessment.operations.test_recounting import behind_the_guard
from tests.assessment.operations.test_sending import send, sent
from tests.assessment.operations.test_voiding import QUIZ, met_at
from tests.assessment.world import Taker, after
from tests.catalog.sample import COURSE
from tests.support.marked_course import (
    CHOICE,
    ESSAY,
    FILES,
    GOOD,
    HALF,
    cohort_on,
    hand_in,
    mark,
    marked_cohort,
    places_in,
    write_marked_courses,
)
from tests.support.pictures import picture
from tests.support.timed_course import PLAIN


@pytest.fixture
def marked(session, tmp_path):
    return marked_cohort(session, tmp_path)


def differences(session):
    return [*recount(session, only_check=True), *rebuild(session, only_check=True)]


@pytest.fixture
def passing(session):
    """An attempt with everything answered that waits for two marks; its places by question."""

    def _passing(taker, *, at):
        attempt = taker.start(at=after(at))
        places = places_in(taker, attempt)
        taker.save(attempt, places[ESSAY], "One two three", at=after(at + 1))
        upload(session, taker, attempt, places[FILES], at=at + 1)
        taker.save(attempt, places[CHOICE], ["a"], at=after(at + 1))
        taker.submit(attempt, at=after(at + 2))
        return attempt, places

    return _passing


@pytest.fixture
def mark_all(session, trainer):
    def _mark_all(attempt, places, *, at, levels=GOOD):
        for key in (ESSAY, FILES):
            mark(session, trainer, attempt, places[key], levels, at=after(at))

    return _mark_all


class TestAnAttemptThatWaitsForAMark:
    @pytest.fixture
    def cohort(self, marked):
        return marked

    @pytest.fixture
    def handed_in(self, session, cohort):
        return hand_in(session, cohort)

    def test_a_void_ends_the_wait_and_the_next_attempt_starts(self, session, handed_in, void):
        taker, attempt = handed_in
        void(attempt)
        grade = grades_of(session, [attempt])[attempt]
        assert (grade.is_voided, grade.is_passed) == (True, False)
        stand = taker.stand(at=after(30))
        assert (stand.marking, stand.used) == (None, 0)
        assert taker.start(at=after(30)) != attempt
        assert differences(session) == []

    def test_a_void_answer_is_marked_no_more(self, session, handed_in, void, trainer):
        taker, attempt = handed_in
        place = places_in(taker, attempt)[ESSAY]
        void(attempt)
        assert waiting_for_marks(session, trainer) == []
        with pytest.raises(AlreadyGraded):
            mark(session, trainer, attempt, place)
        assert met_at(session, taker) is None

    def test_an_open_attempt_with_an_essay_is_voided_too(self, session, cohort, handed_in, void):
        taker, first = handed_in
        void(first)
        attempt = taker.start(at=after(30))
        taker.save(attempt, places_in(taker, attempt)[ESSAY], "One two three", at=after(31))
        void(attempt, at=40)
        assert taker.stand(at=after(50)).used == 0
        assert differences(session) == []


def test_a_void_open_scenario_shows_no_difference(session, taker, void):
    void(taker.start_scenario())
    assert differences(session) == []


class TestMarksAndWhatIsTakenBack:
    @pytest.fixture
    def cohort(self, marked):
        return marked

    def test_what_was_marked_after_a_reversal_stands_when_a_later_one_is_void(
        self, session, taker, passing, mark_all, asker, second, void
    ):
        mark_all(*passing(taker, at=0), at=5)
        waiting = passing(taker, at=10)
        asked = ask_reversal(
            session, viewer=asker, enrolment_id=taker.enrolment.id, requirement_key=QUIZ,
            ground="identity_error", reason="x", at=after(20),
        )  # fmt: skip
        answer_reversal(session, viewer=second, reversal_id=asked, is_confirmed=True, at=after(21))
        mark_all(*waiting, at=30)
        assert met_at(session, taker) == after(30)
        later = passing(taker, at=40)
        mark_all(*later, at=45)
        void(later[0], at=50)
        assert met_at(session, taker) is not None
        assert differences(session) == []

    def test_a_lost_outcome_of_a_mark_is_dated_at_the_mark_again(
        self, session, taker, passing, mark_all
    ):
        mark_all(*passing(taker, at=0), at=30)
        before = progress_of(session, taker.enrolment.id)
        assert before.requirement(QUIZ).met_at == after(30)
        behind_the_guard(session, "outcome", delete(Outcome))
        list(recount(session, only_check=False))
        assert progress_of(session, taker.enrolment.id) == before


def upload(session, taker, attempt, position, *, at):
    return add_evidence(
        session, viewer=taker.viewer, attempt_id=attempt, position=position,
        file=made_anew(picture()), at=after(at),
    )  # fmt: skip


def test_what_was_handed_in_is_made_no_longer(session, trainer, tmp_path):
    package = write_marked_courses(tmp_path)
    unit = package / "u01-first" / "unit.yaml"
    text = unit.read_text("utf-8").replace(PLAIN, "max_attempts: 0, time_limit_minutes: 30}")
    unit.write_text(text, "utf-8")
    publish_package(session, package, at=factories.LONG_AGO)
    taker, attempt = hand_in(session, cohort_on(session, COURSE))
    given = give_extra_time(
        session, viewer=trainer, enrolment_id=taker.enrolment.id, activity=None,
        extra=Extra(percent=150), reason="x", at=after(5),
    )  # fmt: skip
    assert (given.extended, taker.head(attempt).deadline_at) == (0, after(30))


class TestARecountOfEverything:
    @pytest.fixture
    def cohort(self, session, tmp_path):
        return timed_and_marked(session, tmp_path)

    @pytest.fixture
    def make(self, session, cohort):
        def _make():
            person = factories.make_person(session)
            return Taker(session, person, factories.enrol(session, person, cohort))

        return _make

    @pytest.fixture
    def decide(self, session, asker, second):
        def _decide(taker, target, kind, *, at):
            override = override_completion(
                session, viewer=asker, enrolment_id=taker.enrolment.id, target=target, kind=kind,
                reason="x", evidence="y", at=after(at),
            )  # fmt: skip
            if kind == "exempt":
                answer_exemption(
                    session,
                    viewer=second,
                    override_id=override,
                    is_confirmed=True,
                    at=after(at + 1),
                )
            return override

        return _decide

    @pytest.fixture
    def reverse(self, session, asker, second):
        def _reverse(taker, *, at):
            asked = ask_reversal(
                session, viewer=asker, enrolment_id=taker.enrolment.id, requirement_key=QUIZ,
                ground="identity_error", reason="x", at=after(at),
            )  # fmt: skip
            answer_reversal(
                session, viewer=second, reversal_id=asked, is_confirmed=True, at=after(at + 1)
            )

        return _reverse

    @pytest.fixture
    def everything(
        self, session, make, passing, mark_all, decide, reverse, void, trainer, asker, second
    ):
        waiting, failing, passed, voided, walking = (make() for _ in range(5))
        mark_all(*passing(failing, at=0), at=9)
        reverse(failing, at=10)
        mark_all(*passing(failing, at=12), at=15, levels=HALF)
        attempt, places = passing(passed, at=0)
        mark_all(attempt, places, at=9)
        decide(passed, QUIZ, "complete", at=11)
        void(attempt, at=12)
        attempt, places = passing(voided, at=0)
        mark(session, trainer, attempt, places[ESSAY], at=after(9))
        void(attempt, at=13)
        passing(waiting, at=0)
        decide(waiting, "u02", "exempt", at=14)
        taken_back = decide(waiting, "u01", "complete", at=15)
        revoke_override(session, viewer=asker, override_id=taken_back, reason="x", at=after(16))
        override = decide(walking, QUIZ, "complete", at=1)
        void(walking.start_scenario(at=after(5)), at=6)
        revoke_override(session, viewer=second, override_id=override, reason="x", at=after(17))
        self.two_devices_and_late(session, make())
        self.abandoned(session, make(), trainer)
        session.commit()

    def two_devices_and_late(self, session, taker):
        attempt = taker.start()
        place = places_in(taker, attempt)[CHOICE]
        taker.save(attempt, place, ["b"], at=after(3))
        other = Taker(session, taker.person, taker.enrolment.id)
        send(other, attempt, sent(other, attempt, place, answered=after(2)), at=after(4))
        taker.submit(attempt, at=after(5))
        send(other, attempt, sent(other, attempt, place, answered=after(4)), at=after(7))

    def abandoned(self, session, taker, trainer):
        attempt = taker.start()
        place = places_in(taker, attempt)[ESSAY]
        taker.save(attempt, place, "One two three", at=after(1))
        assert close_due(session, at=after(40)) == 1
        assert grades_of(session, [attempt])[attempt].is_abandoned  # it waits for no mark
        assert all(one.head.id != attempt for one in waiting_for_marks(session, trainer))

    def test_it_finds_no_difference_and_changes_nothing(self, session, everything):
        assert differences(session) == []
        before = rows_of(session)
        for _ in range(2):
            assert list(recount(session, only_check=False)) == []
            assert rebuild(session, only_check=False) == []
        assert rows_of(session) == before


def timed_and_marked(session, folder):
    package = write_marked_courses(folder)
    unit = package / "u01-first" / "unit.yaml"
    settings = "max_attempts: 0, time_limit_minutes: 30, overdue_policy: abandon}"
    unit.write_text(unit.read_text("utf-8").replace(PLAIN, settings), "utf-8")
    publish_package(session, package, at=factories.LONG_AGO)
    return cohort_on(session, COURSE)


def rows_of(session):
    return [
        session.execute(select(table).order_by(*table.primary_key)).all()
        for table in (Outcome.__table__, AttemptGrade.__table__, EnrolmentProgress.__table__)
    ]
