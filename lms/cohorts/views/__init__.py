"""The administrator's pages of cohorts and enrolments."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("cohorts", __name__)

from lms.cohorts.views import (  # noqa: E402 - they add their routes
    cohort,  # noqa: F401
    desk,  # noqa: F401
    enrolment,  # noqa: F401
    pathways,  # noqa: F401
)
