from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from lms.catalog import operations, queries
from lms.catalog.models import Activity, CourseVersion, LessonText, Unit
from lms.catalog.package import read_package, read_shared
from lms.core.errors import NotFound
from tests.catalog.sample import COURSE, write_courses

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def package(tmp_path):
    return read_package(write_courses(tmp_path), read_shared(tmp_path))


def publish(session, package):
    return operations.publish(session, package, at=AT, approved_by="package")


def test_publishing_stores_units_activities_and_lessons(session, package):
    version_id = publish(session, package).course_version_id

    units = select(Unit.key).where(Unit.course_version_id == version_id).order_by(Unit.position)
    assert session.scalars(units).all() == ["u01", "u02"]
    addresses = select(Activity.unit_key, Activity.key).where(
        Activity.course_version_id == version_id
    )
    assert set(map(tuple, session.execute(addresses))) == {
        ("u01", "lesson"), ("u01", "quiz"), ("u01", "scenario"), ("u01", "practical"),
        ("u02", "lesson"), ("u02", "quiz"), ("course", "test"),
    }  # fmt: skip
    lessons = select(func.count()).select_from(LessonText).join(Activity)
    assert session.scalar(lessons.where(Activity.course_version_id == version_id)) == 6


def test_the_row_keeps_hash_approver_and_instant(session, package):
    version_id = publish(session, package).course_version_id

    row = session.get(CourseVersion, version_id)
    assert (row.course_key, row.version, row.content_hash) == (
        COURSE,
        "1.0.0",
        package.content_hash,
    )
    assert (row.approved_by, row.published_at, row.publication_state) == (
        "package",
        AT,
        "published",
    )


def test_publishing_the_same_content_again_does_nothing(session, package):
    first = publish(session, package)

    again = publish(session, package)

    assert (first.is_new, again.is_new) == (True, False)
    assert again.course_version_id == first.course_version_id
    kept = select(func.count()).where(Activity.course_version_id == first.course_version_id)
    assert session.scalar(kept) == 7


def test_other_content_under_the_same_version_is_refused(session, package, tmp_path):
    publish(session, package)
    unit = package.folder / "u02-second" / "unit.yaml"
    unit.write_text(unit.read_text("utf-8").replace("Text unit", "Text changed"), "utf-8")
    changed = read_package(package.folder, read_shared(tmp_path))

    with pytest.raises(operations.VersionTaken, match=r"raise `version` in course\.yaml"):
        publish(session, changed)


def test_the_highest_version_is_the_latest(session, package, tmp_path):
    publish(session, package)
    for version in ("1.10.0", "1.9.0"):
        write_courses(tmp_path, version=version)
        publish(session, read_package(package.folder, read_shared(tmp_path)))

    latest = queries.latest_version(session, COURSE)

    assert queries.published_course(session, latest).version == "1.10.0"
    courses = {course.course_key: course for course in queries.published_courses(session)}
    assert courses[COURSE].version == "1.10.0"
    mine = [row.version for row in queries.publications(session) if row.course_key == COURSE]
    assert mine == ["1.10.0", "1.9.0", "1.0.0"]


def test_a_withdrawn_version_is_not_the_latest_but_stays_readable(session, package):
    version_id = publish(session, package).course_version_id
    session.get(CourseVersion, version_id).publication_state = "withdrawn"
    session.flush()

    with pytest.raises(NotFound):
        queries.latest_version(session, COURSE)
    assert COURSE not in {each.course_key for each in queries.published_courses(session)}
    assert queries.published_course(session, version_id).version == "1.0.0"


def test_hotlines_follow_their_file(session, package, tmp_path):
    numbers = read_shared(tmp_path).hotlines
    assert operations.replace_hotlines(session, numbers, at=AT) == 1
    assert operations.replace_hotlines(session, numbers, at=AT) == 0
    path = tmp_path / "hotlines.yaml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace('"911"', '"115"').replace("last_verified: null", "last_verified: 2026-11-01"),
        "utf-8",
    )

    changed = operations.replace_hotlines(session, read_shared(tmp_path).hotlines, at=AT)

    (number,) = queries.hotlines(session)
    assert (changed, number.number, str(number.last_verified)) == (1, "115", "2026-11-01")
    assert operations.replace_hotlines(session, (), at=AT) == 1
    assert queries.hotlines(session) == ()
