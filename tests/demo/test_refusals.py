"""Where no demonstration is made."""

from __future__ import annotations

import pytest

from lms.core import clock
from lms.demo.operations import NotEmbedded, NotEmpty, make_demonstration
from tests.factories import make_person


def test_only_an_empty_embedded_system_is_filled(session, database_url, tmp_path):
    make_person(session)
    refusal = NotEmpty if database_url.startswith("sqlite") else NotEmbedded
    with pytest.raises(refusal):
        make_demonstration(session, at=clock.now(), public_url="http://127.0.0.1", folder=tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_command_needs_a_demonstrations_folder(app, session):
    app.config["IS_DEMONSTRATION"] = False
    try:
        done = app.test_cli_runner().invoke(args=["demo", "make"])
    finally:
        app.config["IS_DEMONSTRATION"] = True
    assert (done.exit_code, "no demonstration" in done.output) == (1, True)
