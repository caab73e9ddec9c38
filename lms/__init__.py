"""The application factory: the only module that knows every room."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from sqlalchemy.engine import make_url
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix

from lms.accounts import web as accounts_web
from lms.config import Settings, read_settings
from lms.core import assets, clock, cookies, health, logs, paper_keys, refusals, sealed, signing
from lms.core import web as core_web
from lms.core.db import begin_honestly, db
from lms.core.errors import DomainError
from lms.core.jobs import queue
from lms.core.jobs.running import Work
from lms.core.speech import gettext as _
from lms.navigation import home_of, navigation

ROOMS_WITH_PAGES = (
    "accounts",
    "cohorts",
    "certification",
    "learning",
    "teaching",
    "reporting",
)
COMMANDS = (
    "core.cli.data",
    "core.cli.jobs",
    "core.cli.keys",
    "accounts.cli",
    "cohorts.cli",
    "assessment.cli",
    "progress.cli",
    "certification.cli.certificates",
    "certification.cli.register",
    "authoring.cli",
    "interop.cli",
    "demo.cli",
)
ROOMS_WITH_JOBS = ("certification",)
ROOMS_WITH_FACTS = ("assessment", "practice")  # whose outcomes are reckoned anew by a rebuild
CODES = {400: "csrf", 403: "forbidden", 404: "not_found", 429: "too_many_tries", 503: "busy"}
LARGEST_REQUEST_BYTES = 1024 * 1024
csrf = CSRFProtect()
log = logging.getLogger("lms")


class Application(Flask):
    """Flask without coroutines: it would look for one before each view and hook."""

    request_class = core_web.InMemoryRequest

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is: none of ours is a coroutine."""
        return func


def create_app(
    settings: Settings | None = None, *, needs_keys: bool = True, **overrides: Any
) -> Flask:
    """The application for these settings, or those of the environment.

    needs_keys: whether anything sealed may be read or written, or a page asked for.
    overrides: Flask configuration for tests. Raises SettingWrong, KeysMissing.
    """
    settings = settings or read_settings()
    app = Application(__name__, static_folder=None)
    app.config.update(flask_settings(settings))
    if needs_keys:
        sealed.use_ring(sealed.read_ring(settings.keys))
        signing.use_signing_keys(signing.signing_keys(settings.keys))
        paper_keys.use_paper_keys(paper_keys.paper_keys(settings.keys))
        app.config["SECRET_KEY"] = sealed.read_secret(settings.keys)
    app.config.update(overrides)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    db.init_app(app)
    Migrate(app, db, directory=str(settings.migrations), render_as_batch=True)
    with app.app_context():
        prepare_engine(settings)
    logs.prepare(app)
    core_web.prepare(app)
    accounts_web.prepare(app)
    csrf.init_app(app)
    cookies.prepare(app)
    app.register_blueprint(assets.bp)
    app.register_blueprint(health.bp)
    queue.prepare(app)
    add_rooms(app)
    add_edges(app)
    return app


def flask_settings(settings: Settings) -> dict[str, Any]:
    """What Flask and its extensions are told."""
    return {
        "LMS": settings,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_size": settings.threads + 2,
            "max_overflow": 8,
            "hide_parameters": True,  # no error's message holds what somebody typed
        },
        "SESSION_COOKIE_NAME": "__Host-session" if settings.is_secure else "session",
        "SESSION_COOKIE_SECURE": settings.is_secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST_BYTES,
        "MAX_FORM_MEMORY_SIZE": LARGEST_REQUEST_BYTES,
        "IS_DEMONSTRATION": settings.demonstration_mark.exists(),
    }


def prepare_engine(settings: Settings) -> None:
    """Honest transactions on SQLite; PostgreSQL has its own."""
    if make_url(settings.database_url).get_backend_name() == "sqlite":
        begin_honestly(db.engine, queue_path=str(settings.data / "writers.lock"))


def add_rooms(app: Flask) -> None:
    """Every room's pages and commands."""
    for room in ROOMS_WITH_PAGES:
        app.register_blueprint(import_module(f"lms.{room}.views").bp)
    for place in COMMANDS:
        app.cli.add_command(import_module(f"lms.{place}").cli)
    app.extensions["works"] = partial(works_of, app)
    app.extensions["recounts"] = tuple(
        import_module(f"lms.{room}.operations").recount for room in ROOMS_WITH_FACTS
    )


def works_of(app: Flask) -> dict[str, Work]:
    """How every kind of job is done, in this system and by this clock."""
    place = (app.config["LMS"].address, app.config["IS_DEMONSTRATION"])
    found: dict[str, Work] = {}
    for room in ROOMS_WITH_JOBS:
        found |= import_module(f"lms.{room}.operations.bulk").works(*place, clock.now)
    return found


def add_edges(app: Flask) -> None:
    """The home page, the menu, and the page for each refusal."""
    app.context_processor(
        lambda: {
            "navigation": navigation(accounts_web.viewer_or_none()),
            "is_demonstration": app.config["IS_DEMONSTRATION"],
            "insecure_banner": app.config["LMS"].insecure_lan,
        }
    )
    app.add_url_rule("/", "home", home)
    app.register_error_handler(DomainError, refused)
    app.register_error_handler(CSRFError, without_token)
    app.register_error_handler(HTTPException, refused_by_http)
    app.register_error_handler(Exception, broken)


def home() -> ResponseReturnValue:
    """Lead everybody to the page their work begins on."""
    viewer = accounts_web.viewer_or_none()
    return redirect(url_for("accounts.sign_in") if viewer is None else home_of(viewer))


def refused(error: DomainError) -> ResponseReturnValue:
    """The page of a refusal; nothing of the request's work is kept."""
    db.session.rollback()
    title, text = refusals.title_of(error), refusals.words_of(error)
    response = core_web.answer(refusal(error.status, error.code, title, text))
    if error.status == 503:
        response.headers["Retry-After"] = "5"
    return response


def without_token(error: CSRFError) -> ResponseReturnValue:
    """A form with no token of this browser: answers are kept, anything else is tried again."""
    if accounts_web.viewer_or_none() is None and accounts_web.keeper(request.endpoint):
        return accounts_web.unauthorised()
    return accounts_web.answers_of_an_old_page() or said("csrf", 400)


def refused_by_http(error: HTTPException) -> ResponseReturnValue:
    """The framework's own refusals, in our words."""
    if error.code is None or error.code < 400:
        return error.get_response()
    if isinstance(error, RequestEntityTooLarge):
        return said("request_too_large", 413)
    code = CODES.get(error.code, "not_found" if error.code < 500 else "broken")
    response = core_web.answer(said(code, error.code))
    if error.code == 405 and getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]
    return response


def said(code: str, status: int) -> ResponseReturnValue:
    """The page of a known refusal."""
    db.session.rollback()
    words = refusals.WORDS[code]
    return refusal(status, code, str(words.title), str(words.text) % {"minutes": 15})


def refusal(status: int, code: str, title: str, text: str) -> ResponseReturnValue:
    """A refusal as who asks can read it."""
    if core_web.speaks_json():
        return core_web.refusal_json(status, code, title, text)
    return core_web.refusal(status, title, text, url="/", label=_("To the home page"))


def broken(error: Exception) -> ResponseReturnValue:
    """A fault of ours: logged with its place, never shown; the page gives a code to quote."""
    db.session.rollback()
    log.error("unexpected fault", exc_info=error)
    words = refusals.WORDS["broken"]
    page = render_template(
        "error.html", status=500, title=words.title, text=words.text, url="/",
        label=_("To the home page"), reference=logs.request_id(),
    )  # fmt: skip
    return page, 500
