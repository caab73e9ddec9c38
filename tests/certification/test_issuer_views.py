"""What anybody's verifier reads of the issuer."""

from __future__ import annotations

import json

import pytest

from lms.certification.rules import check_proof, is_set, issuer_of, trusted
from lms.core import signing
from lms.core.signing import current_signing_keys, rotate_signing_key, signing_keys
from tests.certification.badges import DID, URL, claim, facts, happen, issued, take, token
from tests.certification.world import LATER, NOON, PUBLIC_URL, make_person
from tests.support.javascript import verdicts

DOCUMENTS = ("/.well-known/did.json", "/did.json", "/issuer/jwks.json", "/status/revocation-1")
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def keys_as_they_were():
    before = signing._Current.keys
    yield
    signing._Current.keys = before


def rotated(folder, at):
    """The keys after a rotation; the folder is one of the test's own."""
    signing.make_signing_keys(folder, NOON)
    rotate_signing_key(folder, "credential", at)
    found = signing_keys(folder)
    signing.use_signing_keys(found)
    return found.history("credential")


def fetched(client, place):
    """The document at an address, as its verifier would key it."""
    return json.loads(client.get(place).data)


def documents_of(client, number=1):
    did = fetched(client, "/.well-known/did.json")
    lists = [fetched(client, f"/status/{name}-{number}") for name in ("revocation", "suspension")]
    documents = {did["id"]: did} | {one["id"]: one for one in lists}
    return {"documents": documents, "jwks": fetched(client, "/issuer/jwks.json")}


@pytest.mark.parametrize("place", DOCUMENTS)
def test_a_document_is_for_everybody_without_a_cookie(client, sign_in, session, place):
    sign_in(make_person(session))
    answer = client.get(place)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in answer.headers
    again = client.get(place, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_only_the_documents_are_open_to_other_sites(client):
    for place in ("/issuer", "/verify", "/", "/nowhere", "/status/revocation-9"):
        assert "Access-Control-Allow-Origin" not in client.get(place).headers


def test_the_address_is_that_of_the_settings(client):
    assert PUBLIC_URL == URL
    assert fetched(client, "/.well-known/did.json")["id"] == DID == "did:web:training.example.org"


def test_the_profile_is_for_programs_and_the_page_for_people(client):
    profile = client.get("/issuer", headers=JSON)
    assert json.loads(profile.data)["id"] == issuer_of(URL).did
    assert json.loads(profile.data)["url"] == f"{URL}/issuer"
    assert profile.headers["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in profile.headers["Vary"]
    for language, direction in (("ar", "rtl"), ("ckb", "rtl"), ("en", "ltr")):
        page = client.get(f"/issuer?language={language}")
        text = page.get_data(as_text=True)
        assert f'lang="{language}" dir="{direction}"' in text
        assert issuer_of(URL).name.in_(language) in text
        assert DID in text
        assert "Set-Cookie" not in page.headers


def test_the_page_tells_which_key_is_in_use_and_which_was(client, tmp_path):
    rotated(tmp_path, LATER)
    page = client.get("/issuer?language=en").get_data(as_text=True)
    new, old = page.index("In use since 5 March 2026"), page.index("In use until 5 March 2026")
    assert page.index("Key 2") < new < page.index("Key 1") < old


def test_the_library_follows_the_published_documents_through_a_rotation(client, tmp_path):
    old, new = rotated(tmp_path, LATER)
    cases = [issued(key=old), token(key=old), issued(key=new), token(key=new)]
    found = verdicts(cases, **documents_of(client))
    assert [(one.verified, one.errors) for one in found] == [(True, ())] * 4


def test_the_library_sees_a_revocation_that_was_published(session, client):
    certificate_id = claim(session, make_person(session))
    take(session, certificate_id, 1234)
    given = facts(place=type(facts().place)(1, 1234))
    happen(session, certificate_id, "superseded", reason="corrected")
    key = current_signing_keys().newest("credential")
    found = verdicts([issued(given, key=key)], **documents_of(client))
    assert (found[0].verified, found[0].set) == (True, ("revocation",))


def test_a_published_list_is_signed_and_names_nobody(session, client):
    certificate_id = claim(session, make_person(session))
    take(session, certificate_id, 4)
    happen(session, certificate_id, "suspended")
    listed = fetched(client, "/status/suspension-1")
    check_proof(listed, trusted(DID, current_signing_keys().history("credential")))
    assert is_set(listed["credentialSubject"]["encodedList"], 4)
    assert certificate_id.hex not in json.dumps(listed).replace("-", "")


def test_a_list_that_is_not_there_answers_404(client):
    for name in ("revocation-2", "message-1", "revocation-x"):
        assert client.get(f"/status/{name}").status_code == 404
