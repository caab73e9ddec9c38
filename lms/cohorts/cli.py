"""`flask cohorts`: list cohorts, enrol people by their codes."""

from __future__ import annotations

from uuid import UUID

import click
from flask.cli import AppGroup
from sqlalchemy import func, or_, select

from lms.accounts.models import Account, Person
from lms.cohorts import operations
from lms.cohorts.models import Cohort, Enrolment
from lms.core import clock
from lms.core.db import db
from lms.core.errors import DomainError
from lms.core.ids import folded_code

cli = AppGroup("cohorts", help="Cohorts and enrolments.")


@cli.command("list")
def list_cohorts() -> None:
    """List the cohorts with their course and how many are enrolled."""
    counted = (
        select(func.count())
        .where(Enrolment.cohort_id == Cohort.id, Enrolment.enrolment_state == "active")
        .correlate(Cohort)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Cohort.id, Cohort.title, Cohort.course_key, counted).order_by(Cohort.starts_on)
    ).all()
    for cohort_id, title, course_key, active in rows:
        click.echo(f"{cohort_id}  {course_key}  {active} enrolled  {title}")
    click.echo(f"{len(rows)} cohorts.")


@cli.command("enrol")
@click.argument("cohort_id", type=click.UUID)
@click.argument("codes", nargs=-1, required=True)
def enrol(cohort_id: UUID, codes: tuple[str, ...]) -> None:
    """Enrol people in a cohort by login code or trainee code; all of them or none."""
    for code in codes:
        try:
            operations.enrol(
                db.session, person_id=person_of(code), cohort_id=cohort_id, at=clock.now()
            )
        except DomainError as refused:
            db.session.rollback()
            raise click.ClickException(f"{code}: {refused}; nobody was enrolled.") from refused
    db.session.commit()
    click.echo(f"Enrolled {len(codes)}.")


def person_of(code: str) -> UUID:
    """The person with this code. Raises ClickException."""
    folded = folded_code(code)
    person_id = db.session.scalar(
        select(Person.id)
        .join(Account, Account.person_id == Person.id)
        .where(or_(Account.login_code == folded, Person.trainee_code == folded))
    )
    if person_id is None:
        db.session.rollback()
        raise click.ClickException(f"Nobody has the code {code}; nobody was enrolled.")
    return person_id
