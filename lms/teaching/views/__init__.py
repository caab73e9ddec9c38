"""The trainer's pages."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("teaching", __name__, url_prefix="/teach")

from lms.teaching.views import analysis, cohorts, courses, marking, practicals, records, regrades  # noqa: E402, F401
