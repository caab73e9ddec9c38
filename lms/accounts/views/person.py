"""One person, as the administrator sees them, and what can be done about the account."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import printing, said
from lms.accounts.choices import choices
from lms.accounts.forms import FactorForm, PersonForm, ReasonForm, RoleForm
from lms.accounts.operations import by_administrator
from lms.accounts.queries.people import scope_choices
from lms.accounts.queries.person import (
    PersonRecord,
    may_act_on,
    person_record,
    trainee_code_of,
)
from lms.accounts.views import bp
from lms.accounts.web import roles, viewer
from lms.core import clock
from lms.core.db import db
from lms.core.errors import DomainError
from lms.core.refusals import words_of
from lms.core.speech import gettext as _


def person_page(
    person_id: UUID,
    *,
    reason_form: ReasonForm | None = None,
    factor_form: FactorForm | None = None,
    role_form: RoleForm | None = None,
) -> str:
    """The page of one person. Raises NotFound."""
    found = person_record(db.session, viewer(), person_id)
    return render_template(
        "accounts/person.html",
        say=said,
        found=found,
        may_act=may_act_on(db.session, viewer(), person_id),
        is_self=person_id == viewer().person_id,
        reason_form=reason_form or ReasonForm(formdata=None),
        factor_form=factor_form or FactorForm(formdata=None),
        role_form=with_choices(role_form or RoleForm(formdata=None)),
    )


def with_choices(form: RoleForm) -> RoleForm:
    """The form with the scopes this administrator may give roles in."""
    form.scope_id.choices = choices(
        (str(scope.id), said.scope(scope.kind, scope.title))
        for scope in scope_choices(db.session, viewer())
    )
    return form


def back(person_id: UUID) -> ResponseReturnValue:
    """To the person's page again."""
    return redirect(url_for("accounts.person", person_id=person_id), 303)


@bp.get("/people/<uuid:person_id>")
@roles("administrator")
def person(person_id: UUID) -> ResponseReturnValue:
    """One person: account, roles, places, slips, and what was done about them."""
    return person_page(person_id)


@bp.post("/people/<uuid:person_id>/slip")
@roles("administrator")
def give_slip(person_id: UUID) -> ResponseReturnValue:
    """A new slip, shown on this answer and never again."""
    issued = by_administrator.give_slip(
        db.session, viewer=viewer(), person_id=person_id, at=clock.now()
    )
    strip = printing.strip(issued, trainee_code_of(db.session, viewer(), person_id))
    page = printing.slips_page([strip], back_url=url_for("accounts.person", person_id=person_id))
    db.session.commit()
    return page


@bp.post("/people/<uuid:person_id>/remove-second-factor")
@roles("administrator")
def remove_second_factor(person_id: UUID) -> ResponseReturnValue:
    """Remove another's second factor, with a reason; every sign-in of the account ends."""
    by_administrator.account_in_reach(db.session, viewer(), person_id)
    form = FactorForm()
    if not form.validate():
        return person_page(person_id, factor_form=form), 422
    by_administrator.remove_factor(
        db.session, viewer=viewer(), person_id=person_id, reason=form.reason.data, at=clock.now()
    )
    flash(_("The second factor is removed, and the person signed out everywhere."))
    db.session.commit()
    return back(person_id)


@bp.post("/people/<uuid:person_id>/deactivate")
@roles("administrator")
def deactivate(person_id: UUID) -> ResponseReturnValue:
    """Close the account, with a reason; every sign-in of it ends."""
    by_administrator.account_in_reach(db.session, viewer(), person_id)
    form = ReasonForm()
    if not form.validate():
        return person_page(person_id, reason_form=form), 422
    by_administrator.close_account(
        db.session, viewer=viewer(), person_id=person_id, reason=form.reason.data, at=clock.now()
    )
    flash(_("The account is closed, and signed out everywhere."))
    db.session.commit()
    return back(person_id)


@bp.post("/people/<uuid:person_id>/reopen")
@roles("administrator")
def reopen(person_id: UUID) -> ResponseReturnValue:
    """Open a closed account again."""
    by_administrator.open_account(db.session, viewer=viewer(), person_id=person_id, at=clock.now())
    flash(_("The account is open again. It needs a new slip."))
    db.session.commit()
    return back(person_id)


@bp.route("/people/<uuid:person_id>/names", methods=["GET", "POST"])
@roles("administrator")
def names(person_id: UUID) -> ResponseReturnValue:
    """Correct the names and what is kept beside them."""
    found = person_record(db.session, viewer(), person_id)
    form = PersonForm(language=found.language, address_form=found.address_form, sex=found.sex)
    if request.method == "GET":
        form.show(found.names)
        return names_page(found, form)
    if not form.validate():
        return names_page(found, form), 422
    try:
        save_names(person_id, form)
    except DomainError as refused:
        if refused.status != 422:
            raise
        form.form_errors.append(words_of(refused))
        return names_page(found, form), 422
    flash(_("Saved. Certificates already issued keep the name they were issued with."))
    db.session.commit()
    return back(person_id)


def save_names(person_id: UUID, form: PersonForm) -> None:
    """The names and what is kept beside them. Raises NotFound, Forbidden, NamesMissing."""
    at = clock.now()
    by_administrator.rename(
        db.session, viewer=viewer(), person_id=person_id, names=form.names, at=at
    )
    by_administrator.change_about(
        db.session,
        viewer=viewer(),
        person_id=person_id,
        language=form.language.data,
        address_form=form.address_form.data,
        sex=form.sex.data,
        at=at,
    )


def names_page(found: PersonRecord, form: PersonForm) -> str:
    """The page with the names of one person to correct."""
    return render_template("accounts/names.html", found=found, form=form)


@bp.post("/people/<uuid:person_id>/roles")
@roles("administrator")
def give_role(person_id: UUID) -> ResponseReturnValue:
    """Give a role in a scope."""
    by_administrator.account_in_reach(db.session, viewer(), person_id)
    form = with_choices(RoleForm())
    if not form.validate():
        return person_page(person_id, role_form=form), 422
    by_administrator.give_role(
        db.session,
        viewer=viewer(),
        person_id=person_id,
        role=form.role.data,
        scope_id=UUID(form.scope_id.data),
        may_see_names=form.may_see_names.data,
        at=clock.now(),
    )
    flash(_("The role is in force."))
    db.session.commit()
    return back(person_id)


@bp.post("/people/<uuid:person_id>/roles/<uuid:assignment_id>/end")
@roles("administrator")
def end_role(person_id: UUID, assignment_id: UUID) -> ResponseReturnValue:
    """End a role."""
    by_administrator.take_role(
        db.session,
        viewer=viewer(),
        person_id=person_id,
        assignment_id=assignment_id,
        at=clock.now(),
    )
    flash(_("The role has ended."))
    db.session.commit()
    return back(person_id)
