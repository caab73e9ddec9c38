"""A trainee's own certificates, and the page by which anybody checks a paper."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

bp = Blueprint("certification", __name__)

from lms.certification.views import badge, issuer, own, public  # noqa: E402, F401 - they add routes


def exempt_from_csrf(state: BlueprintSetupState) -> None:
    """Comparing a name changes nothing and belongs to nobody's session: no token, no cookie."""
    state.app.extensions["csrf"].exempt(public.match)


bp.record_once(exempt_from_csrf)
