"""What every answer has in common: language, headers, compression, the page of a refusal."""

from __future__ import annotations

import gzip
from functools import cached_property
from typing import Any

import brotli
from babel import Locale
from flask import Flask, Response, current_app, g, has_request_context, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel, Domain, refresh
from markupsafe import Markup

from lms.core.assets import asset_url
from lms.core.locale import LANGUAGE_NAMES, direction, known_language
from lms.core.text import LANGUAGES, Language

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self';"
    " manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
SMALLEST_COMPRESSED = 500
LANGUAGE_COOKIE = "language"
YEAR_SECONDS = 365 * 24 * 3600


class SpokenDomain(Domain):
    """Finds the catalogue by the request's language.

    Flask-Babel spells out the locale again for each sentence: 6 % of a unit page.
    """

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.by_language: dict[Language, Any] = {}

    def get_translations(self) -> Any:
        """The catalogue of this request."""
        if not has_request_context():
            return super().get_translations()
        spoken = language()
        if spoken not in self.by_language:
            self.by_language[spoken] = super().get_translations()
        return self.by_language[spoken]


class SpokenBabel(Babel):
    """Flask-Babel with our way to a catalogue."""

    @cached_property
    def domain_instance(self) -> SpokenDomain:
        return SpokenDomain(domain=self.domain)


def language() -> Language:
    """The language of this request: the person's, else the cookie's, else the browser's."""
    if not has_request_context():
        return "en"
    chosen = getattr(g, "language", None)
    if chosen is None:
        cookie = request.cookies.get(LANGUAGE_COOKIE)
        chosen = cookie if cookie in LANGUAGES else request.accept_languages.best_match(LANGUAGES)
        chosen = g.language = known_language(chosen)
    known: Language = chosen
    return known


def speak(wanted: str) -> None:
    """Answer this request in another language than so far."""
    g.language = known_language(wanted)
    refresh()


def prepare(app: Flask) -> None:
    """Install languages, headers and compression."""
    SpokenBabel(app, default_locale="en", locale_selector=lambda: Locale.parse(language()))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["asset"] = asset_url
    app.context_processor(page_context)
    app.after_request(finished)


def page_context() -> dict[str, Any]:
    """What base.html needs on every page."""
    spoken = language()
    return {
        "lang": spoken,
        "text_direction": direction(spoken),
        "languages": [(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
        "here": request.full_path.rstrip("?") if request.method == "GET" else request.path,
    }


def finished(response: Response) -> Response:
    """The fixed headers, and the body in the shortest encoding the browser reads."""
    for name, value in HEADERS:
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "private, no-store")
    if (response.mimetype or "").startswith("text/") or response.mimetype == "application/json":
        compress(response)
    return response


def compress(response: Response) -> None:
    """Shorten a body that is worth it, in an encoding that the browser reads."""
    if response.direct_passthrough or "Content-Encoding" in response.headers:
        return
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    accepted = request.accept_encodings
    if len(body) < SMALLEST_COMPRESSED:
        return
    if accepted["br"] > 0:
        response.set_data(brotli.compress(body, quality=4))
        response.headers["Content-Encoding"] = "br"
    elif accepted["gzip"] > 0:
        response.set_data(gzip.compress(body, 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"


def refusal(
    status: int, title: str, text: str, *, url: str | None = None, label: str | None = None
) -> ResponseReturnValue:
    """The page of a refusal: what happened, what is safe, what to do next."""
    page = render_template(
        "error.html", status=status, title=title, text=text, url=url, label=label
    )
    return page, status


def answer(page: ResponseReturnValue) -> Response:
    """A response to add headers to."""
    return current_app.make_response(page)


def safe_markup(html: str) -> Markup:
    """HTML of our own making: rendered and sanitised at publication, and nothing else."""
    return Markup(html)  # noqa: S704 - the one reviewed place
