from __future__ import annotations

import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.certification.rules import ListPlace, NotGenuine, PrintedName, matches
from lms.certification.rules.compact import (
    DOMAIN,
    MARK_BYTES,
    ROUNDS,
    CompactFacts,
    _Current,
    name_mark,
    name_marks,
    opened,
    packed,
    square,
)
from lms.certification.rules.multibase import base64url, from_base64url
from lms.core.text import fold
from tests.certification.badges import Key
from tests.certification.squares import CODE, FACTS, NAME, some_square, square_facts

KEYS = {1: Key().public}
NUMBERS = st.integers(0, 2**21 - 1)
KINDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-.", min_size=1, max_size=80)
ANY_FACTS = st.builds(
    CompactFacts,
    certificate_type=KINDS,
    version=KINDS,
    hours=NUMBERS,
    issued_month=st.dates(date(2000, 1, 1), date(2199, 1, 1)).map(lambda day: day.replace(day=1)),
    valid_until=st.dates(date(2000, 1, 1), date(2199, 1, 1)),
    grace_days=NUMBERS,
    place=st.builds(ListPlace, NUMBERS, NUMBERS),
    marks=st.sets(st.binary(min_size=MARK_BYTES, max_size=MARK_BYTES), max_size=3).map(
        lambda marks: tuple(sorted(marks))
    ),
    is_specimen=st.booleans(),
    is_pathway=st.booleans(),
)


def is_genuine(signed, code=CODE, keys=KEYS):
    try:
        opened(signed, code, keys)
    except NotGenuine:
        return False
    return True


@given(facts=ANY_FACTS)
def test_what_was_signed_is_what_is_read(facts):
    assert opened(square(facts, CODE, Key()), CODE, KEYS) == facts


def test_a_certificate_without_an_end_has_none_in_its_square():
    facts = square_facts(valid_until=None, grace_days=0)
    assert opened(square(facts, CODE, Key()), CODE, KEYS) == facts


def test_every_altered_byte_is_refused():
    content = from_base64url(some_square())
    standing = [
        (place, bit)
        for place in range(len(content))
        for bit in range(8)
        if is_genuine(
            base64url(
                content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]
            )
        )
    ]  # fmt: skip
    assert standing == []


def test_every_altered_letter_is_refused():
    signed = some_square()
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_="
    standing = [
        (place, letter)
        for place in range(len(signed))
        for letter in letters
        if letter != signed[place]
        and is_genuine(signed[:place] + letter + signed[place + 1 :])
    ]  # fmt: skip
    assert standing == []


def test_every_shorter_square_is_refused():
    content = from_base64url(some_square())
    assert not any(is_genuine(base64url(content[:end])) for end in range(len(content)))
    assert not any(is_genuine(base64url(content[start:])) for start in range(1, len(content)))


@pytest.mark.parametrize("more", ["A", "AA", "AAAA", "=", "\n"])
def test_a_longer_square_is_refused(more):
    assert not is_genuine(some_square() + more)


def test_a_square_is_of_one_code():
    assert is_genuine(some_square())
    assert not is_genuine(some_square(), "7K3M9QX2TB5D5")


def test_another_key_of_the_same_number_is_refused():
    assert not is_genuine(some_square(key=Key(seed=2)))


def test_an_unknown_or_distrusted_key_is_refused():
    assert not is_genuine(some_square(key=Key(number=2)))
    assert not is_genuine(some_square(), keys={})


def test_the_number_of_another_key_does_not_help():
    body = packed(FACTS, 2)
    signed = base64url(body + Key().private.sign(DOMAIN + CODE.encode() + body))
    assert not is_genuine(signed, keys={1: Key().public, 2: Key(2, seed=2).public})


def test_a_signature_without_the_prefix_is_refused():
    body = packed(FACTS, 1)
    assert not is_genuine(base64url(body + Key().private.sign(CODE.encode() + body)))


@pytest.mark.parametrize("changed", [{"version": 2}, {"flags": 8}])
def test_another_layout_is_refused_though_signed(changed):
    body = bytearray(packed(FACTS, 1))
    body[0] = changed.get("version", body[0])
    body[1] |= changed.get("flags", 0)
    signed = base64url(bytes(body) + Key().private.sign(DOMAIN + CODE.encode() + body))
    assert not is_genuine(signed)


def test_too_many_marks_are_not_signed():
    marks = tuple(bytes([one]) * MARK_BYTES for one in range(4))
    with pytest.raises(ValueError, match="three marks"):
        some_square(marks=marks)


def test_marks_out_of_their_order_are_not_signed():
    with pytest.raises(ValueError, match="order"):
        some_square(marks=(b"\2" * MARK_BYTES, b"\1" * MARK_BYTES))


# ------------------------------------------------------------------ names


def test_the_order_of_marks_is_that_of_their_bytes():
    marks = name_marks(NAME, CODE)
    assert len(marks) == 3
    assert list(marks) == sorted(marks)
    assert set(marks) == {name_mark(fold(line), CODE) for line in (NAME.ar, NAME.ckb, NAME.en)}


def test_lines_that_fold_to_one_have_one_mark():
    assert len(name_marks(PrintedName(ar="علي كريم", ckb="علی کریم"), CODE)) == 1


def test_a_name_of_no_letters_has_no_mark():
    assert name_marks(PrintedName(ar="\u0640"), CODE) == ()


@pytest.mark.parametrize(
    "typed", [NAME.ar, "  نور  عبد الكريم حسن", NAME.en.upper(), NAME.ckb, "نور", "Noor", ""]
)
def test_a_mark_answers_as_the_page_does(typed):
    has_mark = bool(fold(typed)) and name_mark(fold(typed), CODE) in name_marks(NAME, CODE)
    assert has_mark == matches(typed, NAME)


def test_the_mark_of_a_name_is_another_on_another_paper():
    assert not set(name_marks(NAME, CODE)) & set(name_marks(NAME, "7K3M9QX2TB5D5"))


def test_the_shipped_mark_costs_600000_rounds(monkeypatch):
    monkeypatch.setattr(_Current, "rounds", ROUNDS)
    wanted = hashlib.pbkdf2_hmac("sha256", "نور".encode(), CODE.encode(), 600_000, dklen=16)
    assert name_mark("نور", CODE) == wanted


def test_nothing_of_a_name_is_in_a_square():
    content = from_base64url(some_square(name=NAME))
    for line in (NAME.ar, NAME.ckb, NAME.en):
        for part in (*line.split(), *(word[:1] * 2 for word in line.split()), fold(line)):
            for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                assert part.encode(encoding) not in content
