"""Marking what the computer cannot: the queue, one answer with its rubric, its files."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lms.accounts.web import roles, viewer
from lms.assessment.operations import Given, mark_slot
from lms.assessment.queries.evidence import file_to_mark
from lms.assessment.rules.marking import AlreadyGraded, AlreadyMarked, MarkIncomplete
from lms.core import clock
from lms.core.db import db
from lms.core.errors import DomainError
from lms.core.refusals import words_of
from lms.core.speech import language
from lms.core.web import file_answer
from lms.teaching import marking_words, words
from lms.teaching.forms import MarkForm
from lms.teaching.queries import marking as queries
from lms.teaching.queries.marking import Order
from lms.teaching.views import bp

ANSWER = "/marking/<uuid:attempt_id>/<int:slot>"
MARKERS = ("trainer", "coordinator")
LEVEL = "level_"


def order_asked() -> Order:
    """The order in which the queue is gone through, in the address."""
    asked = request.args.get("by", "attempt")
    return cast("Order", asked if asked in ("attempt", "question") else "attempt")


@bp.get("/marking")
@roles(*MARKERS)
def marking() -> ResponseReturnValue:
    """What waits for a mark, the oldest first."""
    found = queries.queue(db.session, viewer(), order=order_asked(), language=language())
    return render_template(
        "teaching/marking.html", queue=found, words=words, marking_words=marking_words
    )


@bp.get(ANSWER)
@roles(*MARKERS)
def answer(attempt_id: UUID, slot: int) -> ResponseReturnValue:
    """One answer beside its rubric."""
    try:
        return marking_html(attempt_id, slot, MarkForm(formdata=None))
    except AlreadyGraded as known:
        return to_queue(known)


@bp.post(ANSWER)
@roles(*MARKERS)
def mark(attempt_id: UUID, slot: int) -> ResponseReturnValue:
    """Keep the mark, then go on to the next answer or back to the queue."""
    form, levels = MarkForm(), posted_levels()
    if not form.validate():
        return marking_html(attempt_id, slot, form, levels), 422
    given = Given(levels, form.remark.data or "", request.form.get("seen", type=UUID))
    try:
        is_last = mark_slot(
            db.session, viewer=viewer(), attempt_id=attempt_id, position=slot, given=given,
            at=clock.now(),
        )  # fmt: skip
    except AlreadyGraded as known:
        db.session.rollback()
        return to_queue(known)
    except (MarkIncomplete, AlreadyMarked) as refused:
        db.session.rollback()
        return marking_html(attempt_id, slot, form, levels, refused), refused.status
    flash(marking_words.kept_words(is_last=is_last))
    onward = way_on(attempt_id, slot)
    db.session.commit()
    return onward


def posted_levels() -> dict[str, str]:
    """The level chosen for each criterion: `level_KEY`."""
    return {
        name.removeprefix(LEVEL): value
        for name, value in request.form.items()
        if name.startswith(LEVEL)
    }


def to_queue(known: AlreadyGraded) -> Response:
    """Back to the queue: the result is known meanwhile."""
    flash(words_of(known), "waiting")
    return redirect(url_for("teaching.marking", by=order_asked()), 303)


def way_on(attempt_id: UUID, slot: int) -> Response:
    """The next answer that waits, or the queue."""
    order = order_asked()
    following = None
    if request.form.get("go") == "next":
        following = queries.next_waiting(db.session, viewer(), attempt_id, slot, order=order)
    if following is None:
        return redirect(url_for("teaching.marking", by=order), 303)
    next_id, position = following
    return redirect(url_for("teaching.answer", attempt_id=next_id, slot=position, by=order), 303)


def marking_html(
    attempt_id: UUID,
    slot: int,
    form: MarkForm,
    levels: dict[str, str] | None = None,
    refused: DomainError | None = None,
) -> str:
    """The answer with its rubric; levels: as posted, else as marked before."""
    page = queries.marking_page(
        db.session, viewer(), attempt_id, slot, language=language(), at=clock.now()
    )
    if levels is None and page.mark:
        form.remark.data = page.mark.remark
    chosen = levels if levels is not None else dict(page.mark.levels) if page.mark else {}
    return render_template(
        "teaching/answer.html",
        page=page,
        form=form,
        chosen=chosen,
        problem=words_of(refused) if refused else None,
        is_overtaken=isinstance(refused, AlreadyMarked),
        order=order_asked(),
        words=words,
        marking_words=marking_words,
    )


@bp.get("/files/<uuid:file_id>")
@roles(*MARKERS)
def file(file_id: UUID) -> ResponseReturnValue:
    """A file of an answer in reach; who looks is logged."""
    found = file_to_mark(db.session, viewer(), file_id)
    return file_answer(found.content, kind=found.kind)


def told_of_waiting() -> str | None:
    """How many answers wait, for the trainer's desk; nothing where none does."""
    count = queries.waiting_count(db.session, viewer())
    return marking_words.waiting_words(count) if count else None
