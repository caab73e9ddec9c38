"""The trainee's pages. Parse, call one function, answer."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("learning", __name__, url_prefix="/learn")

from lms.learning.views import (  # noqa: E402 - routes
    activities,  # noqa: F401
    attempts,  # noqa: F401
    courses,  # noqa: F401
    files,  # noqa: F401
    pictures,  # noqa: F401
    scenarios,  # noqa: F401
    sending,  # noqa: F401
)
