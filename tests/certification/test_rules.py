from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from lms.certification.rules import (
    CertificateEventFact,
    CourseFacts,
    Earlier,
    PrintedName,
    Terms,
    days_left,
    is_code,
    is_new_ground,
    last_valid_day,
    matches,
    printed_code,
    public_reason,
    renewed_until,
    standing,
    typed_code,
)
from lms.core.ids import new_checked_code
from tests.certification.paper import COURSE, NAME

UNTIL = date(2027, 3, 1)
START = datetime(2026, 1, 1, tzinfo=UTC)


def happened(*kinds):
    return [
        CertificateEventFact(
            id=UUID(int=place),
            event=kind,
            reason="under_review",
            occurred_at=START + timedelta(days=place),
        )
        for place, kind in enumerate(kinds)
    ]


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2026, 11, 30), "valid"),
        (date(2026, 12, 1), "valid"),
        (date(2026, 12, 2), "expiring"),
        (date(2027, 3, 1), "expiring"),
        (date(2027, 3, 2), "expired"),
    ],
)
def test_the_calendar_decides_while_nothing_happened(on, state):
    assert standing(UNTIL, [], on).state == state


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        (["suspended"], "suspended"),
        (["suspended", "restored"], "valid"),
        (["suspended", "restored", "suspended"], "suspended"),
        (["suspended", "superseded"], "superseded"),
        (["superseded", "suspended"], "superseded"),
        (["revoked", "superseded", "suspended"], "revoked"),
        (["revoked", "restored"], "revoked"),
    ],
)
def test_the_gravest_event_decides(kinds, state):
    assert standing(UNTIL, happened(*kinds), date(2026, 6, 1)).state == state


def test_a_suspended_certificate_stays_so_after_its_time():
    assert standing(UNTIL, happened("suspended"), date(2030, 1, 1)).state == "suspended"


def test_events_count_in_the_order_they_happened_not_arrived():
    restored, suspended = reversed(happened("suspended", "restored"))
    assert standing(UNTIL, [restored, suspended], date(2026, 6, 1)).state == "valid"


def test_a_certificate_without_an_end_never_expires():
    assert standing(None, [], date(2100, 1, 1)).state == "valid"


@pytest.mark.parametrize(
    ("completed", "months", "last"),
    [
        (date(2026, 3, 3), 36, date(2029, 3, 2)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2026, 12, 31), 2, date(2027, 2, 27)),
        (date(2026, 1, 1), 24, date(2027, 12, 31)),
        (date(2026, 1, 1), 0, None),
    ],
)
def test_validity_ends_the_day_before_the_anniversary(completed, months, last):
    assert last_valid_day(completed, months) == last


def test_today_counts_among_the_days_left():
    assert days_left(date(2027, 1, 5), date(2027, 1, 5)) == 1


@pytest.mark.parametrize(
    "typed",
    [
        "7K3M9QX2TB5D4",
        "7k3m-9qx2-tb5d-4",
        " 7K3M 9QX2 TB5D 4 ",
        "٧K٣M-٩QX٢-TB٥D-٤",
        "۷K۳M۹QX۲TB۵D۴",
        "\u20667K3M\u20139QX2-TB5D-4\u2069",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert typed_code(typed) == "7K3M9QX2TB5D4"


def test_look_alike_letters_are_the_digits_meant():
    assert typed_code("OIL") == "011"


@pytest.mark.parametrize("_", range(20))
def test_every_new_code_is_well_formed_and_no_neighbour_of_it(_):
    code = new_checked_code(13)
    other = "2" if code[3] != "2" else "3"
    assert is_code(code)
    assert not is_code(code[:3] + other + code[4:])
    assert not is_code(code[:-1])
    assert not is_code("U" + code[1:])


def test_a_code_is_printed_in_groups():
    assert printed_code("7K3M9QX2TB5D4") == "7K3M-9QX2-TB5D-4"


@pytest.mark.parametrize(
    "typed",
    [
        "نور عبد الكريم حسن",
        " نور  عبد الكريم  حسن ",
        "نُور عبد الكَريم حسن",
        "نوور عەبدولکەریم حەسەن",
        "NOOR abdul-kareem hasan",
    ],
)
def test_a_name_matches_in_each_script_with_spelling_folded(typed):
    assert matches(typed, NAME)


@pytest.mark.parametrize("typed", ["نور", "نور عبد الكريم", "Noor", "", " ", "نور عبد الكريم حسين"])
def test_a_part_of_a_name_or_another_is_no_match(typed):
    assert not matches(typed, NAME)


def test_nothing_typed_matches_a_script_without_a_name():
    assert not matches("\u200c", PrintedName(ar="علي حسن كريم"))


def test_the_line_of_a_missing_script_is_the_arabic_one():
    assert PrintedName(ar="علي").in_("ckb") == "علي"
    assert PrintedName(ar="علي").lines("ckb") == (("ar", "علي"),)


def test_the_same_line_is_printed_once():
    assert PrintedName(ar="ئازاد", ckb="ئازاد").lines("ar") == (("ar", "ئازاد"),)


def test_what_is_kept_of_a_course_comes_back_equal():
    assert CourseFacts.from_json(COURSE.to_json()) == COURSE
    assert PrintedName.from_json(NAME.to_json()) == NAME


@pytest.mark.parametrize("reason", ["misconduct_finding", "fraud"])
def test_a_finding_about_a_person_is_not_public(reason):
    assert public_reason(reason) == "decision"


COMPLETED = datetime(2026, 3, 1, tzinfo=UTC)
REVOKED = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reason", "completed_at", "is_ground"),
    [
        ("completion_voided", COMPLETED, False),
        ("completion_voided", COMPLETED + timedelta(days=1), True),
        ("fraud", COMPLETED + timedelta(days=1), False),
        ("fraud", REVOKED, False),
        ("fraud", REVOKED + timedelta(seconds=1), True),
        ("identity_error", REVOKED + timedelta(seconds=1), True),
    ],
)
def test_after_a_revocation_only_another_completion_is_a_ground(reason, completed_at, is_ground):
    found = is_new_ground(
        reason, revoked_at=REVOKED, earlier_completed_at=COMPLETED, completed_at=completed_at
    )
    assert found is is_ground


@pytest.mark.parametrize(
    ("source", "completed_on", "until"),
    [
        ("completion", date(2026, 12, 1), date(2027, 11, 30)),
        ("expiry", date(2026, 12, 1), date(2027, 12, 31)),
        ("expiry", date(2027, 1, 10), date(2027, 12, 31)),
        ("expiry", date(2027, 1, 11), date(2028, 1, 10)),
        ("fixed", date(2026, 12, 1), date(2027, 12, 31)),
        ("fixed", date(2028, 1, 1), date(2028, 12, 31)),
        ("fixed", date(2028, 12, 31), date(2029, 12, 31)),
    ],
)
def test_where_a_renewal_counts_from(source, completed_on, until):
    earlier = Earlier(date(2026, 12, 31), Terms(grace_days=10, recert_date_from=source))
    assert renewed_until(earlier, completed_on, 12) == until


def test_a_first_certificate_counts_from_its_completion():
    assert renewed_until(None, date(2026, 3, 3), 12) == date(2027, 3, 2)
    assert renewed_until(None, date(2026, 3, 3), 0) is None
