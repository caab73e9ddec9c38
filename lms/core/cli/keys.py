"""The commands `flask keys`."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from lms.core.sealed import key_files, make_key

cli = AppGroup("keys", help="The keys that names and certificates are sealed with.")


@cli.command("list")
def list_keys() -> None:
    """Say which keys there are; the highest seals, all of them open."""
    for number, path in key_files(current_app.config["LMS"].keys).items():
        click.echo(f"{number}  {path}")


@cli.command()
def rotate() -> None:
    """Make a new sealing key; what was sealed before still opens with the older ones."""
    folder = current_app.config["LMS"].keys
    try:
        number = make_key(folder)
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written ({error.strerror})") from error
    click.echo(f"Key {number} seals from the next start on. Copy the key folder to its safe place.")
