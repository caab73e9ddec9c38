"""Flask-Babel's functions with their types, which it does not ship."""

from __future__ import annotations

import flask_babel


def _(string: str, **variables: object) -> str:
    """The sentence in the language of the request."""
    return str(flask_babel.gettext(string, **variables))


def ngettext(singular: str, plural: str, num: int, **variables: object) -> str:
    """The sentence in the form that `num` asks for; `%(num)s` prints it."""
    return str(flask_babel.ngettext(singular, plural, num, **variables))


def pgettext(context: str, string: str, **variables: object) -> str:
    """The sentence as a context asks for it."""
    return str(flask_babel.pgettext(context, string, **variables))
