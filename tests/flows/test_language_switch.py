"""The language is switched in the middle of a quiz, without scripting, on a phone."""

from __future__ import annotations

import json

import pytest

from tests.factories import PASSPHRASE
from tests.flows.walker import Trainee
from tests.support.browser import phone
from tests.support.server import serving

pytestmark = [pytest.mark.server, pytest.mark.browser]
SLOTS = 6
FIELDS = "form.question input[type=radio], form.question input[type=checkbox]"


def test_answers_order_and_place_stay_in_each_language(server_folder, chromium):
    with serving(server_folder, settings={"LMS_REQUIRE_TOTP": "none"}) as server:
        people = json.loads(server.run("-m", "tests.flows.seed").splitlines()[-1])
        with phone(chromium, base_url=server.url, language="en", javascript=False) as opened:
            trainee = Trainee(opened, "en", server.url, has_script=False)
            trainee.sign_in(people["trainees"][0], PASSPHRASE)
            trainee.open(f"/learn/{people['enrolments'][0]}/u01/quiz")
            trainee.press("main form button.button")
            address = trainee.page.url.rpartition("/")[0]
            for slot in range(1, SLOTS):
                trainee.open(f"{address}/{slot}")
                trainee.answer_question()
            answered = {slot: seen(trainee, f"{address}/{slot}") for slot in range(1, SLOTS)}
            for language in ("ar", "ckb", "en"):
                switched_at(trainee, f"{address}/{SLOTS}", language)
                again = {slot: seen(trainee, f"{address}/{slot}") for slot in range(1, SLOTS)}
                assert again == answered
            assert trainee.findings == trainee.elsewhere == []


def switched_at(trainee, url, language):
    """Tick a line without saving it, switch, and find it ticked on the same question."""
    trainee.open(url)
    before = trainee.page.inner_text("form.question legend")
    offered = trainee.page.locator(FIELDS).all()
    if offered:
        offered[-1].check()
    marked = state_of(trainee)
    trainee.language = language
    trainee.switch_language()
    assert trainee.page.url.partition("?")[0] == url
    assert trainee.page.get_attribute("html", "lang") == language
    assert trainee.page.inner_text("form.question legend") != before
    assert state_of(trainee) == marked


def seen(trainee, url):
    trainee.open(url)
    return state_of(trainee)


def state_of(trainee):
    """Every field of the question in its order, with what is ticked, chosen or placed in it."""
    fields = trainee.page.locator("form.question :is(input, select)").all()
    return [
        (field.get_attribute("name"), field.input_value(), is_marked(field))
        for field in fields
        if field.get_attribute("name") != "csrf_token"
    ]


def is_marked(field):
    kind = field.get_attribute("type")
    return kind in ("radio", "checkbox") and field.is_checked()
