"""Templates, compiled once for each language: what never changes in one is then plain text.

Half of a unit page's time was spent on asking for the same few sentences, drawings and addresses;
in code so compiled nothing is asked for them while a page is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import lru_cache
from types import FunctionType, MethodType
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.runtime import Context, Macro
from jinja2.utils import internalcode
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from lms.core.assets import asset_url, icon
from lms.core.locale import LANGUAGE_NAMES, direction
from lms.core.speech import catalogue, language
from lms.core.text import LANGUAGES, Language

# What answers the same to the same constants as long as the process lives: no page lies below a
# prefix, so an address needs no request.
CONSTANT = frozenset({"_", "asset", "icon", "url_for"})

PLAIN = frozenset({FunctionType, MethodType})


def prepare(app: Flask) -> None:
    """Draw every page from templates in the language of its request."""
    app.jinja_environment = Templates


class Templates(Environment):
    """What Flask asks for a template: hands on to the environment of the request's language."""

    def __init__(self, app: Any, **options: Any) -> None:
        self.options = {**options, "trim_blocks": True, "lstrip_blocks": True}
        super().__init__(app, **self.options)
        self.spoken = lru_cache(len(LANGUAGES))(self._spoken)

    def _spoken(self, spoken: Language) -> SpokenEnvironment:
        found = SpokenEnvironment(self.app, spoken=spoken, **self.options)
        found.globals = {**self.globals, **found.globals}
        return found

    def get_or_select_template(self, *names: Any, **options: Any) -> Template:
        """The template in the language of the request."""
        return self.spoken(language()).get_or_select_template(*names, **options)


class PlainContext(Context):
    """Calls plain functions and macros without asking first what else they may want.

    Jinja looks at every call for a wish to be passed its context: a tenth of a page's time.
    """

    @internalcode
    def call(self, asked: Any, *args: Any, **kwargs: Any) -> Any:
        """What a call in a template answers."""
        kind = type(asked)
        if kind is Macro:
            args = (self.eval_ctx, *args)
        elif kind not in PLAIN or hasattr(asked, "jinja_pass_arg"):
            return super().call(asked, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return asked(*args, **kwargs)


class SpokenEnvironment(Environment):
    """The templates in one language."""

    context_class = PlainContext

    def __init__(self, app: Any, *, spoken: Language, **options: Any) -> None:
        super().__init__(app, **options)
        self.kept: dict[str, Template] = {}
        self.catalogue = catalogue(spoken)
        self.globals.update(
            _=self.gettext,
            ngettext=self.ngettext,
            pgettext=self.pgettext,
            lang=spoken,
            text_direction=direction(spoken),
            languages=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
            asset=asset_url,
            icon=icon,
        )

    def gettext(self, string: str, **values: object) -> Markup:
        """The sentence, its holes filled with escaped values."""
        return safe_markup(self.catalogue.gettext(string)) % values

    def ngettext(self, singular: str, plural: str, num: int, **values: object) -> Markup:
        """The sentence in the form that `num` asks for; `%(num)s` prints it."""
        found = safe_markup(self.catalogue.ngettext(singular, plural, num))
        return found % {"num": num, **values}

    def pgettext(self, context: str, string: str, **values: object) -> Markup:
        """The sentence as a context asks for it."""
        return safe_markup(str(self.catalogue.pgettext(context, string))) % values

    def get_template(self, name: Any, parent: Any = None, globals: Any = None) -> Template:  # noqa: A002 - Jinja's name
        """The template, kept for good: its file changes with the program alone."""
        if self.auto_reload or globals:
            return super().get_template(name, parent, globals)
        if name not in self.kept:
            self.kept[name] = super().get_template(name)
        return self.kept[name]

    def make_globals(self, d: Any) -> MutableMapping[str, Any]:
        """A plain dictionary: Jinja's chain of maps is slow to compare at each import."""
        return {**self.globals, **d} if d else self.globals

    def _generate(self, source: nodes.Template, *place: Any, **options: Any) -> str:
        """Jinja's hook before code is made of a template."""
        return super()._generate(Spelled(self).visit(source), *place, **options)


class Spelled(NodeTransformer):
    """Puts the answer itself where a template asks a constant question."""

    def __init__(self, environment: SpokenEnvironment) -> None:
        self.environment = environment
        self.answers: dict[str, Any] = dict(environment.globals)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name
        """`_("…")` and the like become text; a call with anything unknown in it stays."""
        self.generic_visit(node)
        is_constant = all(isinstance(one, nodes.Const) for one in node.args)
        if not isinstance(node.node, nodes.Name) or node.node.name not in CONSTANT:
            return node
        if not is_constant or node.kwargs or node.dyn_args or node.dyn_kwargs:
            return node
        answer: Callable[..., str] = self.answers[node.node.name]
        text = answer(*(one.as_const() for one in node.args))
        if not isinstance(text, Markup):
            text = escape(text)
        return nodes.TemplateData(text, lineno=node.lineno, environment=self.environment)


def safe_markup(html: str) -> Markup:
    """HTML of our own making: rendered and sanitised at publication, or our catalogue's."""
    return Markup(html)  # noqa: S704 - the one reviewed place
