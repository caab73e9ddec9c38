"""People in browsers: what a trainee, a trainer and a coordinator do, by what the pages show."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Page

from tests.flows.key import lawful_choices, questions, right_lines, squeezed
from tests.support.browser import axe, faults, requests_elsewhere

MOST_STEPS = 400


@dataclass
class Person:
    """One signed-in person in a browser of their own; every page visited is examined."""

    context: BrowserContext
    language: str
    base_url: str
    has_script: bool = True
    examined: set[str] = field(default_factory=set)
    findings: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.page: Page = self.context.new_page()
        self.elsewhere = requests_elsewhere(self.context, self.base_url)
        self.faults = faults(self.context)

    def open(self, path):
        response = self.page.goto(path)
        assert response is not None
        assert response.status < 400, f"{path} answered {response.status}"
        self.examine()

    def sign_in(self, login_code, passphrase):
        self.open("/sign-in")
        if self.page.get_attribute("html", "lang") != self.language:
            self.switch_language()
        self.page.fill("[name=login_code]", login_code.lower())
        self.page.fill("[name=passphrase]", passphrase)
        self.press("main form[method=post] button[type=submit].button")
        assert "/sign-in" not in self.page.url, self.page.inner_text("main")
        if self.page.get_attribute("html", "lang") != self.language:
            self.switch_language()

    def switch_language(self):
        self.page.click("details.lang summary")
        self.page.click(f"details.lang button[value={self.language}]")
        self.page.wait_for_load_state()

    def press(self, selector):
        """Press a button or follow a link, and wait for the page it leads to."""
        with self.page.expect_navigation() as navigation:
            self.page.click(selector)
        answer = navigation.value
        assert answer is None or answer.status < 400, f"{answer.url}: {self.page.title()}"
        self.examine()

    def examine(self):
        """Axe-core's verdict once for each kind of page (it needs scripting), and the language."""
        kind = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "*", self.page.url)
        kind += self.page.locator("h1").first.inner_text()[:12] if "attempts" in kind else ""
        if kind in self.examined:
            return
        self.examined.add(kind)
        if self.has_script:
            self.findings += [
                f"{self.page.url}: {each.rule}: {each.places[:2]}" for each in axe(self.page)
            ]
        width = self.page.evaluate("document.documentElement.scrollWidth") if self.has_script else 0
        if width > self.page.viewport_size["width"] + 1:
            self.findings.append(f"{self.page.url}: {width} px wide")

    def main_button(self):
        """The page's one main button."""
        return "main a.button:not(.button--quiet), main button.button:not(.button--quiet)"


class Trainee(Person):
    """Works through the course by following the one main button."""

    def answer_question(self):
        """Answer the question on the page rightly and go on."""
        question = questions(self.language)[self.asked()]
        right = right_lines(question, self.language)
        if question.type == "ordering":
            self.put_in_order(right)
        elif question.type == "numeric":
            self.page.fill("form.question .question-typed input", str(right[0]))
        elif question.type == "matching":
            for pair in self.page.locator(".pair").all():
                stem = squeezed(pair.locator("label").inner_text())
                pair.locator("select").select_option(label=self.label_of(pair, right[stem]))
        else:
            for choice in self.page.locator("label.choice").all():
                if squeezed(choice.locator("span").inner_text()) in right:
                    choice.locator("input").check()
        self.press("form.question button[name=go][value=next].button")

    def asked(self):
        """The text of the question on the page."""
        texts = self.page.locator("form.question legend, form.question .question-typed > label")
        return squeezed(texts.first.inner_text())

    def label_of(self, pair, text):
        labels = pair.locator("option").all_inner_texts()
        return next(label for label in labels if squeezed(label) == text)

    def put_in_order(self, right):
        """Press the arrows until the lines stand in order."""
        for place, text in enumerate(right):
            for _ in range(len(right)):
                lines = self.page.locator("ol.order > li").all()
                texts = [squeezed(line.locator("> span").nth(1).inner_text()) for line in lines]
                here = texts.index(text)
                if here == place:
                    break
                up = lines[here].locator("button[value$='-up']")
                if self.has_script:
                    up.click()
                else:
                    with self.page.expect_navigation():
                        up.click()

    def decide(self):
        """Choose in a scenario what leads to its lawful end, found by the words on the page."""
        lawful = lawful_choices(self.language)
        for choice in self.page.locator("form.question label.choice").all():
            scene = squeezed(self.page.inner_text("p.scene"))
            if (scene, squeezed(choice.locator("span").inner_text())) in lawful:
                choice.locator("input").check()
                break
        self.press("form.question button[type=submit].button")

    def work(self, until):
        """Follow the main button until `until(self)`; answer and decide on the way."""
        for _ in range(MOST_STEPS):
            if until(self):
                return
            if self.page.locator("form.question input[name=node]").count():
                self.decide()
            elif self.page.locator("form.question").count():
                self.answer_question()
            else:
                self.press(self.main_button())
        raise AssertionError(f"no end in sight at {self.page.url}")


class Trainer(Person):
    """Observes practicals."""

    def find(self, trainee_code):
        """From the cohort's page to the record of the trainee with this code."""
        for address in self.links("ul.rows .row-title a"):
            self.open(address)
            if trainee_code in self.page.inner_text("main .head"):
                return

    def observe_everything(self):
        """Sign each practical that the record offers, every line seen; how many there were."""
        practicals = self.links("a[href$='/practical']")
        for practical in practicals:
            self.open(practical)
            for seen in self.page.locator("input[type=radio][value=yes]").all():
                seen.press("Space")
            self.press("form[data-count] button.button")
        return len(practicals)

    def links(self, selector):
        return [link.get_attribute("href") for link in self.page.locator(selector).all()]
