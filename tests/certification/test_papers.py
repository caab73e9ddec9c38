"""A PDF in somebody's hand: ours to the byte, altered, another's, or none."""

from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from lms.certification import queries
from lms.certification.documents import certificate_pdf
from lms.certification.queries.papers import paper_check
from lms.certification.rules.register import REGISTER_FILE
from lms.core.paper_keys import current_paper_keys, make_paper_keys, paper_keys
from lms.core.pdf.inspecting import inspected
from lms.core.pdf.signature import attachment_in, sign_pdf
from tests.certification.badges import happen
from tests.certification.paper import FACTS
from tests.certification.test_register import claim
from tests.certification.world import LATER, make_enrolment, make_person, viewer_of


@pytest.fixture
def paper(session):
    """A holder's certificate and its bytes."""
    holder = make_person(session)
    make_person(session)  # a revocation is two people's
    made = claim(session, holder, make_enrolment(session, person_id=holder))
    session.commit()
    return made, queries.certificate_pdf(session, viewer_of(session, holder), made.certificate_id)


def check(session, content, **more):
    roots = [key.root for key in current_paper_keys()]
    found = inspected(content, roots, [REGISTER_FILE])
    return paper_check(session, content, found, on=LATER.date(), **more)


def test_the_download_is_ours_to_the_byte_and_says_which_it_is(session, paper):
    made, stored = paper
    found = check(session, stored.content)
    assert (found.is_identical, found.is_genuine, found.found.code) == (True, True, made.code)
    assert found.signature.is_genuine
    assert (found.file_state, found.is_ours) == ("identical", True)
    assert b"OpenBadgeCredential" in attachment_in(stored.content, "credential.json")


def test_an_altered_byte_is_neither_identical_nor_genuine(session, paper):
    altered = bytearray(paper[1].content)
    altered[9000] ^= 1
    found = check(session, bytes(altered), code=paper[0].code)
    assert (found.is_identical, found.is_genuine, found.signature.is_genuine) == (False,) * 3


def test_a_revoked_paper_is_identical_and_stands_no_more(session, paper):
    made, stored = paper
    happen(session, made.certificate_id, "revoked", reason="fraud")
    found = check(session, stored.content)
    assert (found.is_identical, found.is_genuine) == (True, False)
    assert found.found.standing.state == "revoked"


def test_a_revoked_paper_with_the_code_of_a_valid_one_stays_revoked(session, paper):
    made, stored = paper
    happen(session, made.certificate_id, "revoked", reason="fraud")
    other = make_person(session)
    valid = claim(session, other, make_enrolment(session, person_id=other))
    session.commit()
    found = check(session, stored.content, code=valid.code)
    assert (found.found.code, found.is_genuine) == (made.code, False)


def test_our_signature_on_a_file_that_does_not_say_which_it_is_counts_for_none(session, paper):
    nameless = sign_pdf(certificate_pdf(FACTS), current_paper_keys()[-1])
    found = check(session, nameless, code=paper[0].code)
    assert found.signature.is_genuine
    assert (found.is_ours, found.is_genuine, found.file_state) == (False, False, "altered")


def test_another_systems_paper_is_not_ours(session, tmp_path):
    make_paper_keys(tmp_path, "Another", LATER)
    forged = sign_pdf(certificate_pdf(FACTS), paper_keys(tmp_path)[-1])
    found = check(session, forged)
    assert (found.found, found.is_genuine) == (None, False)
    assert (found.signature.is_signed, found.signature.is_trusted) == (True, False)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 broken", b"\x00" * 2000])
def test_what_is_no_paper_is_none(session, content):
    found = check(session, content)
    assert (found.found, found.is_identical, found.is_genuine) == (None, False, False)


def test_the_command_says_it_in_words(app, session, paper, tmp_path):
    file = tmp_path / "paper.pdf"
    file.write_bytes(paper[1].content)
    run = app.test_cli_runner().invoke
    session.rollback()  # or the command would wait for this test
    done = run(args=["certificates", "verify", str(file)])
    assert done.exit_code == 0, done.output
    assert "Byte-identical with what was issued, signed." in done.output
    file.write_bytes(paper[1].content + b"\n")
    done = run(args=["certificates", "verify", str(file)])
    assert done.exit_code == 1
    assert "altered after it was signed" in done.output
    assert run(args=["certificates", "verify", str(tmp_path / "none.pdf")]).exit_code == 1


def test_the_root_is_published(client):
    answer = client.get("/issuer/root.pem")
    assert x509.load_pem_x509_certificate(answer.data) == current_paper_keys()[-1].root
    assert answer.data == current_paper_keys()[-1].root.public_bytes(Encoding.PEM)
    assert "Set-Cookie" not in answer.headers
