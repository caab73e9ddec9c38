"""`flask people`: add a person, print a slip, list who is there."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from sqlalchemy import or_, select

from lms.accounts import operations
from lms.accounts.models import Account, Person
from lms.accounts.naming import names_from
from lms.core import clock
from lms.core.db import db
from lms.core.errors import DomainError
from lms.core.ids import folded_code, grouped

cli = AppGroup("people", help="People and their accounts.")
PART_NAMES = ("given", "father", "grandfather", "fourth")


@cli.command("add")
@click.option("--ar", default="", help="Names in Arabic: given, father, grandfather, fourth.")
@click.option("--ckb", default="", help="Names in Sorani, in the same order.")
@click.option("--latin", default="", help="The whole name in Latin letters.")
@click.option("--language", type=click.Choice(["ar", "ckb", "en"]), default="ar")
@click.option(
    "--address-form", type=click.Choice(["feminine", "masculine", "neutral"]), default="neutral"
)
def add(ar: str, ckb: str, latin: str, language: str, address_form: str) -> None:
    """Add a person; parts of a name are separated by spaces."""
    fields = {"latin": latin}
    for script, typed in (("ar", ar), ("ckb", ckb)):
        for name, text in zip(PART_NAMES, typed.split(maxsplit=3), strict=False):
            fields[f"{script}_{name}"] = text
    try:
        made = operations.add_person(
            db.session,
            names=names_from(fields),
            at=clock.now(),
            language=language,
            address_form=address_form,
        )
    except DomainError as refused:
        raise click.ClickException(
            "Given name, father's name and grandfather's name are needed in --ar or in --ckb."
        ) from refused
    db.session.commit()
    click.echo(f"Added {made.trainee_code} with login code {grouped(made.login_code)}.")


@cli.command("slip")
@click.argument("code")
def slip(code: str) -> None:
    """Print a new slip for a login code or a trainee code; it cancels the older."""
    folded = folded_code(code)
    account_id = db.session.scalar(
        select(Account.id)
        .join(Person, Person.id == Account.person_id)
        .where(or_(Account.login_code == folded, Person.trainee_code == folded))
    )
    if account_id is None:
        raise click.ClickException(f"Nobody has the code {code}.")
    try:
        issued = operations.issue_slip(db.session, account_id=account_id, at=clock.now(), by=None)
    except DomainError as refused:
        raise click.ClickException(f"The account {code} is closed: reopen it first.") from refused
    db.session.commit()
    click.echo(
        f"Login code {grouped(issued.login_code)}, set-up code {grouped(issued.setup_code)},"
        f" valid until {issued.expires_at:%Y-%m-%d}."
    )


@cli.command("remove-second-factor")
@click.argument("login_code")
@click.option("--yes", is_flag=True, help="Do it: every sign-in of the account ends.")
def remove_second_factor(login_code: str, yes: bool) -> None:
    """Remove a second factor whose phone and recovery codes are both lost."""
    if not yes:
        raise click.ClickException("Nothing was changed: make sure who asks, then add --yes.")
    account_id = db.session.scalar(
        select(Account.id).where(Account.login_code == folded_code(login_code))
    )
    if account_id is None:
        raise click.ClickException(f"Nobody has the login code {login_code}.")
    is_removed = operations.remove_second_factor(
        db.session, account_id=account_id, reason="On the server.", at=clock.now(), by=None
    )
    db.session.commit()
    click.echo(
        f"Removed the second factor of {login_code}; it is set up again after the next sign-in."
        if is_removed
        else f"{login_code} has no second factor."
    )


@cli.command("list")
def list_people() -> None:
    """List codes and account states; names stay sealed."""
    rows = db.session.execute(
        select(Person.trainee_code, Account.login_code, Account.account_state)
        .join(Account, Account.person_id == Person.id)
        .order_by(Person.created_at, Person.id)
    ).all()
    for trainee_code, login_code, account_state in rows:
        click.echo(f"{trainee_code}  {grouped(login_code)}  {account_state}")
    click.echo(f"{len(rows)} people.")
