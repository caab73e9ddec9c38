"""The demonstration academy: complete, and true to its stages."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime

import pytest
from sqlalchemy import func, select

from lms import create_app
from lms.accounts.models import Account, Person
from lms.accounts.passphrases import is_passphrase_right
from lms.assessment.models import AttemptStep
from lms.assessment.queries import overview
from lms.authoring.operations import publish_package
from lms.catalog.queries import latest_version, published_course
from lms.certification.models import Certificate
from lms.cohorts.models import Enrolment
from lms.config import read_settings
from lms.core import clock
from lms.core.db import db
from lms.core.paper_keys import _Current as Papers
from lms.core.paper_keys import make_paper_keys
from lms.core.sealed import _Current as Ring
from lms.core.sealed import make_keys
from lms.core.signing import _Current as Signing
from lms.core.signing import make_signing_keys
from lms.demo.operations import COURSE, SIGN_INS, SignInLine
from lms.demo.stages import PLAN, STAGES
from lms.practice.models import Observation
from lms.progress.models import Outcome
from lms.progress.operations import rebuild
from lms.progress.queries import progress_of
from lms.progress.rules import missing_for_test, next_activity, waiting_practicals
from tests.support.migrating import migrate


class Academy:
    """The demonstration as made, and what the tests ask of it."""

    def __init__(self, session, folder):
        self.session, self.folder, self.at = session, folder, clock.now()
        self.lines = [SignInLine(**line) for line in json.loads((folder / SIGN_INS).read_text())]
        self.course = published_course(session, latest_version(session, COURSE))

    def enrolments(self, stage):
        codes = [line.login_code for line in self.lines if line.stage == stage]
        mine = select(Enrolment).join(Account, Account.person_id == Enrolment.person_id)
        return self.session.scalars(mine.where(Account.login_code.in_(codes))).all()

    def states(self, stage):
        found = [progress_of(self.session, each.id) for each in self.enrolments(stage)]
        assert found
        return found

    def overviews(self, stage, activity):
        found = [
            overview(self.session, each.id, activity, at=self.at) for each in self.enrolments(stage)
        ]
        assert found
        return found


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    """A demonstration's system, still without people; its keys are in use while it lasts."""
    folder = tmp_path_factory.mktemp("demonstration")
    make_keys(folder / "keys")
    make_signing_keys(folder / "keys", clock.now())
    make_paper_keys(folder / "keys", "Specimen", clock.now())
    (folder / "DEMONSTRATION").touch()
    settings = read_settings({"LMS_DATA": str(folder)})
    migrate(settings.database_url)
    before, signing_before, papers = Ring.ring, Signing.keys, Papers.keys
    app = create_app(settings, TESTING=True)
    with app.app_context():
        publish_package(db.session, settings.courses / COURSE, at=clock.now())
        db.session.commit()
        yield app
        db.session.remove()
        db.engine.dispose()
    Ring.ring, Signing.keys, Papers.keys = before, signing_before, papers


@pytest.fixture(scope="module")
def printed(embedded):
    """What `flask demo make` prints."""
    done = embedded.test_cli_runner().invoke(args=["demo", "make"])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def academy(embedded, printed):
    return Academy(db.session, embedded.config["LMS"].data)


def test_the_sign_ins_are_printed_once(academy, printed):
    assert len(printed.splitlines()) == len(academy.lines)
    assert all(line.login_code in printed and line.passphrase in printed for line in academy.lines)


def test_each_role_has_its_people(academy):
    assert Counter((line.role, line.cohort) for line in academy.lines) == {
        ("trainee", "A"): 20,
        ("trainee", "B"): 20,
        ("trainer", "A"): 2,
        ("trainer", "B"): 2,
        ("coordinator", "A"): 1,
        ("coordinator", "B"): 1,
        ("coordinator", "A and B"): 1,
        ("approver", "A and B"): 1,
        ("administrator", ""): 1,
    }


def test_the_sign_ins_are_kept_in_a_private_file(academy):
    file = academy.folder / SIGN_INS
    kept = json.loads(file.read_text())
    assert file.name == "demo-sign-ins.json"
    assert set(kept[0]) == {"role", "login_code", "passphrase", "cohort", "stage"}
    assert file.stat().st_mode & 0o777 == 0o600


