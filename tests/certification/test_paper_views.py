"""The page that checks a PDF: each thing that may be true of a file, and files that mean harm."""

from __future__ import annotations

import io
import time
import zlib

import pytest
from sqlalchemy import func, select

from lms.accounts.models import Throttle
from lms.certification import queries
from lms.certification.documents import certificate_pdf
from lms.certification.operations import claim_certificate
from lms.certification.rules import FILES
from lms.core.paper_keys import current_paper_keys, make_paper_keys, paper_keys
from lms.core.pdf import inspecting
from lms.core.pdf.inspecting import Inspected, inspected, inspected_apart
from lms.core.pdf.signature import Attachment, attachment_in, sign_pdf
from tests.certification.badges import happen
from tests.certification.paper import FACTS
from tests.certification.test_register import claim
from tests.certification.world import (
    LATER,
    NAMES,
    PUBLIC_URL,
    make_enrolment,
    make_person,
    viewer_of,
)


@pytest.fixture
def own_url(own_file_url):
    """One database: what is asked of it is tested on both by test_papers."""
    return own_file_url


@pytest.fixture
def paper(session):
    holder = make_person(session)
    make_person(session)
    made = claim(session, holder, make_enrolment(session, person_id=holder))
    session.commit()
    return made, queries.certificate_pdf(
        session, viewer_of(session, holder), made.certificate_id
    ).content


@pytest.fixture
def send(client, monkeypatch):
    """Send a file; it is read here, which is what the process apart does too."""
    monkeypatch.setattr("lms.certification.views.paper.inspected_apart", inspected)

    def _send(content, *, accept="text/html", name="Noor Hasan.pdf", **fields):
        return client.post(
            "/verify/file?language=en",
            data=fields | {"paper": (io.BytesIO(content), name)},
            headers={"Accept": accept},
        )

    return _send


def told(send, content, **more):
    return send(content, accept="application/json", **more).get_json()


def test_what_was_issued_is_said_to_be_so_and_to_the_byte(send, paper):
    made, content = paper
    page = send(content).get_data(as_text=True)
    assert "Valid certificate" in page
    assert "exactly those that were issued" in page
    assert f"/verify/{made.code}" in page
    answer = told(send, content)
    assert (answer["file"], answer["is_genuine"]) == ("identical", True)
    assert answer["certificate"]["verdict"] == "valid"


def test_a_demonstrations_file_says_so_first(session, send):
    holder = make_person(session)
    made = claim_certificate(
        session, viewer=viewer_of(session, holder), leading_language="ar", at=LATER,
        enrolment_id=make_enrolment(session, person_id=holder), public_url=PUBLIC_URL,
        is_demonstration=True,
    )  # fmt: skip
    session.commit()
    stored = queries.certificate_pdf(session, viewer_of(session, holder), made.certificate_id)
    page = send(stored.content).get_data(as_text=True)
    assert all(words in page for words in ("Specimen", "نموذج", "it certifies nothing"))


def test_no_name_and_no_cookie_come_back(send, paper):
    for answer in (send(paper[1]), send(paper[1], accept="application/json")):
        assert "Set-Cookie" not in answer.headers
        text = answer.get_data(as_text=True)
        assert not any(part in text for part in (*NAMES.ar, *NAMES.ckb, NAMES.en, "Noor"))


@pytest.mark.parametrize("place", [9000, -2000])
def test_an_altered_file_is_not_what_was_issued(send, paper, place):
    altered = bytearray(paper[1])
    altered[place] ^= 1
    page = send(bytes(altered), code=paper[0].code).get_data(as_text=True)
    assert "This file is not what was issued" in page
    assert "fake" not in page.lower()


def test_something_added_is_seen(send, paper):
    answer = told(send, paper[1] + b"\n% more")
    assert (answer["file"], answer["is_genuine"]) == ("altered", False)
    assert answer["words"]["en"] == "This file is not what was issued"


def test_a_revoked_certificate_is_the_headline_of_its_own_file(session, send, paper):
    happen(session, paper[0].certificate_id, "revoked", reason="fraud")
    page = send(paper[1]).get_data(as_text=True)
    assert "Revoked certificate" in page
    assert "exactly those that were issued" in page
    assert told(send, paper[1])["is_genuine"] is False


