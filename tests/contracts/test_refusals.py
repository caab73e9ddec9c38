from __future__ import annotations

import importlib
import pkgutil
from string import Formatter

import pytest

import lms
from lms.core.errors import DomainError, TooManyTries
from lms.core.refusals import WORDS, title_of, words_of


def kinds_below(kind):
    for each in kind.__subclasses__():
        yield each
        yield from kinds_below(each)


def every_refusal():
    for module in pkgutil.walk_packages(lms.__path__, "lms."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    ours = {kind for kind in kinds_below(DomainError) if kind.__module__.startswith("lms.")}
    return sorted(ours, key=lambda kind: (kind.__module__, kind.__name__))


REFUSALS = every_refusal()


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_each_refusal_has_words_of_its_own(kind):
    assert kind.code in WORDS
    assert kind.__doc__


def test_only_a_limit_of_tries_has_a_hole_in_its_words():
    with_holes = {code for code, words in WORDS.items() if "%(" in str(words.text)}
    assert with_holes == {TooManyTries.code}


def test_no_words_have_a_stray_percent_sign_or_brace():
    """Facts are filled in with `%`, whatever the facts of the refusal are."""
    for words in WORDS.values():
        assert str(words.text).replace("%(minutes)s", "").count("%") == 0
        assert all(field is None for _, field, _, _ in Formatter().parse(str(words.title)))


def test_facts_fill_the_words_and_others_do_no_harm():
    assert "5 minutes" in words_of(TooManyTries(minutes=5))
    assert words_of(DomainError(where="x")) == str(WORDS["broken"].text)
    assert title_of(DomainError()) == str(WORDS["broken"].title)
