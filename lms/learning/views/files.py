"""Files as an answer: sending one, removing one, and looking at one's own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from lms.accounts.rules import Viewer
from lms.accounts.web import roles, takes_files, viewer
from lms.assessment import operations
from lms.assessment.operations import AttemptClosed, FileTooLarge, KindNotTaken, TooManyFiles
from lms.assessment.queries import own_attempt, question_page
from lms.assessment.queries.evidence import own_file
from lms.core import clock
from lms.core.db import db
from lms.core.speech import language
from lms.core.uploads import FileRefused, MadeAnew, made_anew
from lms.core.web import file_answer
from lms.learning.views import bp
from lms.learning.views.attempts import (
    ATTEMPT,
    keep_language,
    leading_on,
    question_html,
    without_more_answers,
)

LARGEST_UPLOAD_BYTES = 10_240 * 1024 + 64 * 1024  # the largest file a question may take, its form
MOST_FILES = 5  # of any question
REFUSALS = (FileRefused, FileTooLarge, KindNotTaken, TooManyFiles)


@bp.post(f"{ATTEMPT}/<int:slot>/files")
@takes_files(LARGEST_UPLOAD_BYTES)
@roles("trainee")
def save_files(attempt_id: UUID, slot: int) -> ResponseReturnValue:
    """Add what was chosen, remove what was asked to be removed, then go where the button leads."""
    at, asking = clock.now(), viewer()
    try:
        sent = all_made_anew(chosen_files())  # no transaction is open yet
        change_answer(asking, attempt_id, slot, sent, at=at)
    except AttemptClosed as refused:
        return without_more_answers(refused, attempt_id)
    except REFUSALS as refused:
        db.session.rollback()
        page = question_page(db.session, asking, attempt_id, slot, language=language(), at=at)
        return question_html(page, refused), 422
    keep_language(asking)
    slots = len(own_attempt(db.session, asking, attempt_id).slots)
    db.session.commit()
    return leading_on(attempt_id, slot, slots)


def chosen_files() -> list[FileStorage]:
    """The files of the form; a field left empty sends one without a name."""
    fields = ("photo", "file")
    return [file for name in fields for file in request.files.getlist(name) if file.filename]


def all_made_anew(chosen: list[FileStorage]) -> list[MadeAnew]:
    """Each file made anew; of more than any question takes none, for one picture costs a second.

    Raises TooManyFiles, FileRefused.
    """
    if len(chosen) > MOST_FILES:
        raise TooManyFiles
    return [made_anew(file.read()) for file in chosen]


def change_answer(
    asking: Viewer, attempt_id: UUID, slot: int, sent: list[MadeAnew], *, at: datetime
) -> None:
    """Remove first, so that another file fits in."""
    removed = request.form.get("remove", type=UUID)
    if removed is not None:
        operations.remove_evidence(
            db.session, viewer=asking, attempt_id=attempt_id, position=slot, file_id=removed, at=at
        )
    for file in sent:
        operations.add_evidence(
            db.session, viewer=asking, attempt_id=attempt_id, position=slot, file=file, at=at
        )


@bp.get("/files/<uuid:file_id>")
@roles("trainee")
def file(file_id: UUID) -> ResponseReturnValue:
    """A file of one's own answers."""
    found = own_file(db.session, viewer(), file_id)
    return file_answer(found.content, kind=found.kind)
