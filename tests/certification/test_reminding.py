"""Holders are told that a certificate ends: 90, 30 and 7 days before, by day, on no Friday."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from lms.certification.models import Certificate, CertificateReminder
from lms.certification.operations.reminding import note_seen, remind_of_ends
from lms.certification.queries.reminders import reminders_of
from lms.certification.rules.reminders import may_remind, reminder_due
from lms.core.errors import NotFound
from tests.certification.lives import make_life
from tests.certification.world import make_person, viewer_of

END = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("days_left", "expected"),
    [(365, None), (91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)],
)
def test_the_nearest_reminder_that_has_come_is_due(days_left, expected):
    assert reminder_due(END, END - timedelta(days_left)) == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 3, 5, 4, 0, tzinfo=UTC), True),  # Thursday, 7:00 in Baghdad
        (datetime(2026, 3, 5, 3, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 5, 17, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 5, 18, 0, tzinfo=UTC), False),  # 21:00
        (datetime(2026, 3, 6, 9, 0, tzinfo=UTC), False),  # Friday
        (datetime(2026, 3, 5, 21, 30, tzinfo=UTC), False),  # Friday already in Baghdad
    ],
)
def test_nobody_is_reminded_at_night_or_on_a_friday(at, expected):
    assert may_remind(at) == expected


def before_the_end(session, days):
    """Nine in the morning, so many days before the only certificate ends."""
    until = session.scalars(select(Certificate.valid_until)).one()
    day = until - timedelta(days)
    return datetime(day.year, day.month, day.day, 6, tzinfo=UTC)


def away_from_friday(at):
    return at - timedelta(days=1) if at.weekday() == 4 else at


@pytest.fixture
def life(session):
    made = make_life(session)
    made.certificate_id = made.claim().certificate_id
    session.commit()
    return made


def told(session, life, at):
    return reminders_of(session, viewer_of(session, life.holder.person_id), on=at.date())


def test_each_reminder_is_written_once_and_the_newest_is_shown(session, life):
    for days in (89, 29, 6):
        at = away_from_friday(before_the_end(session, days))
        assert remind_of_ends(session, at=at) == 1
        assert remind_of_ends(session, at=at) == 0
        assert len(told(session, life, at)) == 1
    days = session.scalars(select(CertificateReminder.days_before)).all()
    assert sorted(days) == [7, 30, 90]


def test_what_was_read_is_shown_no_more_until_the_next(session, life):
    at = away_from_friday(before_the_end(session, 80))
    remind_of_ends(session, at=at)
    (reminder,) = told(session, life, at)
    stranger = viewer_of(session, make_person(session))
    with pytest.raises(NotFound):
        note_seen(session, viewer=stranger, reminder_id=reminder.id, at=at)
    for _ in range(2):
        note_seen(session, viewer=life.holder, reminder_id=reminder.id, at=at)
    assert told(session, life, at) == []
    later = away_from_friday(before_the_end(session, 20))
    remind_of_ends(session, at=later)
    assert len(told(session, life, later)) == 1


def test_a_revoked_or_renewed_certificate_is_not_reminded_of(session, life):
    at = away_from_friday(before_the_end(session, 80))
    life.revoke(life.certificate_id)
    assert remind_of_ends(session, at=at) == 0


def test_at_night_nothing_is_written(session, life):
    at = before_the_end(session, 80).replace(hour=22)
    assert remind_of_ends(session, at=at) == 0
    assert session.scalars(select(CertificateReminder)).all() == []
