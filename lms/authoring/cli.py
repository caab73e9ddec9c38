"""`flask courses …`: check, publish, list, export and import course packages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import AppGroup

from lms.authoring import operations
from lms.catalog import queries
from lms.catalog.operations import VersionTaken
from lms.catalog.package import (
    ArchiveRefused,
    PackageProblems,
    Problem,
    export_package,
    import_package,
    json_schema,
)
from lms.core import clock
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.text import LANGUAGES, Language

COURSES = Path(__file__).parents[2] / "courses"

cli = AppGroup("courses", help="Check, publish, list, export and import course packages.")
folder = click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path)
written_file = click.Path(dir_okay=False, resolve_path=True, path_type=Path)
read_file = click.Path(exists=True, dir_okay=False, resolve_path=True, path_type=Path)


@cli.command("validate")
@click.argument("path", type=folder, default=COURSES)
@click.option("--quiet", is_flag=True, help="Count the notes instead of printing them.")
def validate(path: Path, quiet: bool) -> None:
    """Check the package at PATH, or all packages and shared files; print every problem."""
    problems, notes = operations.check_folder(path, is_thorough=True)
    if not quiet:
        _print("note: ", notes)
    _refuse(problems)
    click.echo(f"No problems, {len(notes)} notes.")


@cli.command("publish")
@click.argument("path", type=folder, default=COURSES)
def publish(path: Path) -> None:
    """Publish the package at PATH, or all packages; what is published already stays as it is."""
    is_package = operations.is_package(path)
    failed = False
    for each in [path] if is_package else operations.packages_in(path):
        failed = not _publish_one(each) or failed
    try:
        root = path.parent if is_package else path
        done = operations.publish_shared(db.session, root, at=clock.now())
        db.session.commit()
    except PackageProblems as refusal:
        _refuse(refusal.problems)
    for pathway in done.pathways:
        click.echo(f"Published the pathway {pathway}.")
    for sentence in done.refused:
        click.echo(sentence, err=True)
    if failed or done.refused:
        raise SystemExit(1)


def _publish_one(path: Path) -> bool:
    """Publish and commit one package; False with the reason printed when it is refused."""
    try:
        done = operations.publish_package(db.session, path, at=clock.now())
        db.session.commit()
    except (PackageProblems, VersionTaken) as refusal:
        db.session.rollback()
        click.echo(str(refusal), err=True)
        return False
    verb = "Published" if done.is_new else "Already published:"
    click.echo(f"{verb} {done.course_key} {done.version}, with {len(done.notes)} notes.")
    return True


@cli.command("handbook")
@click.argument("course_key")
@click.option("--language", type=click.Choice(LANGUAGES), default="ar", show_default=True)
@click.option("--to", "target", type=written_file, help="The PDF; COURSE-LANGUAGE.pdf here.")
def handbook(course_key: str, language: Language, target: Path | None) -> None:
    """Write the handbook of the newest version of COURSE_KEY: its lessons to print."""
    try:
        version_id = queries.latest_version(db.session, course_key)
    except NotFound as unknown:
        raise click.ClickException(f"No course {course_key} is published.") from unknown
    path = target or Path(f"{course_key}-{language}.pdf")
    path.write_bytes(queries.handbook(db.session, version_id, language))
    click.echo(f"Wrote {path}.")


@cli.command("list")
def list_publications() -> None:
    """List every published version, the newest of each course first."""
    rows = queries.publications(db.session)
    for row in rows:
        click.echo(
            f"{row.course_key} {row.version} {row.publication_state} "
            f"{row.published_at:%Y-%m-%d} {row.content_hash[:12]}"
        )
    if not rows:
        click.echo("No course is published.")


@cli.command("export")
@click.argument("package", type=folder)
@click.argument("target", type=written_file)
def export(package: Path, target: Path) -> None:
    """Write the package folder PACKAGE to the zip TARGET; equal folders give equal bytes."""
    if not operations.is_package(package):
        raise click.ClickException(f"{package} has no course.yaml.")
    try:
        target.write_bytes(export_package(package))
    except ArchiveRefused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"Exported {package.name} to {target}.")


@cli.command("import")
@click.argument("zipped", type=read_file)
@click.option("--into", type=folder, default=COURSES, help="The courses folder.")
def import_(zipped: Path, into: Path) -> None:
    """Unpack the zip ZIPPED as a new package folder, and check it."""
    try:
        unpacked = import_package(zipped, into)
    except ArchiveRefused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"Imported {unpacked.name}.")
    problems, _notes = operations.check_folder(unpacked)
    _refuse(problems)


@cli.command("schema")
def schema() -> None:
    """Print the JSON Schema of every file of the format."""
    click.echo(json.dumps(json_schema(), indent=2, sort_keys=True))


def _print(prefix: str, lines: Sequence[Problem]) -> None:
    for line in lines:
        click.echo(f"{prefix}{line}")


def _refuse(problems: Sequence[Problem]) -> None:
    """Print the problems and exit 1, when there are any."""
    if not problems:
        return
    for problem in problems:
        click.echo(str(problem), err=True)
    click.echo(f"{len(problems)} problems.", err=True)
    raise SystemExit(1)
