"""The page on which new slips are shown once, for every room that prints them."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app, render_template, request

from lms.accounts.documents import Strip, StripWords, slips_sheet
from lms.accounts.operations.slips import IssuedSlip
from lms.core.locale import date_words
from lms.core.speech import gettext as _
from lms.core.speech import language


def strip(issued: IssuedSlip, number: str) -> Strip:
    """The strip of a new slip. number: roster number or trainee code."""
    return Strip(
        number=number,
        login_code=issued.login_code,
        setup_code=issued.setup_code,
        valid_until=date_words(issued.expires_at, language()),
    )


def slips_page(strips: Sequence[Strip], *, back_url: str) -> str:
    """The codes of new slips, this once: to read, to copy by hand, or as a PDF to cut."""
    return render_template("accounts/slips.html", strips=strips, back_url=back_url)


def words() -> StripWords:
    """The words of a strip in the language of this request."""
    return StripWords(
        title=_("Police training: your slip"),
        login_code=_("Login code"),
        setup_code=_("Set-up code, works once"),
        valid_until=_("Valid until"),
        how=_(
            "Open the address, choose “Choose a passphrase with the set-up code”, type both codes."
        ),
        address=(current_app.config["LMS"].public_url or request.host_url.rstrip("/")) + "/slip",
    )


def slips_pdf(strips: Sequence[Strip]) -> bytes:
    """The strips as a PDF, twelve to a page."""
    return slips_sheet(strips, words(), language())
