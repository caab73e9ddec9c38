from __future__ import annotations

import importlib
import pkgutil

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


def test_no_words_have_a_hole_that_nothing_fills():
    for words in WORDS.values():
        assert "%" not in f"{words.title}{words.text}"


@pytest.mark.parametrize(("minutes", "said"), [(1, "1 minute and"), (5, "5 minutes and")])
def test_a_limit_of_tries_says_how_long_it_holds(minutes, said):
    assert said in words_of(TooManyTries(minutes=minutes))


def test_facts_that_no_words_name_do_no_harm():
    assert words_of(TooManyTries()) == str(WORDS["too_many_tries"].text)
    assert words_of(DomainError(where="x")) == str(WORDS["broken"].text)
    assert title_of(DomainError()) == str(WORDS["broken"].title)
