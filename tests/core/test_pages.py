from __future__ import annotations

import pytest
from flask import g, request
from jinja2 import DictLoader, pass_context

from lms.core.pages import SpokenEnvironment, Templates
from lms.core.speech import catalogue, language, lazy_gettext, ngettext, pgettext, speak

SAVED = "Saved at %(time)s"


@pytest.fixture
def drawn(app):
    """Draw a template's source in a language."""

    def draw(source, spoken="en", **context):
        found = SpokenEnvironment(app, spoken=spoken, autoescape=True)
        found.globals["url_for"] = app.jinja_env.globals["url_for"]
        with app.test_request_context():
            return found.from_string(source).render(context)

    return draw


@pytest.mark.parametrize("spoken", ["ar", "ckb"])
def test_a_sentence_stands_in_the_language_of_its_environment(drawn, spoken):
    expected = catalogue(spoken).gettext("Sign out")
    assert expected != "Sign out"
    assert drawn('{{ _("Sign out") }}', spoken) == expected


def test_what_is_constant_is_asked_for_once_when_the_template_is_made(app, monkeypatch):
    asked = []
    found = SpokenEnvironment(app, spoken="ar", autoescape=True)
    found.globals["_"] = lambda text: asked.append(text) or text
    made = found.from_string('{% for n in range(3) %}{{ _("Saved") }}{{ n }} {% endfor %}')
    assert [made.render(), made.render()] == ["Saved0 Saved1 Saved2 "] * 2
    assert asked == ["Saved"]


def test_a_value_in_a_sentence_is_escaped(drawn):
    source = '{{ _("Welcome, %(name)s", name=name) }}'
    assert drawn(source, name="<b>") == "Welcome, &lt;b&gt;"


def test_a_name_that_only_looks_constant_is_asked_for(drawn):
    assert drawn("{{ _(word) }}", "ar", word="Sign out") == catalogue("ar").gettext("Sign out")


def test_an_address_without_values_is_the_one_flask_makes(drawn, app):
    with app.test_request_context():
        expected = app.url_for("accounts.help")
    assert drawn("<a href=\"{{ url_for('accounts.help') }}\">") == f'<a href="{expected}">'


def test_imported_components_speak_the_language_too(app):
    found = SpokenEnvironment(
        app,
        spoken="ckb",
        autoescape=True,
        loader=DictLoader({"a": '{% macro out() %}{{ _("Sign out") }} {{ lang }}{% endmacro %}'}),
    )
    page = found.from_string('{% from "a" import out %}{{ out() }}')
    assert page.render() == f"{catalogue('ckb').gettext('Sign out')} ckb"


@pytest.mark.parametrize("spoken", ["ar", "ckb", "en"])
def test_flask_is_given_the_template_in_the_language_of_the_request(app, spoken):
    with app.test_request_context():
        speak(spoken)
        template = app.jinja_env.get_or_select_template("error.html")
    assert isinstance(app.jinja_env, Templates)
    assert template.environment.globals["lang"] == spoken


def test_a_lazy_sentence_waits_for_the_request_that_reads_it(app):
    label = lazy_gettext("Sign out")
    said = []
    for spoken in ("en", "ar"):
        with app.test_request_context():
            speak(spoken)
            said.append(str(label))
    assert said == ["Sign out", catalogue("ar").gettext("Sign out")]


def test_plural_and_context_follow_the_request(app):
    with app.test_request_context():
        speak("ar")
        two = ngettext("%(num)s minute", "%(num)s minutes", 2)
        assert two == catalogue("ar").ngettext("%(num)s minute", "%(num)s minutes", 2) % {"num": 2}
        assert pgettext("feminine", "Welcome, %(name)s", name="هناء").endswith("هناء")


def test_the_browsers_language_counts_until_somebody_chooses(app):
    with app.test_request_context(headers={"Accept-Language": "ckb, en;q=0.5"}):
        assert language() == "ckb"
        assert g.language == "ckb"
        assert request.accept_languages.best == "ckb"


def test_a_function_that_wants_the_context_still_gets_it(app):
    @pass_context
    def word(context):
        return context["word"]

    found = SpokenEnvironment(app, spoken="en", autoescape=True)
    source = "{% for n in range(1) %}{{ word_of() }}{% endfor %}"
    assert found.from_string(source).render(word_of=word, word="here") == "here"


def test_a_macro_called_in_a_block_takes_its_caller_and_escapes(app):
    found = SpokenEnvironment(app, spoken="en", autoescape=True)
    source = (
        "{% macro box(title) %}<b>{{ title }}</b>{{ caller() }}{% endmacro %}"
        "{% for n in range(2) %}{% call box(word) %}{{ word }}{{ n }}{% endcall %}{% endfor %}"
    )
    assert found.from_string(source).render(word="<i>") == (
        "<b>&lt;i&gt;</b>&lt;i&gt;0<b>&lt;i&gt;</b>&lt;i&gt;1"
    )
