"""Credentials as our code makes them, as it checks them, and as published libraries do."""

from __future__ import annotations

import json
import random
from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from lms.certification.rules import (
    NotGenuine,
    PrintedName,
    check_proof,
    checked_jwt,
    data_integrity,
    did_document,
    did_of,
    is_of,
    is_set,
    jwk_set,
    method_of,
    trusted,
    with_proof,
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
    issued,
    published,
    token,
    unsigned,
)
from tests.support.javascript import verdicts

VECTOR = {
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
VECTOR_SECRET = "3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
VECTOR_PROOF = (
    "z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme"
)
LETTERS = "abcdefghjkmnpqrstuvwxyz"


def is_genuine(case, keys=None):
    """What our own check says."""
    known = trusted(DID, keys or [Key()])
    try:
        checked_jwt(case, known) if isinstance(case, str) else check_proof(case, known)
    except NotGenuine:
        return False
    return True


def leaves(value, path=()):
    """The place of every text in a credential."""
    if isinstance(value, str):
        yield path
    for name, each in value.items() if isinstance(value, dict) else ():
        yield from leaves(each, (*path, name))
    for name, each in enumerate(value) if isinstance(value, list) else ():
        yield from leaves(each, (*path, name))


def altered(text, at, chance):
    """The text with another character at a place; not merely in the other case."""
    others = [one for one in LETTERS + "0123456789" if one.lower() != text[at].lower()]
    return text[:at] + chance.choice(others) + text[at + 1 :]


def altered_credential(credential, path, at, chance):
    made = deepcopy(credential)
    holder = made
    for name in path[:-1]:
        holder = holder[name]
    holder[path[-1]] = altered(holder[path[-1]], at, chance)
    return made


# ------------------------------------------------------------------ as issued

ALL_KINDS = [
    FACTS,
    facts(leading_language="ar", valid_until=None, alignments=(), result=None),
    facts(leading_language="en", name=PrintedName(ar="نور")),
]


def test_others_accept_what_was_issued():
    found = verdicts([*map(issued, ALL_KINDS), *map(token, ALL_KINDS)], **published())
    assert [(one.verified, one.errors, one.set) for one in found] == [(True, (), ())] * 6


@pytest.mark.parametrize("given_facts", ALL_KINDS)
def test_our_own_check_accepts_what_was_issued(given_facts):
    assert is_genuine(issued(given_facts))
    assert is_genuine(token(given_facts))


def test_the_token_holds_the_same_credential():
    content = checked_jwt(token(), trusted(DID, [Key()]))
    assert content.items() >= unsigned().items()
    assert content["nbf"] == int(AT.timestamp())


def test_the_same_facts_make_the_same_bytes():
    assert json.dumps(issued()) == json.dumps(issued())
    assert token() == token()


def test_layout_and_order_of_the_json_do_not_matter():
    turned = json.loads(json.dumps(issued(), sort_keys=True, indent=4))
    assert is_genuine(turned)
    assert verdicts([turned], **published())[0].verified


def test_it_holds_to_the_end_of_its_last_day_in_baghdad():
    assert unsigned()["validUntil"] == "2029-03-02T20:59:59Z"
    late, early = "2029-03-02T21:30:00Z", "2029-03-02T20:30:00Z"
    assert verdicts([issued(), token()], **published(), now=early)[0].verified
    for one in verdicts([issued(), token()], **published(), now=late):
        assert not one.verified


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "https://example.iq/training"])
def test_others_accept_what_any_address_issued(url):
    found = verdicts([issued(url=url), token(url=url)], **published(url=url))
    assert [(one.verified, one.errors) for one in found] == [(True, ())] * 2


def test_the_test_vector_of_the_standard_comes_out(monkeypatch):
    """W3C Data Integrity EdDSA Cryptosuites 1.0, B.1: its words need a context of examples."""
    examples = "https://www.w3.org/ns/credentials/examples/v2"
    monkeypatch.setitem(data_integrity.FILES, examples, "examples")
    kept = data_integrity.context
    words = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}
    monkeypatch.setattr(
        data_integrity, "context", lambda file: words if file == "examples" else kept(file)
    )
    private = Ed25519PrivateKey.from_private_bytes(from_base58(VECTOR_SECRET)[2:])
    public = multikey(private.public_key())
    made = with_proof(
        VECTOR | {"@context": [data_integrity.CREDENTIALS, examples]}, private=private,
        method=f"did:key:{public}#{public}", at=datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC),
    )  # fmt: skip
    assert public == "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    assert made["proof"]["proofValue"] == VECTOR_PROOF


