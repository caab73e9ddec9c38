from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from lms.authoring import operations
from lms.catalog import queries
from lms.catalog.models import CourseVersion
from lms.catalog.package import PackageProblems, read_package, read_shared
from tests.catalog.sample import COURSE, write_courses

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    return write_courses(tmp_path)


def test_publishing_a_package_makes_the_course_and_tells_the_notes(session, folder):
    done = operations.publish_package(session, folder, at=AT)

    course = queries.published_course(session, done.course_version_id)
    assert (done.course_key, done.version, done.is_new) == (COURSE, "1.0.0", True)
    assert [unit.key for unit in course.units] == ["u01", "u02"]
    assert len(done.notes) == 5


def test_publishing_a_package_twice_changes_nothing(session, folder):
    first = operations.publish_package(session, folder, at=AT)

    again = operations.publish_package(session, folder, at=AT)

    assert (again.course_version_id, again.is_new) == (first.course_version_id, False)


def test_a_package_with_problems_leaves_nothing(session, folder):
    (folder / "u02-second" / "lesson.en.md").unlink()

    with pytest.raises(PackageProblems):
        operations.publish_package(session, folder, at=AT)

    kept = select(func.count()).where(CourseVersion.course_key == folder.name)
    assert session.scalar(kept) == 0


def test_each_quiz_may_draw_what_its_questions_are_for(session, folder, tmp_path):
    done = operations.publish_package(session, folder, at=AT)
    course = queries.published_course(session, done.course_version_id)

    pins = operations.pins_of(course, read_package(folder, read_shared(tmp_path)))

    own = [f"test-q{number:02}" for number in range(1, 16)]
    assert sorted(pins["course/test"]) == sorted([*own, "u01-q02", "u02-q01"])
    assert pins["u01/quiz"] == tuple(f"u01-q{number:02}" for number in range(1, 8))
    assert pins["u02/quiz"] == ("u02-q01",)


def test_the_bank_gets_each_question_as_it_is_written(folder, tmp_path):
    package = read_package(folder, read_shared(tmp_path))

    questions = {question.key: question for question in operations.bank_questions(package)}

    order, first = questions["u01-q05"], questions["test-q01"]
    assert len(questions) == 23
    assert (order.type, order.unit_key, order.objective, order.use) == (
        "ordering",
        "u01",
        "lo1",
        "unit",
    )
    assert order.body["items"][0] == {
        "key": "s1",
        "text": {"ar": "نص s1", "ckb": "دەق s1", "en": "Text s1"},
    }
    assert (first.unit_key, first.objective, first.is_absolute) == ("u01", "u01/lo1", True)
    assert "correct" not in first.body["options"][1]


def test_the_bank_gets_typed_answers_as_they_are_written(folder, tmp_path):
    package = read_package(folder, read_shared(tmp_path))

    questions = {question.key: question for question in operations.bank_questions(package)}

    short, number = questions["u01-q06"], questions["u01-q07"]
    assert (short.type, short.body["fold"], short.body["case"]) == ("short_answer", True, False)
    assert short.body["answers"][0] == {
        "key": "a1",
        "text": {"ar": "مخفر*", "ckb": "بنکەی پۆلیس*", "en": "police station*"},
    }
    assert (number.type, "fold" in number.body) == ("numeric", False)
    assert number.body["answers"][0] == {"key": "a1", "value": "12.5", "tolerance": "0.1"}
