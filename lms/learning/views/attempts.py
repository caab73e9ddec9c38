"""Answering an attempt: one question a page, the list before handing in, the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lms.accounts.operations import choose_language
from lms.accounts.rules import Viewer
from lms.accounts.web import keeps_answers, roles, viewer
from lms.assessment import operations
from lms.assessment.operations import AttemptClosed
from lms.assessment.queries import QuestionPage, answer_lines, own_attempt, question_page
from lms.assessment.rules.fields import response_of_fields
from lms.assessment.rules.responses import InvalidResponse
from lms.assessment.rules.responses import Response as Given
from lms.assessment.rules.review import SlotReview
from lms.catalog.rules import PublishedCourse
from lms.core import clock
from lms.core.db import db
from lms.core.errors import DomainError, NotFound
from lms.core.locale import known_language
from lms.core.refusals import words_of
from lms.core.speech import language
from lms.learning import attempt_words, cards, words
from lms.learning.queries.quizzes import attempt_place, awaited, result_of
from lms.learning.views import bp

ATTEMPT = "/attempts/<uuid:attempt_id>"
REVIEW_ORDER = ("again", "waiting", "ungraded", "done")
KEPT = {"short_answer": str, "numeric": str, "essay": str, "cloze": dict, "hotspot": list}
REVIEWS_A_PAGE = 8  # more would not fit into the first TCP window


def is_own_attempt(asking: Viewer, *, attempt_id: UUID, slot: int) -> bool:
    """Whether answers kept through a lapsed sign-in belong to who signed in after."""
    try:
        own_attempt(db.session, asking, attempt_id)
    except NotFound:
        return False
    return True


@bp.get(f"{ATTEMPT}/<int:slot>")
@roles("trainee")
def question(attempt_id: UUID, slot: int) -> ResponseReturnValue:
    """One question; the result once the attempt is closed."""
    at = clock.now()
    page = question_page(db.session, viewer(), attempt_id, slot, language=language(), at=at)
    if not page.is_open:
        return redirect(url_for("learning.result", attempt_id=attempt_id))
    return question_html(page)


def question_html(page: QuestionPage, error: DomainError | None = None) -> str:
    """A question to answer, with what could not be read in the last answer."""
    deadline_at = page.head.deadline_at
    left = deadline_at and max(0, int((deadline_at - clock.now()).total_seconds()))
    return render_template(
        "learning/question.html",
        page=page,
        where=attempt_place(db.session, page.head),
        cells=cells_of(page),
        seconds_left=left,
        moved=request.args.get("moved"),
        error=attempt_words.error_words(page.question, error) if error else None,
        error_field=error.facts.get("field") if error else None,
        words=words,
        attempt_words=attempt_words,
    )


def as_typed(page: QuestionPage, given: Given) -> QuestionPage:
    """The page with what was given and could not be taken, so that nobody gives it again."""
    is_kept = isinstance(given, KEPT.get(page.question.type, ()))
    return replace(page, response=given, saved_at=None) if is_kept else page


def cells_of(page: QuestionPage) -> list[str]:
    """One state a question, for the bar."""
    cells = ["done" if is_answered else "todo" for is_answered in page.answered]
    cells[page.position - 1] = "now"
    return cells


def without_more_answers(refused: AttemptClosed, attempt_id: UUID) -> Response:
    """To the result of an attempt that takes no more answers."""
    db.session.rollback()
    flash(words_of(refused), "waiting")
    return redirect(url_for("learning.result", attempt_id=attempt_id))


@bp.post(f"{ATTEMPT}/<int:slot>")
@keeps_answers(is_own_attempt)
@roles("trainee")
def save(attempt_id: UUID, slot: int) -> ResponseReturnValue:
    """Save the answer, then go where the pressed button leads."""
    at, asking = clock.now(), viewer()
    given = response_of_fields(request.form.to_dict(flat=False))
    try:
        head = operations.save_answer(
            db.session,
            viewer=asking,
            attempt_id=attempt_id,
            position=slot,
            response=given,
            at=at,
            keeps_files=True,
        )
    except AttemptClosed as refused:
        return without_more_answers(refused, attempt_id)
    except InvalidResponse as refused:
        page = question_page(db.session, asking, attempt_id, slot, language=language(), at=at)
        return question_html(as_typed(page, given), refused), 422
    keep_language(asking)
    db.session.commit()
    return leading_on(attempt_id, slot, len(head.slots))


def keep_language(asking: Viewer) -> None:
    """The language that was asked for together with an answer."""
    if "language" in request.form:
        wanted = known_language(request.form["language"])
        choose_language(db.session, viewer=asking, language=wanted)


def leading_on(attempt_id: UUID, slot: int, slots: int) -> Response:
    """To the next or previous question, the list, or the same page again."""
    go, move = request.form.get("go", "stay"), request.form.get("move", "")
    if "language" in request.form or move:
        go = "stay"
    slot += {"next": 1, "previous": -1}.get(go, 0)
    if go == "review" or slot > slots:
        return redirect(url_for("learning.review_answers", attempt_id=attempt_id), 303)
    moved = move.rpartition("-")[0] or None
    url = url_for("learning.question", attempt_id=attempt_id, slot=max(slot, 1), moved=moved)
    return redirect(url, 303)


@bp.get(f"{ATTEMPT}/review-answers")
@roles("trainee")
def review_answers(attempt_id: UUID) -> ResponseReturnValue:
    """Every question before handing in, those without an answer marked; or: the time is over."""
    now = clock.now()
    head, state, lines = answer_lines(db.session, viewer(), attempt_id, language=language(), at=now)
    if state.is_closed:
        return redirect(url_for("learning.result", attempt_id=attempt_id))
    where = attempt_place(db.session, head)
    return render_template(
        "learning/review_answers.html",
        head=head,
        state=state.name,
        lines=lines,
        where=where,
        time_over=attempt_words.time_over_words(head, where.activity, state.name, now=now),
        words=words,
        attempt_words=attempt_words,
    )


@bp.post(f"{ATTEMPT}/submit")
@roles("trainee")
def submit(attempt_id: UUID) -> ResponseReturnValue:
    """Hand in; handing in again changes nothing."""
    operations.submit_attempt(db.session, viewer=viewer(), attempt_id=attempt_id, at=clock.now())
    db.session.commit()
    return redirect(url_for("learning.result", attempt_id=attempt_id), 303)


@bp.get(f"{ATTEMPT}/result")
@roles("trainee")
def result(attempt_id: UUID) -> ResponseReturnValue:
    """What an attempt earned, each question with its feedback, and what comes next."""
    now = clock.now()
    found = result_of(db.session, viewer(), attempt_id, language=language(), at=now)
    if found is None:
        return being_marked(attempt_id, now)
    page, pages = page_asked(len(found.page.reviews))
    return render_template(
        "learning/result.html",
        found=found,
        reviews=reviews_of(found.at.course, found.page.reviews, page),
        page=page,
        pages=pages,
        page_url=partial(result_url, attempt_id),
        opening=attempt_words.opening_words(found.stand, now=now),
        words=words,
        attempt_words=attempt_words,
        cards=cards,
    )


def being_marked(attempt_id: UUID, now: datetime) -> ResponseReturnValue:
    """What is known of an attempt that a trainer is marking; the list of one still open."""
    found = awaited(db.session, viewer(), attempt_id, language=language(), at=now)
    if found is None:
        return redirect(url_for("learning.review_answers", attempt_id=attempt_id))
    page, pages = page_asked(len(found.page.reviews))
    return render_template(
        "learning/being_marked.html",
        found=found,
        reviews=reviews_of(found.at.course, found.page.reviews, page),
        page=page,
        pages=pages,
        page_url=partial(result_url, attempt_id),
        now=now,
        words=words,
        attempt_words=attempt_words,
        cards=cards,
    )


def result_url(attempt_id: UUID, page: int) -> str:
    """The address of a page of a result."""
    return url_for("learning.result", attempt_id=attempt_id, page=page)


def page_asked(count: int) -> tuple[int, int]:
    """Which page of so many reviews is asked for, and how many there are."""
    pages = max(1, -(-count // REVIEWS_A_PAGE))
    return min(max(request.args.get("page", 1, type=int), 1), pages), pages


def reviews_of(
    course: PublishedCourse, reviews: Sequence[SlotReview], page: int
) -> list[SlotReview]:
    """One page of the feedback, what needs another look first, with its words and sources."""
    ordered = sorted(reviews, key=lambda review: REVIEW_ORDER.index(review.state))
    return [
        replace(
            review,
            words=attempt_words.review_words(review),
            source=attempt_words.review_source(course, review),
        )
        for review in ordered[(page - 1) * REVIEWS_A_PAGE : page * REVIEWS_A_PAGE]
    ]
