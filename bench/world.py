"""What is measured on: a data folder of its own, filled by the same operations as the web."""

from __future__ import annotations

import os
import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import select, update

from lms import create_app, serving
from lms.accounts import operations as accounts
from lms.accounts.models import Account
from lms.accounts.queries import viewer_of_token
from lms.accounts.rules import Names
from lms.accounts.web import TOKEN
from lms.assessment.queries import own_attempt
from lms.assessment.queries.attempts import Slot, question_of
from lms.assessment.rules.questions import ChoiceQuestion
from lms.catalog.queries import published_course
from lms.cohorts import operations as cohorts
from lms.config import Settings, read_settings
from lms.core import clock
from lms.core.db import db
from lms.core.ids import new_id
from lms.demo.operations import make_demonstration
from lms.learning import operations as learning
from lms.progress.operations import record_outcome
from tests.support.ports import free_port

COURSE = "c01-blue-policing"
UNIT, QUIZ = "u01", "quiz"
TRAINEES = 200
ANSWERING = 192  # so many attempts that none gathers more answers to a question than a person gives
READING = 16


@dataclass(frozen=True, slots=True)
class Trainee:
    """A signed-in trainee with an open attempt."""

    cookie: str
    unit_path: str
    attempt_id: UUID
    answer_path: str


@dataclass(frozen=True, slots=True)
class World:
    """A filled data folder. The cookies are whole `Cookie` values."""

    settings: Settings
    environment: dict[str, str]
    course_version_id: UUID
    cohort_id: UUID
    trainees: tuple[Trainee, ...]
    coordinator: str
    coordinator_with_names: str
    demonstration: tuple[str, ...]


def make_world(folder: Path, *, with_demonstration: bool = False) -> World:
    """Set up like `make serve`, then add the cohort; every password is random or none."""
    settings, environment, app = set_up(folder)
    with app.app_context():
        demonstration = demonstrate(app, settings) if with_demonstration else ()
        world = fill(app, settings, environment, demonstration)
        db.session.remove()
        db.engine.dispose()
    return world


def set_up(folder: Path, database_url: str | None = None) -> tuple[Settings, dict[str, str], Flask]:
    """A new system with the course published, and nobody in it; its settings and environment."""
    environment = {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "LMS_DATA": str(folder / "data"),
        "LMS_REQUIRE_TOTP": "none",
        "PORT": str(free_port()),
    }
    if database_url:
        environment["DATABASE_URL"] = database_url
    settings = read_settings(environment)
    serving.make_folders(settings)
    serving.prepare_keys(settings, is_new=True)
    serving.bring_up_to_date(settings, None, is_new=True)
    app = create_app(settings)
    with app.app_context():
        serving.publish_all(settings)
    return settings, environment, app


def demonstrate(app: Flask, settings: Settings) -> tuple[str, ...]:
    """A cookie for each trainee of the demonstration, who stand at every stage; in Arabic."""
    lines = make_demonstration(
        db.session, at=clock.now(), public_url="http://127.0.0.1", folder=settings.data
    )
    db.session.commit()
    codes = [line.login_code for line in lines if line.role == "trainee"]
    ids = list(db.session.scalars(select(Account.id).where(Account.login_code.in_(codes))))
    cookies = tuple(f"{signed_in(app, account_id)}; language=ar" for account_id in ids)
    db.session.commit()
    return cookies


def fill(
    app: Flask, settings: Settings, environment: dict[str, str], demonstration: tuple[str, ...]
) -> World:
    """One cohort of 200 with progress, its coordinators, and open attempts."""
    began_at = clock.now() - timedelta(days=20)
    academy = accounts.make_scope(db.session, kind="academy", title="Bench", at=began_at)
    cohort_id = cohorts.make_cohort(
        db.session, title="Bench", course_key=COURSE, academy_id=academy,
        starts_on=began_at.date(), ends_on=None, at=began_at,
    )  # fmt: skip
    db.session.commit()
    dice = random.Random(7)
    people = [add_trainee(number, cohort_id, began_at, dice) for number in range(TRAINEES)]
    db.session.commit()
    trainees = [open_attempt(app, *person) for person in people[:ANSWERING]]
    return World(
        settings=settings,
        environment=environment,
        course_version_id=cohorts.version_to_study(db.session, COURSE),
        cohort_id=cohort_id,
        trainees=tuple(trainees),
        coordinator=coordinator(app, cohort_id, began_at, names=False),
        coordinator_with_names=coordinator(app, cohort_id, began_at, names=True),
        demonstration=demonstration,
    )


