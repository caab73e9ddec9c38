"""The offline verifier: one HTML file that needs no network and asks none."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

from lms.certification.documents.bundle import bundle
from lms.certification.rules import ISSUER, by_language
from lms.certification.rules.compact import FIRST_DAY, rounds
from lms.certification.rules.multibase import base64url
from lms.certification.rules.offline import CertifiedTitle, OfflineFacts, gaps
from lms.core.locale import LANGUAGE_NAMES, date_words, local_day, month_words
from lms.core.signing import SigningKey
from lms.core.text import DROPPED, FOLDED, LANGUAGES, SPELLING, Text

FOLDER = Path(__file__).resolve().parents[1] / "offline"
STATIC = Path(__file__).resolve().parents[2] / "static"
ICONS = ("done", "now", "waiting", "again", "stop", "alert", "book", "globe")
POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; img-src data:; "
    "connect-src 'none'; form-action 'none'; base-uri 'none'"
)


@dataclass(frozen=True, slots=True)
class OfflinePage:
    """The file, and the policy that it carries, for a server to send too."""

    content: bytes
    policy: str


def offline_page(facts: OfflineFacts, words: Mapping[str, Text]) -> OfflinePage:
    """The file; the same input always gives the same bytes.

    words: every sentence, by the name that the script calls it.
    """
    policy = POLICY.format(script=digest(script()), style=digest(style()))
    said = {"words": {name: by_language(text) for name, text in words.items()}}
    known = json.dumps(known_to(facts) | said, ensure_ascii=False, separators=(",", ":"))
    content = Template((FOLDER / "page.html").read_text(encoding="utf-8")).substitute(
        policy=policy,
        title=html.escape(f"{words['title'].ar} · {words['brand'].ar}"),
        icon=as_address((STATIC / "icon.svg").read_bytes()),
        style=style(),
        icons=icons(),
        noscript="".join(f"<p lang={one}>{words['noscript'].in_(one)}</p>" for one in LANGUAGES),
        known=known.replace("<", r"\u003c"),
        script=script(),
        licence=(FOLDER / "vendor/noble-hashes/LICENSE").read_text(encoding="utf-8"),
    )
    return OfflinePage(content.encode(), policy)


def digest(content: str) -> str:
    """A script or style as a policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def as_address(drawing: bytes) -> str:
    """A drawing as an address of its own."""
    return "data:image/svg+xml;base64," + base64.b64encode(drawing).decode()


@cache
def script() -> str:
    """The page's script."""
    return "\n" + bundle(FOLDER, "page.js") + "\n"


@cache
def style() -> str:
    """The stylesheet of all pages, and a few rules of this one."""
    own = (FOLDER / "page.css").read_text(encoding="utf-8")
    return "\n" + (STATIC / "app.css").read_text(encoding="utf-8") + own


@cache
def icons() -> str:
    """The drawings that the page uses."""
    sprite = (STATIC / "icons.svg").read_text(encoding="utf-8")
    symbols = dict(re.findall(r'<symbol id="(\w+)" (.*?</symbol>)', sprite))
    drawn = "".join(f'<symbol id="icon-{name}" {symbols[name]}' for name in ICONS)
    return (
        f'<svg class="sprite" aria-hidden="true" xmlns="http://www.w3.org/2000/svg">{drawn}</svg>'
    )


def known_to(facts: OfflineFacts) -> dict[str, Any]:
    """What the script reads."""
    return {
        "address": facts.public_url,
        "issuer": by_language(ISSUER),
        "isDemonstration": facts.is_demonstration,
        "taken": day_number(facts.taken_on),
        "keys": [as_known_key(key) for key in facts.keys],
        "types": types(facts.titles),
        "lists": {
            state: {str(number): gaps(places) for number, places in by_number.items()}
            for state, by_number in facts.places.items()
        },
        "rounds": rounds(),
        "folding": folding(),
        "languages": LANGUAGE_NAMES,
        "days": written(date_words),
        "months": written(month_words),
    }


def day_number(day: date) -> int:
    """A day as squares write it."""
    return (day - FIRST_DAY).days


def as_known_key(key: SigningKey) -> dict[str, Any]:
    """A public key and its history, by days."""
    history = {
        "since": key.created_at, "retired": key.retired_at, "compromised": key.compromised_at,
    }  # fmt: skip
    return {
        "number": key.number, "key": base64url(key.public.public_bytes_raw()),
        **{name: day_number(local_day(at)) if at else None for name, at in history.items()},
    }  # fmt: skip


def types(titles: tuple[CertifiedTitle, ...]) -> list[dict[str, Any]]:
    """The newest title of each certificate type, and where an earlier version had another."""
    found: dict[tuple[str, bool], dict[str, Any]] = {}
    for one in titles:
        said = by_language(one.title)
        key = (one.certificate_type, one.is_pathway)
        newest = found.setdefault(
            key, {"type": key[0], "isPathway": key[1], "title": said, "earlier": {}}
        )
        if said != newest["title"]:
            newest["earlier"][one.version] = said
    return list(found.values())


def written(words: Callable[[date, str], str]) -> dict[str, list[str]]:
    """How days of each month are written, with {day} and {year} to be filled."""
    return {
        language: [
            words(date(2000, month, 30 if month != 2 else 29), language)
            .replace("2000", "{year}")
            .replace("29" if month == 2 else "30", "{day}")
            for month in range(1, 13)
        ]
        for language in LANGUAGES
    }


@cache
def folding() -> dict[str, Any]:
    """The tables of `fold`, for a script that has no `casefold`."""
    replaced = {code: chr(code).translate(FOLDED).translate(SPELLING) for code in FOLDED | SPELLING}
    letters = map(chr, range(sys.maxunicode + 1))
    return {
        "dropped": "".join(map(chr, DROPPED)),
        "from": "".join(map(chr, replaced)),
        "to": "".join(replaced.values()),
        "cases": {one: one.casefold() for one in letters if one.casefold() != one.lower()},
    }