def test_the_code_of_one_in_the_page_of_another_is_seen(send, paper, tmp_path):
    make_paper_keys(tmp_path, "Another", LATER)
    opening = attachment_in(paper[1], "register.json")
    forged = sign_pdf(
        certificate_pdf(FACTS), paper_keys(tmp_path)[-1],
        attachments=[Attachment("register.json", opening, "application/json", "")],
    )  # fmt: skip
    answer = told(send, forged)
    assert (answer["file"], answer["is_genuine"]) == ("other_key", False)
    assert "not with a key of this institution" in send(forged).get_data(as_text=True)


def test_an_unsigned_copy_with_its_code_is_seen(send, paper):
    answer = told(send, certificate_pdf(FACTS), code=paper[0].code)
    assert (answer["file"], answer["is_genuine"]) == ("unsigned", False)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 broken", b"PK\x03\x04", b"\x00" * 5000])
def test_what_is_no_certificate_gets_one_clear_sentence(send, content):
    page = send(content)
    assert page.status_code == 200
    assert "This file is no certificate of this system" in page.get_data(as_text=True)
    assert told(send, content)["file"] == "not_ours"


def test_no_file_is_asked_for_again(client):
    answer = client.post("/verify/file?language=en", data={})
    assert answer.status_code == 422
    assert "Please choose a PDF file." in answer.get_data(as_text=True)
    json = client.post("/verify/file", data={}, headers={"Accept": "application/json"})
    assert (json.status_code, json.get_json()) == (422, {"file": "missing"})


def test_every_file_counts_against_the_address(session, send, paper):
    limit, _seconds = FILES
    for _ in range(limit):
        assert send(b"%PDF").status_code == 200
    assert send(paper[1]).status_code == 429
    assert send(paper[1], accept="application/json").get_json() == {"verdict": "too_many_tries"}
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Throttle)) == limit


def test_neither_the_file_nor_its_name_reaches_a_log(send, paper, caplog):
    caplog.set_level(0)
    send(paper[1])
    assert "Noor" not in caplog.text
    assert paper[0].code not in caplog.text


# ------------------------------------------------------------------ read apart


GIGABYTE = 1_000_000_000


def bomb():
    """A PDF whose attachment unfolds into a gigabyte, in two layers."""
    packer, zeros = zlib.compressobj(1), b"\0" * 10_000_000
    inner = b"".join(packer.compress(zeros) for _ in range(GIGABYTE // len(zeros)))
    content = zlib.compress(inner + packer.flush(), 9)
    return with_objects(
        b"<</Type/Catalog/Names<</EmbeddedFiles<</Names[(register.json) 2 0 R]>>>>>>",
        b"<</Type/Filespec/F(register.json)/EF<</F 3 0 R>>>>",
        b"<</Type/EmbeddedFile/Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%s\nendstream"
        % (len(content), content),
    )


def loop():
    """A PDF whose names and fields refer to themselves."""
    return with_objects(
        b"<</Type/Catalog/Names 2 0 R/AcroForm<</Fields[2 0 R]>>>>",
        b"<</EmbeddedFiles 2 0 R/Names 2 0 R/Kids[2 0 R]/FT/Sig>>",
    )


def with_objects(*objects):
    """A whole PDF of these, the first its catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, len(out))
    )


@pytest.mark.parametrize(
    "make",
    [bomb, loop, lambda: b"%PDF-1.7\n" + b"[" * 200_000, lambda: b"%PDF-1.7\n" + b"<<" * 100_000],
)
def test_a_file_that_means_harm_is_as_one_that_cannot_be_read(make):
    content = make()
    began = time.monotonic()
    assert inspected_apart(content, [], ["register.json"]) == Inspected()
    assert time.monotonic() - began < inspecting.LONGEST_SECONDS + 5


def test_the_process_apart_says_what_is_true(paper):
    roots = [key.root for key in current_paper_keys()]
    found = inspected_apart(paper[1], roots, ["register.json", "none.txt"])
    assert found.signature.is_genuine
    assert list(found.attachments) == ["register.json"]


def test_its_bounds_are_set_before_anything_is_read(monkeypatch):
    monkeypatch.setattr(inspecting, "MEMORY_BYTES", 1)
    set_at = []
    monkeypatch.setattr(inspecting.resource, "setrlimit", lambda *bounds: set_at.append(bounds))
    monkeypatch.setattr(
        inspecting.sys, "stdin", io.StringIO('{"pdf": "", "roots": [], "names": []}')
    )
    out = io.StringIO()
    monkeypatch.setattr(inspecting.sys, "stdout", out)
    inspecting.main()
    assert [bound[1] for bound in set_at] == [(1, 1), (10, 10)]
    assert '"is_signed": false' in out.getvalue()
