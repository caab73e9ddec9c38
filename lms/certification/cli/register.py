"""The commands of the register: flask register publish, verify, enter-earlier, new-origin."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from lms.certification.operations import register as operations
from lms.certification.queries.register import published_head
from lms.certification.queries.register_faults import faults_in
from lms.certification.rules.register import RegisterForked
from lms.certification.rules.signed_note import Checkpoint
from lms.certification.web import printed_address
from lms.core import clock
from lms.core.db import READ, db, intend
from lms.core.errors import NotFound
from lms.core.signing import current_signing_keys

AFTER_A_RESTORE = (
    "This is an older copy of the register, as after restoring a backup. Nothing was signed. If no"
    " newer copy exists, go on with: flask register new-origin, flask register enter-earlier,"
    " flask register publish"
)
WHY = {
    "shorter": "The register has {size} entries, and a head of {known} entries was signed before.",
    "other": "The first {known} of the register's {size} entries are not those that were signed.",
    "origin": "A head of origin {known} was signed before, which this database does not have.",
    "unsigned": "No head was ever signed: there is nothing that a new origin could begin after.",
    "missing": "A certificate's entry is missing.",
}

cli = AppGroup("register", help="The register of certificates, which nobody can alter unseen.")


@cli.command()
def publish() -> None:
    """Sign the register's head as it is now; once a day is enough."""
    head = published()
    if head is None:
        click.echo("Nothing has entered the register yet.")
        return
    click.echo(f"Signed: {head.size} entries of {head.origin}.")


def published() -> Checkpoint | None:
    """Sign and commit. Raises ClickException for a register that does not continue the signed."""
    try:
        head = operations.publish_checkpoint(
            db.session,
            keys=current_app.config["LMS"].keys,
            key=current_signing_keys().newest("register"),
            public_url=printed_address(),
            at=clock.now(),
        )
    except RegisterForked as forked:
        raise refusal(forked) from forked
    db.session.commit()
    return head


def refusal(forked: RegisterForked) -> click.ClickException:
    """Why nothing was signed, and how to go on."""
    why = str(forked.facts["why"])
    sentence = WHY[why].format(**{"size": 0, "known": 0} | forked.facts)
    advice = "" if why in ("unsigned", "missing") else f" {AFTER_A_RESTORE}"
    return click.ClickException(sentence + advice)


@cli.command()
def verify() -> None:
    """Count and hash every entry anew; name what was altered, the first first."""
    intend(db.session, READ)
    keys = [key.public for key in current_signing_keys().history("register")]
    faults = [f"{fault.where}: {fault.what}" for fault in faults_in(db.session, keys)]
    try:
        operations.refuse_older(db.session, keys=current_app.config["LMS"].keys)
    except RegisterForked as forked:
        faults.append(refusal(forked).message)
    for sentence in faults:
        click.echo(sentence)
    if faults:
        raise SystemExit(1)
    click.echo(f"The register stands, {signed_words()}.")


def signed_words() -> str:
    """How much of it is signed."""
    try:
        return f"signed up to {published_head(db.session).size} entries"
    except NotFound:
        return "with no signed head yet"


@cli.command("enter-earlier")
def enter_earlier() -> None:
    """Enter certificates that are not in the register yet; they keep their bytes."""
    count = 0
    while some := operations.enter_earlier(db.session, at=clock.now()):
        db.session.commit()
        count += some
    db.session.commit()
    click.echo(f"Entered {count}.")


@cli.command("new-origin")
def new_origin() -> None:
    """Go on after restoring an older backup: a new origin begins after the last signed head."""
    try:
        number = operations.start_new_origin(
            db.session, keys=current_app.config["LMS"].keys, at=clock.now()
        )
    except RegisterForked as forked:
        raise refusal(forked) from forked
    db.session.commit()
    click.echo(f"Origin {number} begins. Next: flask register enter-earlier, then publish.")
