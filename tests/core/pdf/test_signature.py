"""Signed papers, judged by our own reader and by poppler's, which know one root."""

from __future__ import annotations

import io
import random
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from lms.certification.documents import certificate_pdf
from lms.core.paper_keys import make_paper_keys, paper_keys, rotate_paper_key
from lms.core.pdf.signature import CONTENTS, SignatureReport, sign_pdf, verify_pdf
from tests.certification.paper import FACTS

MADE = datetime.now(UTC) - timedelta(days=1)
PLACES = 200


def make_key(folder, organisation="Police Training Sub Group"):
    make_paper_keys(folder, organisation, MADE)
    return paper_keys(folder)[-1]


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    return make_key(tmp_path_factory.mktemp("ours"))


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """A key of somebody else, who calls himself the same."""
    return make_key(tmp_path_factory.mktemp("others"))


@pytest.fixture(scope="module")
def paper():
    return certificate_pdf(FACTS)


@pytest.fixture(scope="module")
def signed(paper, key):
    return sign_pdf(paper, key)


@pytest.fixture(scope="module")
def is_valid(key, tmp_path_factory):
    """Whether poppler calls a PDF valid, trusted and signed whole; our root is all it trusts."""
    folder = tmp_path_factory.mktemp("nss")
    root, pdf, database = folder / "root.pem", folder / "paper.pdf", f"sql:{folder}"
    root.write_bytes(key.root.public_bytes(serialization.Encoding.PEM))
    subprocess.run(["certutil", "-N", "-d", database, "--empty-password"], check=True)
    subprocess.run(
        ["certutil", "-A", "-d", database, "-n", "root", "-t", "CT,C,C", "-i", root], check=True
    )

    def said(content):
        pdf.write_bytes(content)
        told = subprocess.run(
            ["pdfsig", "-nssdir", database, pdf], capture_output=True, text=True, check=False
        ).stdout
        wanted = ("Signature is Valid.", "Certificate is Trusted.", "Total document signed")
        return all(words in told for words in wanted) and told.count("Signature #") == 1

    return said


def test_both_call_it_genuine(signed, key, is_valid):
    report = verify_pdf(signed, [key.root])
    assert report.is_genuine
    assert report.certificate_serial == key.certificate.serial_number
    assert abs(report.signed_at - datetime.now(UTC)) < timedelta(minutes=5)
    assert is_valid(signed)


def test_the_signature_says_whose_it_is_and_leaves_no_room_behind_it(signed):
    hole = CONTENTS.search(signed)[1]
    assert len(hole) < 3000
    assert not hole.endswith(b"0000")


def test_a_byte_changed_anywhere_is_seen_by_both(signed, key, is_valid):
    chosen = random.Random(5).sample(range(len(signed)), PLACES)
    start, end = CONTENTS.search(signed).span(1)
    for place in chosen:
        altered = bytearray(signed)
        if start <= place < end:  # another digit of the signature: it is written in hexadecimal
            altered[place] = ord("5") if altered[place] != ord("5") else ord("6")
        else:
            altered[place] ^= 0x10
        assert not verify_pdf(bytes(altered), [key.root]).is_genuine, place
        assert not is_valid(bytes(altered)), place


def test_what_is_added_later_is_seen(signed, key, is_valid):
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()
    later = io.BytesIO()
    writer.write(later)
    for altered in (later.getvalue(), signed + b"\n% added\n"):
        assert not verify_pdf(altered, [key.root]).is_genuine
        assert not is_valid(altered)


def test_the_signature_of_another_key_is_not_trusted(paper, key, other, is_valid):
    forged = sign_pdf(paper, other)
    report = verify_pdf(forged, [key.root])
    assert (report.is_signed, report.is_intact, report.is_trusted) == (True, True, False)
    assert not report.is_genuine
    assert not is_valid(forged)


def test_the_signature_of_one_paper_does_not_fit_another(signed, key, is_valid):
    hole = CONTENTS.search(signed)[1]
    other_paper = sign_pdf(certificate_pdf(replace(FACTS, code="9TQK4M7BXE2DW")), key)
    assert verify_pdf(other_paper, [key.root]).is_genuine
    swapped = CONTENTS.sub(b"/Contents <" + hole + b">", other_paper)
    assert not verify_pdf(swapped, [key.root]).is_genuine
    assert not is_valid(swapped)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\x00" * 100])
def test_what_is_no_pdf_is_reported(key, content):
    assert verify_pdf(content, [key.root]) == SignatureReport()


def test_a_paper_without_a_signature_is_none(paper, key, is_valid):
    assert verify_pdf(paper, [key.root]) == SignatureReport()
    assert not is_valid(paper)


def test_what_an_older_key_signed_stays_genuine(paper, tmp_path):
    first = make_key(tmp_path)
    signed = sign_pdf(paper, first)
    second = rotate_paper_key(tmp_path, MADE + timedelta(hours=1))
    assert second.root == first.root
    for one in (signed, sign_pdf(paper, second)):
        assert verify_pdf(one, [first.root]).is_genuine
    assert [one.retired_at is None for one in paper_keys(tmp_path)] == [False, True]
