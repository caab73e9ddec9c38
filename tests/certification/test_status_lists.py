"""Places in the status lists, what is published of them, and the credentials that are kept."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.certification import queries
from lms.certification.models import CertificateCredential, StatusPlace
from lms.certification.operations import credentials, status_lists
from lms.certification.rules import (
    ListPlace,
    check_proof,
    checked_jwt,
    is_of,
    is_set,
    trusted,
)
from lms.core.errors import NotFound
from tests.certification.badges import (
    DID,
    NAME,
    URL,
    Key,
    claim,
    happen,
    published,
    sign,
    take,
)
from tests.certification.world import LATER, make_person, viewer_of
from tests.support.javascript import verdicts

DAY = timedelta(days=1)


@pytest.fixture
def holder(session):
    return make_person(session)


@pytest.fixture
def certificate_id(session, holder):
    return claim(session, holder)


def listed(session, name, key=None):
    return json.loads(queries.published_list(session, name, public_url=URL, key=key or Key()))


def bits(session, *, place=77):
    """Whether the place's bit is set for revocation, and for suspension."""
    found = (listed(session, name) for name in ("revocation-1", "suspension-1"))
    return tuple(is_set(one["credentialSubject"]["encodedList"], place) for one in found)


# ------------------------------------------------------------------ places


def test_a_place_is_drawn_from_the_whole_list_and_nothing_is_stored(session, certificate_id):
    before = session.scalars(select(StatusPlace)).all()
    drawn = {status_lists.prepared(session, certificate_id=certificate_id) for _ in range(40)}
    assert len(drawn) > 30
    assert {one.list_number for one in drawn} == {1}
    assert max(one.place for one in drawn) > 65_536
    assert session.scalars(select(StatusPlace)).all() == before


def test_a_certificate_keeps_its_place(session, certificate_id):
    take(session, certificate_id, 99, number=2)
    again = status_lists.prepared(session, certificate_id=certificate_id)
    assert again == ListPlace(2, 99)


def test_no_taken_place_is_drawn(session, holder, certificate_id, monkeypatch):
    take(session, certificate_id, 5)
    places = iter([5, 5, *range(6, 40)])
    monkeypatch.setattr(status_lists.secrets, "randbelow", lambda most: next(places))
    assert status_lists.prepared(session, certificate_id=uuid4()) == ListPlace(1, 6)


def test_the_next_list_opens_when_every_drawn_place_is_taken(session, certificate_id, monkeypatch):
    take(session, certificate_id, 5)
    monkeypatch.setattr(status_lists.secrets, "randbelow", lambda most: 5)
    assert status_lists.prepared(session, certificate_id=uuid4()) == ListPlace(2, 5)


def test_a_place_is_taken_once(session, holder, certificate_id):
    other = claim(session, holder)
    take(session, certificate_id, 5)
    with pytest.raises(IntegrityError):
        take(session, other, 5)


# ------------------------------------------------------------------ what is published


def test_a_bit_follows_what_happens_to_the_certificate(session, holder, certificate_id):
    make_person(session)
    take(session, certificate_id)
    assert bits(session) == (False, False)
    happen(session, certificate_id, "suspended", at=LATER)
    assert bits(session) == (False, True)
    happen(session, certificate_id, "restored", at=LATER + DAY, reason="review_ended")
    assert bits(session) == (False, False)
    happen(session, certificate_id, "suspended", at=LATER + 2 * DAY)
    assert bits(session) == (False, True)
    happen(session, certificate_id, "revoked", at=LATER + 3 * DAY, reason="fraud")
    assert bits(session) == (True, False)
    happen(session, certificate_id, "restored", at=LATER + 4 * DAY, reason="review_ended")
    assert bits(session) == (True, False)


def test_a_replaced_certificate_is_revoked_for_verifiers(session, certificate_id):
    take(session, certificate_id)
    happen(session, certificate_id, "superseded", reason="corrected")
    assert bits(session) == (True, False)


def test_what_happens_in_one_list_shows_in_no_other(session, certificate_id):
    take(session, certificate_id, number=2)
    happen(session, certificate_id, "suspended")
    assert bits(session) == (False, False)
    assert is_set(listed(session, "suspension-2")["credentialSubject"]["encodedList"], 77)


