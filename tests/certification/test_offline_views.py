"""The offline verifier from the paper to the verdict: the real PDF, the real file, no network."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from lms.accounts.models import Account
from lms.certification import operations
from lms.certification.models import Certificate, StatusPlace
from lms.certification.queries.own import certificate_pdf
from lms.certification.rules import PrintedName
from lms.certification.rules.compact import opened as rules_opened
from lms.certification.rules.multibase import from_base64url
from lms.core.signing import current_signing_keys
from lms.core.text import fold
from tests.certification.badges import happen
from tests.certification.paper import square_on
from tests.certification.world import (
    LATER,
    NAMES,
    PUBLIC_URL,
    make_enrolment,
    make_person,
    viewer_of,
)
from tests.support.browser import axe, faults, requests_elsewhere

FILE = "/verify/offline.html"
LINES = (" ".join(NAMES.ar), " ".join(NAMES.ckb), NAMES.en)


@pytest.fixture
def holder(session):
    return make_person(session)


def claimed(session, holder, **more):
    made = operations.claim_certificate(
        session, viewer=viewer_of(session, holder),
        enrolment_id=make_enrolment(session, person_id=holder), leading_language="ar",
        public_url=PUBLIC_URL, is_demonstration=False, at=LATER, **more,
    )  # fmt: skip
    session.commit()
    return made


def square_of(session, holder, certificate_id, folder):
    """What the paper's square says, as a camera reads it; our own rules find it genuine."""
    paper = certificate_pdf(session, viewer_of(session, holder), certificate_id)
    session.rollback()
    text = square_on(paper.content, folder)
    keys = {key.number: key.public for key in current_signing_keys().history("credential")}
    rules_opened(text.partition("#")[2], paper.code, keys)
    return text


@pytest.fixture
def opened(client, chromium, tmp_path):
    """The file as it was downloaded, opened from the disk with every network closed."""
    contexts = []

    def _opened():
        path = tmp_path / "verify.html"
        path.write_bytes(client.get(FILE).data)
        context = chromium.new_context(
            viewport={"width": 360, "height": 780}, is_mobile=True, has_touch=True, offline=True
        )
        contexts.append(context)
        page = context.new_page()
        page.faults, page.elsewhere = faults(context), requests_elsewhere(context, "")
        page.goto(path.as_uri())
        return page

    yield _opened
    for context in contexts:
        context.close()


def verdict_of(page, text):
    page.fill("#square", text)
    page.locator("form:has(#square) button[type=submit]").click()
    page.wait_for_selector("#verdict")
    return page.inner_text("#verdict")


def compared(page, name):
    page.fill("#name", name)
    page.locator("form:has(#name) button[type=submit]").click()
    return page.wait_for_selector("#answer [data-state=done], #answer [data-state=again]")


@pytest.mark.browser
def test_a_paper_is_verified_from_a_file_without_a_network(session, holder, opened, tmp_path):
    text = square_of(session, holder, claimed(session, holder).certificate_id, tmp_path)
    page = opened()
    assert axe(page) == []
    assert verdict_of(page, text) == "شهادة صحيحة"
    shown = page.inner_text("main")
    assert "5 آذار 2026" not in shown
    assert "آذار 2026" in shown
    assert not any(line in shown for line in LINES)
    for line in LINES:
        assert compared(page, f"  {line.upper()} ").get_attribute("data-state") == "done"
    assert compared(page, "نور").get_attribute("data-state") == "again"
    assert axe(page) == []
    page.click(".lang summary")
    page.click(".lang button[lang=en]")
    assert page.inner_text("#verdict") == "Valid certificate"
    altered = text[:-40] + ("A" if text[-40] != "A" else "B") + text[-39:]
    assert verdict_of(page, altered) == "Not confirmed: this is not the issuer’s signature"
    assert page.faults == []
    assert page.elsewhere == []


@pytest.mark.browser
@pytest.mark.parametrize(
    ("event", "verdict"),
    [
        ("revoked", "شهادة ملغاة"),
        ("suspended", "شهادة موقوفة مؤقتاً"),
        ("superseded", "حلّت محلها شهادة أحدث"),
    ],
)
def test_what_was_decided_before_the_file_is_known_in_it(
    session, holder, opened, tmp_path, event, verdict
):
    made = claimed(session, holder)
    text = square_of(session, holder, made.certificate_id, tmp_path)
    make_person(session)  # a second account
    happen(session, made.certificate_id, event)
    assert verdict_of(opened(), text) == verdict


@pytest.mark.browser
def test_what_is_decided_after_the_file_is_not_known_in_it(session, holder, opened, tmp_path):
    made = claimed(session, holder)
    text = square_of(session, holder, made.certificate_id, tmp_path)
    page = opened()
    happen(session, made.certificate_id, "suspended")
    assert verdict_of(page, text) == "شهادة صحيحة"
    assert page.locator(".list-day").count() == 1


