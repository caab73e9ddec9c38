"""Two academies with everybody who can ask, and one trainee with everything there is to see."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import RoleAssignment
from lms.assessment.operations import answer_void, ask_void, give_extra_time, grant_attempt
from lms.assessment.queries import own_attempt
from lms.assessment.queries.attempts import question_of
from lms.assessment.rules.grading import right_response
from lms.assessment.rules.timing import Extra
from lms.catalog.operations import publish_pathway, store_picture
from lms.certification import operations as certifying
from lms.certification.models import Certificate, CertificateReminder
from lms.certification.operations import claim_certificate, confirm_name
from lms.certification.operations.register import publish_checkpoint
from lms.certification.operations.reminding import is_reminded, note_seen
from lms.certification.operations.requests import request_certificate
from lms.certification.operations.signatories import set_signatory
from lms.certification.queries.signatories import type_with
from lms.certification.rules import PrintedName
from lms.certification.rules.reminders import DAYS_BEFORE
from lms.cohorts.operations import announce
from lms.core import clock
from lms.core.jobs.operations import ask_job, finish_job, hold_job, note_done
from lms.core.signing import current_signing_keys
from lms.practice.operations import correct, sign_off
from lms.progress.models import UnitRelease
from lms.progress.operations import (
    answer_exemption,
    answer_reversal,
    ask_reversal,
    confirm_receipt,
    override_completion,
    revoke_override,
)
from tests import factories
from tests.assessment.world import Taker
from tests.catalog.every_type import draw_street
from tests.contracts.marked import LEVELS, ask_regrades, hand_in_marked
from tests.learning.world import fields_of, meet, meet_all_online, the_course
from tests.support import pathways

PUBLIC_URL = "https://training.example.org"
ACTORS = (
    "anonymous", "trainee", "other trainee", "trainer", "trainer elsewhere", "coordinator",
    "coordinator without names", "coordinator elsewhere", "approver", "administrator",
    "administrator elsewhere",
)  # fmt: skip
ELSEWHERE = frozenset(actor for actor in ACTORS if actor.endswith("elsewhere"))
NAMELESS = "coordinator without names"


def role_of(actor: str) -> str | None:
    """The role that an actor holds."""
    if actor == "anonymous":
        return None
    return actor.removeprefix("other ").removesuffix(" elsewhere").removesuffix(" without names")


@dataclass
class Trainee:
    """Somebody in a cohort, with what the pages about them are addressed by."""

    who: factories.Someone
    enrolment_id: UUID
    open_attempt_id: UUID | None = None
    closed_attempt_id: UUID | None = None
    scenario_id: UUID | None = None
    observation_id: UUID | None = None
    waiting_attempt_id: UUID | None = None
    filing_attempt_id: UUID | None = None
    file_id: UUID | None = None
    certificate_id: UUID | None = None
    code: str = ""
    quiz_key: str = "quiz"
    regrade_id: UUID | None = None
    question_key: str = ""


@dataclass
class World:
    """Who is there. tokens: each actor's sign-in; fields: what the forms of a trainee post."""

    academies: tuple[UUID, UUID]
    cohorts: tuple[UUID, UUID]
    actors: dict[str, factories.Someone]
    trainee: Trainee
    elsewhere: Trainee
    values: dict[str, object]
    tokens: dict[str, str]
    fields: dict[str, dict[str, object]]


@dataclass(frozen=True)
class Texts:
    """What people write about the trainee of a world."""

    remark: str = "Spoke calmly."
    reason: str = "Was ill on that day."
    announcement: str = "We meet on Sunday."


def make_staff(session, academies, cohorts):
    """Every actor who is no trainee."""
    here, there = 0, 1
    return {
        "trainer": factories.make_staff(session, "trainer", cohorts[here]),
        "trainer elsewhere": factories.make_staff(session, "trainer", cohorts[there]),
        "coordinator": factories.make_staff(session, "coordinator", academies[here]),
        NAMELESS: factories.make_staff(session, "coordinator", academies[here], names=False),
        "coordinator elsewhere": factories.make_staff(session, "coordinator", academies[there]),
        "approver": factories.make_staff(session, "approver", academies[here]),
        "administrator": factories.make_staff(
            session, "administrator", factories.make_site(session)
        ),
        "administrator elsewhere": factories.make_staff(session, "administrator", academies[there]),
    }


