from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lms.core.sealed import KeysMissing
from lms.core.signing import SigningKeys, make_signing_keys, rotate_signing_key, signing_keys

AT = datetime(2026, 3, 5, 9, tzinfo=UTC)
LATER = AT + timedelta(days=365)


def test_each_purpose_gets_one_key_and_only_once(tmp_path):
    make_signing_keys(tmp_path, AT)
    first = signing_keys(tmp_path)
    make_signing_keys(tmp_path, LATER)
    for purpose in ("credential", "register"):
        (key,) = signing_keys(tmp_path).history(purpose)
        assert (key.number, key.created_at, key.retired_at) == (1, AT, None)
        assert key.public == first.newest(purpose).public


def test_a_rotation_retires_the_key_before_and_keeps_it(tmp_path):
    make_signing_keys(tmp_path, AT)
    made = rotate_signing_key(tmp_path, "credential", LATER)
    old, new = signing_keys(tmp_path).history("credential")
    assert (old.retired_at, new.number, new.created_at) == (LATER, 2, LATER)
    assert new.public == made.public == signing_keys(tmp_path).newest("credential").public
    assert len(signing_keys(tmp_path).history("register")) == 1


def test_only_their_owner_reads_them(tmp_path):
    make_signing_keys(tmp_path / "keys", AT)
    rotate_signing_key(tmp_path / "keys", "register", LATER)
    folder = tmp_path / "keys" / "signing"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert {path.suffix for path in folder.iterdir()} == {".key", ".json"}


def test_without_a_key_nothing_is_signed(tmp_path):
    assert signing_keys(tmp_path).history("credential") == ()
    with pytest.raises(KeysMissing):
        SigningKeys({}).newest("credential")
