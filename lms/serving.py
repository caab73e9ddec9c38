"""What comes before the first request: folders, keys, tables, courses; then the server."""

from __future__ import annotations

import socket

from alembic import command
from alembic.config import Config
from flask import Flask
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from lms import create_app
from lms.accounts.operations.first import first_administrator
from lms.authoring.operations import publish_package, publish_shared
from lms.authoring.unchanged import Published
from lms.catalog.operations import VersionTaken
from lms.catalog.package import PackageProblems
from lms.certification.rules import ISSUER
from lms.cohorts.operations import CourseNotPublished
from lms.config import Settings, SettingWrong, read_settings
from lms.core import clock, logs
from lms.core.cli import edge
from lms.core.cli.data import backed_up
from lms.core.db import db
from lms.core.errors import DomainError, NotFound
from lms.core.health import newest_revision
from lms.core.paper_keys import make_paper_keys
from lms.core.sealed import KeysMissing, key_files, make_keys
from lms.core.signing import FOLDER, make_signing_keys
from lms.core.versions import OtherTables, refuse_newer, tables_at
from lms.demo.operations import COURSE, SIGN_INS, NotEmpty, make_demonstration
from lms.server import serve
from lms.worker import work

PUBLISHED = "published.json"


class StartRefused(Exception):
    """Why the system cannot start: one sentence with place and remedy."""


def say(sentence: str) -> None:
    """A line on the terminal, at once."""
    print(sentence, flush=True)  # noqa: T201


def start(*, is_demonstration: bool) -> int:
    """Prepare everything and serve until asked to end; the exit code. Raises StartRefused."""
    logs.to_stderr()
    try:
        settings = read_settings()
    except SettingWrong as wrong:
        raise StartRefused(f"{wrong}. See the settings in README.md") from wrong
    try:
        app = prepared(settings, is_demonstration=is_demonstration)
    except (DomainError, OSError, OtherTables, SQLAlchemyError) as error:
        said = edge.sentence_of(error, settings.database_url)
        if said is None:
            raise
        raise StartRefused(said) from error
    return serve(app, settings)


def work_beside() -> int:
    """Do jobs and what is due, beside a server that prepared everything. Raises StartRefused."""
    logs.to_stderr()
    try:
        app = create_app(read_settings())
    except (SettingWrong, KeysMissing) as wrong:
        raise StartRefused(f"{wrong}. See the settings in README.md") from wrong
    return work(app)


def prepared(settings: Settings, *, is_demonstration: bool) -> Flask:
    """The application, ready to serve: folders, keys, tables, courses, and who signs in first."""
    refuse_taken_port(settings)
    if not is_demonstration:
        refuse_demonstrations_data(settings)
    make_folders(settings)
    names, found = tables_of(settings)
    is_new = not names
    prepare_keys(settings, is_new=is_new)
    if is_new and is_demonstration:
        refuse_large_demonstration(settings)
        settings.demonstration_mark.touch(mode=0o600)
    bring_up_to_date(settings, found, is_new=is_new)
    app = create_app(settings)
    with app.app_context():
        publish_all(settings)
        fill(app, settings)
    return app


def refuse_taken_port(settings: Settings) -> None:
    """Raises StartRefused when somebody listens on the port already, or it may not be used."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or "no such address"
            raise StartRefused(
                f"Port {settings.port} on {settings.host} cannot be used ({reason}):"
                " stop what listens there, or choose another with PORT="
            ) from error


def make_folders(settings: Settings) -> None:
    """The data folder, private. Raises StartRefused when it cannot be written."""
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = settings.data / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise StartRefused(
            f"The data folder {settings.data} cannot be written ({error.strerror}):"
            " make it writable, or choose another with LMS_DATA="
        ) from error


def tables_of(settings: Settings) -> tuple[frozenset[str], str | None]:
    """The tables there are, and their migration. Raises StartRefused for another program's."""
    names, found = tables_at(settings.database_url)
    if found is not None:
        refuse_newer(found, settings.migrations)
    elif names - {"alembic_version"}:
        url = make_url(settings.database_url)
        raise StartRefused(
            f"The database at {url.render_as_string(hide_password=True)} holds tables of another"
            " program, and nothing was changed: give this one an empty database with LMS_DATA= or"
            " DATABASE_URL="
        )
    return names, found


def prepare_keys(settings: Settings, *, is_new: bool) -> None:
    """Keys for a new system. Raises StartRefused where data exists and its keys do not.

    A system from before there were signing keys gets its first.
    """
    has_keys = bool(key_files(settings.keys))
    if not has_keys and not is_new:
        raise StartRefused(
            f"The key folder {settings.keys} holds no keys, and the database was sealed with some:"
            " put the key folder back, or say where it is with LMS_KEYS="
        )
    is_first = not (settings.keys / FOLDER).exists()
    try:
        if not has_keys:
            make_keys(settings.keys)
        make_signing_keys(settings.keys, clock.now())
        make_paper_keys(settings.keys, ISSUER.en, clock.now())
    except OSError as error:
        raise StartRefused(
            f"The key folder {settings.keys} cannot be written ({error.strerror})"
        ) from error
    if is_first and not is_new:
        say(
            f"Keys that sign certificates were made in {settings.keys}. If this system had such"
            " keys before, stop it and lay them back: what they signed verifies only with them."
        )