def study(session, who, cohort_id, *, trainer, texts=Texts()):
    """Enrol somebody who then does everything: attempts, a practical, the course, a certificate."""
    made = Trainee(who, factories.enrol(session, who, cohort_id))
    taker, now = Taker(session, who, made.enrolment_id), clock.now()
    assessor = factories.viewer_for(session, trainer)
    announce(session, viewer=assessor, cohort_id=cohort_id, text=texts.announcement, at=now)
    made.closed_attempt_id = taker.take(wrong=(1, 2, 3, 4), at=now - timedelta(minutes=30))
    grant_attempt(
        session, viewer=assessor, enrolment_id=made.enrolment_id, activity="u01/quiz",
        reason=texts.reason, at=now,
    )  # fmt: skip
    made.open_attempt_id = taker.start(at=now - timedelta(minutes=5))
    made.scenario_id = taker.start_scenario(at=now - timedelta(minutes=5))
    session.commit()
    observe(session, made, assessor, texts, now)
    made.waiting_attempt_id, made.filing_attempt_id, made.file_id = hand_in_marked(
        session, who, made.enrolment_id, assessor=assessor, texts=texts, now=now
    )
    finish(session, made, texts, now)
    taker.start("course/test", at=now - timedelta(minutes=2))
    give_extra_time(
        session, viewer=assessor, enrolment_id=made.enrolment_id, activity=None,
        extra=Extra(percent=125), reason=texts.reason, at=now,
    )  # fmt: skip
    session.commit()
    return made


def observe(session, made, assessor, texts, now):
    """A practical signed off, then corrected with a reason; what stands is remembered."""
    practical = the_course(session).activity("u01", "practical")
    lines = {line.key: True for line in practical.practical.lines}
    first = sign_off(
        session, viewer=assessor, enrolment_id=made.enrolment_id, activity=practical, lines=lines,
        remark=texts.remark, at=now - timedelta(minutes=4),
    )  # fmt: skip
    made.observation_id = correct(
        session, viewer=assessor, observation_id=first.observation_id, activity=practical,
        lines=lines, reason=texts.reason, at=now - timedelta(minutes=3),
    ).observation_id  # fmt: skip
    session.commit()


def finish(session, made, texts, now):
    """The rest of the course, and its certificate."""
    meet_all_online(session, made.enrolment_id)
    units = [unit.key for unit in the_course(session).units]
    practicals = [f"{unit}/practical/signed_off" for unit in units]
    meet(session, made.enrolment_id, *practicals, "course/test/passed")
    issued = claim_certificate(
        session, viewer=factories.viewer_for(session, made.who), enrolment_id=made.enrolment_id,
        leading_language="ar", public_url=PUBLIC_URL, is_demonstration=True, at=now,
    )  # fmt: skip
    made.certificate_id, made.code = issued.certificate_id, issued.code
    session.commit()


def ask_reversals(session, trainee, cohort_id, texts):
    """Two reversals that somebody else asks for: one declined, one waiting; its id."""
    asker = factories.viewer_for(session, factories.make_staff(session, "coordinator", cohort_id))
    asked = [
        ask_reversal(
            session, viewer=asker, enrolment_id=trainee.enrolment_id, requirement_key=key,
            ground="attempt_voided", reason=texts.reason, at=clock.now(),
        )
        for key in ("u02/quiz/passed", "u03/quiz/passed")
    ]  # fmt: skip
    answer_reversal(session, viewer=asker, reversal_id=asked[0], is_confirmed=False, at=clock.now())
    session.commit()
    return asked[1]


def ask_exemptions(session, trainee, cohort_id, texts):
    """Exemptions that somebody else asks for: one revoked, one declined, one waiting; its id."""
    asker = factories.viewer_for(session, factories.make_staff(session, "coordinator", cohort_id))
    asked = [
        override_completion(
            session, viewer=asker, enrolment_id=trainee.enrolment_id, target=target, kind="exempt",
            reason=texts.reason, evidence=texts.remark, at=clock.now(),
        )
        for target in ("u04", "u03", "u05/quiz/passed")
    ]  # fmt: skip
    revoke_override(
        session, viewer=asker, override_id=asked[0], reason=texts.reason, at=clock.now()
    )
    answer_exemption(
        session, viewer=asker, override_id=asked[1], is_confirmed=False, at=clock.now()
    )
    session.commit()
    return asked[2]


def confirm_and_release(session, trainee, cohort_id):
    """A document confirmed and a unit released, as in a course that has them."""
    course = the_course(session)
    receipt = replace(course.activity("u01", "lesson"), key="orders", kind="receipt")
    confirm_receipt(
        session, enrolment_id=trainee.enrolment_id, receipt=receipt, language="ar",
        at=clock.now(), recorded_by=trainee.who.account_id,
    )  # fmt: skip
    now = clock.now()
    session.add(
        UnitRelease(occurred_at=now, recorded_at=now, cohort_id=cohort_id, unit_key="u02",
                    is_released=True)
    )  # fmt: skip


