"""What the badge of a certificate says in three languages. Awaits a native reviewer."""

from __future__ import annotations

from lms.certification.documents.words import SPECIMEN, printed_hours, printed_version
from lms.certification.rules import CourseFacts
from lms.core.text import Text


def badge_title(course: CourseFacts, *, is_specimen: bool) -> Text:
    """The title; that of a demonstration says so first."""
    if not is_specimen:
        return course.title
    return Text(*(f"{SPECIMEN.in_(one)}: {course.title.in_(one)}" for one in ("ar", "ckb", "en")))


def badge_criteria(course: CourseFacts) -> Text:
    """What was met, in which version, and its hours."""
    hours, version = printed_hours(course.hours), printed_version(course.version)
    return Text(
        f"استيفاء جميع متطلبات الدورة. {version.ar}، {hours.ar}.",
        f"هەموو پێداویستییەکانی خولەکە جێبەجێ کراون. {version.ckb}، {hours.ckb}.",
        f"Every requirement of the course was met. {version.en}, {hours.en}.",
    )
