"""Receipts, and what opens what: what the format takes, and what it says is wrong."""

from __future__ import annotations

import json

import pytest

from lms.catalog import operations, queries
from lms.catalog.package import check_package, check_shared, read_package, read_shared
from lms.catalog.rule_trees import Condition, Conditions, conditions_of
from tests import factories
from tests.catalog.sample import COURSE, amend, words, write_courses, write_ruled_courses

U1, U2 = "u01-first", "u02-second"
OTHER = "c91-planned"


def problems_of(root, package):
    _, problems = check_package(package, read_shared(root))
    return [str(problem) for problem in problems]


def published(session, package, root):
    done = operations.publish(
        session, read_package(package, read_shared(root)), at=factories.NOON, approved_by="package"
    )
    return queries.published_course(session, done.course_version_id)


def test_a_receipt_has_its_document_in_three_languages(session, tmp_path):
    course = published(session, write_ruled_courses(tmp_path), tmp_path)
    receipt = course.activity("u01", "orders")
    html = queries.lesson_html(session, course.course_version_id, "u01", "orders", "ckb").html
    assert (receipt.kind, receipt.requirement_key) == ("receipt", "u01/orders/received")
    assert "دەق" in html


def test_a_unit_may_have_several_receipts_each_with_its_key(session, tmp_path):
    package = write_ruled_courses(tmp_path)
    second = (
        f"  - {{key: ethics, type: receipt, minutes: 5, title: {words('ethics')}}}\ncompletion:"
    )
    amend(package / U1 / "unit.yaml", "completion:", second)
    assert any("u01-first/receipt-orders.ar.md is missing" in one
               for one in problems_of(tmp_path, package))  # fmt: skip
    for language in ("ar", "ckb", "en"):
        text = (package / U1 / f"receipt.{language}.md").read_text(encoding="utf-8")
        (package / U1 / f"receipt.{language}.md").unlink()
        for key in ("orders", "ethics"):
            (package / U1 / f"receipt-{key}.{language}.md").write_text(text, encoding="utf-8")
    course = published(session, package, tmp_path)
    assert [one.key for one in course.unit("u01").activities_of_kind("receipt")] == [
        "orders", "ethics",
    ]  # fmt: skip


def test_the_document_is_part_of_the_hash_and_of_the_drafts(tmp_path):
    package = write_ruled_courses(tmp_path)
    before = read_package(package, read_shared(tmp_path))
    amend(package / U1 / "receipt.en.md", "## First", "## Changed")
    after = read_package(package, read_shared(tmp_path))
    assert before.content_hash != after.content_hash
    assert set(json.loads(after.manifest)["units"][0]["receipts"]["orders"]) == {"ar", "ckb", "en"}


