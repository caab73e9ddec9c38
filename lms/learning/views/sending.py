"""Answers that were given without a line, sent together when there is one again: JSON."""

from __future__ import annotations

from uuid import UUID

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from lms.accounts.web import roles, viewer
from lms.assessment import operations
from lms.assessment.queries import own_attempt
from lms.core import clock
from lms.core.db import db
from lms.core.errors import DomainError
from lms.core.refusals import title_of, words_of
from lms.learning import sent
from lms.learning.views import bp
from lms.learning.views.attempts import ATTEMPT

MOST_BYTES = 64 * 1024


class StepsTooLarge(DomainError):
    """More bytes than a hundred answers need."""

    code = "request_too_large"
    status = 413


@bp.post(f"{ATTEMPT}/steps:batch")
@roles("trainee")
def send_steps(attempt_id: UUID) -> ResponseReturnValue:
    """Keep answers sent together, all or none; the same again changes nothing.

    `{"sent_at": …, "steps": [{"client_uuid", "slot", "response", "answered_at"}, …]}`, the form's
    token in the header `X-CSRFToken`. An `Idempotency-Key` is welcome: each answer's own id does
    its work.
    """
    try:
        return jsonify(kept(attempt_id))
    except DomainError as error:
        db.session.rollback()
        return jsonify(sent.refused(error, title_of(error), words_of(error))), error.status


def kept(attempt_id: UUID) -> dict[str, object]:
    """What became of the answers in the request; a stranger's is absent before it is read."""
    own_attempt(db.session, viewer(), attempt_id)
    if (request.content_length or 0) > MOST_BYTES:
        raise StepsTooLarge
    steps, sent_at = sent.read_steps(body_of_request())
    found = operations.keep_steps(
        db.session, viewer=viewer(), attempt_id=attempt_id, sent=steps, sent_at=sent_at,
        at=clock.now(),
    )  # fmt: skip
    body = sent.told(found)
    db.session.commit()
    return body


def body_of_request() -> object:
    """The JSON of the request; nothing where it is none, or nested beyond reading."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None