def test_each_passphrase_is_its_own_and_opens_its_account(academy):
    for line in academy.lines:
        account = academy.session.scalar(
            select(Account).where(Account.login_code == line.login_code)
        )
        assert account.account_state == "active"
        assert is_passphrase_right(account.passphrase_hash, line.passphrase)
    assert len({line.passphrase for line in academy.lines}) == len(academy.lines)


def test_languages_and_forms_of_address_are_mixed(academy):
    pairs = academy.session.execute(select(Person.language, Person.address_form).distinct()).all()
    assert {tuple(pair) for pair in pairs} >= {
        (language, form) for language in ("ar", "ckb", "en") for form in ("feminine", "masculine")
    }


def test_every_stage_has_its_trainees(academy):
    found = Counter(line.stage for line in academy.lines if line.role == "trainee")
    assert found == {stage: 2 * PLAN.count(stage) for stage in STAGES}


def test_nobody_has_done_anything_in_the_future(academy):
    for table in (AttemptStep, Outcome, Observation):
        latest = academy.session.scalar(select(func.max(table.occurred_at)))
        assert isinstance(latest, datetime)
        assert latest <= academy.at


def test_who_has_not_started_has_no_facts(academy):
    assert all(not state.requirements for state in academy.states("not started"))


def test_who_is_in_a_quiz_has_answered_some_of_it(academy):
    quiz = academy.course.units[1].activity("quiz")
    for found in academy.overviews("in the middle of a quiz", quiz):
        answered = academy.session.scalar(
            select(func.count()).where(AttemptStep.attempt_id == found.open.id)
        )
        assert 0 < answered < len(found.open.slots)


def test_who_needs_help_failed_a_quiz_twice_and_may_try_again(academy):
    quiz = academy.course.units[2].activity("quiz")
    for found in academy.overviews("needs help with a quiz", quiz):
        assert (found.used, found.is_passed, found.may_start) == (2, False, True)


def test_who_waits_between_attempts_still_waits(academy):
    quiz = academy.course.units[0].activity("quiz")
    for found in academy.overviews("waiting between attempts", quiz):
        assert found.next_at > academy.at


def test_who_waits_for_practicals_passed_the_test(academy):
    for state in academy.states("waiting for practicals"):
        assert waiting_practicals(academy.course, state)
        assert state.is_met(academy.course.test.requirement_key)
        assert state.course_completed_at is None


def test_the_course_test_is_next_for_who_is_ready(academy):
    for state in academy.states("ready for the course test"):
        assert not missing_for_test(academy.course, state)
        assert next_activity(academy.course, state) == academy.course.test


def test_who_failed_the_test_missed_a_question_that_must_be_right(academy):
    for found in academy.overviews("failed the course test", academy.course.test):
        ((_, grade),) = found.past
        assert grade.is_absolute_missed
        assert found.is_remedial_due


@pytest.mark.parametrize(
    ("stage", "certificates"), [("certified", 1), ("completed, certificate not claimed", 0)]
)
def test_who_completed_has_a_certificate_when_claimed(academy, stage, certificates):
    assert all(state.course_completed_at for state in academy.states(stage))
    for enrolment in academy.enrolments(stage):
        issued = select(func.count()).where(Certificate.enrolment_id == enrolment.id)
        assert academy.session.scalar(issued) == certificates


def test_who_withdrew_is_not_active(academy):
    found = {each.enrolment_state for each in academy.enrolments("withdrawn")}
    assert found == {"withdrawn"}


def test_every_summary_follows_from_the_facts(academy):
    assert rebuild(academy.session, only_check=True) == []


def test_a_second_demonstration_is_refused(academy, embedded):
    before = (academy.folder / SIGN_INS).read_bytes()
    done = embedded.test_cli_runner().invoke(args=["demo", "make"])
    assert (done.exit_code, "There are people" in done.output) == (1, True)
    assert (academy.folder / SIGN_INS).read_bytes() == before
