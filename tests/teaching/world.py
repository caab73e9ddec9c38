"""A cohort, its trainer, and trainees who have got somewhere, as plain methods."""

from __future__ import annotations

import html
import re
from datetime import timedelta

from lms.accounts import operations as accounts
from lms.accounts.rules import Names
from lms.catalog.queries import latest_version, published_course
from lms.cohorts import operations as cohorts
from lms.core import clock
from lms.core.ids import new_id
from lms.progress.operations import record_outcome
from tests import factories
from tests.assessment.world import Taker
from tests.practice.factories import observe

ONLINE = ("lesson/viewed", "quiz/passed", "scenario/passed")


class Cohort:
    def __init__(self, session, *, title="Spring"):
        self.session = session
        self.id = factories.make_cohort(
            session, title=title, academy_id=factories.make_academy(session)
        )
        self.trainer = factories.make_staff(session, "trainer", self.id)
        self.course = published_course(session, latest_version(session, factories.COURSE))

    def enrol(self, *, given=None, at=None):
        """A trainee enrolled now; the person and the enrolment's id."""
        person = factories.make_person(self.session, given=given)
        return person, factories.enrol(self.session, person, self.id, at=at or clock.now())

    def invite(self):
        """A trainee who never signed in; the account's login code."""
        made = accounts.add_person(
            self.session, names=Names(ar=("ا", "ب", "ج")), at=factories.LONG_AGO
        )
        factories.enrol(self.session, made, self.id)
        return made.login_code

    def withdraw(self, enrolment_id):
        cohorts.withdraw(
            self.session, enrolment_id=enrolment_id, reason="left", at=clock.now(),
            by=self.trainer.account_id,
        )  # fmt: skip
        self.session.commit()

    def meet(self, enrolment_id, *keys, outcome="met", days_ago=0):
        for key in keys:
            at = clock.now() - timedelta(days=days_ago)
            record_outcome(
                self.session, enrolment_id=enrolment_id, requirement_key=key, outcome=outcome,
                score=None, occurred_at=at, fact_id=new_id(at), recorded_by=None,
            )  # fmt: skip
        self.session.commit()

    def meet_all_online(self, enrolment_id):
        for unit in self.course.units:
            self.meet(enrolment_id, *(f"{unit.key}/{part}" for part in ONLINE))
        self.meet(enrolment_id, "course/test/passed")

    def hand_in(self, person, enrolment_id, *, wrong=()):
        """A whole quiz of unit 1, handed in; the attempt's id."""
        self.meet(enrolment_id, "u01/lesson/viewed")
        attempt_id = Taker(self.session, person, enrolment_id).take(wrong=wrong, at=clock.now())
        self.session.commit()
        return attempt_id

    def observe(self, enrolment_id, *, unit_key="u01", missed=(), remark=""):
        """What the trainer saw at a practical; the observation's id."""
        return observe(
            self.session,
            factories.viewer_for(self.session, self.trainer, at=clock.now()),
            enrolment_id,
            self.practical(unit_key),
            missed=missed,
            remark=remark,
            at=clock.now(),
        ).observation_id

    def practical(self, unit_key="u01"):
        return self.course.unit(unit_key).activity_of_kind("practical")

    def marks(self, *, missed=(), unit_key="u01"):
        """A whole checklist as its form posts it."""
        return {
            f"line_{line.key}": "no" if line.key in missed else "yes"
            for line in self.practical(unit_key).practical.lines
        }

    def critical(self):
        lines = self.practical().practical.lines
        return next(line.key for line in lines if line.is_critical)


def page(client, address, status=200):
    """A page's text, its spaces and tags told apart no longer."""
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return text_of(answer)


def text_of(answer):
    bare = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return " ".join(html.unescape(bare).split())


def english(client, address):
    """A page in English, whatever the account speaks."""
    client.post("/language", data={"language": "en"})
    return page(client, address)


def in_fours(login_code):
    """A login code as a slip prints it."""
    return f"{login_code[:4]}-{login_code[4:]}"
