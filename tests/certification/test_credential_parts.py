"""What credentials are made of: status bits, keys and their history, encodings, the holder."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from lms.certification.rules import (
    did_document,
    did_of,
    is_of,
    is_set,
    jwk_set,
    method_of,
)
from lms.certification.rules.multibase import base58, from_base58, from_base64url, multikey
from lms.certification.rules.status_list import encoded
from lms.core.text import fold
from tests.certification.badges import (
    AT,
    DID,
    FACTS,
    NAME,
    Key,
    facts,
    is_genuine,
    issued,
    published,
    token,
    unsigned,
)
from tests.support.javascript import verdicts

# ------------------------------------------------------------------ status


@pytest.mark.parametrize("purpose", ["revocation", "suspension"])
def test_the_library_sees_the_bit_of_a_status(purpose):
    elsewhere = facts(place=type(FACTS.place)(1, 94_568))
    lists = published(**{purpose: [94_567]})
    mine, others = verdicts([issued(), issued(elsewhere)], **lists)
    assert (mine.verified, mine.set) == (True, (purpose,))
    assert (others.verified, others.set) == (True, ())


def test_the_library_refuses_an_altered_status_list():
    lists = published(revocation=[94_567])
    listed = lists["documents"][f"{issued()['credentialStatus'][0]['statusListCredential']}"]
    listed["credentialSubject"]["encodedList"] = encoded([])
    assert not verdicts([issued()], **lists)[0].verified


@given(st.frozensets(st.integers(0, 131_071), max_size=20), st.integers(0, 131_071))
def test_a_list_says_of_each_place_whether_it_is_set(places, asked):
    assert is_set(encoded(places), asked) == (asked in places)


def test_a_list_has_131072_places_and_is_small():
    assert len(encoded([])) < 100
    with pytest.raises(ValueError, match="no such place"):
        is_set(encoded([]), 131_072)


# ------------------------------------------------------------------ keys


def test_what_an_old_key_signed_still_verifies_after_a_rotation():
    old, new = Key(retired_at=AT), Key(number=2, seed=2)
    lists = published([old, new])
    cases = [issued(key=old), issued(key=new), token(key=old), token(key=new)]
    assert all(one.verified for one in verdicts(cases, **lists))
    assert all(is_genuine(one, [old, new]) for one in cases)


def test_a_compromised_key_vouches_for_nothing_and_stays_listed():
    old, new = Key(compromised_at=AT + timedelta(days=1)), Key(number=2, seed=2)
    cases = [issued(key=old), token(key=old)]
    assert [one.verified for one in verdicts(cases, **published([old, new]))] == [False, False]
    assert not any(is_genuine(one, [old, new]) for one in cases)
    document = did_document(DID, [old, new])
    assert document["verificationMethod"][0]["revoked"] == "2026-03-06T09:00:00Z"
    assert method_of(DID, 1) not in document["assertionMethod"]
    assert method_of(DID, 2) in document["assertionMethod"]
    assert len(jwk_set(DID, [old, new])["keys"]) == 1


@pytest.mark.parametrize(
    ("url", "did"),
    [
        ("https://lms.example.iq", "did:web:lms.example.iq"),
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000"),
        ("https://example.iq/training/blue", "did:web:example.iq:training:blue"),
    ],
)
def test_the_identifier_derives_from_the_address(url, did):
    assert did_of(url) == did


def test_a_public_key_is_written_as_the_test_vectors_of_did_key_write_it():
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    assert multikey(private.public_key()) == "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
        (bytes.fromhex("0000287fb4cd"), "11233QC4"),
        (b"", ""),
    ],
)
def test_base58_is_that_of_its_published_examples(content, text):
    assert (base58(content), from_base58(text)) == (text, content)


@given(st.binary(max_size=80))
def test_base58_loses_nothing(content):
    assert from_base58(base58(content)) == content


@pytest.mark.parametrize("text", ["AB", "A+==", "A", "AA=="])
def test_base64url_has_one_spelling(text):
    with pytest.raises(ValueError, match=r"spelling|base64|padding|characters"):
        from_base64url(text)


# ------------------------------------------------------------------ whose it is


def test_no_part_of_the_name_is_in_it():
    text = json.dumps(issued(), ensure_ascii=False)
    lines = [NAME.ar, NAME.ckb, NAME.en]
    parts = [part for line in lines for part in (line, fold(line), *line.split())]
    assert [part for part in parts if part in text] == []


@pytest.mark.parametrize(
    "typed", [NAME.ar, NAME.ckb, NAME.en, " noor  ABDUL-kareem ", "نُور عبد الكريم حسن"]
)
def test_the_printed_name_is_recognised_as_it_is_typed(typed):
    assert is_of(unsigned(), typed)


def test_another_name_is_not_recognised():
    for typed in ("", " ", "Noor", "نور حسن"):
        assert not is_of(unsigned(), typed)


def test_each_script_has_a_salt_of_its_own():
    found = unsigned()["credentialSubject"]["identifier"]
    assert len({one["salt"] for one in found}) == len(found) == 3
    assert len({one["identityHash"] for one in found}) == 3
