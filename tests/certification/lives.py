"""What a holder and two coordinators do to certificates, one call each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select

from lms.accounts.operations import change_names
from lms.accounts.rules import Names, Viewer
from lms.certification import operations
from lms.certification.models import Certificate
from lms.certification.operations import Issue
from lms.certification.operations.pathways import claim_pathway_certificate
from lms.certification.queries import name_to_print, printed_lines, standing_of
from lms.cohorts.queries.pathways import courses_of
from lms.core.locale import local_day
from lms.progress.queries import course_completed_at
from lms.progress.queries.pathways import pathways_completed_at
from tests.certification.world import (
    LATER,
    NOON,
    PUBLIC_URL,
    complete,
    make_course,
    make_enrolment,
    make_pathway_place,
    make_person,
    viewer_of,
)

NAMES = (Names(ar=("نور", "عبد الكريم", "حسن")), Names(ar=("نور", "عبدالكريم", "حسين")))


@dataclass
class Life:
    """A holder's certificates, with the two people who decide about them."""

    session: object
    holder: Viewer
    coordinator: Viewer
    second: Viewer
    enrolment_id: UUID
    at: object = LATER
    is_of_a_pathway: ClassVar[bool] = False

    def later(self, days=1):
        self.at += timedelta(days=days)
        return self

    @property
    def issue(self):
        return Issue(PUBLIC_URL, is_demonstration=False, at=self.at)

    def claim(self, enrolment_id=None):
        return operations.claim_certificate(
            self.session, viewer=self.holder, enrolment_id=enrolment_id or self.enrolment_id,
            leading_language="ar", public_url=PUBLIC_URL, is_demonstration=False, at=self.at,
        )  # fmt: skip

    def suspend(self, certificate_id):
        return operations.suspend(
            self.session, viewer=self.coordinator, certificate_id=certificate_id,
            note="Letter 7", review_on=local_day(self.at), at=self.at,
        )  # fmt: skip

    def restore(self, certificate_id):
        return operations.restore(
            self.session, viewer=self.coordinator, certificate_id=certificate_id, note="Seen",
            at=self.at,
        )  # fmt: skip

    def ask_revocation(self, certificate_id, reason="identity_error"):
        return operations.ask_revocation(
            self.session, viewer=self.coordinator, certificate_id=certificate_id, reason=reason,
            note="Letter 8", at=self.at,
        )  # fmt: skip

    def ask_correction(self, certificate_id, reason="wrong_spelling"):
        return operations.ask_correction(
            self.session, viewer=self.coordinator, certificate_id=certificate_id, reason=reason,
            note="Identity card", at=self.at,
        )  # fmt: skip

    def ask_reissue(self, certificate_id):
        return operations.ask_reissue(
            self.session, viewer=self.coordinator, certificate_id=certificate_id, note="Mended",
            at=self.at,
        )  # fmt: skip

    def answer(self, act_id, *, is_confirmed=True, by=None):
        operations.answer_act(
            self.session, viewer=by or self.second, act_id=act_id, is_confirmed=is_confirmed,
            issue=self.issue,
        )  # fmt: skip

    def revoke(self, certificate_id, reason="identity_error"):
        self.answer(self.ask_revocation(certificate_id, reason))

    def correct(self, certificate_id):
        row = self.session.get(Certificate, certificate_id)
        if name_to_print(self.session, self.holder.person_id) == printed_lines(row):
            self.rename()
        self.answer(self.ask_correction(certificate_id))

    def reissue(self, certificate_id):
        self.answer(self.ask_reissue(certificate_id))

    def renew(self, certificate_id):
        return operations.renew(
            self.session, viewer=self.holder, certificate_id=certificate_id, at=self.at
        )

    def rename(self):
        """Give the record the other of the two names."""
        now = name_to_print(self.session, self.holder.person_id).ar
        other = next(one for one in NAMES if " ".join(one.ar) != now)
        change_names(
            self.session, person_id=self.holder.person_id, names=other, at=self.at,
            by=self.coordinator.account_id,
        )  # fmt: skip

    def outcome(self, outcome, enrolment_id=None):
        enrolment_id = enrolment_id or self.enrolment_id
        complete(self.session, enrolment_id, at=self.at, outcome=outcome)

    def completed_at(self, enrolment_id):
        return course_completed_at(self.session, enrolment_id)

    def rows(self):
        mine = select(Certificate).where(
            Certificate.person_id == self.holder.person_id,
            Certificate.pathway_enrolment_id.is_not(None) == self.is_of_a_pathway,
        )
        return self.session.scalars(mine.order_by(Certificate.issued_at, Certificate.id)).all()

    def state(self, certificate_id, on: date | None = None):
        return standing_of(self.session, certificate_id, on=on or local_day(self.at)).state


@dataclass
class PathwayLife(Life):
    """The same of a pathway of two courses; `enrolment_id` is a place on it."""

    is_of_a_pathway: ClassVar[bool] = True

    def claim(self, place_id=None):
        return claim_pathway_certificate(
            self.session, viewer=self.holder, pathway_enrolment_id=place_id or self.enrolment_id,
            leading_language="ar", public_url=PUBLIC_URL, is_demonstration=False, at=self.at,
        )  # fmt: skip

    def claim_course(self, enrolment_id=None):
        """The certificate of one of the courses, beside the pathway's."""
        place_id = enrolment_id or self.enrolment_id
        return Life.claim(self, courses_of(self.session, [place_id])[place_id][0].enrolment_id)

    def outcome(self, outcome, place_id=None):
        """Both courses are completed, or one of them is taken back."""
        place_id = place_id or self.enrolment_id
        counted = courses_of(self.session, [place_id])[place_id]
        for one in counted if outcome == "met" else counted[-1:]:
            complete(self.session, one.enrolment_id, at=self.at, outcome=outcome)

    def completed_at(self, place_id):
        return pathways_completed_at(self.session, [place_id]).get(place_id)


def make_life(session, **terms):
    """Somebody who has completed a course; two others decide."""
    version = make_course(session, **terms)
    holder, *people = people_of_a_life(session)
    enrolment_id = make_enrolment(session, person_id=holder.person_id, version=version)
    return Life(session, holder, *people, enrolment_id)


def make_pathway_life(session, **terms):
    """Somebody who has completed a pathway; two others decide."""
    holder, *people = people_of_a_life(session)
    place_id = make_pathway_place(session, holder.person_id, **terms)
    life = PathwayLife(session, holder, *people, place_id, NOON)
    life.outcome("met")
    life.at = LATER
    return life


def people_of_a_life(session):
    """The holder and the two who decide."""
    holder = make_person(session, names=NAMES[0])
    return [viewer_of(session, one) for one in (holder, make_person(session), make_person(session))]
