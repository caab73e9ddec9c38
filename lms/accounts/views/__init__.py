"""The pages everybody has, and the administrator's."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("accounts", __name__)

from lms.accounts.views import (  # noqa: E402, F401 - they add their routes
    audit,
    help,  # noqa: A004 - the page's name
    imports,
    language,
    leads,
    me,
    people,
    person,
    purpose,
    record,
    scopes,
    second_factor,
    sign_in,
    sign_ins,
    slip,
    slips,
)
