from __future__ import annotations

import json

import pytest

from lms.authoring.cli import COURSES, cli
from tests.catalog.sample import COURSE, write_courses, write_fair_courses


@pytest.fixture
def flask_courses(app, session):
    runner = app.test_cli_runner()
    return lambda *arguments: runner.invoke(cli, [str(each) for each in arguments])


def break_unit(tmp_path):
    path = write_courses(tmp_path) / "u01-first" / "unit.yaml"
    path.write_text(path.read_text("utf-8").replace("verb: understand", "verb: know"), "utf-8")


def test_validate_lists_notes_and_exits_0(flask_courses, tmp_path):
    write_fair_courses(tmp_path)

    got = flask_courses("validate", tmp_path)

    assert got.exit_code == 0
    assert got.output.count("note: ") == 5
    assert got.output.endswith("No problems, 5 notes.\n")


def test_validate_prints_every_problem_and_exits_1(flask_courses, tmp_path):
    break_unit(tmp_path)
    (tmp_path / "hotlines.yaml").write_text("- key: x\n", "utf-8")

    got = flask_courses("validate", tmp_path)

    assert got.exit_code == 1
    assert f"{COURSE}/u01-first/unit.yaml:4: objectives.0.verb: “know”" in got.output
    assert "hotlines.yaml:1: 0.number: is missing; write it" in got.output


def test_validate_checks_one_package(flask_courses, tmp_path):
    write_fair_courses(tmp_path)

    assert flask_courses("validate", "--quiet", tmp_path / COURSE).output == (
        "No problems, 5 notes.\n"
    )


def test_the_courses_of_this_repository_are_valid(flask_courses):
    got = flask_courses("validate", "--quiet", COURSES)

    assert got.exit_code == 0, got.output


def test_publish_can_run_twice_and_list_shows_it(flask_courses, tmp_path):
    write_courses(tmp_path)

    first, again = flask_courses("publish", tmp_path), flask_courses("publish", tmp_path)
    listed = flask_courses("list")

    assert first.output == (
        f"Published {COURSE} 1.0.0, with 5 notes.\nPublished the pathway foundation 1.0.0.\n"
    )
    assert again.output == f"Already published: {COURSE} 1.0.0, with 5 notes.\n"
    assert f"{COURSE} 1.0.0 published 20" in listed.output


def test_publish_says_when_a_version_is_taken_and_exits_1(flask_courses, tmp_path):
    write_courses(tmp_path)
    flask_courses("publish", tmp_path)
    lesson = tmp_path / COURSE / "u01-first" / "lesson.en.md"
    lesson.write_text(lesson.read_text("utf-8").replace("Text.", "More.", 1), "utf-8")

    got = flask_courses("publish", tmp_path / COURSE)

    assert got.exit_code == 1
    assert got.output == (
        f"{COURSE} 1.0.0 is published with other content: raise `version` in course.yaml.\n"
    )


def test_publish_refuses_a_package_with_problems(flask_courses, tmp_path):
    break_unit(tmp_path)

    got = flask_courses("publish", tmp_path)

    assert got.exit_code == 1
    assert "“know” is not known" in got.output
    assert COURSE not in flask_courses("list").output


def test_export_and_import_carry_a_package(flask_courses, tmp_path):
    write_courses(tmp_path / "a")
    write_courses(tmp_path / "b").rename(tmp_path / "elsewhere")

    out = flask_courses("export", tmp_path / "a" / COURSE, tmp_path / "p.zip")
    back = flask_courses("import", tmp_path / "p.zip", "--into", tmp_path / "b")

    assert (out.exit_code, back.exit_code) == (0, 0)
    assert back.output == f"Imported {COURSE}.\n"
    assert (tmp_path / "b" / COURSE / "course.yaml").exists()


def test_import_says_why_it_refuses(flask_courses, tmp_path):
    write_courses(tmp_path)
    (tmp_path / "p.zip").write_text("no zip")

    got = flask_courses("import", tmp_path / "p.zip", "--into", tmp_path)

    assert got.exit_code == 1
    assert "not a readable zip" in got.output


def test_schema_is_json_for_every_file(flask_courses):
    schema = json.loads(flask_courses("schema").output)

    assert schema["unit.yaml"]["additionalProperties"] is False
    assert len(schema) == 9
