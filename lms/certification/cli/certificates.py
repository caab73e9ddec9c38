"""The commands of certificates: flask certificates issue-due, verify, offline-page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup

from lms.certification import operations, queries
from lms.certification.operations.pathways import issue_due_pathways
from lms.certification.queries.due import names_due, pathway_names_due
from lms.certification.queries.papers import PaperCheck, paper_check
from lms.certification.rules import PrintedName, printed_code
from lms.certification.web import offline_page_now, printed_address
from lms.core import clock
from lms.core.db import READ, db, intend, reading
from lms.core.errors import NotFound
from lms.core.locale import local_day
from lms.core.paper_keys import current_paper_keys

BATCH = 50

cli = AppGroup("certificates", help="Issue what is due, and check a code.")


@cli.command("issue-due")
def issue_due() -> None:
    """Issue a certificate for every completed course and pathway that has none yet."""
    issued = 0
    refused: list[tuple[UUID, str]] = []
    for issue, names in (
        (operations.issue_due, names_due),
        (issue_due_pathways, pathway_names_due),
    ):
        for batch in batches(issue, names):
            issued += sum(one.is_new for one in batch.issued)
            refused += batch.refused
    click.echo(f"Issued {issued} certificates.")
    for enrolment_id, reason in refused:
        click.echo(f"Not issued for enrolment {enrolment_id}: {reason}.", err=True)
    if refused:
        raise SystemExit(1)


def batches(
    issue: Callable[..., operations.DueBatch], names: Callable[..., list[PrintedName]]
) -> Iterator[operations.DueBatch]:
    """Batch by batch, each in one transaction, so that nobody waits long for the database.

    Names are stretched between two of them.
    """
    after: UUID | None = None
    while True:
        with reading(db.session):
            due = names(db.session, after=after, most=BATCH)
        batch = issue_batch(issue, after, tuple(operations.new_stamp(name) for name in due))
        yield batch
        after = batch.last
        if after is None:
            return


def issue_batch(
    issue: Callable[..., operations.DueBatch],
    after: UUID | None,
    stamps: tuple[operations.Stamp, ...],
) -> operations.DueBatch:
    """One batch, committed. Raises ClickException without an address to print."""
    try:
        batch = issue(
            db.session,
            public_url=printed_address(),
            is_demonstration=current_app.config["IS_DEMONSTRATION"],
            at=clock.now(),
            after=after,
            most=BATCH,
            stamps=stamps,
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
    checked = paper_check(db.session, content, roots=roots, on=local_day(clock.now()))
    click.echo(signature_words(checked))
    click.echo(
        described(checked.found) if checked.found else "It is no certificate of this system."
    )
    if not checked.is_genuine:
        raise SystemExit(1)


def signature_words(checked: PaperCheck) -> str:
    """What the signature and the bytes say."""
    signature = checked.signature
    if checked.is_identical:
        signed = "signed" if signature.is_genuine else "without a signature"
        return f"Byte-identical with what was issued, {signed}."
    if signature.is_genuine:
        return "Genuinely signed, but not the bytes that are kept here."
    if not signature.is_signed:
        return "It carries no signature that can be read."
    if signature.is_intact and not signature.is_trusted:
        return "It is signed, but not with a key of this system."
    return "It was altered after it was signed."
