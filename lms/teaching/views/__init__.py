"""The trainer's pages."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("teaching", __name__, url_prefix="/teach")

from lms.teaching.views import cohorts, courses, drafts, practicals, records  # noqa: E402, F401
