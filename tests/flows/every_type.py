"""Answers of every type of question, right by the package, given with a thumb or with keys."""

from __future__ import annotations

from functools import cache

from ruamel.yaml import YAML

from lms.assessment.rules.grading import right_response
from lms.assessment.rules.questions import ClozeQuestion, LikertQuestion, OrderingQuestion
from lms.assessment.rules.reading import read_question
from tests.catalog.every_type import QUESTIONS
from tests.flows.key import squeezed
from tests.learning.world import fields_of

MOST_TABS = 60
FOCUSED = "[document.activeElement.name, document.activeElement.value]"


@cache
def questions():
    """The questions of the package, as the bank reads them."""
    bodies = YAML(typ="safe").load(QUESTIONS.read_text(encoding="utf-8"))
    return tuple(read_question(body["type"], body) for body in bodies)


def question_on(page, language):
    """The question that a page asks, found by its words."""
    said = squeezed(page.inner_text("form.question"))
    return next(one for one in questions() if squeezed(first_words(one, language)) in said)


def first_words(question, language):
    """The text of a question, up to its first gap."""
    text = question.text.in_(language)
    return next(question.parts_in(language)) if isinstance(question, ClozeQuestion) else text


def right_fields(question):
    """What its form posts when it is answered rightly; an opinion where one is asked."""
    if isinstance(question, LikertQuestion):
        return {"a": ["yes"]}
    return fields_of(question, right_response(question))


def is_ordering(question):
    return isinstance(question, OrderingQuestion)


class Thumb:
    """Taps what is to be chosen, types where one types."""

    def __init__(self, page):
        self.page = page

    def choose(self, name, value):
        self.page.locator(f"label.choice:has([name='{name}'][value='{value}'])").tap()

    def fill(self, name, value):
        field = self.page.locator(f"form.question [name='{name}']")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.tap()
            field.fill(value)

    def press(self, name, value):
        self.page.locator(f"form.question button[name='{name}'][value='{value}']").tap()


class Keys:
    """Never touches the page: Tab, arrows, space, enter and letters."""

    def __init__(self, page):
        self.page = page

    def choose(self, name, value):
        kind = self.page.get_attribute(f"[name='{name}'][value='{value}']", "type")
        if kind == "checkbox":
            self.go_to(name, value)
            self.page.keyboard.press("Space")
            return
        self.go_to(name)
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Space")
            if self.page.evaluate(FOCUSED) == [name, value]:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no key leads to {name}={value}")

    def fill(self, name, value):
        self.go_to(name)
        field = self.page.locator(f"form.question [name='{name}']")
        if field.evaluate("field => field.tagName") != "SELECT":
            self.page.keyboard.type(value)
            return
        for _ in range(MOST_TABS):
            if field.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no key leads to {name}={value}")

    def press(self, name, value):
        self.go_to(name, value)
        self.page.keyboard.press("Enter")

    def go_to(self, name, value=None):
        """Tab until the field or button has the focus."""
        for _ in range(MOST_TABS):
            focused = self.page.evaluate(FOCUSED)
            if focused[0] == name and value in (None, focused[1]):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {name}={value}")
