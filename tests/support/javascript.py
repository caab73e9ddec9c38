"""What published JavaScript libraries say of our credentials; one process for many of them."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "js"


@dataclass(frozen=True)
class Verdict:
    """set: the purposes of the status lists in which the credential's bit is set."""

    verified: bool
    errors: tuple[str, ...]
    set: tuple[str, ...]


def verdicts(cases, *, documents, jwks, now="2026-11-25T09:00:00Z"):
    """A verdict for each case: a credential as a mapping, or a token. documents: by address."""
    sent = {
        "documents": documents, "jwks": jwks, "now": now,
        "cases": [{"jwt" if isinstance(one, str) else "credential": one} for one in cases],
    }  # fmt: skip
    run = subprocess.run(
        ["node", "verify.js"], cwd=FOLDER, input=json.dumps(sent), capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return [
        Verdict(one["verified"], tuple(one["errors"]), tuple(one["set"]))
        for one in json.loads(run.stdout)
    ]