def ask_voids(session, trainee, cohort_id, texts):
    """Two voids that somebody else asks for: one declined, one waiting; its id."""
    asker = factories.viewer_for(session, factories.make_staff(session, "coordinator", cohort_id))
    for is_last in (False, True):
        asked = ask_void(
            session, viewer=asker, attempt_id=trainee.closed_attempt_id, restores_attempt=True,
            reason=texts.reason, at=clock.now(),
        )  # fmt: skip
        if not is_last:
            answer_void(session, viewer=asker, void_id=asked, is_confirmed=False, at=clock.now())
    session.commit()
    return asked


def ask_about_certificate(session, trainee, cohort_id, texts):
    """What is asked about a certificate, and answered; what waits, by the names of addresses."""
    people = [factories.make_staff(session, "coordinator", cohort_id) for _ in range(2)]
    asker, second = (factories.viewer_for(session, one) for one in people)
    holder = factories.viewer_for(session, trainee.who)
    about = {"certificate_id": trainee.certificate_id, "at": clock.now()}
    issue = certifying.Issue(PUBLIC_URL, is_demonstration=True, at=clock.now())
    asked = {}
    for is_last in (False, True):
        asked["correction_id"] = certifying.request_correction(
            session, viewer=holder, reason="wrong_unit", evidence=texts.reason, **about
        )
        asked["act_id"] = certifying.ask_revocation(
            session, viewer=asker, reason="issued_in_error", note=texts.reason, **about
        )
        asked["request_id"] = request_certificate(
            session, viewer=holder, enrolment_id=trainee.enrolment_id, leading="ar", at=clock.now()
        ).request_id
        if not is_last:
            certifying.answer_act(
                session, viewer=second, act_id=asked["act_id"], is_confirmed=False, issue=issue
            )
            certifying.decline_correction(
                session, viewer=second, correction_id=asked["correction_id"], reason=texts.reason,
                at=clock.now(),
            )  # fmt: skip
            certifying.decline_request(
                session, viewer=second, request_id=asked["request_id"], reason=texts.reason,
                at=clock.now(),
            )  # fmt: skip
    asked["reminder_id"] = remind(session, trainee.certificate_id, holder)
    confirm_name(session, viewer=holder, leading="ar", seen=None, at=clock.now())
    leave_out(session, cohort_id, trainee.enrolment_id, asker)
    session.commit()
    return asked


def remind(session, certificate_id, holder):
    """The reminders that a certificate ends; the first was read, the last one is not."""
    for days in DAYS_BEFORE:
        is_reminded(session, certificate_id, days, at=clock.now())
    about = CertificateReminder.certificate_id == certificate_id
    ids = session.scalars(
        select(CertificateReminder.id).where(about).order_by(CertificateReminder.days_before.desc())
    ).all()
    note_seen(session, viewer=holder, reminder_id=ids[0], at=clock.now())
    return ids[-1]


def leave_out(session, cohort_id, enrolment_id, asker):
    """A job that had to leave somebody out, and is over."""
    job_id = ask_job(
        session, kind="issue_certificates", subject_id=cohort_id, total=1,
        asked_by=asker.account_id, at=clock.now(),
    )  # fmt: skip
    row = hold_job(session, job_id, behind=None)
    note_done(session, row, enrolment_id, refusal="text_too_long")
    finish_job(session, row, at=clock.now())


