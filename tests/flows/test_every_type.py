"""Every type of question on a phone: with a thumb, with keys alone, and without scripting."""

from __future__ import annotations

import json
import re

import pytest

from tests.catalog.every_type import COUNT, POINTS
from tests.factories import PASSPHRASE
from tests.flows.every_type import Keys, Thumb, is_ordering, question_on, right_fields
from tests.flows.walker import Person
from tests.support.browser import desk, phone
from tests.support.server import serving

pytestmark = [pytest.mark.server, pytest.mark.browser]
WAYS = {"thumb": (Thumb, True), "keys": (Keys, True), "no scripting": (Thumb, False)}
NARROWEST = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def academy(tmp_path_factory):
    """A served system whose first quiz asks every type, and who takes it."""
    folder = tmp_path_factory.mktemp("every-type")
    with serving(folder, settings={"LMS_REQUIRE_TOTP": "none"}) as server:
        yield (
            server,
            json.loads(server.run("-m", "tests.flows.seed", "every-type").splitlines()[-1]),
        )


@pytest.mark.parametrize("way", WAYS)
def test_every_type_is_answered_rightly(academy, chromium, way):
    server, people = academy
    hand, has_script = WAYS[way]
    place = list(WAYS).index(way)
    with phone(chromium, base_url=server.url, language="ar", javascript=has_script) as opened:
        trainee = Person(opened, "ar", server.url, has_script=has_script)
        trainee.sign_in(people["trainees"][place], PASSPHRASE)
        trainee.open(f"/learn/{people['enrolments'][place]}/u01/quiz")
        trainee.press("main form button.button")
        seen = [answer(trainee, hand(trainee.page)) for _ in range(COUNT)]
        assert len(set(seen)) == COUNT
        assert trainee.page.locator(".row [data-state=todo]").count() == 0
        trainee.press("main form button.button")
        assert re.findall(r"\d+", trainee.page.inner_text(".score-n")) == [str(POINTS)] * 2
        assert trainee.page.locator("[data-state=ungraded].feedback").count() == 2
        assert trainee.findings == trainee.faults == trainee.elsewhere == []


def test_a_trainer_reads_every_type(academy, chromium):
    server, people = academy
    with desk(chromium, base_url=server.url, language="ar") as opened:
        trainer = Person(opened, "ar", server.url)
        trainer.sign_in(people["trainer"], PASSPHRASE)
        trainer.open(f"/teach/cohorts/{people['cohort']}/course/u01")
        picture = trainer.page.locator(".picture img")
        picture.scroll_into_view_if_needed()
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640
        assert trainer.findings == trainer.faults == trainer.elsewhere == []


def answer(trainee, hand):
    """Answer the question on the page rightly and go on; its type."""
    question = question_on(trainee.page, trainee.language)
    trainee.examined.clear()  # each type is a page of its own
    trainee.examine()
    examine_narrow(trainee)
    fields = right_fields(question)
    if is_ordering(question):
        put_in_order(trainee, hand, list(fields.values()))
    else:
        for name, value in fields.items():
            for each in value if isinstance(value, list) else ():
                hand.choose(name, each)
            if isinstance(value, str):
                hand.fill(name, value)
    with trainee.page.expect_navigation():
        hand.press("go", "next")
    return question.type


def examine_narrow(trainee):
    """Nothing stands out sideways on the narrowest phone."""
    if not trainee.has_script:
        return
    usual = trainee.page.viewport_size
    trainee.page.set_viewport_size(NARROWEST)
    width = trainee.page.evaluate("document.documentElement.scrollWidth")
    trainee.page.set_viewport_size(usual)
    assert width <= NARROWEST["width"], trainee.page.inner_text("form.question")


def put_in_order(trainee, hand, right):
    """Press the arrows until the lines stand in order."""
    lines = trainee.page.locator("ol.order input[type=hidden]")
    for place, key in enumerate(right):
        while (here := [line.input_value() for line in lines.all()].index(key)) != place:
            if trainee.has_script:
                hand.press("move", f"{key}-up")
            else:
                with trainee.page.expect_navigation():
                    hand.press("move", f"{key}-up")
            assert here > place


def test_a_tap_on_the_picture_ticks_its_box(academy, chromium):
    server, people = academy
    with phone(chromium, base_url=server.url, language="en", javascript=False) as opened:
        trainee = Person(opened, "en", server.url, has_script=False)
        trainee.sign_in(people["trainees"][-1], PASSPHRASE)
        trainee.open(f"/learn/{people['enrolments'][-1]}/u01/quiz")
        trainee.press("main form button.button")
        for _ in range(COUNT):
            if trainee.page.locator(".picture").count():
                break
            trainee.press("form.question button[name=go][value=next]")
        box = trainee.page.locator("input[value=door]")
        trainee.page.locator(".picture label[for=a-door]").tap()
        assert box.is_checked()
        trainee.page.locator(".picture label[for=a-door]").tap()
        assert not box.is_checked()
        picture = trainee.page.locator(".picture img")
        assert picture.evaluate("image => image.complete && image.naturalWidth") == 640
