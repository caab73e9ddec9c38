"""Small published courses, made in memory for the rules."""

from __future__ import annotations

from uuid import UUID

from lms.catalog.rules import (
    AllOf,
    CertificateType,
    Hours,
    PublishedActivity,
    PublishedCourse,
    PublishedUnit,
    Requirement,
)
from lms.core.text import Text

TEXT = Text(ar="نص", ckb="دەق", en="Text")
KINDS = ("lesson", "quiz", "practical")


def make_activity(unit_key, key, kind):
    return PublishedActivity(unit_key, key, kind, TEXT, minutes=10)


def make_unit(position, kinds=KINDS):
    key = f"u{position:02}"
    activities = tuple(make_activity(key, kind, kind) for kind in kinds)
    return PublishedUnit(
        key=key,
        position=position,
        title=TEXT,
        objectives=(),
        facts=(),
        citations=(),
        content_notice=None,
        activities=activities,
        completion=AllOf(tuple(Requirement(each.requirement_key) for each in activities)),
        draft_languages=(),
    )


def make_course(units=2):
    return PublishedCourse(
        course_version_id=UUID(int=1),
        course_key="c90-sample",
        version="1.0.0",
        content_hash="",
        source_language="en",
        title=TEXT,
        summary=TEXT,
        aims=(),
        audience=TEXT,
        hours=Hours(1, 1),
        prerequisites=(),
        licence="",
        clauses=(),
        units=tuple(make_unit(position) for position in range(1, units + 1)),
        test=make_activity("course", "test", "quiz"),
        certificate=CertificateType("C90", TEXT, 12, ()),
        sources=(),
    )


def requirement_keys(course):
    """Everything the course asks for, the course test last."""
    parts = [each.requirement_key for unit in course.units for each in unit.activities]
    return [*parts, course.test.requirement_key]
