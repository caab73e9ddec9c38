"""The viewer of a request: found before anything else is read, and what follows from it."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import (
    Flask,
    Response,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import LoginManager
from itsdangerous import BadSignature, URLSafeSerializer

from lms.accounts import operations
from lms.accounts.forms import SignInForm
from lms.accounts.queries import names_shown, viewer_of_token
from lms.accounts.queries.names import PurposeMissing
from lms.accounts.rules import TOUCH_EVERY, Viewer
from lms.core import clock
from lms.core import web as core_web
from lms.core.db import READ, WRITE, db, intend, reading
from lms.core.errors import Forbidden
from lms.core.refusals import WORDS

TOKEN = "_user_id"  # noqa: S105 - the name of a cookie's entry
READS = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_KEPT_BYTES = 64 * 1024
KEEPS = "keeps_answers"
TAKES = "takes_files"
Kept = list[tuple[str, str]]

P = ParamSpec("P")
R = TypeVar("R")


def prepare(app: Flask) -> None:
    """Find the viewer of each request, and log what it showed."""
    login = LoginManager(app, add_context_processor=False)
    login.session_protection = None
    login.user_loader(load_viewer)
    app.before_request(find_viewer)
    app.before_request(allow_files)
    app.after_request(close_request)
    app.register_error_handler(PurposeMissing, lead_to_purpose)
    app.context_processor(lambda: {"viewer": viewer_or_none()})


def load_viewer(token: str) -> Viewer | None:
    """Flask-Login's loader: the sign-in's token gives the viewer, and notes when it was seen."""
    found = viewer_of_token(db.session, token, at=clock.now())
    if found is None:
        return None
    viewer, g.last_seen_at = found
    return viewer


def find_viewer() -> None:
    """Say what the transaction is for, and load the viewer without holding a write lock."""
    g.pop("_login_user", None)
    g.viewer = g.last_seen_at = None
    reads = request.method in READS
    intend(db.session, READ if reads else WRITE)
    token = session.get(TOKEN)
    if not token:
        return
    if reads:
        g.viewer = load_viewer(token)
    else:
        with reading(db.session):
            g.viewer = load_viewer(token)
    if g.viewer is not None:
        g.language = g.viewer.locale


def viewer_or_none() -> Viewer | None:
    """Who is asking, if anybody has signed in."""
    found: Viewer | None = getattr(g, "viewer", None)
    return found


def viewer() -> Viewer:
    """Who is asking; only for views behind `roles`."""
    found = viewer_or_none()
    if found is None:
        raise RuntimeError("this view needs @roles")
    return found


def roles(*allowed: str) -> Callable[[Callable[P, R]], Callable[P, R | ResponseReturnValue]]:
    """Only for people with one of these roles; without any named, for all who have signed in.

    Not signed in: GET leads to the sign-in page, POST answers 401. Another role: 403, before any
    row is read.
    """

    def guard(view: Callable[P, R]) -> Callable[P, R | ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | ResponseReturnValue:
            asking = viewer_or_none()
            if asking is None:
                return unauthorised()
            if allowed and not asking.roles & set(allowed):
                raise Forbidden
            return view(*args, **kwargs)

        return guarded

    return guard


def keeps_answers(is_own: Callable[..., bool]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a POST route whose fields survive a lapsed sign-in.

    is_own(viewer, **view_args): whether the answers may be offered to who signs in after.
    """

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        setattr(view, KEEPS, is_own)
        return view

    return mark


