"""The offline verifier as the tests make it: plain functions, each with sensible defaults."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from lms.certification.documents.bundle import bundle
from lms.certification.documents.offline import FOLDER, known_to, offline_page
from lms.certification.offline_words import offline_words
from lms.certification.rules.offline import CertifiedTitle, OfflineFacts
from lms.core.signing import SigningKey
from lms.core.text import Text
from tests.certification.badges import URL, Key

JS = Path(__file__).parents[1] / "js"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
TITLE = Text("الشرطة المدنية", "پۆلیسی مەدەنی", "Blue policing")


def signing_key(number=1, *, seed=1, **history):
    return SigningKey("credential", number, Key(seed=seed).private, LONG_AGO, **history)


FACTS = OfflineFacts(
    public_url=URL,
    taken_on=date(2026, 11, 25),
    keys=(signing_key(),),
    titles=(CertifiedTitle("c01", False, "1.0.0", TITLE),),
    places={"revoked": {}, "superseded": {}, "suspended": {}},
    is_demonstration=False,
)


def offline_facts(**changes):
    return replace(FACTS, **changes)


@cache
def script():
    """What the page asks of a paper, without the page, as a module."""
    made = bundle(FOLDER, "verdict.js")
    names = {name: f"module_{name}" for name in ("verdict", "folding", "square", "proof")}
    exported = ", ".join(f"{constant} as {name}" for name, constant in names.items())
    return f"{made}\nexport {{{exported}}};\n"


def asked(folder, question, **sent):
    """What tests/js/offline.mjs answers."""
    (folder / "verdict.mjs").write_text(script(), encoding="utf-8")
    run = subprocess.run(
        ["node", "offline.mjs", folder / "verdict.mjs", question], cwd=JS, input=json.dumps(sent),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def verdicts(folder, texts, *, today=date(2026, 11, 25), facts=FACTS, native=True):
    """What the script says of each text. native: by the browser's cryptography, or our own."""
    days = (today - date(2000, 1, 1)).days
    return asked(folder, "verdicts", texts=texts, known=known_to(facts), today=days, native=native)


def page(facts=FACTS):
    return offline_page(facts, offline_words())


def script_of(content):
    return re.search(r'<script type="module">(.*?)</script>', content, re.DOTALL)[1]
