"""The holder's own credential, in both forms; nobody else downloads it here."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue

from lms.accounts.web import roles, viewer
from lms.certification import queries
from lms.certification.views import bp
from lms.core.db import db


@bp.get("/certificates/<uuid:certificate_id>/badge.json")
@roles("trainee")
def badge_json(certificate_id: UUID) -> ResponseReturnValue:
    """The credential with its proof, as it was issued."""
    kept = queries.own_badge(db.session, viewer(), certificate_id)
    return download(kept.document, "application/vc", f"{kept.code}.json")


@bp.get("/certificates/<uuid:certificate_id>/badge.jwt")
@roles("trainee")
def badge_jwt(certificate_id: UUID) -> ResponseReturnValue:
    """The credential as a token."""
    kept = queries.own_badge(db.session, viewer(), certificate_id)
    return download(kept.jwt, "application/vc+jwt", f"{kept.code}.jwt")


def download(content: str, mimetype: str, filename: str) -> Response:
    """A file called by its code, never by a name."""
    answer = Response(content.encode(), mimetype=mimetype)
    answer.headers.set("Content-Disposition", "attachment", filename=filename)
    return answer