def picture_of_street(session):
    """The digest of a picture that is stored."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "images" / "street.png"
        draw_street(path)
        return store_picture(session, path.read_bytes(), at=clock.now())


def values_of(session, trainee, cohort_id, staff):
    """What fills the addresses: everything is of the trainee and their cohort."""
    assignment = select(RoleAssignment.id).where(
        RoleAssignment.person_id == staff["trainer"].person_id
    )
    place = pathways.place_of(session, trainee.who)
    return {
        "enrolment_id": trainee.enrolment_id, "unit_key": "u01", "activity_key": "lesson",
        "attempt_id": trainee.open_attempt_id, "slot": 1, "cohort_id": cohort_id,
        "certificate_id": trainee.certificate_id, "code": trainee.code,
        "certificate_type": session.get(Certificate, trainee.certificate_id).certificate_type,
        "regrade_id": trainee.regrade_id, "question_key": trainee.question_key,
        "file_id": trainee.file_id, "course_key": factories.COURSE,
        "observation_id": trainee.observation_id, "person_id": trainee.who.person_id,
        "assignment_id": session.scalar(assignment), "sign_in_id": UUID(int=7),
        "setup_code": "0" * 16, "digest": picture_of_street(session), "name": "app.css",
        "pathway_cohort_id": place.pathway_cohort_id, "pathway_enrolment_id": place.id,
        "place_id": place.id, "place": 1, "origin": 1, "level": 0, "path": "000.p/2",
        "list_name": "revocation-1",
    }  # fmt: skip


def make_world(session, *, canary=None, texts=Texts()):
    """The whole of it. canary: who studies in the other cohort, with the texts about them."""
    academies = (factories.make_academy(session), factories.make_academy(session, title="Other"))
    publish_pathway(
        session, pathways.pathway_shape(courses=(factories.COURSE,)), at=factories.LONG_AGO
    )
    pathway_cohorts = tuple(
        pathways.make_cohort(session, title=title, academy_id=academy)
        for title, academy in zip(("Cohort A", "Cohort B"), academies, strict=True)
    )
    cohorts = tuple(pathways.course_cohort(session, each) for each in pathway_cohorts)
    staff = make_staff(session, academies, cohorts)
    person, other = factories.make_person(session), factories.make_person(session)
    trainee = study(session, person, cohorts[0], trainer=staff["trainer"])
    factories.enrol(session, other, cohorts[0])
    elsewhere = study(
        session, canary or factories.make_person(session), cohorts[1],
        trainer=staff["trainer elsewhere"], texts=texts,
    )  # fmt: skip
    pathways.enrol(session, person, pathway_cohorts[0])
    pathways.enrol(session, elsewhere.who, pathway_cohorts[1])
    actors = {"trainee": person, "other trainee": other, **staff}
    ask_regrades(session, trainee, cohorts[0], Texts())
    ask_regrades(session, elsewhere, cohorts[1], texts)
    values = values_of(session, trainee, cohorts[0], staff)
    values["reversal_id"] = ask_reversals(session, trainee, cohorts[0], Texts())
    ask_reversals(session, elsewhere, cohorts[1], texts)
    confirm_and_release(session, trainee, cohorts[0])
    values["override_id"] = ask_exemptions(session, trainee, cohorts[0], Texts())
    ask_exemptions(session, elsewhere, cohorts[1], texts)
    values["void_id"] = ask_voids(session, trainee, cohorts[0], Texts())
    ask_voids(session, elsewhere, cohorts[1], texts)
    values |= ask_about_certificate(session, trainee, cohorts[0], Texts())
    ask_about_certificate(session, elsewhere, cohorts[1], texts)
    tokens = {actor: token_of(session, who) for actor, who in actors.items()}
    made = World(academies, cohorts, actors, trainee, elsewhere, values, tokens, {})
    made.fields = fields_for(session, trainee)
    factories.store_draft(session)
    sign_by_name(session, factories.viewer_for(session, staff["administrator"]), values)
    sign_register(session)
    session.commit()
    return made


def sign_by_name(session, admin, values):
    """A name over a post, as the whole site's administrator sets it."""
    kind = type_with(session, admin, values["certificate_type"])
    name = PrintedName("سعاد جاسم", en="Suad Jasim")
    set_signatory(session, viewer=admin, kind=kind, place=1, name=name, at=clock.now())


def sign_register(session):
    """A signed head over the certificates; the mark of it lies in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "signing").mkdir()
        publish_checkpoint(
            session, keys=Path(folder), key=current_signing_keys().newest("register"),
            public_url=PUBLIC_URL, at=clock.now(),
        )  # fmt: skip


def token_of(session, who):
    return factories.sign_in_token(session, who, at=clock.now())


def cookie_of(app, token):
    """The session cookie of a browser that has signed in."""
    signer = app.session_interface.get_signing_serializer(app)
    return signer.dumps({"_user_id": token})


def browser(app, token=None):
    """A browser; signed in, if it holds a token."""
    client = app.test_client()
    if token is not None:
        client.set_cookie(app.config["SESSION_COOKIE_NAME"], cookie_of(app, token))
    return client


def fields_for(session, trainee):
    """A right first answer, a choice that the open scenario offers, a checklist all seen."""
    course, viewer = the_course(session), factories.viewer_for(session, trainee.who)
    slot = own_attempt(session, viewer, trainee.open_attempt_id).slots[0]
    question = question_of(session, slot.version_id)
    scenario = course.activity("u01", "scenario").scenario
    choice = scenario.node(scenario.start).choices[0].key
    lines = course.activity("u01", "practical").practical.lines
    return {
        "answer": {**fields_of(question, right_response(question)), "go": "next"},
        "mark": LEVELS | {"go": "next"},
        "choice": {"node": scenario.start, "choice": choice},
        "checklist": {f"line_{line.key}": "yes" for line in lines},
    }
