"""Checking a PDF that somebody holds: read in memory, apart, and forgotten."""

from __future__ import annotations

from typing import Any

from flask import jsonify, make_response, request
from flask.typing import ResponseReturnValue

from lms.certification import operations
from lms.certification.forms import CodeForm, PaperForm
from lms.certification.queries.papers import PaperCheck, paper_check
from lms.certification.rules import by_language, printed_code
from lms.certification.rules.register import REGISTER_FILE
from lms.certification.verdicts import FILE_WORDS, SPECIMEN, FileVerdict, shown, shown_file
from lms.certification.views import bp
from lms.certification.views.public import (
    as_json,
    not_indexed,
    public_page,
    speak_as_asked,
    too_many,
    wants_json,
)
from lms.core import clock
from lms.core.db import READ, WRITE, db, intend
from lms.core.errors import TooManyTries
from lms.core.locale import local_day
from lms.core.paper_keys import current_paper_keys
from lms.core.pdf.inspecting import inspected_apart
from lms.core.speech import language


@bp.post("/verify/file")
def verify_file() -> ResponseReturnValue:
    """What is true of a PDF; neither it nor its name is kept."""
    speak_as_asked()
    form = PaperForm()
    if not form.validate():
        return without_file(form)
    try:
        count_upload()
    except TooManyTries:
        db.session.rollback()
        return too_many()
    content = form.paper.data.read()
    roots = [key.root for key in current_paper_keys()]
    inspected = inspected_apart(content, roots, [REGISTER_FILE])
    intend(db.session, READ)
    checked = paper_check(
        db.session, content, inspected, on=local_day(clock.now()), code=form.code.data or ""
    )
    return answered(checked)


def count_upload() -> None:
    """Each file counts against the address that sent it. Raises TooManyTries."""
    intend(db.session, WRITE)
    operations.count_file(db.session, address=request.remote_addr or "", at=clock.now())
    db.session.commit()


def without_file(form: PaperForm) -> ResponseReturnValue:
    """No file came, or more than one can be."""
    if wants_json():
        return not_indexed(make_response(jsonify(file="missing"), 422))
    page = "certification/verify_start.html"
    return public_page(page, 422, form=CodeForm(formdata=None), paper=form)


def answered(checked: PaperCheck) -> ResponseReturnValue:
    """The page, or the JSON, of a file that was read."""
    verdict = verdict_of(checked)
    if wants_json():
        return not_indexed(make_response(jsonify(paper_json(checked, verdict))))
    return public_page(
        "certification/verify_file.html",
        checked=checked,
        shown=headline(checked, verdict),
        printed_code=printed_code,
        specimen=SPECIMEN,
        paper=PaperForm(formdata=None),
    )


def verdict_of(checked: PaperCheck) -> FileVerdict | None:
    """What is wrong with the file itself; nothing where it is what was issued."""
    if checked.is_ours:
        return None
    return "not_ours" if checked.found is None else "altered"


def headline(checked: PaperCheck, verdict: FileVerdict | None) -> Any:
    """The certificate's own verdict where the file is what was issued, else the file's."""
    if verdict is not None or checked.found is None:
        return shown_file(verdict or "not_ours", language())
    return shown(checked.found.standing.state, language())


def paper_json(checked: PaperCheck, verdict: FileVerdict | None) -> dict[str, Any]:
    """The same facts for programs."""
    return {
        "file": checked.file_state if checked.found else "not_ours",
        "is_genuine": checked.is_genuine,
        "words": by_language(FILE_WORDS[verdict]) if verdict else None,
        "certificate": as_json(checked.found, None) if checked.found else None,
    }
