"""The address that certificates print, from the settings of the running application."""

from __future__ import annotations

from flask import current_app

from lms.config import Settings


def printed_address() -> str:
    """`LMS_PUBLIC_URL`; where unset this computer's own, which only a demonstration prints."""
    settings: Settings = current_app.config["LMS"]
    return settings.public_url or f"http://{settings.host}:{settings.port}"
