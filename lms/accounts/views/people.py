"""The administrator's list of people: narrowing, searching, adding."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import said
from lms.accounts.forms import PersonForm
from lms.accounts.operations.by_administrator import add_someone
from lms.accounts.queries.people import (
    PAGE_SIZE,
    PeopleFilter,
    PeoplePage,
    found_people,
    people_page,
    scope_choices,
)
from lms.accounts.views import bp
from lms.accounts.web import roles, viewer
from lms.core import clock
from lms.core.db import db, reading
from lms.core.errors import DomainError
from lms.core.refusals import words_of
from lms.core.speech import gettext as _

LONGEST_SEARCH = 120


@bp.get("/people")
@roles("administrator")
def people() -> ResponseReturnValue:
    """The people in the administrator's reach."""
    wanted = filter_from_url()
    found = people_page(db.session, viewer(), wanted, page=request.args.get("page", 1, type=int))
    return list_page(found, wanted)


def filter_from_url() -> PeopleFilter:
    """What the address asks for; what it does not know it leaves out."""
    role, state = request.args.get("role", ""), request.args.get("state", "")
    return PeopleFilter(
        role=role if role in said.ROLES else "",
        account_state=state if state in said.ACCOUNT_STATES else "",
        cohort_id=request.args.get("cohort", None, type=UUID),
    )


def list_page(found: PeoplePage, wanted: PeopleFilter, *, typed: str = "") -> str:
    """The list, whole or as the answer to a search."""
    first = (found.page - 1) * PAGE_SIZE + 1
    return render_template(
        "accounts/people.html",
        say=said,
        found=found,
        wanted=wanted,
        typed=typed,
        first=first,
        last=first + len(found.rows) - 1,
        cohorts=scope_choices(db.session, viewer(), kinds=("cohort",)),
        url_for_page=page_url,
    )


def page_url(number: int) -> str:
    """The address of another page of the same list."""
    kept = {key: value for key, value in request.args.items() if key in ("role", "state", "cohort")}
    return url_for("accounts.people", **kept, page=number)  # type: ignore[arg-type]


@bp.post("/people/search")
@roles("administrator")
def search_people() -> ResponseReturnValue:
    """Find people by name or code; a POST, so that no name stands in an address."""
    typed = request.form.get("typed", "").strip()[:LONGEST_SEARCH]
    if not typed:
        return redirect(url_for("accounts.people"), 303)
    with reading(db.session):
        found = found_people(db.session, viewer(), typed)
        return list_page(found, PeopleFilter(), typed=typed)


@bp.route("/people/new", methods=["GET", "POST"])
@roles("administrator")
def add_person() -> ResponseReturnValue:
    """Add one person by hand."""
    form = PersonForm()
    if request.method == "GET":
        return render_template("accounts/add_person.html", form=form)
    if not form.validate():
        return render_template("accounts/add_person.html", form=form), 422
    try:
        made = add_someone(
            db.session,
            viewer=viewer(),
            names=form.names,
            at=clock.now(),
            address_form=form.address_form.data,
            sex=form.sex.data,
            language=form.language.data,
        )
    except DomainError as refused:
        form.form_errors.append(words_of(refused))
        return render_template("accounts/add_person.html", form=form), 422
    flash(_("Added. Print a slip so that the person can sign in."))
    db.session.commit()
    return redirect(url_for("accounts.person", person_id=made.person_id), 303)
