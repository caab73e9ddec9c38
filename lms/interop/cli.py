"""The commands `flask questions …`: files of other systems in and out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import click
from flask.cli import AppGroup

from lms.catalog.queries import latest_version, published_course
from lms.core import clock
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.text import LANGUAGES, Language
from lms.interop import operations
from lms.interop.operations.importing import FileRefused
from lms.interop.rules.formats import (
    EXPORT_FORMATS,
    IMPORT_FORMATS,
    ExportFormat,
    ImportFormat,
    writer_of,
)
from lms.interop.rules.found import Found
from lms.interop.rules.report import counted, table

cli = AppGroup("questions", help="Question files of other systems: import and export.")
read_file = click.Path(path_type=Path)
package_folder = click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path)
language_option = click.option(
    "--language", type=click.Choice(LANGUAGES), help="Default: the course's source language."
)


@cli.command("import")
@click.argument("file", type=read_file)
@click.option("--format", "form", type=click.Choice(IMPORT_FORMATS), required=True)
@click.option("--course", required=True, help="The course's key, as in c01-blue-policing.")
@click.option("--category", default="", help="Names with / between them, as in u01/Law.")
@language_option
@click.option("--into", type=package_folder, help="The package to write the questions into, too.")
@click.option("--dry-run", is_flag=True, help="Report only; store nothing.")
@click.option("--skip-bad", is_flag=True, help="Store what can be taken, in spite of errors.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON, alone on the output.")
def import_(
    file: Path,
    form: ImportFormat,
    course: str,
    category: str,
    language: Language | None,
    into: Path | None,
    *,
    dry_run: bool,
    skip_bad: bool,
    as_json: bool,
) -> None:
    """Read FILE and keep its questions as drafts, after a report of what becomes of each."""
    place = _place(course, category, language, into)
    found = _found(file, form, place.language)
    _report(found, as_json=as_json)
    if dry_run:
        click.echo("Nothing was stored: this was a dry run.", err=as_json)
        return
    _refuse_errors(found, skip_bad=skip_bad)
    done = _imported(found, place, skip_bad=skip_bad)
    operations.write_texts(done.texts)
    db.session.commit()
    click.echo(_said(done, place.target), err=as_json)


def _place(
    course: str, category: str, language: Language | None, into: Path | None
) -> operations.Place:
    """Where the questions belong; the course must be published, or be the package's."""
    names = tuple(name.strip() for name in category.split("/") if name.strip())
    target = _target(into, names)
    source = _source_language(course, target)
    return operations.Place(course, language or source, names, target)


def _target(into: Path | None, names: Sequence[str]) -> operations.TargetPackage | None:
    if into is None:
        return None
    try:
        return operations.target_in(into, names)
    except operations.PackageRefused as refusal:
        raise click.ClickException(f"{refusal}.") from refusal


def _source_language(course: str, target: operations.TargetPackage | None) -> Language:
    """The course's own language; the course must be published, or be the package's."""
    if target:
        if target.course_key != course:
            raise click.ClickException(
                f"{target.folder} is of {target.course_key}, not of {course}."
            )
        return target.source_language
    try:
        version = latest_version(db.session, course)
    except NotFound as error:
        raise _not_published(course) from error
    source = published_course(db.session, version).source_language
    return next(each for each in get_args(Language) if each == source)


def _not_published(course: str) -> click.ClickException:
    return click.ClickException(
        f"No course {course} is published: see `flask courses list`, or publish it first."
    )


def _found(file: Path, form: ImportFormat, language: Language) -> list[Found]:
    try:
        return operations.read_file(file, form, language=language)
    except FileRefused as refusal:
        raise click.ClickException(f"{file} is not imported: {refusal}.") from refusal


def _report(found: Sequence[Found], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([each.as_json() for each in found], ensure_ascii=False, indent=2))
        return
    for line in table(found):
        click.echo(line)
    click.echo(counted(found))


def _refuse_errors(found: Sequence[Found], *, skip_bad: bool) -> None:
    errors = sum(each.verdict == "error" for each in found)
    if errors and not skip_bad:
        raise click.ClickException(
            "Nothing was stored: correct the errors in the file, or leave those questions out with"
            " --skip-bad."
        )


def _imported(
    found: Sequence[Found], place: operations.Place, *, skip_bad: bool
) -> operations.Imported:
    """The drafts, not yet committed; what does not fit the package stops it like an error."""
    try:
        done = operations.import_questions(db.session, found, place, at=clock.now())
    except operations.PackageRefused as refusal:
        db.session.rollback()
        raise click.ClickException(f"{refusal}.") from refusal
    for refused in done.refused:
        click.echo(f"{refused.key} is not written: {refused.reason}.", err=True)
    if done.refused and not skip_bad:
        db.session.rollback()
        raise click.ClickException(
            "Nothing was stored: correct the file or the package, or use --skip-bad."
        )
    return done


def _said(done: operations.Imported, target: operations.TargetPackage | None) -> str:
    counts = dict.fromkeys(("new", "language", "version", "same"), 0)
    for stored in done.stored:
        counts[stored.stored] += 1
    where = f", and wrote them into {target.folder}" if target else ""
    return (
        f"Stored {counts['new']} new drafts, {counts['language']} in a further language,"
        f" {counts['version']} new versions; {counts['same']} were there already{where}."
    )


@cli.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(EXPORT_FORMATS), required=True)
@click.option("--course", required=True, help="The course's key, as in c01-blue-policing.")
@language_option
@click.option("--strict", is_flag=True, help="Write nothing where anything would be lost.")
def export(
    file: Path, form: ExportFormat, course: str, language: Language | None, *, strict: bool
) -> None:
    """Write the published bank of a course to FILE, after naming what the format cannot hold."""
    spoken = language or _source_language(course, None)
    try:
        questions = operations.bank_for_export(db.session, course)
    except NotFound as error:
        raise _not_published(course) from error
    writer = writer_of(form)
    losses = operations.losses_of(questions, writer, spoken)
    click.echo(f"Never held by {form}: {writer.never_held}.", err=True)
    for key, sentences in losses.items():
        click.echo(f"{key}: {' '.join(sentences)}", err=True)
    if losses and strict:
        raise click.ClickException(
            f"{file} was not written: {len(losses)} questions lose something."
        )
    try:
        file.write_bytes(writer.write(questions, spoken))
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written ({error.strerror}).") from error
    left_out = sum(sentences[0].startswith("Left out") for sentences in losses.values())
    click.echo(f"Wrote {len(questions) - left_out} questions to {file}; {left_out} were left out.")
