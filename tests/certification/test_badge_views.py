"""The holder downloads the credential in both forms."""

from __future__ import annotations

import pytest

from lms.certification.operations import credentials
from lms.certification.rules import ListPlace
from tests.certification.badges import claim, sign
from tests.certification.world import NAMES, make_enrolment, make_person


@pytest.fixture
def holder(session):
    return make_person(session)


@pytest.fixture
def kept(session, holder):
    certificate_id = claim(session, holder)
    made = sign(ListPlace(1, 77))
    credentials.store(session, certificate_id=certificate_id, kept=made)
    session.commit()
    return certificate_id, made


@pytest.mark.parametrize(
    ("ending", "mimetype"), [("json", "application/vc"), ("jwt", "application/vc+jwt")]
)
def test_the_holder_downloads_what_was_kept(client, sign_in, holder, kept, ending, mimetype):
    certificate_id, made = kept
    sign_in(holder)
    answer = client.get(f"/certificates/{certificate_id}/badge.{ending}")
    assert (answer.status_code, answer.mimetype) == (200, mimetype)
    assert answer.get_data(as_text=True) == (made.jwt if ending == "jwt" else made.document)
    assert answer.headers["Cache-Control"] == "private, no-store"
    named = answer.headers["Content-Disposition"]
    assert named.startswith("attachment;")
    assert named.endswith(f".{ending}")
    assert not any(part in named for part in NAMES.en.split())


def test_another_trainee_finds_nothing(session, client, sign_in, kept):
    stranger = make_person(session)
    make_enrolment(session, person_id=stranger)
    sign_in(stranger)
    assert client.get(f"/certificates/{kept[0]}/badge.json").status_code == 404
