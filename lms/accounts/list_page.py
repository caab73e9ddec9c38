"""The page that shows what each line of a list would do, for every room that takes lists."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.accounts import said
from lms.accounts.forms import ImportForm
from lms.accounts.importing import ListRefused, decoded
from lms.accounts.operations.imports import CheckedList, check_list
from lms.accounts.queries.names import need_purpose
from lms.accounts.web import viewer
from lms.core.db import db
from lms.core.speech import gettext as _


def import_page(form: ImportForm, *, url: str, cohort: str = "") -> str:
    """The page on which a list is chosen. cohort: its title, when people are enrolled too.

    Raises PurposeMissing: asked here, so that a list is not chosen in vain.
    """
    need_purpose(viewer())
    return render_template("accounts/import.html", form=form, say=said, url=url, cohort=cohort)


def list_text(form: ImportForm) -> str | None:
    """The text of the chosen file or of the checked page; else nothing, with the reason said."""
    if not form.validate():
        return None
    try:
        if form.file.data:
            return decoded(form.file.data.read())
        if form.text.data:
            return decoded(form.text.data.encode())
    except ListRefused as refused:
        form.file.errors = [*form.file.errors, said.list_refused(refused)]
        return None
    form.file.errors = [*form.file.errors, _("Choose a file first.")]
    return None


def answer_checked(
    form: ImportForm, text: str | None, *, url: str, back_url: str, cohort: str = ""
) -> ResponseReturnValue:
    """The verdict on each line: 200 when the list can be saved as it is, else 422."""
    checked: CheckedList | None = None
    if text is not None:
        try:
            checked = check_list(db.session, viewer=viewer(), text=text)
        except ListRefused as refused:
            form.file.errors = [*form.file.errors, said.list_refused(refused)]
    if checked is None:
        return import_page(form, url=url, cohort=cohort), 422
    page = render_template(
        "accounts/import_checked.html",
        form=form, say=said, checked=checked, text=text, url=url, back_url=back_url, cohort=cohort,
    )  # fmt: skip
    return page, 422 if checked.count("mend") else 200