@pytest.mark.parametrize(
    "name", ["revocation-2", "revocation-0", "message-1", "x", "revocation-1x"]
)
def test_a_list_that_is_not_there_is_not_found(session, name):
    with pytest.raises(NotFound):
        listed(session, name)


def test_a_list_is_signed_anew_only_when_a_bit_changes(session, certificate_id, monkeypatch):
    take(session, certificate_id, 4321)
    first = listed(session, "suspension-1")
    monkeypatch.setattr(queries.status, "with_proof", lambda *given, **more: {"signed": "anew"})
    assert listed(session, "suspension-1") == first
    happen(session, certificate_id, "suspended")
    assert listed(session, "suspension-1") == {"signed": "anew"}
    assert listed(session, "suspension-1", Key(number=2)) == {"signed": "anew"}


def test_a_list_is_dated_by_its_last_event_and_never_before_its_key(session, certificate_id):
    take(session, certificate_id)
    young = Key(created_at=LATER - DAY)
    assert listed(session, "suspension-1", young)["validFrom"] == "2026-03-04T09:00:00Z"
    happen(session, certificate_id, "suspended", at=LATER)
    assert listed(session, "suspension-1", young)["validFrom"] == "2026-03-05T09:00:00Z"
    late = Key(created_at=LATER + DAY)
    assert listed(session, "suspension-1", late)["validFrom"] == "2026-03-06T09:00:00Z"


def test_the_library_reads_the_published_list(session, certificate_id):
    take(session, certificate_id)
    given = json.loads(sign(ListPlace(1, 77)).document)
    happen(session, certificate_id, "suspended")
    documents = published()["documents"]
    for name in ("revocation-1", "suspension-1"):
        one = listed(session, name)
        check_proof(one, trusted(DID, [Key()]))
        documents[one["id"]] = one
    found = verdicts([given], **published() | {"documents": documents})
    assert (found[0].verified, found[0].set) == (True, ("suspension",))


# ------------------------------------------------------------------ the credential that is kept


def test_both_forms_are_signed_and_say_the_same(session):
    kept = sign(ListPlace(1, 77))
    keys = trusted(DID, [Key()])
    document = json.loads(kept.document)
    check_proof(document, keys)
    content = checked_jwt(kept.jwt, keys)
    assert content["credentialSubject"] == document["credentialSubject"]
    assert is_of(content, NAME.ckb)
    assert document["credentialSubject"]["achievement"]["inLanguage"] == "ckb"
    assert "5 کاتژمێر" in document["credentialSubject"]["achievement"]["criteria"]["narrative"]


def test_ids_and_salts_are_new_each_time(session):
    one, other = (json.loads(sign(ListPlace(1, 77)).document) for _ in range(2))
    assert one["id"] != other["id"]
    assert one["id"][len("urn:uuid:") :][14] == "4"  # random, not dated
    hashes = [
        each["identityHash"]
        for made in (one, other)
        for each in made["credentialSubject"]["identifier"]
    ]
    assert len(set(hashes)) == 6
    assert one["credentialSubject"]["achievement"] == other["credentialSubject"]["achievement"]


def test_a_demonstration_says_so_in_its_title(session):
    made = json.loads(sign(ListPlace(1, 77), is_specimen=True).document)
    assert [one["@value"] for one in made["name"]] == [
        "نموذج: دورة",
        "نموونە: خول",
        "Specimen: Course",
    ]


def test_the_holder_gets_back_what_was_kept(session, holder, certificate_id):
    kept = sign(ListPlace(1, 77))
    credentials.store(session, certificate_id=certificate_id, kept=kept)
    session.commit()
    found = queries.own_badge(session, viewer_of(session, holder), certificate_id)
    assert (found.document, found.jwt) == (kept.document, kept.jwt)
    row = session.get(CertificateCredential, certificate_id)
    assert NAME.en.encode() not in row.credential_sealed
    assert b"AchievementSubject" not in row.credential_sealed


def test_nobody_else_gets_it(session, holder, certificate_id):
    credentials.store(session, certificate_id=certificate_id, kept=sign(ListPlace(1, 77)))
    session.commit()
    stranger = viewer_of(session, make_person(session))
    with pytest.raises(NotFound):
        queries.own_badge(session, stranger, certificate_id)


def test_a_certificate_from_before_has_none(session, holder, certificate_id):
    with pytest.raises(NotFound):
        queries.own_badge(session, viewer_of(session, holder), certificate_id)
