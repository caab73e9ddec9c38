from __future__ import annotations

from lms.core.assets import FOLDER, as_sent


def test_a_script_is_sent_without_what_only_its_reader_needs():
    whole = (FOLDER / "app.js").read_text(encoding="utf-8")
    sent = as_sent(FOLDER / "app.js").decode()
    assert "`" not in whole  # a text of several lines would lose its indentation
    assert "//" in whole
    assert not [line for line in sent.split("\n") if line != line.strip() or line.startswith("//")]
    assert "".join(sent.split()) in "".join(
        "".join(line.split()) for line in whole.split("\n") if not line.strip().startswith("//")
    )
