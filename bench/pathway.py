"""A cohort takes the Foundation pathway in browsers: a trainee a language, to its certificate.

Everything is done through the pages, on phones: lessons, quizzes, scenarios and course tests by the
trainees, every practical by the trainers, then the pathway's certificate and its verification. One
more trainee misses an absolute question in the last attempt of a course test: that one gets none.
"""

from __future__ import annotations

import json
import re
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from bench.servers import BenchFailed
from tests.factories import PASSPHRASE
from tests.flows.key import absolute_stems, questions, right_lines, squeezed
from tests.flows.walker import Trainee, Trainer
from tests.support.browser import chromium, phone
from tests.support.server import Server

AT_ONCE = 2  # browsers, each with a processor


def measure(folder: Path) -> None:
    """Walk through the pathway in each language. Raises BenchFailed where a walk goes wrong."""
    server = Server(
        folder / "pathway", command=("-m", "lms", "run"), settings={"LMS_REQUIRE_TOTP": "none"}
    )
    server.start()
    try:
        seeded = json.loads(server.run("-m", "tests.flows.seed", "pathway").splitlines()[-1])
        *whole, missing = seeded["trainees"]
        walks = [(finish, one) for one in whole] + [(miss, missing)]
        with ProcessPoolExecutor(AT_ONCE) as processes:
            done = [processes.submit(walk, each, server.url, seeded, one) for each, one in walks]
            for each in done:
                print(each.result(), flush=True)
    finally:
        server.stop()


def walk(way, url, seeded, trainee) -> str:
    """One trainee's way; what to print of it."""
    began = time.monotonic()
    with chromium() as browser:
        try:
            said = way(browser, url, seeded, trainee)
        except Exception as failed:
            raise BenchFailed(f"{trainee['language']}: {failed}") from failed
    return f"{trainee['language']}: {said} in {time.monotonic() - began:.0f} s."


def finish(browser, url, seeded, trainee) -> str:
    """All of it; the certificate is valid for strangers."""
    study(browser, url, trainee, Trainee, trainee["enrolments"])
    for login_code in seeded["trainers"]:  # some practicals ask for two assessors
        sign_off(browser, url, login_code, seeded["cohorts"], trainee["trainee_code"])
    language = trainee["language"]
    with phone(browser, base_url=url, language=language) as context:
        person = signed_in(Trainee, context, language, url, trainee["login_code"])
        person.open(f"/learn/pathways/{trainee['place']}/certificate")
        person.press("main form button.button")
        code = person.page.locator(".cert bdi.code").first.inner_text()
        person.open(f"/verify/{code}?language={language}")
        is_valid = person.page.locator(".verdict[data-state=done]").count() == 1
        refuse_unless(is_valid, "the certificate is not valid")
        without_faults(person)
    return f"the pathway of {len(trainee['enrolments'])} courses and its certificate, valid,"


def miss(browser, url, seeded, trainee) -> str:
    """All but one absolute question of one course test, in the last attempt: no certificate."""
    study(browser, url, trainee, Missing, trainee["enrolments"][:1])
    for login_code in seeded["trainers"]:
        sign_off(browser, url, login_code, seeded["cohorts"][:1], trainee["trainee_code"])
    with phone(browser, base_url=url, language=trainee["language"]) as context:
        person = signed_in(Trainee, context, trainee["language"], url, trainee["login_code"])
        address = f"{url}/learn/pathways/{trainee['place']}/certificate"
        status = context.request.get(address).status
        refuse_unless(status in (403, 404, 409), f"the certificate's page answered {status}")
        person.open("/certificates")
        refuse_unless(person.page.locator(".cert").count() == 0, "a certificate was issued")
    return "an absolute question missed in one course test, and no certificate,"


class Missing(Trainee):
    """Answers rightly, but for the first absolute question of the course test."""

    is_in_test = False
    has_missed = False

    def press(self, selector):
        if "/attempts/" not in self.page.url:
            self.is_in_test = self.page.url.endswith("/course/test")
        super().press(selector)

    def answer_question(self):
        stem = self.asked()
        right = right_lines(questions(self.language)[stem], self.language)
        choices = self.page.locator("label.choice").all()
        is_asked = self.is_in_test and stem in absolute_stems(self.language) and choices
        if self.has_missed or not is_asked:
            super().answer_question()
            return
        wrong = next(
            one for one in choices if squeezed(one.locator("span").inner_text()) not in right
        )
        wrong.locator("input").check()
        self.has_missed = True
        self.press("form.question button[name=go][value=next].button")


def study(browser, url, trainee, kind, enrolments) -> None:
    """Each course by its main button, until nothing is left to do alone."""
    language = trainee["language"]
    with phone(browser, base_url=url, language=language) as context:
        person = signed_in(kind, context, language, url, trainee["login_code"])
        for enrolment_id in enrolments:
            person.open(f"/learn/{enrolment_id}")
            person.press(person.main_button())
            person.work(until=partial(is_done_alone, enrolment_id=enrolment_id))
        without_faults(person)


def is_done_alone(person, enrolment_id) -> bool:
    """On the course's page again, or at the end of a course test that was not passed."""
    url = person.page.url
    if re.search(rf"/learn/{enrolment_id}$", url):
        return True
    has_missed = isinstance(person, Missing) and person.has_missed
    return has_missed and person.page.locator(".score-n").count() > 0


def sign_off(browser, url, login_code, cohorts, trainee_code) -> None:
    """A trainer observes every practical of a trainee that still waits for them."""
    with phone(browser, base_url=url, language="en") as context:
        trainer = signed_in(Trainer, context, "en", url, login_code)
        for cohort in cohorts:
            trainer.open(f"/teach/cohorts/{cohort}")
            trainer.find(trainee_code)
            trainer.observe_everything()
        without_faults(trainer)


def signed_in(kind, context, language, url, login_code):
    """Somebody in a browser of their own."""
    person = kind(context, language, url)
    person.sign_in(login_code, PASSPHRASE)
    return person


def without_faults(person) -> None:
    """Raises BenchFailed for what a page did wrong on the way."""
    found = [*person.findings, *person.faults, *person.elsewhere]
    refuse_unless(not found, "; ".join(map(str, found[:3])))


def refuse_unless(is_so: bool, words: str) -> None:
    """Raises BenchFailed."""
    if not is_so:
        raise BenchFailed(words)
