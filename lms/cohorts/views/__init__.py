"""The administrator's pages of cohorts and enrolments."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("cohorts", __name__)

from lms.cohorts.views import cohort, desk, enrolment  # noqa: E402, F401 - they add their routes
