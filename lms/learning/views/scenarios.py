"""Walking a scenario: a situation, a choice, what follows from it, an ending."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.web import roles, viewer
from lms.assessment import operations
from lms.assessment.queries import ScenarioPage
from lms.assessment.rules.scenarios import NoSuchChoice
from lms.core import clock
from lms.core.db import db
from lms.learning import attempt_words, cards, words
from lms.learning.queries.quizzes import Walked, walked
from lms.learning.views import bp

SCENARIO = "/attempts/<uuid:attempt_id>/scenario"


@bp.get(SCENARIO)
@roles("trainee")
def scenario(attempt_id: UUID) -> ResponseReturnValue:
    """What followed from the choice of a step, or else where the walk stands."""
    step = request.args.get("step", type=int)
    found = walked(db.session, viewer(), attempt_id, step=step, at=clock.now())
    if found.is_cut_short:
        return redirect(cards.activity_at(found.page.head.enrolment_id, found.at.activity))
    return scenario_html(found)


@bp.post(SCENARIO)
@roles("trainee")
def choose(attempt_id: UUID) -> ResponseReturnValue:
    """Make a choice; one already made is kept as it was."""
    node_key = request.form.get("node", "")
    try:
        page = operations.choose(
            db.session,
            viewer=viewer(),
            attempt_id=attempt_id,
            node_key=node_key,
            choice_key=request.form.get("choice", ""),
            at=clock.now(),
        )
    except NoSuchChoice:
        return scenario_html(
            walked(db.session, viewer(), attempt_id, step=None, at=clock.now()), is_wrong=True
        ), 422
    db.session.commit()
    step = step_at(page, node_key)
    return redirect(url_for("learning.scenario", attempt_id=attempt_id, step=step), 303)


def step_at(page: ScenarioPage, node_key: str) -> int | None:
    """The number of the choice made in a situation, from 1."""
    keys = [taken.node.key for taken in page.walk.way]
    return keys.index(node_key) + 1 if node_key in keys else None


def scenario_html(found: Walked, *, is_wrong: bool = False) -> str:
    """The page of a scenario: its ending has one of its own."""
    is_ending = found.taken is None and found.page.walk.ending is not None
    return render_template(
        "learning/scenario_ending.html" if is_ending else "learning/scenario.html",
        found=found,
        is_wrong=is_wrong,
        words=words,
        attempt_words=attempt_words,
        cards=cards,
    )