def takes_files(most_bytes: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a POST route that takes files: a request of somebody signed in may be so large."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        setattr(view, TAKES, most_bytes)
        return view

    return mark


def allow_files() -> None:
    """Let a larger request through, before anything reads its form, where its route says so."""
    most_bytes = getattr(current_app.view_functions.get(request.endpoint or ""), TAKES, None)
    if most_bytes is not None and viewer_or_none() is not None:
        request.max_content_length = most_bytes


def keeper(endpoint: str | None) -> Callable[..., bool] | None:
    """The ownership check of a route that keeps answers; nothing for any other."""
    found: Callable[..., bool] | None = getattr(
        current_app.view_functions.get(endpoint or ""), KEEPS, None
    )
    return found


def unauthorised() -> ResponseReturnValue:
    """The way to the sign-in page; a POST keeps what was posted, where its route says so."""
    if request.method in READS:
        return redirect(url_for("accounts.sign_in", next=signed_next()))
    if core_web.speaks_json():
        words = WORDS["signed_out"]
        return core_web.refusal_json(401, "signed_out", str(words.title), str(words.text))
    kept = posted_answers()
    return sign_in_page(kept_path=request.path if kept is not None else None, kept=kept), 401


def posted_answers() -> Kept | None:
    """The fields posted to a route that keeps them; nothing elsewhere, or where they are large."""
    is_small = (request.content_length or 0) <= MOST_KEPT_BYTES
    if keeper(request.endpoint) is None or not is_small:
        return None
    return [(name, value) for name, value in request.form.items(multi=True)
            if name != "csrf_token"]  # fmt: skip


def answers_of_an_old_page() -> ResponseReturnValue | None:
    """One's own answers again, to be saved by one button, when their page's token was too old."""
    asking, is_own, kept = viewer_or_none(), keeper(request.endpoint), posted_answers()
    if asking is None or is_own is None or not kept:
        return None
    if not is_own(asking, **(request.view_args or {})):
        return None
    page = render_template(
        "accounts/kept_answers.html", kept_path=request.path, kept=kept, is_old_page=True
    )
    return page, 400


def sign_in_page(
    form: SignInForm | None = None, *, kept_path: str | None = None, kept: Kept | None = None
) -> str:
    """The sign-in page, with answers to keep where a sign-in lapsed under them."""
    kept_json = json.dumps(kept) if kept is not None else None
    return render_template(
        "accounts/sign_in.html",
        form=form or SignInForm(formdata=None),
        kept_path=kept_path,
        kept_json=kept_json,
    )


def lead_to_purpose(_missing: PurposeMissing) -> ResponseReturnValue:
    """To the page that asks what names are needed for, and from there back to this page."""
    db.session.rollback()
    names_shown(db.session())  # forgotten: this answer shows none
    after = signed_next() if request.method in READS else None
    return redirect(url_for("accounts.purpose", next=after), 303)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="next")


def signed_next() -> str:
    """The page's own address, signed: no other address is ever redirected to."""
    return str(_signer().dumps(request.full_path.rstrip("?")))


def opened_next(signed: str | None) -> str | None:
    """The address in a signed value; nothing when it is not ours."""
    try:
        found = _signer().loads(signed) if signed else None
    except BadSignature:
        return None
    return str(found) if found else None


def close_request(response: Response) -> Response:
    """After the reads: one access-log row for the names shown, and the sign-in's last use."""
    asking = viewer_or_none()
    shown = names_shown(db.session())
    if asking is None:
        return response
    # A page that refuses a form (422) shows its names too; a fault's page shows nobody's.
    if shown - {asking.person_id} and response.status_code < 500:
        in_own_transaction(
            operations.log_names_shown,
            viewer=asking,
            endpoint=request.endpoint or "",
            person_ids=shown,
        )
    last_seen_at = g.get("last_seen_at")
    if last_seen_at and clock.now() - last_seen_at >= TOUCH_EVERY:
        in_own_transaction(operations.touch_sign_in, sign_in_id=asking.sign_in_id)
    return response


def in_own_transaction(operation: Callable[..., Any], **values: Any) -> None:
    """Run an operation in a short writing transaction, after the request's own has ended."""
    db.session.rollback()
    intend(db.session, WRITE)
    operation(db.session, at=clock.now(), **values)
    db.session.commit()
