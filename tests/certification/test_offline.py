"""The script of the offline verifier, run by node as the page runs it, against our own rules."""

from __future__ import annotations

import hashlib
import re
import subprocess
import unicodedata
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.certification.documents.bundle import bundle
from lms.certification.documents.offline import FOLDER, digest, folding, known_to
from lms.certification.rules import ListPlace, PrintedName, matches
from lms.certification.rules.compact import name_mark
from lms.certification.rules.multibase import base64url, from_base64url
from lms.certification.rules.offline import CertifiedTitle, gaps
from lms.core.text import Text, fold
from tests.certification.badges import URL, Key
from tests.certification.offline import (
    LONG_AGO,
    TITLE,
    asked,
    offline_facts,
    page,
    script_of,
    signing_key,
    verdicts,
)
from tests.certification.squares import CODE, NAME, some_square

ADDRESS = f"{URL}/verify/{CODE}"
IMPORT = re.compile(r"^\s*import\b|\bimport\(|\bfetch\(|XMLHttpRequest|WebSocket", re.MULTILINE)
NAMES = (
    "عبد الرحمن", "عبدالرحمن", "أحمد إبراهيم آل ياسين", "احمد ابراهیم ال یاسین", "مُحَمَّد",
    "محـــمد", "رحمٰن", "فاطمة الزهراء", "فاطمه الزهراء", "على", "علي", "هێمن ڕێبوار", "ڤیان گوڵاڵە",
    "نامه\u200cکان", "ه\u200cزار", "ﻻﻣﻊ", "\u2067نور\u2069", "O’Brien", "STRASSE",
    "Straße", "İbrahim", "ΣΊΣΥΦΟΣ", "ſ", "٢٠٢٦", "۲۰۲۶", "٣٫٥", "  two\tspaces ",
    "\x1cA\x85B\u3000C", "\ufeffa", "Ⅻ ﬁ",
    "\u0345ᾳ", "ᏸꭰ", "",
)  # fmt: skip
LETTERS = st.one_of(
    st.text(st.characters(min_codepoint=0x0600, max_codepoint=0x06FF), max_size=20),
    st.text(st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFC), max_size=20),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cn", "Cs")), max_size=20),
)


@pytest.fixture(params=[True, False], ids=["browser's", "library's"])
def native(request):
    """Whether the browser's own cryptography is there."""
    return request.param


def one_verdict(folder, text, **given):
    return verdicts(folder, [text], **given)[0]["verdict"]


# ------------------------------------------------------------------ what a square says


def test_what_was_signed_is_what_the_script_reads(tmp_path, native):
    found = verdicts(tmp_path, [f"{ADDRESS}#{some_square()}"], native=native)[0]
    assert found == {
        "verdict": "valid",
        "facts": {
            "type": "c01", "version": "1.0.0", "hours": 5, "isSpecimen": True, "isPathway": False,
            "issuedMonth": 26 * 12 + 10, "graceDays": 30, "listNumber": 1, "place": 94_567,
            "lastDay": (date(2029, 11, 23) - date(2000, 1, 1)).days, "marks": 3,
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "{code}#{square}",
        " {address}#{square}\n",
        "{address}?language=ckb#{square}",
        "{lower}#{square}",
        "{wrapped}",
    ],
)
def test_a_square_may_be_pasted_as_it_comes(tmp_path, text):
    square = some_square()
    whole = f"{ADDRESS}#{square}"
    pasted = text.format(
        code=CODE, lower=CODE.lower(), address=ADDRESS, square=square,
        wrapped=f"{whole[:70]}\n{whole[70:]}",
    )  # fmt: skip
    assert one_verdict(tmp_path, pasted) == "valid"


@pytest.mark.parametrize("text", ["", "hello", "https://example.org/", f"{CODE[:-1]}#AAAA", "نور"])
def test_what_is_no_square_is_called_so(tmp_path, text):
    assert one_verdict(tmp_path, text) == "unreadable"


def test_an_address_alone_is_told_from_a_wrong_signature(tmp_path):
    assert one_verdict(tmp_path, ADDRESS) == "bare"
    assert one_verdict(tmp_path, f"{ADDRESS}#") == "bare"


