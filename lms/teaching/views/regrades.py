"""Grading a question anew by its newest version: a dry run, a reason, a second person."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.web import roles, viewer
from lms.assessment.operations.regrading import Wish, answer_regrade, ask_regrade
from lms.assessment.queries.regrading import regrade_in_reach
from lms.assessment.rules.regrading import NothingToRegrade, RegradeOutdated
from lms.core import clock
from lms.core.db import db
from lms.core.errors import DomainError
from lms.core.refusals import words_of
from lms.core.speech import gettext as _
from lms.core.speech import language
from lms.teaching import regrade_words, words
from lms.teaching.forms import RegradeForm
from lms.teaching.queries import regrades as queries
from lms.teaching.queries.regrades import RegradePage
from lms.teaching.views import bp
from lms.teaching.views.analysis import QUIZ

ANSWERERS = ("coordinator", "approver")


@bp.route(f"{QUIZ}/<question_key>/regrade", methods=["GET", "POST"])
@roles("coordinator")
def regrade(
    course_key: str, unit_key: str, activity_key: str, question_key: str
) -> ResponseReturnValue:
    """What grading anew would change; posted with a reason, it is kept."""
    page = queries.regrade_page(
        db.session,
        viewer(),
        (course_key, unit_key, activity_key, question_key),
        allows_lowering=request.values.get("lowering") == "yes",
        language=language(),
    )
    if request.method == "GET":
        return regrade_html(page, RegradeForm(formdata=None))
    form = RegradeForm()
    if not form.validate():
        return regrade_html(page, form), 422
    wish = Wish(page.asked, page.allows_lowering, form.reason.data, form.seen.data or "")
    try:
        ask_regrade(db.session, viewer=viewer(), wish=wish, at=clock.now())
    except (RegradeOutdated, NothingToRegrade) as refused:
        db.session.rollback()
        return regrade_html(page, form, refused), refused.status
    flash(*regrade_words.asked_words(page))
    db.session.commit()
    return redirect(url_for("teaching.regrades"), 303)


def regrade_html(page: RegradePage, form: RegradeForm, refused: DomainError | None = None) -> str:
    """The dry run, with what was refused."""
    form.seen.data = page.seen
    return render_template(
        "teaching/regrade.html",
        page=page,
        form=form,
        problem=words_of(refused) if refused else None,
        words=words,
        regrade_words=regrade_words,
    )


@bp.get("/regrades")
@roles(*ANSWERERS)
def regrades() -> ResponseReturnValue:
    """What was asked to be graded anew, what waits for a second person first."""
    found = queries.regrades(db.session, viewer(), language=language())
    return render_template(
        "teaching/regrades.html", found=found, own_account_id=viewer().account_id, words=words,
        regrade_words=regrade_words,
    )  # fmt: skip


@bp.post("/regrades/<uuid:regrade_id>/confirm")
@roles(*ANSWERERS)
def confirm_regrade(regrade_id: UUID) -> ResponseReturnValue:
    """Confirm it as the second person."""
    return answered(regrade_id, is_confirmed=True, told=_("Confirmed. The new results count."))


@bp.post("/regrades/<uuid:regrade_id>/decline")
@roles(*ANSWERERS)
def decline_regrade(regrade_id: UUID) -> ResponseReturnValue:
    """Decline it: results across the pass mark stay."""
    return answered(regrade_id, is_confirmed=False, told=_("Declined. The results stay."))


def answered(regrade_id: UUID, *, is_confirmed: bool, told: str) -> ResponseReturnValue:
    """Keep the answer, and show the list again."""
    answer_regrade(
        db.session,
        viewer=viewer(),
        regrade=regrade_in_reach(db.session, viewer(), regrade_id),
        is_confirmed=is_confirmed,
        at=clock.now(),
    )
    flash(told)
    db.session.commit()
    return redirect(url_for("teaching.regrades"), 303)
