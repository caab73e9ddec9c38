"""The commands `flask certificates` and `flask register`."""

from __future__ import annotations

from lms.certification.cli.certificates import cli
from lms.certification.cli.register import cli as register

__all__ = ["cli", "register"]
