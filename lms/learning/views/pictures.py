"""Pictures of questions: everybody who works with courses may see them, and keeps them."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue

from lms.accounts.web import roles
from lms.catalog.queries import picture_of
from lms.core.db import db
from lms.core.web import YEAR_SECONDS
from lms.learning.views import bp


@bp.get("/pictures/<digest>")
@roles("trainee", "trainer", "coordinator")
def picture(digest: str) -> ResponseReturnValue:
    """A picture; what stands at its address never changes."""
    found = picture_of(db.session, digest)
    response = Response(found.content, content_type=found.media_type)
    response.headers["Cache-Control"] = f"private, max-age={YEAR_SECONDS}, immutable"
    return response
