"""All cohorts, and a new one."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.choices import choices
from lms.accounts.queries.people import ADMINISTRATES, scope_choices
from lms.accounts.queries.reach import reaches_site
from lms.accounts.web import roles, viewer
from lms.catalog.queries import published_courses
from lms.cohorts import operations
from lms.cohorts.forms import CohortForm
from lms.cohorts.queries.desk import cohort_rows
from lms.cohorts.queries.pathway_desk import pathway_cohort_rows, pathways_to_take
from lms.cohorts.views import bp
from lms.core import clock
from lms.core.db import db
from lms.core.errors import DomainError
from lms.core.locale import date_words
from lms.core.refusals import words_of
from lms.core.speech import gettext as _
from lms.core.speech import language

PATHWAY = "pathway:"  # before a pathway's key among the choices


@bp.get("/cohorts")
@roles("administrator")
def desk() -> ResponseReturnValue:
    """The cohorts in the administrator's reach."""
    return render_template(
        "cohorts/desk.html",
        cohorts=cohort_rows(db.session, viewer()),
        pathway_cohorts=pathway_cohort_rows(db.session, viewer()),
        day=day,
    )


def day(when: object) -> str:
    """A day in words."""
    return date_words(when, language())  # type: ignore[arg-type]


@bp.route("/cohorts/new", methods=["GET", "POST"])
@roles("administrator")
def make_cohort() -> ResponseReturnValue:
    """Make a cohort."""
    form = with_choices(CohortForm())
    if request.method == "GET":
        return render_template("cohorts/make_cohort.html", form=form)
    if not form.validate():
        return render_template("cohorts/make_cohort.html", form=form), 422
    try:
        url = made_from(form)
    except DomainError as refused:
        form.form_errors.append(words_of(refused))
        return render_template("cohorts/make_cohort.html", form=form), 422
    flash(_("The cohort is made. Enrol people next."))
    db.session.commit()
    return redirect(url, 303)


def made_from(form: CohortForm) -> str:
    """Make the cohort of a course or a pathway; its page. Raises CourseNotPublished."""
    pathway_key = form.course_key.data.removeprefix(PATHWAY)
    is_pathway = pathway_key != form.course_key.data
    taken = {"pathway_key": pathway_key} if is_pathway else {"course_key": form.course_key.data}
    make = operations.make_pathway_cohort if is_pathway else operations.make_cohort
    cohort_id = make(
        db.session,
        title=form.title.data,
        academy_id=UUID(form.academy_id.data) if form.academy_id.data else None,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        at=clock.now(),
        by=viewer().account_id,
        **taken,
    )
    if is_pathway:
        return url_for("cohorts.pathway_cohort", pathway_cohort_id=cohort_id)
    return url_for("cohorts.cohort", cohort_id=cohort_id)


def with_choices(form: CohortForm) -> CohortForm:
    """The form with what is published, and the academies in reach."""
    pathways = [
        (PATHWAY + one.pathway_key, one.title.in_(language()))
        for one in pathways_to_take(db.session)
    ]
    courses = [
        (course.course_key, course.title.in_(language()))
        for course in published_courses(db.session)
    ]
    form.course_key.choices = choices([*pathways, *courses])
    academies = scope_choices(db.session, viewer(), kinds=("academy",))
    none = [("", _("None"))] if reaches_site(viewer(), ADMINISTRATES) else []
    form.academy_id.choices = choices(
        [*none, *((str(academy.id), academy.title) for academy in academies)]
    )
    return form
