from __future__ import annotations

import stat

import pytest

from lms.core import clock
from lms.core.paper_keys import paper_keys
from lms.core.sealed import make_keys
from lms.core.signing import signing_keys


@pytest.fixture
def folder(app, tmp_path, monkeypatch):
    """A key folder of this test alone."""
    from dataclasses import replace

    make_keys(tmp_path / "keys")
    own = replace(app.config["LMS"], keys=tmp_path / "keys")
    monkeypatch.setitem(app.config, "LMS", own)
    return tmp_path / "keys"


@pytest.fixture
def keys(app, folder):
    """Run `flask keys …`; what it says and how it ends."""

    def run(*words):
        done = app.test_cli_runner().invoke(args=["keys", *words])
        return done.exit_code, done.output

    return run


def test_the_first_keys_are_made_once_for_their_owner_alone(keys, folder):
    assert keys("create")[1].startswith("3 keys made.")
    assert keys("create") == (0, "Every kind has its key already.\n")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (folder / "signing").iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE((folder / "signing").stat().st_mode) == 0o700


@pytest.mark.parametrize("purpose", ["credential", "register", "paper"])
def test_a_new_key_retires_the_one_before(keys, folder, purpose):
    keys("create")
    assert keys("rotate", purpose)[1].startswith(f"Key 2 for {purpose} is made.")
    listed = [line for line in keys("list")[1].splitlines() if line.startswith(purpose)]
    assert ["retired" in line for line in listed] == [True, False]
    assert "in use since" in listed[1]


def test_a_compromised_key_is_so_for_ever(keys, folder):
    keys("create")
    keys("rotate", "credential", "--compromised")
    first, second = signing_keys(folder).history("credential")
    assert first.compromised_at == first.retired_at
    assert second.compromised_at is None
    keys("rotate", "paper")
    assert keys("distrust", "paper", "1")[0] == 0
    assert paper_keys(folder)[0].compromised_at >= paper_keys(folder)[0].retired_at


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("distrust", "register", "1"), "is in use"),
        (("distrust", "register", "7"), "no key 7"),
        (("rotate", "seal", "--compromised"), "cannot be declared compromised"),
        (("rotate", "names"), "is not one of"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(keys, folder, words, said):
    keys("create")
    code, output = keys(*words)
    assert code
    assert said in output


def test_without_the_roots_key_nothing_is_changed(keys, folder):
    keys("create")
    (folder / "signing" / "root-001.key").unlink()
    code, output = keys("rotate", "paper")
    assert code == 1
    assert "lay it there" in output
    assert [one.retired_at for one in paper_keys(folder)] == [None]


def test_sealing_keys_are_rotated_as_before(keys, folder):
    assert keys("rotate")[1].startswith("Key 2 for seal is made.")
    assert (folder / "seal-002.key").exists()
    assert keys("list")[1].startswith("seal")


def test_a_key_that_was_half_made_is_made_anew(keys, folder):
    (folder / "signing").mkdir(mode=0o700)
    (folder / "signing" / "credential-001.json").write_text("{")
    assert keys("create")[0] == 0
    assert signing_keys(folder).newest("credential").created_at <= clock.now()
