from __future__ import annotations

import re
from pathlib import Path

import pytest

from lms.accounts import said

LMS = Path(__file__).parents[2] / "lms"
SOURCE = "\n".join(path.read_text() for path in LMS.rglob("*.py") if path.name != "said.py")


@pytest.mark.parametrize(
    ("argument", "words"), [("verb", said.VERBS), ("subject_kind", said.SUBJECTS)]
)
def test_the_audit_log_has_words_for_whatever_is_recorded(argument, words):
    recorded = set(re.findall(rf'\b{argument}="([a-z_]+)"', SOURCE))
    assert recorded
    assert sorted(recorded - set(words)) == []
