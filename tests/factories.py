"""One plain function per noun; every argument has a sensible default, and each commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from uuid import UUID

from sqlalchemy import update

from lms.accounts import operations as accounts
from lms.accounts.models import Account, SignIn
from lms.accounts.passphrases import hash_passphrase
from lms.accounts.queries import viewer_of_token
from lms.accounts.queries.sign_ins import hashed
from lms.accounts.rules import Names, Viewer
from lms.assessment.operations.drafts import Origin, store_drafts
from lms.assessment.rules.drafts import NewDraft
from lms.catalog.queries import latest_version
from lms.cohorts import operations as cohorts

LONG_AGO = datetime(2026, 1, 4, 6, tzinfo=UTC)
NOON = datetime(2026, 3, 3, 9, tzinfo=UTC)
COURSE = "c01-blue-policing"
PASSPHRASE = "ten quiet rivers run"
_number = count(1)


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as the tests speak of one."""

    person_id: UUID
    account_id: UUID
    login_code: str
    trainee_code: str


def make_person(session, *, given=None, language="ar", at=LONG_AGO, address_form="neutral"):
    """Somebody with an active account and the passphrase PASSPHRASE."""
    given = given or f"سلام{next(_number)}"
    made = accounts.add_person(
        session,
        names=Names(ar=(given, "كريم", "حسن"), ckb=(given, "کەریم", "حەسەن"), en=""),
        language=language,
        address_form=address_form,
        at=at,
    )
    session.execute(
        update(Account)
        .where(Account.id == made.account_id)
        .values(account_state="active", passphrase_hash=hash_passphrase(PASSPHRASE))
    )
    session.commit()
    return Someone(made.person_id, made.account_id, made.login_code, made.trainee_code)


def make_course(session):
    """The published C01's version id."""
    return latest_version(session, COURSE)


def make_academy(session, *, title="Academy"):
    scope_id = accounts.make_scope(session, kind="academy", title=title, at=LONG_AGO)
    session.commit()
    return scope_id


def make_cohort(session, *, title="Cohort", academy_id=None):
    cohort_id = cohorts.make_cohort(
        session,
        title=title,
        course_key=COURSE,
        academy_id=academy_id,
        starts_on=date(2026, 1, 4),
        ends_on=None,
        at=LONG_AGO,
    )
    session.commit()
    return cohort_id


def enrol(session, person, cohort_id, *, at=LONG_AGO):
    enrolment_id = cohorts.enrol(session, person_id=person.person_id, cohort_id=cohort_id, at=at)
    session.commit()
    return enrolment_id


def give_role(session, person, role, scope_id, *, names=True):
    accounts.assign_role(
        session,
        person_id=person.person_id,
        role=role,
        scope_id=scope_id,
        may_see_names=names,
        at=LONG_AGO,
    )
    session.commit()


def make_staff(session, role, scope_id, *, names=True):
    """Somebody who holds one role in a scope."""
    person = make_person(session)
    give_role(session, person, role, scope_id, names=names)
    return person


def make_site(session):
    scope_id = accounts.make_scope(session, kind="site", title="Site", at=LONG_AGO)
    session.commit()
    return scope_id


def sign_in_token(session, person, *, at, purpose="correcting"):
    """The token of a new sign-in; an administrator has said what names are needed for."""
    token = accounts.start_sign_in(
        session, account_id=person.account_id, is_shared_device=False, at=at
    )
    session.execute(
        update(SignIn).where(SignIn.token_hash == hashed(token)).values(purpose=purpose)
    )
    session.commit()
    return token


def viewer_for(session, person, *, at=NOON, **more) -> Viewer:
    """The viewer that this person is after signing in."""
    token = sign_in_token(session, person, at=at, **more)
    found = viewer_of_token(session, token, at=at)
    assert found is not None
    return found[0]


def store_draft(session, *, language="en", at=NOON, course_key=COURSE):
    """A question of another system, kept as a draft; its key."""
    body = {"text": {language: "Is it so?"}, "answer": True}
    (stored,) = store_drafts(
        session, [NewDraft("true_false", body, "Is it so?", category=("u01", "Law"))],
        Origin(course_key, language, at),
    )  # fmt: skip
    session.commit()
    return stored.key
