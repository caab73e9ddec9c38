"""The coordinator's pages and exports."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("reporting", __name__, url_prefix="/reports")

READERS = ("coordinator", "approver")

from lms.reporting.views import attempts, cohorts, overrides, pathways, reversals  # noqa: E402, F401 - routes
