"""Slips as a PDF, from the page that has just shown them."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue

from lms.accounts import printing
from lms.accounts.documents import Strip
from lms.accounts.rules import SETUP_CODE_LENGTH
from lms.accounts.views import bp
from lms.accounts.web import roles
from lms.core.errors import DomainError
from lms.core.ids import CROCKFORD

MOST_STRIPS = 500
LOGIN_CODE_LENGTH = 8


class StripsNotValid(DomainError):
    """What came back from the page is not what it held."""

    code = "invalid_response"


@bp.post("/slips.pdf")
@roles("administrator", "trainer")
def slips_pdf() -> ResponseReturnValue:
    """The strips that the page before showed, twelve to an A4 page. Nothing is read or stored."""
    columns = [
        request.form.getlist(name) for name in ("number", "login_code", "setup_code", "until")
    ]
    if not columns[0] or len({len(column) for column in columns}) != 1:
        raise StripsNotValid
    strips = [Strip(*values) for values in zip(*columns, strict=True)]
    if len(strips) > MOST_STRIPS or not all(map(is_strip, strips)):
        raise StripsNotValid
    response = Response(printing.slips_pdf(strips), mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="slips.pdf"'
    return response


def is_strip(strip: Strip) -> bool:
    """Whether these are codes, and nothing that could be read as a message of ours."""
    lengths = (len(strip.login_code), len(strip.setup_code))
    letters = set(strip.login_code + strip.setup_code + strip.number)
    is_code = lengths == (LOGIN_CODE_LENGTH, SETUP_CODE_LENGTH) and letters <= set(CROCKFORD)
    return is_code and len(strip.number) <= 6 and len(strip.valid_until) <= 40
