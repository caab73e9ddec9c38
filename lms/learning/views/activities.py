"""A lesson, quiz, scenario, practical, receipt: one address each, `/learn/<enrolment>/u03/quiz`."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.web import roles, viewer
from lms.assessment.operations import BeingMarked, CoolingDown, NoAttemptLeft, RemedialFirst
from lms.catalog.rules import PublishedActivity
from lms.core import clock
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.pages import safe_markup
from lms.core.speech import gettext as _
from lms.core.speech import language
from lms.learning import attempt_words, cards, course_words, operations, words
from lms.learning.queries.activities import ActivityPage, activity_page, lesson_of
from lms.learning.queries.quizzes import stand_at, standing_of
from lms.learning.rules import Closed
from lms.learning.views import bp
from lms.learning.views.pages import locked_page
from lms.practice.queries import ObservationRow, observations_of
from lms.progress.queries import TakenBack, taken_back

ADDRESS = "/<uuid:enrolment_id>/<unit_key>/<activity_key>"


@bp.get(ADDRESS)
@roles("trainee")
def activity(enrolment_id: UUID, unit_key: str, activity_key: str) -> ResponseReturnValue:
    """An activity as its kind shows it; one that is not open yet says what opens it."""
    page = page_at(enrolment_id, unit_key, activity_key)
    if page.closed:
        return closed_page(page, page.closed)
    return SHOWN[page.activity.kind](page)


def page_at(enrolment_id: UUID, unit_key: str, activity_key: str) -> ActivityPage:
    """The activity of the viewer's own enrolment, now."""
    return activity_page(db.session, viewer(), enrolment_id, unit_key, activity_key, at=clock.now())


def closed_page(page: ActivityPage, closed: Closed) -> ResponseReturnValue:
    """What opens the activity."""
    return locked_page(page.place, page.unit, page.activity.title, closed, page.linked)


def lesson(page: ActivityPage) -> ResponseReturnValue:
    """The text of a lesson or a receipt, and the way on."""
    return render_template(
        f"learning/{page.activity.kind}.html",
        page=page,
        lesson=lesson_of(db.session, page, language()),
        words=words,
        cards=cards,
        safe_markup=safe_markup,
    )


def practical(page: ActivityPage) -> ResponseReturnValue:
    """The task and the checklist as the trainer will see it."""
    return render_template(
        "learning/practical.html",
        page=page,
        practical=page.activity.practical,
        observed=observed_at(page),
        taken_back=taken_back_at(page),
        words=words,
        course_words=course_words,
    )


def observed_at(page: ActivityPage) -> list[ObservationRow]:
    """What trainers observed here and nobody corrected, the newest first."""
    return [
        row
        for row in observations_of(db.session, page.place.enrolment_id)
        if row.activity == page.activity.address and not row.is_superseded
    ]


def taken_back_at(page: ActivityPage) -> list[TakenBack]:
    """The reversal that waits here for a new sign-off, if there is one."""
    return [
        one
        for one in taken_back(db.session, page.place.enrolment_id, page.place.state)
        if one.requirement_key == page.activity.requirement_key
    ]


def quiz(page: ActivityPage) -> ResponseReturnValue:
    """A quiz or the course test before and between its attempts."""
    now = clock.now()
    stand = stand_at(db.session, page, at=now)
    return render_template(
        "learning/quiz.html",
        page=page,
        stand=stand,
        standing=standing_of(page, stand, at=now),
        opening=attempt_words.opening_words(stand, now=now),
        words=words,
        attempt_words=attempt_words,
        cards=cards,
    )


def scenario(page: ActivityPage) -> ResponseReturnValue:
    """A scenario before and between its walks; an open walk goes on."""
    stand = stand_at(db.session, page, at=clock.now())
    if stand.open is not None:
        return redirect(url_for("learning.scenario", attempt_id=stand.open.id))
    return render_template(
        "learning/scenario_start.html",
        page=page,
        stand=stand,
        words=words,
        attempt_words=attempt_words,
        cards=cards,
    )


@bp.post(ADDRESS)
@roles("trainee")
def act(enrolment_id: UUID, unit_key: str, activity_key: str) -> ResponseReturnValue:
    """Mark a lesson as read, confirm a document, or start a quiz, the test or a scenario."""
    page = page_at(enrolment_id, unit_key, activity_key)
    if page.closed:
        return closed_page(page, page.closed)
    if page.activity.kind not in DONE:
        raise NotFound
    return DONE[page.activity.kind](enrolment_id, unit_key, activity_key)


def start(enrolment_id: UUID, unit_key: str, activity_key: str) -> ResponseReturnValue:
    """Start an attempt, or go on with the open one; what keeps it from starting is said there."""
    try:
        started = operations.start(
            db.session,
            viewer=viewer(),
            enrolment_id=enrolment_id,
            unit_key=unit_key,
            activity_key=activity_key,
            is_remedial="remedial" in request.form,
            at=clock.now(),
        )
    except (NoAttemptLeft, CoolingDown, RemedialFirst, BeingMarked):
        db.session.rollback()
        return redirect(request.path, 303)
    db.session.commit()
    if started.is_scenario:
        return redirect(url_for("learning.scenario", attempt_id=started.attempt_id), 303)
    return redirect(url_for("learning.question", attempt_id=started.attempt_id, slot=1), 303)


def mark_as_read(enrolment_id: UUID, unit_key: str, activity_key: str) -> ResponseReturnValue:
    """Record that the lesson was read, and lead on."""
    following = operations.mark_as_read(
        db.session,
        viewer=viewer(),
        enrolment_id=enrolment_id,
        unit_key=unit_key,
        activity_key=activity_key,
        at=clock.now(),
    )
    db.session.commit()
    flash(_("The lesson is marked as read."))
    return redirect(following_url(enrolment_id, unit_key, following))


def confirm(enrolment_id: UUID, unit_key: str, activity_key: str) -> ResponseReturnValue:
    """Record that the document was read and understood, and lead on."""
    following = operations.confirm_as_received(
        db.session,
        viewer=viewer(),
        enrolment_id=enrolment_id,
        unit_key=unit_key,
        activity_key=activity_key,
        language=language(),
        at=clock.now(),
    )
    db.session.commit()
    flash(_("The document is confirmed as read and understood."))
    return redirect(following_url(enrolment_id, unit_key, following), 303)


def following_url(enrolment_id: UUID, unit_key: str, following: PublishedActivity | None) -> str:
    """Where a finished part leads: to the next one, or to the unit's page."""
    if following is None:
        return url_for("learning.unit", enrolment_id=enrolment_id, unit_key=unit_key)
    return cards.activity_at(enrolment_id, following)


SHOWN = {
    "lesson": lesson, "receipt": lesson, "quiz": quiz, "scenario": scenario,
    "practical": practical,
}  # fmt: skip
DONE = {"lesson": mark_as_read, "receipt": confirm, "quiz": start, "scenario": start}
