"""A small world in which a course is completed: plain functions, each with sensible defaults."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from itertools import count
from uuid import UUID

from lms.accounts.models import Account, Person, Scope
from lms.accounts.operations import add_person, assign_role, make_scope, place_in_scope
from lms.accounts.rules import Grant, Names, Viewer
from lms.catalog.models import CourseVersion
from lms.catalog.operations import publish_pathway
from lms.catalog.package.shapes.base import Words3
from lms.catalog.package.shapes.shared import PathwayCertificateShape, PathwayShape
from lms.certification.operations import confirm_name
from lms.cohorts.models import Cohort
from lms.cohorts.operations import enrol, enrol_in_pathway, make_pathway_cohort
from lms.core.ids import new_id
from lms.progress.operations import record_outcome

NOON = datetime(2026, 3, 3, 9, tzinfo=UTC)
LATER = datetime(2026, 3, 5, 9, tzinfo=UTC)
PUBLIC_URL = "https://training.example.org"
NAMES = Names(
    ar=("نور", "عبد الكريم", "حسن"),
    ckb=("نوور", "عەبدولکەریم", "حەسەن"),
    en="Noor Abdul-Kareem Hasan",
)
_number = count(1)


def words(text):
    return {"ar": f"{text} عربي", "ckb": f"{text} کوردی", "en": text}


def make_course(session, *, valid_months=36, posts=2, **terms):
    """A published course of no units and a test: passing it completes the course."""
    key = f"c{next(_number):02}-sample"
    course = {
        "key": key, "version": "1.0.0", "source_language": "ar",
        "title": words(key), "summary": words("Summary"), "aims": [], "audience": words("All"),
        "hours": {"online": 5, "in_person": 3}, "licence": "CC-BY-SA-4.0",
        "certificate": {
            "code": key, "title": words("Certificate"), "valid_months": valid_months,
            "posts": [words(f"Post {place}") for place in range(posts)], **terms,
        },
        "test": {
            "title": words("Test"), "draw": 1, "pass_percent": 80, "max_attempts": 3,
            "minutes": 10,
        },
    }  # fmt: skip
    manifest = json.dumps({"course": course, "units": [], "sources": []}).encode()
    version = CourseVersion(
        id=new_id(), course_key=key, version="1.0.0", manifest=manifest, published_at=NOON,
        content_hash=hashlib.sha256(manifest).hexdigest(), approved_by="package",
    )  # fmt: skip
    session.add(version)
    session.commit()
    return version


def make_cohort(session, version):
    academy = make_scope(session, kind="academy", title="Academy", at=NOON)
    cohort_id = make_scope(session, kind="cohort", title="Cohort", parent_id=academy, at=NOON)
    session.add(
        Cohort(id=cohort_id, title="Cohort", course_key=version.course_key,
               starts_on=date(2026, 1, 1))
    )  # fmt: skip
    session.commit()
    return cohort_id


def make_pathway_place(session, person_id, *, valid_months=24, **terms):
    """A pathway of two courses, and a place of the person in a cohort that takes it."""
    versions = [make_course(session) for _ in range(2)]
    title = Words3(**words("Pathway"))
    key = f"p{next(_number):02}-sample"
    publish_pathway(
        session,
        PathwayShape(
            key=key, version="1.0.0", title=title,
            courses=tuple(version.course_key for version in versions),
            certificate=PathwayCertificateShape(
                code=key, title=title, valid_months=valid_months, posts=(title,), **terms
            ),
        ),
        at=NOON,
    )  # fmt: skip
    cohort_id = make_pathway_cohort(
        session, title="Cohort", pathway_key=key, academy_id=None, starts_on=date(2026, 1, 1),
        ends_on=None, at=NOON,
    )  # fmt: skip
    place_id = enrol_in_pathway(session, person_id=person_id, pathway_cohort_id=cohort_id, at=NOON)
    session.commit()
    return place_id


def make_person(session, *, names=NAMES, language="ar"):
    person_id = add_person(session, names=names, at=NOON, language=language).person_id
    session.commit()
    return person_id


def make_enrolment(session, *, person_id=None, version=None, is_completed=True):
    version = version or make_course(session)
    person_id = person_id or make_person(session)
    cohort_id = make_cohort(session, version)
    enrolment_id = enrol(session, person_id=person_id, cohort_id=cohort_id, at=NOON)
    if is_completed:
        complete(session, enrolment_id)
    session.commit()
    return enrolment_id


def complete(session, enrolment_id, *, at=NOON, outcome="met"):
    record_outcome(
        session, enrolment_id=enrolment_id, requirement_key="course/test/passed", outcome=outcome,
        score=1.0, occurred_at=at, fact_id=new_id(at), recorded_by=None,
    )  # fmt: skip
    session.commit()


def confirm(session, person_id, *, leading="ar", at=NOON):
    """The person sees the lines of their certificates and confirms them."""
    viewer = viewer_of(session, person_id)
    confirm_name(session, viewer=viewer, leading=leading, seen=None, at=at)
    session.commit()


def viewer_of(session, person_id, *grants):
    """The person as a viewer; grants: (role, scope id, may see names)."""
    account = session.query(Account).filter_by(person_id=person_id).one()
    person = session.get(Person, person_id)
    kinds = {scope_id: session.get(Scope, scope_id).kind for _, scope_id, _ in grants}
    return Viewer(
        person_id=person_id,
        account_id=account.id,
        sign_in_id=UUID(int=1),
        locale=person.language,
        address_form="neutral",
        trainee_code=person.trainee_code,
        grants=frozenset(Grant(role, scope, kinds[scope], names) for role, scope, names in grants),
    )


__all__ = [
    "LATER",
    "NAMES",
    "NOON",
    "PUBLIC_URL",
    "assign_role",
    "complete",
    "confirm",
    "make_cohort",
    "make_course",
    "make_enrolment",
    "make_pathway_place",
    "make_person",
    "place_in_scope",
    "viewer_of",
]
