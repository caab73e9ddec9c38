from __future__ import annotations

import pytest

from lms.accounts.documents import Strip, StripWords, slips_sheet

WORDS = StripWords(
    title="بطاقة الدخول", login_code="رمز الدخول", setup_code="رمز الإعداد",
    valid_until="صالح حتى", how="افتح العنوان واكتب الرمزين.", address="https://lms.example/slip",
)  # fmt: skip


def strips(count):
    return [
        Strip(str(number), "A1B2C3D4", "0123456789ABCDEF", "8 December 2026")
        for number in range(count)
    ]


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (12, 1), (13, 2), (40, 4)])
def test_twelve_strips_stand_on_a_page(count, pages):
    assert slips_sheet(strips(count), WORDS, "ar").count(b"/Type /Page\n") == pages


def test_equal_strips_give_equal_bytes():
    assert slips_sheet(strips(3), WORDS, "ckb") == slips_sheet(strips(3), WORDS, "ckb")
