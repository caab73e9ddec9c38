"""The commands of certificates: flask certificates issue-due, verify, offline-page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup

from lms.certification import operations, queries
from lms.certification.operations.due import stamps_for_due
from lms.certification.queries.due import COURSES, PATHWAYS, DueKind
from lms.certification.queries.papers import PaperCheck, paper_check
from lms.certification.rules import printed_code
from lms.certification.rules.register import REGISTER_FILE
from lms.certification.web import offline_page_now, printed_address
from lms.core import clock
from lms.core.db import READ, db, intend, reading
from lms.core.errors import NotFound
from lms.core.locale import local_day
from lms.core.paper_keys import current_paper_keys
from lms.core.pdf.inspecting import inspected

cli = AppGroup("certificates", help="Issue what is due, and check a code.")


@cli.command("issue-due")
def issue_due() -> None:
    """Issue what is completed, whose holder confirmed the name, and has no certificate yet."""
    issued = waiting = 0
    refused: list[tuple[UUID, str]] = []
    for kind in (COURSES, PATHWAYS):
        for batch in batches(kind):
            issued += sum(one.is_new for one in batch.issued)
            waiting += len(batch.waiting)
            refused += batch.refused
    click.echo(f"Issued {issued} certificates.")
    if waiting:
        click.echo(f"{waiting} wait: for the holder to confirm the name, or for an approval.")
    for enrolment_id, reason in refused:
        click.echo(f"Not issued for enrolment {enrolment_id}: {reason}.", err=True)
    if refused:
        raise SystemExit(1)


def batches(kind: DueKind) -> Iterator[operations.DueBatch]:
    """Batch by batch, each in one transaction, so that nobody waits long for the database."""
    after: UUID | None = None
    while True:
        batch = issue_batch(kind, after)
        yield batch
        after = batch.last
        if after is None:
            return


def issue_batch(kind: DueKind, after: UUID | None) -> operations.DueBatch:
    """One batch, committed. Raises ClickException without an address to print."""
    with reading(db.session):
        stamps = stamps_for_due(db.session, kind, after=after)
    try:
        batch = operations.issue_due(
            db.session,
            kind,
            stamps=stamps,
            public_url=printed_address(),
            is_demonstration=current_app.config["IS_DEMONSTRATION"],
            at=clock.now(),
            after=after,
        )
    except operations.PublicUrlMissing as error:
        raise click.ClickException(
            "Set LMS_PUBLIC_URL to the address that others can open: it is printed on every"
            " certificate."
        ) from error
    db.session.commit()
    return batch


@cli.command()
@click.argument("code")
def verify(code: str) -> None:
    """Say what is true of the certificate with CODE, or of the PDF at that path."""
    intend(db.session, READ)
    if code.lower().endswith(".pdf"):
        verify_paper(Path(code))
        return
    try:
        found = queries.verification(db.session, code, on=local_day(clock.now()))
    except queries.CodeMistyped as error:
        raise click.ClickException("The code was typed wrongly.") from error
    except NotFound as error:
        raise click.ClickException("No certificate has this code.") from error
    click.echo(described(found))


def described(found: queries.Verification) -> str:
    """A certificate in one sentence, without a name."""
    until = f", valid until {found.valid_until}" if found.valid_until else ""
    specimen = " It is a specimen." if found.is_specimen else ""
    return (
        f"{printed_code(found.code)} is {found.standing.state}: {found.course.title.en}"
        f" {found.course.version}, issued {found.issued_month:%B %Y}{until}.{specimen}"
    )


@cli.command("offline-page")
@click.option("--to", "target", required=True, type=click.Path(path_type=Path, dir_okay=False))
def offline_page(target: Path) -> None:
    """Write the page that verifies without a network to a file."""
    intend(db.session, READ)
    content = offline_page_now().content
    try:
        target.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{target} cannot be written ({error.strerror}).") from error
    click.echo(f"Wrote {target} ({len(content) // 1000} kB).")


def verify_paper(path: Path) -> None:
    """Say what is true of a PDF; exit status 1 unless it is genuine and in force."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read ({error.strerror}).") from error
    roots = [key.root for key in current_paper_keys()]
    found = inspected(content, roots, [REGISTER_FILE])
    checked = paper_check(db.session, content, found, on=local_day(clock.now()))
    click.echo(signature_words(checked))
    click.echo(
        described(checked.found) if checked.found else "It is no certificate of this system."
    )
    if not checked.is_genuine:
        raise SystemExit(1)


def signature_words(checked: PaperCheck) -> str:
    """What the signature and the bytes say."""
    signed = "signed" if checked.signature.is_genuine else "without a signature"
    return {
        "identical": f"Byte-identical with what was issued, {signed}.",
        "signed": "Genuinely signed, but not the bytes that are kept here.",
        "unsigned": "It carries no signature that can be read.",
        "other_key": "It is signed, but not with a key of this system.",
        "altered": "It was altered after it was signed.",
    }[checked.file_state]
