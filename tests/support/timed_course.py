"""A published course whose first quiz has a time limit and other settings of a test's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lms.authoring.operations import publish_package
from lms.cohorts import operations as cohorts
from tests import factories
from tests.catalog.sample import COURSE, write_courses

PLAIN = "max_attempts: 0, cooldowns: [{after_attempt: 3, minutes: 60}]}"


def write_timed_courses(folder: Path, settings: str, *, attempts: int = 2) -> Path:
    """The sample, the quiz of unit 1 with these settings in YAML and so many attempts."""
    package = write_courses(folder)
    unit = package / "u01-first" / "unit.yaml"
    text = unit.read_text(encoding="utf-8")
    assert PLAIN in text
    unit.write_text(
        text.replace(PLAIN, f"max_attempts: {attempts}, {settings}}}"), encoding="utf-8"
    )
    return package


def timed_cohort(session, folder, settings, *, attempts=2):
    """A cohort on that course."""
    package = write_timed_courses(folder, settings, attempts=attempts)
    publish_package(session, package, at=factories.LONG_AGO)
    cohort_id = cohorts.make_cohort(
        session, title="Timed", course_key=COURSE, academy_id=factories.make_academy(session),
        starts_on=date(2026, 1, 4), ends_on=None, at=factories.LONG_AGO,
    )  # fmt: skip
    session.commit()
    return cohort_id
