"""Making the demonstration academy, once, into an empty system."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts import operations as accounts
from lms.accounts.models import Person
from lms.accounts.operations.first import site_scope
from lms.accounts.passphrases import hash_passphrase
from lms.accounts.queries import viewer_of_token
from lms.accounts.rules import Viewer
from lms.accounts.words import offered_words
from lms.catalog.queries import latest_version, published_course
from lms.cohorts import operations as cohorts
from lms.core.db import AnySession
from lms.core.errors import DomainError
from lms.core.ids import folded_code
from lms.core.locale import local_day
from lms.core.sealed import write_secret
from lms.core.text import LANGUAGES
from lms.demo.names import invented
from lms.demo.stages import PLAN, STAGES
from lms.demo.trainee import Trainee

COURSE = "c01-blue-policing"
SIGN_INS = "demo-sign-ins.json"
COHORTS = {"A": "الدفعة أ", "B": "الدفعة ب"}
DAYS_BACK = 12
BRIEF_STAGES = frozenset(
    {
        "not started",
        "reading the first lesson",
        "in the middle of a quiz",
        "half-way",
        "needs help with a quiz",
        "waiting between attempts",
    }
)


class NotEmpty(DomainError):
    """A demonstration goes only into a system without people."""

    code = "not_empty"


class NotEmbedded(DomainError):
    """A demonstration stays on one computer, in the embedded database."""

    code = "not_embedded"


@dataclass(frozen=True, slots=True)
class SignInLine:
    """How one person of the demonstration signs in; cohort and stage where they have one."""

    role: str
    login_code: str
    passphrase: str
    cohort: str
    stage: str


@dataclass
class Maker:
    """What the steps share."""

    session: AnySession
    at: datetime
    public_url: str
    random: Random
    lines: list[SignInLine]
    number: int = 0

    @property
    def began_at(self) -> datetime:
        """When the academy began its course."""
        return self.at - timedelta(days=DAYS_BACK)

    def person(self, role: str, cohort: str, stage: str, language: str) -> Viewer:
        """Somebody with an active account, who has used a slip as anybody would."""
        names, address_form = invented(self.number)
        self.number += 1
        made = accounts.add_person(
            self.session,
            names=names,
            at=self.began_at,
            address_form=address_form,
            sex="female" if address_form == "feminine" else "male",
            language=language,
        )
        passphrase = offered_words("en")
        slip = accounts.issue_slip(
            self.session, account_id=made.account_id, at=self.began_at, by=None
        )
        accounts.use_slip(
            self.session,
            login_code=slip.login_code,
            setup_code=folded_code(slip.setup_code),
            passphrase_hash=hash_passphrase(passphrase),
            at=self.began_at,
        )
        self.lines.append(SignInLine(role, made.login_code, passphrase, cohort, stage))
        return self.viewer(made.account_id)

    def viewer(self, account_id: UUID) -> Viewer:
        """The viewer this account is, by a sign-in of its own that ends at once."""
        token = accounts.start_sign_in(
            self.session, account_id=account_id, is_shared_device=False, at=self.began_at
        )
        found = viewer_of_token(self.session, token, at=self.began_at)
        accounts.end_all_sign_ins(self.session, account_id=account_id, at=self.began_at)
        if found is None:
            raise RuntimeError("a sign-in just started is not alive")
        return found[0]

    def give(self, viewer: Viewer, role: str, scope_id: UUID, *, names: bool) -> None:
        """A role in a scope."""
        accounts.assign_role(
            self.session,
            person_id=viewer.person_id,
            role=role,
            scope_id=scope_id,
            may_see_names=names,
            at=self.began_at,
        )


def make_demonstration(
    session: AnySession, *, at: datetime, public_url: str, folder: Path
) -> list[SignInLine]:
    """Two cohorts of twenty at every stage, their trainers and coordinators; how each signs in.

    Writes demo-sign-ins.json, mode 0600, in `folder`. Raises NotEmbedded, NotEmpty, and
    CourseNotPublished.
    """
    if session.connection().dialect.name != "sqlite":
        raise NotEmbedded
    if session.scalar(select(func.count()).select_from(Person)):
        raise NotEmpty
    maker = Maker(session, at, public_url, Random(13), [])  # noqa: S311 - makes a demonstration
    site = site_scope(session, at=maker.began_at)
    academy = accounts.make_scope(
        session, kind="academy", title="أكاديمية النخيل", parent_id=site, at=maker.began_at
    )
    for title in COHORTS:
        make_cohort(maker, title, academy)
    make_staff(maker, site, academy)
    write_sign_ins(maker, folder)
    return maker.lines


def make_staff(maker: Maker, site: UUID, academy: UUID) -> None:
    """A coordinator, an approver and an administrator."""
    for role, stage, names in (
        ("coordinator", "both cohorts, without names", False),
        ("approver", "both cohorts, with names", True),
    ):
        maker.give(maker.person(role, "A and B", stage, "en"), role, academy, names=names)
    administrator = maker.person("administrator", "", "", "ar")
    maker.give(administrator, "administrator", site, names=True)


def write_sign_ins(maker: Maker, folder: Path) -> None:
    """Keep how each signs in, for the owner of the folder alone."""
    content = json.dumps([asdict(line) for line in maker.lines], indent=1, ensure_ascii=False)
    (folder / SIGN_INS).unlink(missing_ok=True)
    write_secret(folder / SIGN_INS, content.encode())


def make_cohort(maker: Maker, title: str, academy: UUID) -> None:
    """One cohort: two trainers, a coordinator, twenty trainees who have come different ways."""
    cohort_id = cohorts.make_cohort(
        maker.session,
        title=COHORTS[title],
        course_key=COURSE,
        academy_id=academy,
        starts_on=local_day(maker.began_at),
        ends_on=None,
        at=maker.began_at,
    )
    trainers = [maker.person("trainer", title, "", language) for language in ("ar", "ckb")]
    for trainer in trainers:
        maker.give(trainer, "trainer", cohort_id, names=True)
    coordinator = maker.person("coordinator", title, "this cohort, with names", "ar")
    maker.give(coordinator, "coordinator", cohort_id, names=True)
    for place, stage in enumerate(PLAN):
        make_trainee(maker, title, cohort_id, stage, LANGUAGES[place % 3], trainers[place % 2])


def first_work_at(maker: Maker, stage: str) -> datetime:
    """When a trainee begins: most have worked within the last week, as a living cohort has."""
    if stage in BRIEF_STAGES:
        return maker.at - timedelta(days=maker.random.uniform(3, 8))
    return maker.began_at + timedelta(hours=maker.random.uniform(1, 40))


def make_trainee(
    maker: Maker, title: str, cohort_id: UUID, stage: str, language: str, assessor: Viewer
) -> None:
    """One trainee at a stage of the course."""
    viewer = maker.person("trainee", title, stage, language)
    enrolment_id = cohorts.enrol(
        maker.session, person_id=viewer.person_id, cohort_id=cohort_id, at=maker.began_at
    )
    trainee = Trainee(
        session=maker.session,
        viewer=viewer,
        enrolment_id=enrolment_id,
        course=published_course(maker.session, latest_version(maker.session, COURSE)),
        at=first_work_at(maker, stage),
        now=maker.at,
        random=maker.random,
        public_url=maker.public_url,
        assessor=assessor,
    )
    STAGES[stage](trainee)
    if stage == "withdrawn":
        cohorts.withdraw(
            maker.session, enrolment_id=enrolment_id, reason="moved to another academy",
            at=trainee.at, by=assessor.account_id,
        )  # fmt: skip
