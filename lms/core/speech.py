"""The language of a request, and the sentences of its catalogue.

Flask-Babel asks the request for its locale again at each sentence (8 µs); here a sentence is one
look-up. Its lazy strings, for forms, come this way too.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations
from flask import g, has_request_context, request
from flask.globals import app_ctx
from flask_babel import LazyString

from lms.core.locale import known_language
from lms.core.text import LANGUAGES, Language

LANGUAGE_COOKIE = "language"
FOLDER = Path(__file__).resolve().parents[1] / "translations"


def language() -> Language:
    """The language of this request: the person's, else the cookie's, else the browser's."""
    if not has_request_context():
        return "en"
    # Thirty times a page: past the proxy, which takes four times as long.
    kept = app_ctx._get_current_object().g  # type: ignore[attr-defined]
    known: Language | None = kept.get("language")
    if known is None:
        known = kept.language = first_language()
    return known


def first_language() -> Language:
    """What a browser asks for, before anybody has signed in."""
    cookie = request.cookies.get(LANGUAGE_COOKIE)
    asked = cookie if cookie in LANGUAGES else request.accept_languages.best_match(LANGUAGES)
    return known_language(asked)


def speak(wanted: str) -> None:
    """Answer this request in another language than so far."""
    g.language = known_language(wanted)


@cache
def catalogue(spoken: Language) -> NullTranslations:
    """The compiled sentences of a language; English is the source and has none."""
    found: NullTranslations = Translations.load(str(FOLDER), [spoken])
    return found


def gettext(string: str, **variables: object) -> str:
    """The sentence in the language of the request."""
    found: str = catalogue(language()).gettext(string)
    return found % variables if variables else found


def ngettext(singular: str, plural: str, num: int, **variables: object) -> str:
    """The sentence in the form that `num` asks for; `%(num)s` prints it."""
    found: str = catalogue(language()).ngettext(singular, plural, num)
    return found % {"num": num, **variables}


def pgettext(context: str, string: str, **variables: object) -> str:
    """The sentence as a context asks for it."""
    found = str(catalogue(language()).pgettext(context, string))
    return found % variables if variables else found


def lazy_gettext(string: str, **variables: object) -> LazyString:
    """The sentence in the language of whichever request reads it: for forms and tables of words."""
    return LazyString(gettext, string, **variables)
