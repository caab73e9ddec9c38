from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from lms.catalog import operations, queries
from lms.catalog.package import read_package, read_shared
from lms.catalog.queries import Cache
from lms.catalog.rules import AllOf, AnyOf, Cooldown, NOf, Requirement, requirements_of
from lms.core.errors import NotFound
from tests.catalog.sample import write_courses

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def course(session, tmp_path):
    package = read_package(write_courses(tmp_path), read_shared(tmp_path))
    done = operations.publish(session, package, at=AT, approved_by="package")
    return queries.published_course(session, done.course_version_id)


def test_a_published_course_says_its_requirements_in_order(course):
    assert course.requirement_keys() == (
        "u01/lesson/viewed",
        "u01/quiz/passed",
        "u01/scenario/passed",
        "u01/practical/signed_off",
        "u02/lesson/viewed",
        "u02/quiz/passed",
        "course/test/passed",
    )


def test_completion_rules_are_trees_of_requirement_keys(course):
    lesson, quiz = Requirement("u01/lesson/viewed"), Requirement("u01/quiz/passed")
    either = AnyOf((Requirement("u01/scenario/passed"), Requirement("u01/practical/signed_off")))

    assert course.unit("u01").completion == AllOf((lesson, quiz, either))
    assert course.unit("u02").completion == NOf(1, (Requirement("u02/lesson/viewed"),))
    assert requirements_of(course.unit("u02").completion) == ("u02/lesson/viewed",)


def test_quiz_settings_are_typed(course):
    quiz = course.activity("u01", "quiz").quiz
    test = course.activity("course", "test").quiz

    assert (quiz.draw, quiz.pass_percent, quiz.max_attempts, quiz.time_limit_minutes) == (
        2,
        70,
        0,
        None,
    )
    assert (test.cooldowns, test.time_limit_minutes) == ((Cooldown(2, 1440),), 60)


@pytest.mark.parametrize(("attempts", "minutes"), [(0, 0), (1, 0), (2, 1440), (3, 1440)])
def test_the_last_cooldown_holds_for_all_later_attempts(course, attempts, minutes):
    assert course.test.quiz.cooldown_minutes_after(attempts) == minutes


def test_scenario_practical_and_facts_are_values(course):
    unit = course.unit("u01")
    scenario, practical = unit.activity("scenario").scenario, unit.activity("practical").practical

    assert scenario.node("n1").choice("b").is_critical_error
    assert scenario.node("lost").ending == "lost"
    assert [line.is_critical for line in practical.lines] == [False, True]
    assert (unit.facts[0].verification, unit.facts[0].citations[0].article) == ("to_verify", "1")
    assert unit.draft_languages == ("ckb", "en")


def test_only_cited_sources_are_in_the_course(course):
    assert [source.key for source in course.sources] == ["law-1", "law-2"]
    assert course.source("law-2").title.en == "Text other law"


def test_an_unknown_activity_is_not_found(course):
    with pytest.raises(NotFound):
        course.activity("u02", "scenario")
    with pytest.raises(NotFound):
        course.activity("u09", "quiz")


def test_a_lesson_comes_as_safe_html_with_its_headings(session, course):
    lesson = queries.lesson_html(session, course.course_version_id, "u01", "lesson", "ckb")

    assert lesson.headings == (("first", "یەکەم"), ("second", "دووەم"))
    assert '<div class="callout" data-kind="must">' in lesson.html


def test_what_was_never_published_is_not_found(session, course):
    with pytest.raises(NotFound):
        queries.published_course(session, uuid4())
    with pytest.raises(NotFound):
        queries.lesson_html(session, course.course_version_id, "u01", "quiz", "ar")


def test_a_course_is_read_once_a_process(session, course):
    assert queries.published_course(session, course.course_version_id) is course


def test_the_cache_forgets_what_was_used_longest_ago():
    cache = Cache(2)
    for key in ("a", "b", "a", "c"):
        cache.get(key, lambda key=key: f"value of {key}")

    assert list(cache.values) == ["a", "c"]


def test_the_cache_makes_what_is_missing_in_one_call_and_keeps_the_order_asked():
    cache, asked = Cache(3), []

    def make(missing):
        asked.append(missing)
        return {key: f"value of {key}" for key in missing}

    cache.get_all(["b"], make)
    got = cache.get_all(["a", "b", "c", "a"], make)

    assert got == ["value of a", "value of b", "value of c", "value of a"]
    assert asked == [["b"], ["a", "c"]]


def test_the_cache_answers_more_than_it_may_keep():
    cache = Cache(2)
    assert cache.get_all(["a", "b", "c"], lambda missing: {key: key for key in missing}) == [
        "a", "b", "c",
    ]  # fmt: skip
    assert list(cache.values) == ["b", "c"]