def add_person(number: int, at: datetime) -> tuple[UUID, UUID]:
    """Somebody active, by person and account; nobody can sign in by passphrase."""
    made = accounts.add_person(
        db.session,
        names=Names(
            ar=(f"سلام{number}", "كريم", "حسن"), ckb=(f"سەلام{number}", "کەریم", "حەسەن"), en=""
        ),
        language="ar",
        address_form="neutral",
        at=at,
    )
    db.session.execute(
        update(Account).where(Account.id == made.account_id).values(account_state="active")
    )
    return made.person_id, made.account_id


def add_trainee(
    number: int, cohort_id: UUID, at: datetime, dice: random.Random
) -> tuple[UUID, UUID]:
    """A trainee somewhere on the way; account and enrolment."""
    person_id, account_id = add_person(number, at)
    enrolment_id = cohorts.enrol(db.session, person_id=person_id, cohort_id=cohort_id, at=at)
    version_id = cohorts.version_to_study(db.session, COURSE)
    keys = published_course(db.session, version_id).requirement_keys()
    for key in keys[: dice.randrange(len(keys))]:
        if key == f"{UNIT}/quiz/passed":
            continue  # stays open, for the answers that are measured
        at += timedelta(minutes=dice.randrange(10, 900))
        record_outcome(
            db.session, enrolment_id=enrolment_id, requirement_key=key, outcome="met",
            score=dice.choice((None, 0.8, 1.0)), occurred_at=at, fact_id=new_id(),
            recorded_by=account_id,
        )  # fmt: skip
    return account_id, enrolment_id


def coordinator(app: Flask, cohort_id: UUID, at: datetime, *, names: bool) -> str:
    """The cookie of a coordinator of the cohort."""
    person_id, account_id = add_person(TRAINEES + names, at)
    accounts.assign_role(
        db.session, person_id=person_id, role="coordinator", scope_id=cohort_id,
        may_see_names=names, at=at,
    )  # fmt: skip
    cookie = signed_in(app, account_id)
    db.session.commit()
    return cookie


def open_attempt(app: Flask, account_id: UUID, enrolment_id: UUID) -> Trainee:
    """Sign a trainee in, and start the quiz at a question with choices."""
    at = clock.now()
    token = start(account_id)
    found = viewer_of_token(db.session, token, at=at)
    if found is None:
        raise RuntimeError("a sign-in just started is not alive")
    viewer = found[0]
    started = learning.start(
        db.session, viewer=viewer, enrolment_id=enrolment_id, unit_key=UNIT, activity_key=QUIZ,
        is_remedial=False, at=at,
    )  # fmt: skip
    db.session.commit()
    slots = own_attempt(db.session, viewer, started.attempt_id).slots
    return Trainee(
        cookie=cookie_of(app, token),
        unit_path=f"/learn/{enrolment_id}/{UNIT}",
        attempt_id=started.attempt_id,
        answer_path=f"/learn/attempts/{started.attempt_id}/{choice_slot(slots)}",
    )


def choice_slot(slots: Sequence[Slot]) -> int:
    """The first position of an attempt whose question is answered by choosing."""
    for position, slot in enumerate(slots, start=1):
        if isinstance(question_of(db.session, slot.version_id), ChoiceQuestion):
            return position
    raise RuntimeError("no question with choices was drawn")


def start(account_id: UUID) -> str:
    """A fresh sign-in's token."""
    return accounts.start_sign_in(
        db.session, account_id=account_id, is_shared_device=False, at=clock.now()
    )


def signed_in(app: Flask, account_id: UUID) -> str:
    """The cookie of a fresh sign-in."""
    return cookie_of(app, start(account_id))


def cookie_of(app: Flask, token: str) -> str:
    """The browser's cookie for a sign-in after its first page, signed as the server signs it."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    if signer is None:
        raise RuntimeError("the application has no secret")
    return f"session={signer.dumps({TOKEN: token, 'csrf_token': secrets.token_hex(20)})}"
