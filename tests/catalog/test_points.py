from __future__ import annotations

from uuid import UUID

import pytest

from lms.catalog.decoding import decode_course
from lms.catalog.package import read_package, read_shared
from tests.catalog.every_type import COUNT, POINTS, write_every_type_courses
from tests.catalog.sample import write_courses


def course_of(package):
    read = read_package(package, read_shared(package.parent))
    return decode_course(
        read.manifest, course_version_id=UUID(int=1), content_hash=read.content_hash
    )


def changed(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def quiz_points(package):
    return course_of(package).activity("u01", "quiz").quiz.points


def test_questions_of_one_point_each_make_as_many_points_as_are_drawn(tmp_path):
    course = course_of(write_courses(tmp_path))
    quizzes = (course.activity("u01", "quiz"), course.activity("u02", "quiz"), course.test)
    assert [each.quiz.points for each in quizzes] == [2, 1, 10]


@pytest.mark.parametrize(("draw", "points"), [(COUNT, POINTS), (COUNT - 1, None)])
def test_points_are_known_where_they_do_not_hang_on_the_draw(tmp_path, draw, points):
    package = write_every_type_courses(tmp_path)
    changed(package / "u01-first" / "unit.yaml", f"draw: {COUNT}", f"draw: {draw}")
    assert quiz_points(package) == points


def test_equal_marks_make_points_of_any_draw(tmp_path):
    package = write_courses(tmp_path)
    questions = package / "u01-first" / "questions.yaml"
    changed(questions, "  objective: lo1\n", "  objective: lo1\n  mark: 3\n")
    assert quiz_points(package) == 6
