"""Home, a course, what it is and rests on, and a unit."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lms.accounts.web import roles, viewer
from lms.catalog import queries as catalog
from lms.catalog.rules import COURSE, PublishedCourse, PublishedUnit
from lms.core import clock
from lms.core.cache import Cache
from lms.core.db import db
from lms.core.pages import safe_markup
from lms.core.speech import language
from lms.core.web import pdf_answer
from lms.learning import cards, course_words, opening_words, pathway_words, words
from lms.learning.queries import courses, home, pathways
from lms.learning.rules import cells_of
from lms.learning.views import bp
from lms.learning.views.pages import locked_page
from lms.progress.words import rule_lines

MOST_SIDES = 512  # about 2 kB each

_sides: Cache[Markup] = Cache(MOST_SIDES)


@bp.get("", endpoint="home")
@roles("trainee")
def home_page() -> ResponseReturnValue:
    """What to do next, and below it everything else."""
    at = clock.now()
    page = home.home_of(db.session, viewer(), at=at)
    card = page.step and cards.card_of(page.step, now=at)
    return render_template(
        "learning/home.html",
        page=page,
        card=card,
        words=words,
        course_words=course_words,
        pathway_words=pathway_words,
        cells_of=cells_of,
    )


@bp.get("/pathways/<uuid:pathway_enrolment_id>")
@roles("trainee")
def pathway(pathway_enrolment_id: UUID) -> ResponseReturnValue:
    """A pathway, course by course."""
    page = pathways.pathway_page(db.session, viewer(), pathway_enrolment_id, at=clock.now())
    return render_template(
        "learning/pathway.html",
        page=page,
        words=pathway_words,
        whole_date=words.whole_date,
        progress_words=words.progress_words,
        cells_of=cells_of,
    )


@bp.get("/<uuid:enrolment_id>")
@roles("trainee")
def course(enrolment_id: UUID) -> ResponseReturnValue:
    """A course, unit by unit."""
    at = clock.now()
    page = courses.course_page(db.session, viewer(), enrolment_id, at=at)
    card = page.step and cards.card_of(page.step, now=at)
    return render_template(
        "learning/course.html",
        page=page,
        card=card,
        words=words,
        cards=cards,
        course_words=course_words,
        opening_words=opening_words,
        cells_of=cells_of,
    )


@bp.get("/<uuid:enrolment_id>/about")
@roles("trainee")
def about(enrolment_id: UUID) -> ResponseReturnValue:
    """What a course is, what it rests on, and what is still to be verified."""
    page = courses.about_page(db.session, viewer(), enrolment_id, at=clock.now())
    return render_template("learning/about.html", page=page, words=words, course_words=course_words)


@bp.get("/<uuid:enrolment_id>/handbook.pdf")
@roles("trainee")
def handbook(enrolment_id: UUID) -> ResponseReturnValue:
    """The lessons on paper, in the page's language."""
    course = courses.own_course(db.session, viewer(), enrolment_id)
    content = catalog.handbook(db.session, course.course_version_id, language())
    return pdf_answer(content, name=f"{course.course_key}-{language()}")


@bp.get("/<uuid:enrolment_id>/<unit_key>")
@roles("trainee")
def unit(enrolment_id: UUID, unit_key: str) -> ResponseReturnValue:
    """A unit: what to do in it; the course test's own page for `course`."""
    if unit_key == COURSE:
        return redirect(url_for("learning.activity", enrolment_id=enrolment_id,
                                unit_key=COURSE, activity_key="test"))  # fmt: skip
    page = courses.unit_page(db.session, viewer(), enrolment_id, unit_key, at=clock.now())
    if page.line.closed:
        return locked_page(page.place, page.unit, page.unit.title, page.line.closed, page.linked)
    side = unit_side(page.place.course, page.unit)
    return render_template(
        "learning/unit.html", page=page, side=side, words=words, cards=cards,
        rule=rule_lines(page.unit, page.place.state),
    )  # fmt: skip


def unit_side(course: PublishedCourse, unit: PublishedUnit) -> Markup:
    """What a unit is for and rests on: drawn once for each language, for it never changes."""
    return _sides.get(
        (language(), course.course_version_id, unit.key),
        lambda: safe_markup(
            render_template("learning/_unit_side.html", course=course, unit=unit, words=words)
        ),
    )