def test_every_altered_byte_is_refused(tmp_path, native):
    content = from_base64url(some_square())
    altered = [
        base64url(content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :])
        for place in range(len(content))
        for bit in (1, 0x80)
    ]
    found = verdicts(tmp_path, [f"{CODE}#{one}" for one in altered], native=native)
    assert {one["verdict"] for one in found} <= {"unsigned", "newer"}
    newer = {place // 2 for place, one in enumerate(found) if one["verdict"] == "newer"}
    assert newer == {0, 2}  # the layout and the number of the key


def test_every_shorter_and_another_spelling_is_refused(tmp_path):
    square = some_square()
    content = from_base64url(square)
    shorter = [base64url(content[:end]) for end in range(1, len(content))]
    texts = [*shorter, square + "=", square + "A", square[:-1] + "é", square.replace("-", "+")]
    found = verdicts(tmp_path, [f"{CODE}#{one}" for one in texts if one != square])
    assert {one["verdict"] for one in found} <= {"unsigned", "newer"}


@pytest.mark.parametrize(
    ("signed", "code"),
    [
        (some_square(key=Key(seed=2)), CODE),
        (some_square(), "7K3M9QX2TB5D5"),
    ],
    ids=["another key", "another code"],
)
def test_a_foreign_signature_is_refused(tmp_path, native, signed, code):
    assert one_verdict(tmp_path, f"{code}#{signed}", native=native) == "unsigned"


def test_a_key_that_the_file_does_not_know_is_called_newer(tmp_path):
    square = some_square(key=Key(number=2, seed=2))
    assert one_verdict(tmp_path, f"{CODE}#{square}") == "newer"


def test_a_retired_key_vouches_on_and_a_compromised_one_for_nothing(tmp_path):
    keys = (signing_key(compromised_at=LONG_AGO), signing_key(2, seed=2, retired_at=LONG_AGO))
    squares = [some_square(), some_square(key=Key(number=2, seed=2))]
    texts = [f"{CODE}#{one}" for one in squares]
    found = verdicts(tmp_path, texts, facts=offline_facts(keys=keys))
    assert [one["verdict"] for one in found] == ["distrusted", "valid"]


@pytest.mark.parametrize(
    ("day", "verdict"),
    [
        (date(2029, 11, 23), "valid"),
        (date(2029, 12, 23), "valid"),
        (date(2029, 12, 24), "expired"),
    ],
)
def test_the_days_of_grace_are_still_valid(tmp_path, day, verdict):
    assert one_verdict(tmp_path, f"{CODE}#{some_square()}", today=day) == verdict


@pytest.mark.parametrize("state", ["revoked", "superseded", "suspended"])
def test_what_was_decided_is_known_by_its_place(tmp_path, state):
    places = offline_facts().places | {state: {1: (0, 94_567, 131_071), 2: (5,)}}
    facts = offline_facts(places=places)
    squares = [some_square(), some_square(place=ListPlace(1, 94_568))]
    squares += [some_square(place=ListPlace(*at)) for at in ((1, 0), (1, 131_071), (2, 5))]
    squares += [some_square(place=ListPlace(*at)) for at in ((2, 94_567), (3, 5), (1, 1))]
    found = verdicts(tmp_path, [f"{CODE}#{one}" for one in squares], facts=facts)
    wanted = [state, "valid", state, state, state, "valid", "valid", "valid"]
    assert [one["verdict"] for one in found] == wanted


def test_the_final_decision_is_said_before_the_passing_one(tmp_path):
    places = {state: {1: (94_567,)} for state in ("revoked", "superseded", "suspended")}
    facts = offline_facts(places=places)
    assert one_verdict(tmp_path, f"{CODE}#{some_square()}", facts=facts) == "revoked"


# ------------------------------------------------------------------ names


def test_the_known_spellings_fold_as_in_python(tmp_path):
    found = asked(tmp_path, "folds", texts=NAMES, folding=folding())
    assert found == [fold(one) for one in NAMES]


@given(texts=st.lists(LETTERS, min_size=200, max_size=400))
@settings(max_examples=5, suppress_health_check=list(HealthCheck))
def test_any_text_folds_as_in_python(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("folds")
    found = asked(folder, "folds", texts=texts, folding=folding())
    assert found == [fold(one) for one in texts]


def test_every_assigned_letter_folds_as_in_python(tmp_path):
    letters = [chr(code) for code in range(0x110000)]
    known = [one for one in letters if unicodedata.category(one) not in ("Cn", "Cs", "Co")]
    found = asked(tmp_path, "folds", texts=known, folding=folding())
    other = [
        (one, ours, fold(one))
        for one, ours in zip(known, found, strict=True)
        if ours != fold(one)
    ]  # fmt: skip
    assert other == []


def test_a_name_is_compared_as_the_page_of_the_network_does(tmp_path, native):
    typed = [NAME.ar, f" {NAME.en.upper()} ", NAME.ckb, "نور", "Noor", "", "\u0640", *NAMES]
    found = asked(
        tmp_path, "names", text=f"{CODE}#{some_square(name=NAME)}", names=typed,
        known=known_to(offline_facts()), today=9000, native=native,
    )  # fmt: skip
    assert found == [matches(one, NAME) for one in typed]
    assert found.count(True) == 3


@pytest.mark.parametrize("one", NAMES[:8])
def test_a_name_of_one_line_is_found_by_its_spellings(tmp_path, one):
    name = PrintedName(ar=one)
    found = asked(
        tmp_path, "names", text=f"{CODE}#{some_square(name=name)}", names=NAMES,
        known=known_to(offline_facts()), today=9000,
    )  # fmt: skip
    assert found == [matches(each, name) for each in NAMES]


def test_a_mark_is_the_same_in_both(tmp_path, native):
    sent = {"name": "نور", "code": CODE, "rounds": 10, "native": native}
    assert bytes(asked(tmp_path, "mark", **sent)) == name_mark("نور", CODE)


# ------------------------------------------------------------------ the file


def test_the_file_is_small_and_always_the_same():
    content = page().content
    assert len(content) <= 150_000
    assert page().content == content


def test_the_policy_lets_only_this_script_and_style_run():
    made = page()
    content = made.content.decode()
    style = re.search(r"<style>(.*?)</style>", content, re.DOTALL)[1]
    assert f"script-src '{digest(script_of(content))}'" in made.policy
    assert f"style-src '{digest(style)}'" in made.policy
    assert "connect-src 'none'" in made.policy
    assert f'http-equiv="Content-Security-Policy" content="{made.policy}"' in content


def test_nothing_is_loaded_from_anywhere():
    content = page().content.decode()
    assert not IMPORT.search(script_of(content))
    assert set(re.findall(r'(?:src|href)="([^"]{0,5})', content)) == {"data:"}
    assert not re.search(r"url\(", content)
    assert not re.search(r"\son\w+=", content.partition("<script")[0])


def test_a_title_cannot_leave_its_place():
    title = Text("</script><script>x", "<!--", "<b>")
    facts = offline_facts(titles=(CertifiedTitle("c01", False, "1.0.0", title),))
    content = page(facts).content.decode()
    assert content.lower().count("<script") == 2
    assert "<b>" not in content
    assert content.count("<!--") == 1


def test_a_version_with_another_title_keeps_it():
    newest, older = TITLE, Text("أ", "ب", "c")
    titles = tuple(
        CertifiedTitle("c01", False, version, title)
        for version, title in (("1.2.0", newest), ("1.1.0", newest), ("1.0.0", older))
    )
    (known,) = known_to(offline_facts(titles=titles))["types"]
    assert known["title"]["en"] == newest.en
    assert {version: title["en"] for version, title in known["earlier"].items()} == {"1.0.0": "c"}


def test_gaps_are_short():
    assert gaps([]) == ""
    assert from_base64url(gaps([0, 1, 130])) == b"\x00\x00\x80\x01"


def test_the_libraries_are_as_they_were_published():
    folder = FOLDER / "vendor"
    sums = dict(
        reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines()
    )
    found = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.glob("*/*")
    }
    assert found == sums


def test_the_licence_travels_with_the_file():
    assert "Permission is hereby granted, free of charge" in page().content.decode()


@pytest.mark.parametrize(
    "line", ['import x from "./b.js";', "export * from './b.js';", "import './b.js';"]
)
def test_a_form_of_import_that_is_not_known_is_refused(tmp_path, line):
    (tmp_path / "a.js").write_text(line)
    with pytest.raises(ValueError, match=r"a\.js"):
        bundle(tmp_path, "a.js")


def test_a_package_is_not_imported(tmp_path):
    (tmp_path / "a.js").write_text("import {x} from 'other';")
    with pytest.raises(ValueError, match="other"):
        bundle(tmp_path, "a.js")


def test_the_bundle_is_a_script_without_fault(tmp_path):
    (tmp_path / "page.mjs").write_text(bundle(FOLDER, "page.js"), encoding="utf-8")
    assert subprocess.run(["node", "--check", tmp_path / "page.mjs"], check=False).returncode == 0
