from __future__ import annotations

import pytest

from tests.support.browser import axe, faults, phone, requests_elsewhere

pytestmark = pytest.mark.browser

GOOD = """<!doctype html><html lang="ar" dir="rtl"><title>الوحدة</title>
<main><h1>الوحدة الأولى</h1></main></html>"""
BAD = GOOD.replace("</main>", '<img src="data:,"><button></button></main>')


@pytest.fixture
def page(chromium):
    with phone(chromium) as context:
        yield context.new_page()


def test_chromium_opens_an_empty_page(page):
    page.goto("about:blank")
    assert page.evaluate("navigator.language") == "ar-IQ"


def test_a_page_without_fault_has_no_violation(page):
    page.set_content(GOOD)
    assert axe(page) == []


def test_a_page_with_faults_is_found_out(page):
    page.set_content(BAD)
    assert {each.rule for each in axe(page)} == {"image-alt", "button-name"}


def test_axe_runs_under_a_policy_without_inline_script(page):
    policy = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'">"""
    page.set_content(BAD.replace("<title>", f"{policy}<title>"))
    assert {each.rule for each in axe(page)} == {"image-alt", "button-name"}


def test_a_request_to_another_site_is_noted(page):
    page.route("**/*", lambda route: route.fulfill(body=""))
    elsewhere = requests_elsewhere(page.context, "http://127.0.0.1:8000")
    page.goto("http://127.0.0.1:8000/")
    page.set_content('<img src="http://127.0.0.1:9/pixel"><img src="http://127.0.0.1:8000/own">')
    page.wait_for_load_state("networkidle")
    assert elsewhere == ["http://127.0.0.1:9/pixel"]


def test_script_errors_and_refusals_are_noted(page):
    seen = faults(page.context)
    policy = """<meta http-equiv="Content-Security-Policy" content="style-src 'none'">"""
    page.set_content(f"{policy}<p style='color:red'>x</p><script>absent()</script>")
    page.wait_for_timeout(200)
    assert any("Content Security Policy" in each for each in seen)
    assert any("absent is not defined" in each for each in seen)


def test_without_javascript_no_script_runs(chromium):
    with phone(chromium, javascript=False) as context:
        page = context.new_page()
        page.set_content("<p>as sent</p><script>document.body.textContent = 'changed'</script>")
        assert page.text_content("p") == "as sent"