# ------------------------------------------------------------------ altered


def test_both_refuse_200_documents_with_one_byte_altered():
    """Anywhere in the file: in values, names of properties and punctuation."""
    chance = random.Random(7)
    whole = json.dumps(issued(), separators=(",", ":"), ensure_ascii=False)
    made = [altered(whole, at, chance) for at in chance.sample(range(len(whole)), 200)]
    cases = [json.loads(one) for one in made if is_json(one)]
    assert len(cases) > 120  # the others are no JSON, which nobody reads
    assert [said for said in verdicts(cases, **published()) if said.verified] == []
    assert [one for one in cases if is_genuine(one)] == []


def is_json(text):
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def test_both_refuse_200_credentials_with_one_character_altered():
    chance = random.Random(5)
    places = [(path, at) for path in leaves(issued()) for at in range(len(at_path(path)))]
    cases = [altered_credential(issued(), *place, chance) for place in chance.sample(places, 200)]
    found = verdicts(cases, **published())
    assert [one for one, said in zip(cases, found, strict=True) if said.verified] == []
    assert [one for one in cases if is_genuine(one)] == []


def at_path(path):
    found = issued()
    for name in path:
        found = found[name]
    return found


def test_both_refuse_200_tokens_with_one_character_altered():
    chance = random.Random(6)
    whole = token()
    # The last character of a signature holds four bits that no decoder but ours looks at.
    places = [at for at in range(len(whole) - 1) if whole[at] != "."]
    cases = [altered(whole, at, chance) for at in chance.sample(places, 200)]
    assert [said for said in verdicts(cases, **published()) if said.verified] == []
    assert [one for one in cases if is_genuine(one)] == []


def test_a_signature_has_one_spelling():
    whole = token()
    last = "AQgw".index(whole[-1])  # its last two bits count, the other four are zero
    assert not is_genuine(whole[:-1] + "BRhx"[last])


@pytest.mark.parametrize("name", ["hashed", "evil"])
def test_both_refuse_a_changed_or_added_property(name):
    made = issued()
    made["credentialSubject"]["identifier"][0][name] = False
    assert not is_genuine(made)
    assert not verdicts([made], **published())[0].verified


def test_a_word_that_the_contexts_do_not_know_is_refused():
    assert not is_genuine(issued() | {"hours": "500"})


def test_another_context_is_refused_and_nothing_is_fetched():
    made = issued()
    made["@context"] = [*made["@context"], "https://example.org/words.json"]
    assert not is_genuine(made)
    made = issued()
    made["credentialSubject"]["@context"] = {}
    assert not is_genuine(made)


@pytest.mark.parametrize(
    "broken",
    [{}, {"proof": {}}, {"@context": [], "proof": []}, {"@context": 1, "proof": {"proofValue": 2}}],
)
def test_what_is_no_credential_is_refused(broken):
    assert not is_genuine(broken)
    assert not is_genuine({**issued(), **broken, "proof": broken.get("proof")})


@pytest.mark.parametrize("broken", ["", "a.b", "..", "e30.e30.", "e30.e30.AA", "é.é.é"])
def test_what_is_no_token_is_refused(broken):
    assert not is_genuine(broken)


def test_a_token_without_a_signature_is_refused():
    head = "eyJhbGciOiJub25lIn0"  # {"alg":"none"}
    assert not is_genuine(f"{head}.{token().split('.')[1]}.")


# ------------------------------------------------------------------ other keys, swapped parts


def test_both_refuse_a_signature_by_another_key():
    cases = [issued(key=Key(seed=2)), token(key=Key(seed=2)), issued(key=Key(number=9, seed=1))]
    assert [one.verified for one in verdicts(cases, **published())] == [False] * 3
    assert not any(map(is_genuine, cases))


def test_both_refuse_a_proof_taken_from_another_credential():
    other = issued(facts(code="0000000000000"))
    swapped = issued() | {"proof": other["proof"]}
    assert not is_genuine(swapped)
    assert not verdicts([swapped], **published())[0].verified
    head, _, signature = token().split(".")
    mixed = ".".join([head, token(facts(code="0000000000000")).split(".")[1], signature])
    assert not is_genuine(mixed)
    assert not verdicts([mixed], **published())[0].verified


def test_a_key_of_one_issuer_vouches_for_no_other():
    elsewhere = issued(url="https://elsewhere.example.org")
    assert not is_genuine(elsewhere)
    assert not verdicts([elsewhere], **published())[0].verified


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