@pytest.mark.browser
def test_a_browser_that_reads_squares_takes_a_picture(session, holder, opened, tmp_path):
    text = square_of(session, holder, claimed(session, holder).certificate_id, tmp_path)
    page = opened()
    assert page.locator("#picture").count() == 0  # Debian's Chromium reads none
    page.add_init_script(
        "globalThis.BarcodeDetector = class { async detect() {"
        f" return [{{rawValue: {text!r}}}]; }} }};"
    )
    page.reload()
    page.set_input_files("#picture", tmp_path / "paper.png")
    page.wait_for_selector("#verdict")
    assert page.inner_text("#verdict") == "شهادة صحيحة"


@pytest.mark.browser
def test_an_old_file_says_so_in_amber(opened):
    page = opened()
    assert page.get_attribute(".list-day", "data-state") == "now"
    page.add_init_script("const now = Date.now(); Date.now = () => now + 32 * 86400000;")
    page.reload()
    assert page.get_attribute(".list-day", "data-state") == "waiting"


# ------------------------------------------------------------------ served and written


def test_the_served_file_has_its_own_policy_alone(client):
    answer = client.get(FILE)
    (policy,) = answer.headers.getlist("Content-Security-Policy")
    inside = re.search(r'Content-Security-Policy" content="([^"]+)"', answer.text)[1]
    assert policy == f"{inside}; frame-ancestors 'none'"
    assert answer.headers.getlist("Permissions-Policy") == [
        "camera=(self), geolocation=(), microphone=()"
    ]
    assert "Set-Cookie" not in answer.headers
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_every_other_page_keeps_the_camera_closed(client):
    answer = client.get("/verify")
    assert answer.headers["Permissions-Policy"].startswith("camera=()")
    assert FILE in answer.text
    assert FILE in client.get("/issuer").text


def test_the_command_writes_the_same_file(app, session, client, tmp_path):
    served = client.get(FILE).data
    session.rollback()
    target = tmp_path / "verify.html"
    answer = app.test_cli_runner().invoke(
        args=["certificates", "offline-page", "--to", str(target)]
    )
    assert answer.exit_code == 0, answer.output
    assert target.read_bytes() == served


def test_the_command_says_where_it_cannot_write(app, session, tmp_path):
    session.rollback()
    answer = app.test_cli_runner().invoke(
        args=["certificates", "offline-page", "--to", str(tmp_path / "none" / "verify.html")]
    )
    assert answer.exit_code == 1
    assert "cannot be written" in answer.output


# ------------------------------------------------------------------ no name


def test_nothing_of_the_holder_is_in_the_square_or_the_file(session, holder, client, tmp_path):
    made = claimed(session, holder)
    address, _, signed = square_of(session, holder, made.certificate_id, tmp_path).partition("#")
    account = session.scalars(select(Account).where(Account.person_id == holder)).one()
    content = from_base64url(signed)
    file = client.get(FILE).data
    parts = [*NAMES.ar, *NAMES.ckb, *NAMES.en.split(), account.login_code]
    for part in (one for whole in parts for one in (whole, fold(whole))):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            assert part.encode(encoding) not in content
            assert part.encode(encoding) not in file
    assert address == f"{PUBLIC_URL}/verify/{made.code}"
    for one in (holder, made.certificate_id):
        assert one.bytes not in content
        assert str(one).encode() not in file
    assert made.code.encode() not in file


# ------------------------------------------------------------------ stamps

NAME = PrintedName(ar=LINES[0], ckb=LINES[1], en=LINES[2])


def test_a_stamp_serves_one_certificate(session, holder):
    stamp = operations.new_stamp(NAME)
    assert claimed(session, holder, stamps=(stamp,)).code == stamp.code
    again = claimed(session, make_person(session), stamps=(stamp,))
    assert again.code != stamp.code


def test_a_stamp_of_another_name_is_not_used(session, holder):
    stamp = operations.new_stamp(PrintedName(ar="علي"))
    made = claimed(session, holder, stamps=(stamp,))
    assert made.code != stamp.code
    assert session.scalar(select(Certificate.code).where(Certificate.code == stamp.code)) is None


def test_names_are_stretched_before_a_claim_holds_the_database(
    session, post, sign_in, holder, held
):
    enrolment_id = make_enrolment(session, person_id=holder)
    sign_in(holder)
    answer = post(f"/learn/{enrolment_id}/certificate", leading_language="ar")
    assert answer.status_code == 302
    assert held == [False]
    session.rollback()
    assert session.scalar(select(StatusPlace.place)) is not None
