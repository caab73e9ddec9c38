"""The trainee's pages. Parse, call one function, answer."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("learning", __name__, url_prefix="/learn")

from lms.learning.views import activities, attempts, courses, pictures, scenarios  # noqa: E402, F401 - routes
