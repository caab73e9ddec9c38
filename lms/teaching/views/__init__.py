"""The trainer's pages."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("teaching", __name__, url_prefix="/teach")

from lms.teaching.views import (  # noqa: E402 - routes
    analysis,  # noqa: F401
    cohorts,  # noqa: F401
    courses,  # noqa: F401
    drafts,  # noqa: F401
    marking,  # noqa: F401
    practicals,  # noqa: F401
    records,  # noqa: F401
    regrades,  # noqa: F401
)