def test_a_package_without_any_has_none_in_its_manifest(tmp_path):
    manifest = json.loads(read_package(write_courses(tmp_path), read_shared(tmp_path)).manifest)
    assert all("receipts" not in unit for unit in manifest["units"])


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("unit.yaml", "type: receipt, minutes", "type: lesson, minutes", "a unit has one lesson"),
        ("unit.yaml", "{type: receipt, activity: orders}", "{type: receipt, activity: quiz}",
         "receipt asks for a receipt, and “quiz” is a quiz"),
        ("receipt.ar.md", "نص", "یا", "is no Arabic letter"),
        ("receipt.ckb.md", "{#first}", "{#other}", "the headings differ from the Arabic text's"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_receipt_is_said(tmp_path, file, old, new, said):
    package = write_ruled_courses(tmp_path)
    path = package / U1 / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    found = problems_of(tmp_path, package)
    assert any(said in one and one.startswith(f"{COURSE}/{U1}/{file}:") for one in found), found


def test_a_document_that_no_receipt_has_is_a_problem(tmp_path):
    package = write_courses(tmp_path)
    (package / U1 / "receipt.ar.md").write_text("## نص {#a}\n", encoding="utf-8")
    (found,) = problems_of(tmp_path, package)
    assert found.startswith(f"{COURSE}/{U1}/receipt.ar.md:1: no receipt has this document")


TREE = (
    "{all: [{type: completed, unit: u01}, {any: [{type: date_from, date: 2026-12-01}, "
    "{type: in_cohort, cohort: Spring}], on_fail: hide}, {none: [{type: released}]}]}"
)


def test_an_availability_is_a_tree_of_conditions(session, tmp_path):
    course = published(session, write_ruled_courses(tmp_path, unit=TREE), tmp_path)
    tree = course.unit("u02").availability
    assert isinstance(tree, Conditions)
    assert [(one.kind, one.on_fail) for one in conditions_of(tree)] == [
        ("completed", "show_locked"), ("date_from", "show_locked"), ("in_cohort", "show_locked"),
        ("released", "show_locked"),
    ]  # fmt: skip
    assert [getattr(part, "op", None) for part in tree.parts] == [None, "any", "none"]
    assert (tree.parts[1].on_fail, course.has_availability) == ("hide", True)


def test_the_course_test_may_have_one(session, tmp_path):
    test = f"{{type: passed, course: {OTHER}}}"
    course = published(session, write_ruled_courses(tmp_path, test=test), tmp_path)
    assert course.availability("course") == Condition("passed", course=OTHER)


BROKEN = [
    # the availability of unit 2, the field, what the problem's words begin with
    ("{type: met, unit: u01}", "availability.type", "“met” is not known; write one of"),
    ("{all: []}", "availability.all", "too short"),
    ("{any: []}", "availability.any", "too short"),
    ("{type: completed}", "availability", "name one unit or one course"),
    ("{type: completed, unit: u01, course: c91-planned}", "availability", "name one unit or one"),
    ("{type: released, unit: u01}", "availability", "released takes no other field"),
    ("{type: date_from, unit: u01}", "availability", "date_from takes date"),
    ("{type: date_from, date: 1 May}", "availability.date", "“1 May”: a day is written"),
    ("{unit: u01}", "availability", "a condition is {type, …}, or one of all, any and none"),
    ("{all: [{type: released}], any: [{type: released}]}", "availability", "a condition is"),
    ("{type: released, on_fail: vanish}", "availability.on_fail", "“vanish” is not known"),
    ("{type: completed, unit: u09}", "availability.unit", "the course has no unit “u09”"),
    ("{any: [{type: released}, {type: passed, unit: u09}]}", "availability.any.1.unit",
     "the course has no unit “u09”"),
    ("{type: completed, course: c99-x}", "availability.course", "programme.yaml names no other"),
    ("{type: completed, course: c90-sample}", "availability.course", "programme.yaml names no"),
    ("{type: completed, unit: u02}", "availability.unit", "u02 → u02: each waits for the next"),
]  # fmt: skip


@pytest.mark.parametrize(("availability", "field", "said"), BROKEN)
def test_what_is_wrong_with_an_availability_is_said(tmp_path, availability, field, said):
    package = write_ruled_courses(tmp_path, unit=availability)
    found = problems_of(tmp_path, package)
    line = next(
        number
        for number, text in enumerate(
            (package / U2 / "unit.yaml").read_text(encoding="utf-8").splitlines(), 1
        )
        if text.startswith("availability:")
    )
    assert any(
        one.startswith(f"{COURSE}/{U2}/unit.yaml:{line}: {field}: {said}") for one in found
    ), found


@pytest.mark.parametrize(
    ("rule", "place", "said"),
    [
        ("{all: []}", "completion.all", "too short"),
        ("{any: []}", "completion.any", "too short"),
        ("{n_of: {n: 1, rules: []}}", "completion.n_of.rules", "too short"),
        (
            "{n_of: {n: 0, rules: [{type: view, activity: lesson}]}}",
            "completion.n_of.n",
            "too small",
        ),
        ("{}", "completion", "a rule is {type, activity}, or one of all, any and n_of"),
        ("{type: hours_min, activity: lesson}", "completion.type", "“hours_min” is not known"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said(tmp_path, rule, place, said):
    package = write_courses(tmp_path)
    amend(package / U2 / "unit.yaml",
          "completion: {n_of: {n: 1, rules: [{type: view, activity: lesson}]}}",
          f"completion: {rule}")  # fmt: skip
    found = problems_of(tmp_path, package)
    assert any(f"/{U2}/unit.yaml:8: {place}: {said}" in one for one in found), found


def test_a_unit_without_a_quiz_cannot_be_passed(tmp_path):
    package = write_ruled_courses(tmp_path, test="{type: passed, unit: u02}")
    unit = package / U2 / "unit.yaml"
    text = unit.read_text(encoding="utf-8")
    start, end = text.index("  - {key: quiz"), text.index("completion:")
    unit.write_text(text[:start] + text[end:], encoding="utf-8")
    assert any("u02 has no quiz to pass" in one for one in problems_of(tmp_path, package))


def test_a_unit_that_waits_for_a_later_one_is_a_loop(tmp_path):
    package = write_ruled_courses(tmp_path)
    amend(package / U1 / "unit.yaml", "completion:\n",
          "availability: {type: completed, unit: u02}\ncompletion:\n")  # fmt: skip
    (found,) = problems_of(tmp_path, package)
    assert "availability.unit: u01 → u02 → u01: each waits for the next" in found


def test_two_units_that_wait_for_each_other_are_a_loop_of_both(tmp_path):
    package = write_ruled_courses(tmp_path, unit="{any: [{type: passed, unit: u01}]}")
    amend(package / U1 / "unit.yaml", "completion:\n",
          "availability: {all: [{type: passed, unit: u02}]}\ncompletion:\n")  # fmt: skip
    assert sorted("u01 → u02 → u01" in one or "u02 → u01 → u02" in one
                  for one in problems_of(tmp_path, package)) == [True, True]  # fmt: skip


def test_what_must_not_be_done_yet_is_waited_for_by_nobody(tmp_path):
    package = write_ruled_courses(tmp_path)
    amend(package / U1 / "unit.yaml", "completion:\n",
          "availability: {none: [{type: completed, unit: u02}]}\ncompletion:\n")  # fmt: skip
    assert problems_of(tmp_path, package) == []


def other_course(root, *, prerequisites):
    """The planned course, written: the sample under another key."""
    package = root / OTHER
    (root / COURSE).rename(package)
    amend(package / "course.yaml", f"key: {COURSE}\n", f"key: {OTHER}\n")
    amend(package / "course.yaml", "prerequisites: []", f"prerequisites: [{prerequisites}]")
    write_ruled_courses(root, unit=f"{{type: completed, course: {OTHER}}}")
    return package


def test_courses_that_wait_for_each_other_are_a_loop_in_both(tmp_path):
    write_courses(tmp_path)
    other = other_course(tmp_path, prerequisites=COURSE)
    here, there = problems_of(tmp_path, tmp_path / COURSE), problems_of(tmp_path, other)
    assert len(here) == len(there) == 1
    assert f"availability.course: {COURSE} → {OTHER} → {COURSE}: each course waits" in here[0]
    assert f"prerequisites.0: {OTHER} → {COURSE} → {OTHER}: each course waits" in there[0]


def test_a_course_may_wait_for_another(tmp_path):
    package = write_ruled_courses(tmp_path, unit=f"{{type: completed, course: {OTHER}}}")
    assert problems_of(tmp_path, package) == []


def test_a_planned_course_in_a_loop_is_named(tmp_path):
    write_ruled_courses(tmp_path, unit=f"{{type: completed, course: {OTHER}}}")
    amend(tmp_path / "programme.yaml", f"{{key: {OTHER}, ",
          f"{{key: {OTHER}, prerequisites: [{COURSE}], ")  # fmt: skip
    assert any(f"{COURSE} → {OTHER} → {COURSE}" in one
               for one in problems_of(tmp_path, tmp_path / COURSE))  # fmt: skip


@pytest.mark.parametrize(
    ("key", "said"), [("c99-x", "no other course “c99-x”"), (OTHER, f"no other course “{OTHER}”")]
)
def test_a_planned_course_waits_for_a_known_one(tmp_path, key, said):
    write_courses(tmp_path)
    amend(tmp_path / "programme.yaml", f"{{key: {OTHER}, ",
          f"{{key: {OTHER}, prerequisites: [{key}], ")  # fmt: skip
    _, problems = check_shared(tmp_path)
    assert [said in str(one) for one in problems] == [True]
