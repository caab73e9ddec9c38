"""The commands `flask keys`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol

import click
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from flask import current_app
from flask.cli import AppGroup

from lms.core import clock
from lms.core.paper_keys import PURPOSE as PAPER
from lms.core.paper_keys import make_paper_keys, paper_keys, rotate_paper_key
from lms.core.sealed import KeysMissing, key_files, make_key
from lms.core.signing import (
    PURPOSES,
    SigningKey,
    fingerprint,
    history_of,
    make_signing_keys,
    retire,
    rotate_signing_key,
    signing_keys,
)

SEAL = "seal"
ALL = (SEAL, *PURPOSES, PAPER)
TO_SIGN = (*PURPOSES, PAPER)
ADVICE = "Copy the key folder to its safe place, apart from backups, and start the server anew."

cli = AppGroup("keys", help="The keys that seal names, and those that sign certificates.")


class Dated(Protocol):
    """A key with its history."""

    @property
    def created_at(self) -> datetime: ...
    @property
    def retired_at(self) -> datetime | None: ...
    @property
    def compromised_at(self) -> datetime | None: ...


def folder() -> Path:
    """Where all keys lie."""
    found: Path = current_app.config["LMS"].keys
    return found


@cli.command("list")
def list_keys() -> None:
    """Say which keys there are; of each kind the newest is used, the older ones still open."""
    for number, path in key_files(folder()).items():
        click.echo(f"{SEAL:<10} {number:>3}  {path}")
    for purpose, number, key, mark in to_list(folder()):
        click.echo(f"{purpose:<10} {number:>3}  {state_of(key)}  {mark}")


def to_list(keys: Path) -> Iterator[tuple[str, int, Dated, str]]:
    """Every signing key with its mark: a fingerprint, or its certificate's."""
    found = signing_keys(keys)
    for purpose in PURPOSES:
        for key in found.history(purpose):
            yield purpose, key.number, key, mark_of(key)
    for paper in paper_keys(keys):
        yield PAPER, paper.number, paper, mark_of(paper.certificate)


def mark_of(key: SigningKey | x509.Certificate) -> str:
    """By what a key is told from others."""
    if isinstance(key, SigningKey):
        return fingerprint(key.public)
    return key.fingerprint(hashes.SHA256()).hex()[:16]


def state_of(key: Dated) -> str:
    """Since when a key is what it is."""
    if key.compromised_at:
        return f"compromised {key.compromised_at:%Y-%m-%d}"
    if key.retired_at:
        return f"retired {key.retired_at:%Y-%m-%d}"
    return f"in use since {key.created_at:%Y-%m-%d}"


@cli.command()
@click.option("--organisation", default="Police Training Sub Group", show_default=True,
              help="Whose name the certificates of papers bear.")  # fmt: skip
def create(organisation: str) -> None:
    """Make the first key of each kind that has none; those that are there stay as they are."""
    before = sum(len(history_of(folder(), purpose)) for purpose in TO_SIGN)
    with refused_in_words():
        make_signing_keys(folder(), clock.now())
        make_paper_keys(folder(), organisation, clock.now())
    made = sum(len(history_of(folder(), purpose)) for purpose in TO_SIGN) - before
    click.echo(f"{made} keys made. {ADVICE}" if made else "Every kind has its key already.")


@cli.command()
@click.argument("purpose", type=click.Choice(ALL), default=SEAL)
@click.option("--compromised", is_flag=True, help="The key before may be in other hands.")
def rotate(purpose: str, compromised: bool) -> None:
    """Make a new key of a kind; what an older one sealed or signed still opens and verifies.

    With --compromised nothing that the older one signed counts as genuine any more.
    """
    if purpose == SEAL and compromised:
        raise click.UsageError("A sealing key cannot be declared compromised: it opens your data.")
    with refused_in_words():
        number = rotated(purpose, is_compromised=compromised)
    click.echo(f"Key {number} for {purpose} is made. {ADVICE}")


def rotated(purpose: str, *, is_compromised: bool) -> int:
    """A new key; its number. Raises OSError, KeysMissing."""
    if purpose == SEAL:
        return make_key(folder())
    if purpose == PAPER:
        return rotate_paper_key(folder(), clock.now(), is_compromised=is_compromised).number
    return rotate_signing_key(folder(), purpose, clock.now(), is_compromised=is_compromised).number


@cli.command()
@click.argument("purpose", type=click.Choice(TO_SIGN))
@click.argument("number", type=int)
def distrust(purpose: str, number: int) -> None:
    """Declare an older key compromised; of the one in use say `rotate PURPOSE --compromised`."""
    known = history_of(folder(), purpose)
    if number not in known:
        raise click.ClickException(f"There is no key {number} for {purpose}: see `flask keys list`")
    if number == known[-1]:
        raise click.ClickException(
            f"Key {number} for {purpose} is in use: `flask keys rotate {purpose} --compromised`"
        )
    with refused_in_words():
        retire(folder(), purpose, number, clock.now(), is_compromised=True)
    click.echo(f"Key {number} for {purpose} is trusted no longer. {ADVICE}")


@contextmanager
def refused_in_words() -> Iterator[None]:
    """Turn what the disk or a missing root refuses into one sentence. Raises ClickException."""
    try:
        yield
    except OSError as error:
        raise click.ClickException(f"{folder()} cannot be written ({error.strerror})") from error
    except KeysMissing as error:
        raise click.ClickException(str(error)) from error
