"""Credentials as our code makes them, as it checks them, and as published libraries do."""

from __future__ import annotations

import json
import random
from copy import deepcopy
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms.certification.rules import (
    PrintedName,
    checked_jwt,
    data_integrity,
    trusted,
    with_proof,
)
from lms.certification.rules.multibase import from_base58, multikey
from tests.certification.badges import (
    AT,
    DID,
    FACTS,
    Key,
    facts,
    is_genuine,
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
