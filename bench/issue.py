"""Issuing certificates in bulk, beside the bare drawing of the same page. One core each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from uuid import UUID

from sqlalchemy import func, select

from bench.bare_certificate import bare_pdf
from bench.servers import BenchFailed
from bench.world import COURSE, add_person, set_up
from lms.accounts import operations as accounts
from lms.accounts.queries.names import printed_names_of
from lms.catalog.queries import published_course
from lms.catalog.rules import PublishedCourse
from lms.certification.documents import certificate_pdf
from lms.certification.models import Certificate, NameConfirmation
from lms.certification.operations import bulk, making
from lms.certification.operations.issuing import course_facts
from lms.certification.operations.stamping import new_stamp
from lms.certification.queries.due import COURSES, readiness_in
from lms.certification.queries.own import as_printed
from lms.certification.rules import CertificateFacts, PrintedName, compact
from lms.cohorts import operations as cohorts
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import db
from lms.core.ids import new_id
from lms.core.jobs.operations import ask_job
from lms.core.jobs.running import run_for
from lms.core.pdf.signature import sign_pdf
from lms.core.sealed import ring
from lms.progress.operations import record_outcome

ROUNDS, PAGES = 5, 40
COUNT = 500  # `--count 10000` for a whole police force, half an hour
SHARE = 50  # every so many certificates the full way, with name marks: 0.6 s each
ADDRESS = "https://training.example.org"


def measure(folder: Path, count: int) -> None:
    """Print the rates of drawing alone, then of issuing `count` certificates by the job."""
    _settings, _environment, app = set_up(folder)
    with app.app_context():
        cohort_id = fill(count)
        course = the_course(cohort_id)
        draw(course)
        works = bulk.works(ADDRESS, False, clock.now)
        db.session.commit()
        print(f"\nIssuing {count:,} by the job, SQLite, one process, a certificate a commit:")
        report("without signature and name marks", issue(works, cohort_id, count * 7 // 10, plain))
        report("with the PDF's signature", issue(works, cohort_id, count * 3 // 10, unmarked))
        full = max(count // SHARE, 10)
        report("with signature and name marks", issue(works, cohort_id, full, as_shipped))
        check(cohort_id)
        db.session.remove()
        db.engine.dispose()


def fill(count: int) -> UUID:
    """A cohort in which everybody is complete and has confirmed the name."""
    at = clock.now() - timedelta(days=20)
    academy = accounts.make_scope(db.session, kind="academy", title="Many", at=at)
    cohort_id = cohorts.make_cohort(
        db.session, title="Many", course_key=COURSE, academy_id=academy, starts_on=at.date(),
        ends_on=None, at=at,
    )  # fmt: skip
    for number in range(count + max(count // SHARE, 10)):
        person_id, _account = add_person(2000 + number, at)
        enrolment_id = cohorts.enrol(db.session, person_id=person_id, cohort_id=cohort_id, at=at)
        complete(enrolment_id)
        confirm(person_id)
        if number % 200 == 0:
            db.session.commit()
            db.session.expunge_all()
    db.session.commit()
    return cohort_id


def complete(enrolment_id: UUID) -> None:
    """Meet every requirement of the course."""
    enrolment = db.session.get_one(Enrolment, enrolment_id)
    course = published_course(db.session, enrolment.course_version_id)
    for key in course.requirement_keys():
        record_outcome(
            db.session, enrolment_id=enrolment_id, requirement_key=key, outcome="met", score=1.0,
            occurred_at=clock.now(), fact_id=new_id(), recorded_by=None,
        )  # fmt: skip


def confirm(person_id: UUID) -> None:
    """What the person would confirm on the page."""
    name = as_printed(printed_names_of(db.session, [person_id])[person_id])
    at, row_id = clock.now(), new_id()
    db.session.add(
        NameConfirmation(
            id=row_id,
            occurred_at=at,
            recorded_at=at,
            person_id=person_id,
            leading_language="ar",
            name_sealed=ring().seal(
                name.to_json(), table="name_confirmation", column="name_sealed", row=row_id
            ),
        )
    )


def the_course(cohort_id: UUID) -> PublishedCourse:
    """The course of the cohort."""
    version = db.session.scalar(
        select(Enrolment.course_version_id).where(Enrolment.cohort_id == cohort_id).limit(1)
    )
    return published_course(db.session, version)


def draw(course: PublishedCourse) -> None:
    """Our page beside the bare one, interleaved."""
    facts = facts_of(course)
    rates: dict[str, list[float]] = {"bare ReportLab drawing": [], "our drawing": []}
    for _ in range(ROUNDS):
        for words, drawn in zip(rates, (bare_pdf, certificate_pdf), strict=True):
            began = process_time()
            for _page in range(PAGES):
                drawn(facts)
            rates[words].append(PAGES / (process_time() - began))
    print(f"\nThe certificate's page, pages a second of one core, {ROUNDS} rounds of {PAGES}:")
    for words, found in rates.items():
        print(f"  {words:<34} {median(found):6.1f} ({min(found):.1f}-{max(found):.1f})", flush=True)


def facts_of(course: PublishedCourse) -> CertificateFacts:
    """What a certificate says."""
    stamp = new_stamp(PrintedName("نور عبد الكريم حسن", "نوور عەبدولکەریم حەسەن", "Noor Hasan"))
    today = clock.now().date()
    return CertificateFacts(
        code=stamp.code, leading_language="ar", name=stamp.name, course=course_facts(course),
        issued_on=today, valid_until=today + timedelta(days=1096), public_url=ADDRESS,
        square="A" * 230,
    )  # fmt: skip


@contextmanager
def unmarked() -> Iterator[None]:
    """Without the slow marks of names: the same bytes, made with few rounds."""
    shipped = compact._Current.rounds
    compact.use_cheap_marks()
    yield
    compact._Current.rounds = shipped


@contextmanager
def plain() -> Iterator[None]:
    """Without marks, and with pages that nobody signs."""
    making.sign_pdf = lambda pdf, *_args, **_named: pdf  # type: ignore[assignment]
    with unmarked():
        yield
    making.sign_pdf = sign_pdf


@contextmanager
def as_shipped() -> Iterator[None]:
    """As it is."""
    yield


def issue(
    works: dict,
    cohort_id: UUID,
    count: int,
    how: Callable,  # type: ignore[type-arg]
) -> tuple[int, float, float]:
    """Issue so many more; how many, and the seconds by the clock and of the processor."""
    ready = len(readiness_in(db.session, COURSES, cohort_id).ready)
    job_id = ask_job(
        db.session, kind=COURSES.job, subject_id=cohort_id, total=ready, asked_by=None,
        at=clock.now(),
    )  # fmt: skip
    db.session.commit()
    limited = limited_to(works, count)
    with how():
        began, used = perf_counter(), process_time()
        while run_for(db.session, limited, job_id, seconds=60):
            pass
        return count, perf_counter() - began, process_time() - used


def limited_to(works: dict, count: int) -> dict:  # type: ignore[type-arg]
    """The same work, over after so many items."""
    whole, left = works[COURSES.job], [count]

    def next_item(session, asked, after):  # type: ignore[no-untyped-def]
        left[0] -= 1
        return whole.next_item(session, asked, after) if left[0] >= 0 else None

    return works | {COURSES.job: type(whole)(next_item, whole.do)}


def report(words: str, found: tuple[int, float, float]) -> None:
    """One line."""
    count, seconds, used = found
    print(
        f"  {words:<34} {count / used:6.1f} a second of one core, {count / seconds:.1f} by the"
        f" clock ({count:,} in {seconds:.0f} s; load {os.getloadavg()[0]:.1f})",
        flush=True,
    )


def check(cohort_id: UUID) -> None:
    """Raises BenchFailed unless every enrolment has exactly one certificate."""
    rows = db.session.execute(
        select(Enrolment.id, func.count(Certificate.id))
        .outerjoin(Certificate, Certificate.enrolment_id == Enrolment.id)
        .where(Enrolment.cohort_id == cohort_id)
        .group_by(Enrolment.id)
    ).all()
    others = [count for _, count in rows if count != 1]
    if others:
        raise BenchFailed(f"{len(others)} of {len(rows)} have another number than one")
    print(f"  {len(rows):,} enrolments, each with exactly one certificate")
