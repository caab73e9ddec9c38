from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from lms.accounts.models import Throttle
from lms.certification import operations
from lms.certification.models import Certificate
from lms.certification.rules import printed_code
from lms.core.ids import check_character, new_checked_code
from tests.certification.world import (
    LATER,
    NAMES,
    PUBLIC_URL,
    confirm,
    make_enrolment,
    make_person,
    viewer_of,
)

NOBODYS = "000000000000" + check_character("000000000000")
PARTS = (*NAMES.ar, *NAMES.ckb, NAMES.en, "Noor")


@pytest.fixture
def holder(session):
    return make_person(session)


@pytest.fixture
def enrolment_id(session, holder):
    return make_enrolment(session, person_id=holder)


@pytest.fixture
def issued(session, holder, enrolment_id):
    made = operations.claim_certificate(
        session, viewer=viewer_of(session, holder), enrolment_id=enrolment_id,
        leading_language="ar", public_url=PUBLIC_URL, is_demonstration=False, at=LATER,
    )  # fmt: skip
    session.commit()
    return made


def wrong_tries(session):
    session.rollback()
    return session.scalar(select(func.count()).select_from(Throttle))


# ------------------------------------------------------------------ the holder


def test_the_claim_shows_the_exact_lines_and_issues_nothing(
    session, client, sign_in, holder, enrolment_id
):
    sign_in(holder)
    page = client.get(f"/learn/{enrolment_id}/certificate").get_data(as_text=True)
    for line in (" ".join(NAMES.ar), " ".join(NAMES.ckb), NAMES.en):
        assert line in page
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Certificate)) == 0


def test_confirming_issues_and_leads_to_the_wallet(
    session, client, sign_in, post, holder, enrolment_id
):
    sign_in(holder)
    answer = post(f"/learn/{enrolment_id}/certificate", leading_language="ckb")
    assert (answer.status_code, answer.location) == (302, "/certificates")
    session.rollback()
    row = session.scalars(select(Certificate)).one()
    assert row.leading_language == "ckb"
    assert printed_code(row.code) in client.get("/certificates").get_data(as_text=True)


def test_an_issued_certificate_is_not_asked_about_again(
    client, sign_in, holder, enrolment_id, issued
):
    sign_in(holder)
    answer = client.get(f"/learn/{enrolment_id}/certificate")
    assert (answer.status_code, answer.location) == (302, "/certificates")


def test_an_unknown_language_is_refused_on_the_same_page(sign_in, post, holder, enrolment_id):
    sign_in(holder)
    assert post(f"/learn/{enrolment_id}/certificate", leading_language="fr").status_code == 422


def test_a_claim_needs_its_token(client, sign_in, holder, enrolment_id):
    sign_in(holder)
    answer = client.post(f"/learn/{enrolment_id}/certificate", data={"leading_language": "ar"})
    assert answer.status_code == 400


def test_a_strangers_claim_is_not_there(session, client, sign_in, enrolment_id):
    stranger = make_person(session)
    make_enrolment(session, person_id=stranger)
    sign_in(stranger)
    assert client.get(f"/learn/{enrolment_id}/certificate").status_code == 404


def test_a_course_in_progress_is_locked(session, client, sign_in, holder):
    enrolment_id = make_enrolment(session, person_id=holder, is_completed=False)
    sign_in(holder)
    assert client.get(f"/learn/{enrolment_id}/certificate").status_code == 403


