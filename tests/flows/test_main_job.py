"""The main job in a phone's browser: from sign-in to the verified certificate and the export."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest

from tests.flows.walker import Person, Trainee, Trainer
from tests.support.browser import phone
from tests.support.server import serving

pytestmark = [pytest.mark.server, pytest.mark.browser]
CASES = [("ar", True), ("ckb", True), ("en", True), ("ar", False)]


@pytest.fixture(scope="module")
def academy(tmp_path_factory):
    """The demonstration academy, served as `make run` serves it, with its sign-ins."""
    folder = tmp_path_factory.mktemp("academy")
    with serving(
        folder, command=("-m", "lms", "run"), settings={"LMS_REQUIRE_TOTP": "none"}
    ) as server:
        yield server, json.loads((server.data / "demo-sign-ins.json").read_text())


def sign_ins(lines, role, **wanted):
    return [
        line
        for line in lines
        if line["role"] == role and all(line[key] == value for key, value in wanted.items())
    ]


@pytest.mark.parametrize(("language", "has_script"), CASES)
def test_a_trainee_gets_a_certificate_and_the_coordinator_sees_it(
    academy, chromium, language, has_script
):
    server, lines = academy
    place = CASES.index((language, has_script))
    newcomers = sign_ins(lines, "trainee", stage="not started")
    newcomer = newcomers[place]
    cohort = newcomer["cohort"]
    trainer = sign_ins(lines, "trainer", cohort=cohort)[0]
    coordinator = sign_ins(lines, "coordinator", cohort=cohort)[0]

    def visit(kind, line):
        context = stack(chromium, server, language, has_script)
        with context as opened:
            person = kind(opened, language, server.url, has_script=has_script)
            person.sign_in(line["login_code"], line["passphrase"])
            yield person
            assert person.findings == []
            assert person.faults == []
            assert person.elsewhere == []

    findings = visit(Trainee, newcomer)
    trainee = next(findings)
    code = study(trainee)
    next(findings, None)

    work = visit(Trainer, trainer)
    sign_off_everything(next(work), code)
    next(work, None)

    again = visit(Trainee, newcomer)
    trainee = next(again)
    certificate_code = claim(trainee)
    verify(trainee, certificate_code)
    next(again, None)

    report = visit(Person, coordinator)
    read_report(next(report), code)
    next(report, None)


def stack(chromium, server, language, has_script):
    return phone(chromium, base_url=server.url, language=language, javascript=has_script)


def study(trainee):
    """Everything that is done alone, by the main button; the trainee's code."""
    trainee.open("/learn")
    trainee.work(until=is_on_course_page)
    trainee.open("/me")
    login_code, trainee_code = trainee.page.locator("dl.facts bdi.code").all_inner_texts()[:2]
    assert len(trainee_code) < len(login_code)
    return trainee_code


def is_on_course_page(person):
    """The main button leads there only when nothing is left to do alone."""
    return re.search(r"/learn/[0-9a-f-]{36}$", person.page.url)


def sign_off_everything(trainer, code):
    """Sign every practical of the trainee with this code."""
    trainer.open("/teach")
    trainer.press("ul.rows a")
    trainer.find(code)
    assert trainer.observe_everything() == 5


def claim(trainee):
    """Confirm the name, get the certificate; its verification code."""
    trainee.open("/learn")
    trainee.press(trainee.main_button())
    trainee.press("main form button.button")
    assert trainee.page.url.endswith("/certificates")
    return trainee.page.locator(".cert bdi.code").first.inner_text()


def verify(trainee, code):
    """The public page says valid and shows no name."""
    trainee.open(f"/verify/{code}?language={trainee.language}")
    assert trainee.page.locator(".verdict[data-state=done]").count() == 1
    pdf = trainee.context.request.get(first_pdf(trainee))
    assert pdf.body().startswith(b"%PDF")


def first_pdf(trainee):
    trainee.open("/certificates")
    return trainee.page.locator("a[href$='/pdf']").first.get_attribute("href")


def read_report(coordinator, code):
    """The report shows the completed course, and its export says the same."""
    coordinator.open("/reports")
    coordinator.examine()
    coordinator.open(coordinator.page.url + "?per_page=200")
    done = coordinator.page.locator("table.grid tbody tr:has(td[data-state=done])")
    assert done.count() >= 1
    exported = coordinator.context.request.get(
        coordinator.page.locator("a[href*='export.xlsx']").first.get_attribute("href")
    )
    with zipfile.ZipFile(io.BytesIO(exported.body())) as book:
        text = b"".join(book.read(name) for name in book.namelist()).decode()
    assert code in text
    csv = coordinator.context.request.get(
        coordinator.page.locator("a[href*='export.csv']").first.get_attribute("href")
    ).body()
    line = next(line for line in csv.decode("utf-8-sig").splitlines() if code in line)
    assert re.search(r"20\d\d-\d\d-\d\d", line)
