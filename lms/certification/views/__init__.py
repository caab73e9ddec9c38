"""A trainee's own certificates, and the page by which anybody checks a paper."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

bp = Blueprint("certification", __name__)

from lms.certification.views import (  # noqa: E402 - they add routes
    badge,  # noqa: F401
    bulk,  # noqa: F401
    issuer,  # noqa: F401
    name,  # noqa: F401
    offline,  # noqa: F401
    own,  # noqa: F401
    paper,
    public,
    record,  # noqa: F401
    register,  # noqa: F401
    signatories,  # noqa: F401
)


def exempt_from_csrf(state: BlueprintSetupState) -> None:
    """Checking a paper changes nothing and belongs to nobody's session: no token, no cookie."""
    for view in (public.match, paper.verify_file):
        state.app.extensions["csrf"].exempt(view)


bp.record_once(exempt_from_csrf)
