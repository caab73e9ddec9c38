"""Checklists of any shape, and a trainer who signs them."""

from __future__ import annotations

from datetime import timedelta

from lms.catalog.queries import latest_version, published_course
from lms.catalog.rules import Practical, PracticalLine
from lms.core.text import Text
from lms.practice.operations import sign_off
from tests import factories

START = factories.NOON
TEXT = Text(ar="نص", ckb="دەق", en="Text")


def after(minutes):
    return START + timedelta(minutes=minutes)


def make_practical(*, critical=2, others=5, assessors=1):
    """A checklist with lines `c1…` (critical) and `o1…`."""
    keys = [(f"c{n}", True) for n in range(1, critical + 1)]
    keys += [(f"o{n}", False) for n in range(1, others + 1)]
    lines = tuple(PracticalLine(key, TEXT, is_critical) for key, is_critical in keys)
    return Practical(TEXT, TEXT, TEXT, assessors, lines, ())


def lines_of(practical, *, missed=()):
    """Every line seen but those missed."""
    return {line.key: line.key not in missed for line in practical.lines}


def practical_activity(session, unit_key="u01"):
    """The practical of a unit of the published C01."""
    course = published_course(session, latest_version(session, factories.COURSE))
    return course.unit(unit_key).activity_of_kind("practical")


def a_critical_line(activity):
    return next(line.key for line in activity.practical.lines if line.is_critical)


def observe(session, viewer, enrolment_id, activity, *, missed=(), at=START, remark=""):
    """Sign what was seen: every line but those missed."""
    done = sign_off(
        session,
        viewer=viewer,
        enrolment_id=enrolment_id,
        activity=activity,
        lines=lines_of(activity.practical, missed=missed),
        remark=remark,
        at=at,
    )
    session.commit()
    return done
