"""The file that verifies without a network: public, the same for all, without a cookie."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from lms.certification.views import bp
from lms.certification.views.public import not_indexed
from lms.certification.web import offline_page_now
from lms.core.web import OwnPolicy

KEPT_SECONDS = 300


@bp.get("/verify/offline.html")
def offline() -> ResponseReturnValue:
    """The file as of now; it may be kept, carried about and opened anywhere."""
    made = offline_page_now()
    answer = OwnPolicy(made.content, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = f"{made.policy}; frame-ancestors 'none'"
    answer.headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()"
    answer.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    answer.add_etag(weak=True)  # it may still be compressed
    answer.make_conditional(request)
    return not_indexed(answer)