def test_an_empty_wallet_says_what_to_do(session, client, sign_in, holder):
    make_enrolment(session, person_id=holder, is_completed=False)
    sign_in(holder)
    page = client.get("/certificates", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "empty" in page.get_data(as_text=True)


def test_the_download_is_the_stored_paper_called_by_its_code(client, sign_in, holder, issued):
    sign_in(holder)
    first = client.get(f"/certificates/{issued.certificate_id}/pdf")
    again = client.get(f"/certificates/{issued.certificate_id}/pdf")
    assert first.data.startswith(b"%PDF-1.7")
    assert first.data == again.data
    assert first.headers["Content-Disposition"] == f"attachment; filename={issued.code}.pdf"
    assert "no-store" in first.headers["Cache-Control"]


def test_a_strangers_paper_is_not_there(session, client, sign_in, issued):
    stranger = make_person(session)
    make_enrolment(session, person_id=stranger)
    sign_in(stranger)
    assert client.get(f"/certificates/{issued.certificate_id}/pdf").status_code == 404


def test_a_reader_without_sign_in_is_led_to_it(client, issued):
    assert client.get("/certificates").status_code == 302


# ------------------------------------------------------------------ anybody


@pytest.mark.parametrize("language", ["ar", "ckb", "en"])
def test_anybody_sees_the_verdict_in_three_languages_and_no_name(client, issued, language):
    answer = client.get(f"/verify/{issued.code}?language={language}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f'lang="{language}"' in page
    for words in ("شهادة صحيحة", "بڕوانامەی دروست", "Valid certificate"):
        assert words in page
    assert not any(part in page for part in PARTS)


@pytest.mark.parametrize(
    "path", ["/verify", "/verify/{code}", "/verify/{unknown}", "/verify/{code}2"]
)
def test_no_page_of_a_stranger_sets_a_cookie_or_is_indexed(client, issued, path):
    answer = client.get(path.format(code=issued.code, unknown=new_checked_code(13)))
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_signed_in_reader_sees_the_strangers_page(client, sign_in, holder, issued):
    sign_in(holder)
    page = client.get(f"/verify/{issued.code}").get_data(as_text=True)
    assert "csrf_token" not in page
    assert not any(part in page for part in PARTS)


def test_a_typed_code_leads_to_its_page(client, issued):
    answer = client.get("/verify", query_string={"code": f" {printed_code(issued.code).lower()}"})
    assert answer.status_code == 302
    assert answer.location.split("?")[0] == f"/verify/{issued.code}"


@pytest.mark.parametrize("typed", ["", "--", "x" * 61])
def test_no_code_at_all_is_asked_again(client, typed):
    assert client.get("/verify", query_string={"code": typed}).status_code == 422


def test_a_mistyped_code_is_not_called_unknown(client, issued):
    wrong = issued.code[:-1] + ("2" if issued.code[-1] != "2" else "3")
    answer = client.get(f"/verify/{wrong}?language=en")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert "The code was typed wrongly" in page
    assert "fake" not in page


def test_an_unknown_code_is_not_found(client):
    answer = client.get(f"/verify/{new_checked_code(13)}?language=en")
    assert answer.status_code == 404
    assert "No certificate has this code" in answer.get_data(as_text=True)


def test_wrong_codes_are_counted_and_right_ones_are_not(session, client, issued):
    client.get(f"/verify/{issued.code}")
    assert wrong_tries(session) == 0
    client.get(f"/verify/{new_checked_code(13)}")
    client.get("/verify/nonsense")
    assert wrong_tries(session) == 2


def test_the_sixty_first_wrong_code_of_a_minute_must_wait(client):
    answers = [client.get(f"/verify/{new_checked_code(13)}").status_code for _ in range(61)]
    assert answers == [404] * 60 + [429]


def test_a_program_reads_the_same_facts_as_json(client, issued):
    answer = client.get(f"/verify/{issued.code}", headers={"Accept": "application/json"})
    found = answer.get_json()
    assert (found["verdict"], found["code"], found["hours"]) == ("valid", issued.code, 5)
    assert found["issued_month"] == "2026-03"
    assert found["valid_until"] == "2029-03-02"
    assert not any(part in answer.get_data(as_text=True) for part in PARTS)


@pytest.mark.parametrize(("code", "verdict"), [(NOBODYS, "unknown"), ("7", "mistyped")])
def test_a_program_is_told_why_not(client, code, verdict):
    answer = client.get(f"/verify/{code}", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["verdict"]) == (404, verdict)


@pytest.mark.parametrize(
    ("typed", "words"), [(" ".join(NAMES.ar), "Yes: the name"), ("علي حسن كريم", "No: the name")]
)
def test_a_name_is_compared_and_never_shown(client, issued, typed, words):
    answer = client.post(f"/verify/{issued.code}?language=en", data={"name": typed})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert words in page
    assert typed not in page
    assert "Set-Cookie" not in answer.headers


def test_no_name_typed_is_asked_again(client, issued):
    assert client.post(f"/verify/{issued.code}", data={"name": " "}).status_code == 422


def test_the_eleventh_wrong_name_is_sent_to_the_issuer(client, issued):
    path = f"/verify/{issued.code}?language=en"
    answers = [client.post(path, data={"name": f"name {n}"}) for n in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert "Please ask the issuer" in answers[-1].get_data(as_text=True)


def test_a_specimen_says_so_in_three_languages(session, client, holder, enrolment_id):
    made = operations.claim_certificate(
        session, viewer=viewer_of(session, holder), enrolment_id=enrolment_id,
        leading_language="ar", public_url="http://127.0.0.1:8000", is_demonstration=True, at=LATER,
    )  # fmt: skip
    session.commit()
    page = client.get(f"/verify/{made.code}").get_data(as_text=True)
    assert all(words in page for words in ("Specimen", "نموذج", "نموونە"))


def test_code_and_name_reach_no_log(client, issued, caplog):
    caplog.set_level(0)
    client.post(f"/verify/{issued.code}", data={"name": " ".join(NAMES.ar)})
    client.get(f"/verify/{issued.code}")
    told = caplog.text
    assert issued.code not in told
    assert not any(part in told for part in PARTS)


# ------------------------------------------------------------------ commands


def test_issue_due_can_run_twice(app, session, holder, enrolment_id):
    runner = app.test_cli_runner()
    waits = runner.invoke(args=["certificates", "issue-due"]).output
    assert "1 wait: for the holder to confirm the name" in waits
    confirm(session, holder)
    said = [runner.invoke(args=["certificates", "issue-due"]).output for _ in range(2)]
    assert said == ["Issued 1 certificates.\n", "Issued 0 certificates.\n"]


def test_verify_says_one_sentence_without_a_name(app, issued):
    done = app.test_cli_runner().invoke(args=["certificates", "verify", issued.code.lower()])
    assert done.exit_code == 0
    assert re.match(rf"{printed_code(issued.code)} is valid: .*issued March 2026", done.output)
    assert not any(part in done.output for part in PARTS)


@pytest.mark.parametrize("code", [NOBODYS, "7K3M"])
def test_verify_fails_for_what_is_no_certificate(app, engine, code):
    assert app.test_cli_runner().invoke(args=["certificates", "verify", code]).exit_code == 1