def refuse_demonstrations_data(settings: Settings) -> None:
    """Raises StartRefused when an operator's start finds invented people."""
    if settings.demonstration_mark.exists():
        raise StartRefused(
            f"The data folder {settings.data} holds a demonstration, which `make run` serves: give"
            " the real system a folder of its own with LMS_DATA="
        )


def refuse_large_demonstration(settings: Settings) -> None:
    """The demonstration is for one computer alone. Raises StartRefused."""
    is_embedded = make_url(settings.database_url).get_backend_name() == "sqlite"
    if not is_embedded or not settings.is_loopback:
        raise StartRefused(
            "The demonstration runs only on this computer with the embedded database:"
            " use `make serve` for a real system, or leave out DATABASE_URL, HOST, LMS_PUBLIC_URL"
        )


def bring_up_to_date(settings: Settings, found: str | None, *, is_new: bool) -> None:
    """Run the migrations that are missing, after a backup. Raises StartRefused."""
    if found == newest_revision(str(settings.migrations)):
        return
    if not is_new:
        back_up(settings)
    config = Config()
    config.set_main_option("script_location", str(settings.migrations))
    config.attributes["url"] = settings.database_url
    try:
        command.upgrade(config, "head")
    except Exception as error:
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise StartRefused(
            "The migration did not run and the data is as it was"
            f" ({type(error).__name__}: {reason}): please report it, and start the older program"
        ) from error


def back_up(settings: Settings) -> None:
    """A backup of the older tables. Raises StartRefused when it cannot be written."""
    folder = settings.data / "backups"
    app = create_app(settings)
    with app.app_context():
        try:
            path = backed_up(folder)
        except OSError as error:
            raise StartRefused(
                f"The backup before the migration cannot be written to {folder}"
                f" ({error.strerror}), and nothing was migrated: make room there"
            ) from error
        finally:
            db.engine.dispose()
    say(f"Backed up before the migration: {path}")


def publish_all(settings: Settings) -> None:
    """Publish every package; a faulty one is named and what was published before stays."""
    published = Published(settings.data / PUBLISHED)
    for folder in sorted(settings.courses.iterdir()):
        if not (folder / "course.yaml").exists() or published.is_unchanged(db.session, folder):
            continue
        try:
            done = publish_package(db.session, folder, at=clock.now())
            db.session.commit()
            published.note(folder, done.course_version_id)
        except PackageProblems as problems:
            db.session.rollback()
            say(f"{folder.name} is not published, it has {len(problems.problems)} problems:"
                f" flask courses validate {folder}")  # fmt: skip
        except VersionTaken as taken:
            db.session.rollback()
            say(f"{folder.name} stays at its published version: {taken}")
        else:
            if done.is_new:
                say(f"Published {done.course_key} {done.version}.")
    try:
        shared = publish_shared(db.session, settings.courses, at=clock.now())
        db.session.commit()
    except PackageProblems:
        db.session.rollback()
        say("The hotlines and pathways stay as they were, a shared file has problems:"
            " flask courses validate")  # fmt: skip
        return
    for pathway in shared.pathways:
        say(f"Published the pathway {pathway}.")
    for sentence in shared.refused:
        say(sentence)


def fill(app: Flask, settings: Settings) -> None:
    """The demonstration's people in a new demonstration; else the first administrator's link."""
    address = settings.address
    if app.config["IS_DEMONSTRATION"]:
        if not (settings.data / SIGN_INS).exists():
            fill_demonstration(settings, address)
        return
    slip = first_administrator(db.session, at=clock.now())
    db.session.commit()
    if slip is not None:
        say("No administrator yet. This link works once, for 14 days:")
        say(f"{address}/setup/{slip.setup_code}?code={slip.login_code}")


def fill_demonstration(settings: Settings, address: str) -> None:
    """Invented people and how each signs in, unless people are there. Raises StartRefused."""
    say("Making the demonstration academy …")
    try:
        lines = make_demonstration(
            db.session, at=clock.now(), public_url=address, folder=settings.data
        )
    except NotEmpty:
        return
    except (CourseNotPublished, NotFound) as missing:
        raise StartRefused(
            f"The demonstration needs the course {COURSE}, which is not published: mend it as"
            f" `flask courses validate {settings.courses / COURSE}` says, and start again"
        ) from missing
    db.session.commit()
    for line in lines:
        say(f"{line.role:<22} {line.login_code}  {line.passphrase:<34} {line.stage}")
    say(f"The same sign-ins are kept in {settings.data / SIGN_INS}")
