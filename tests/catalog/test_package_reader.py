from __future__ import annotations

import pytest

from lms.catalog.package import (
    PackageProblems,
    check_package,
    check_shared,
    read_package,
    read_shared,
)
from tests.catalog.sample import COURSE, write_courses

U1, U2, TEST = "u01-first", "u02-second", "test/questions.yaml"


def test_the_sample_has_no_problems(tmp_path):
    package = write_courses(tmp_path)

    shared, shared_problems = check_shared(tmp_path)
    got, problems = check_package(package, shared)

    assert (shared_problems, problems) == ((), ())
    assert (got.course_key, got.version) == (COURSE, "1.0.0")


def test_drafts_and_facts_to_verify_are_notes(tmp_path):
    got = read_package(write_courses(tmp_path), read_shared(tmp_path))

    notes = [str(note) for note in got.notes]
    assert (
        f"{COURSE}/{U1}/unit.yaml:6: facts.0: f1 is to be verified: Compare with the official text."
        in notes
    )
    assert f"{COURSE}/{U2}:1: 13 Sorani texts are drafts: no person has reviewed them" in notes


BROKEN = [
    # file, what is written, what is written instead, the problem's place, its words begin with
    ("course.yaml", "version: 1.0.0", "version: 1.0.0b", "2: version", "“1.0.0b”: a version is"),
    ("course.yaml", "key: c90-sample\n", "key: c90-other\n", "1: key", "the key is “c90-other”"),
    ("course.yaml", "licence: CC-BY-SA-4.0\n", "", "1: licence", "is missing"),
    ("course.yaml", "clauses: [S1]", "clauses: [1]", "11: clauses.0", "write a text"),
    ("course.yaml", "clauses: [S1]", "clauses: [K1]", "11: clauses.0", "“K1”: a clause is"),
    ("course.yaml", "clauses: [S1]", "clause: [S1]", "11: clause", "unknown field"),
    ("course.yaml", "source_language: ar", "source_language: fr", "3: source_language", "“fr” is"),
    ("course.yaml", "hours: {online: 2,", "hours: {online: two,", "8: hours.online",
     "write a whole"),
    ("course.yaml", "prerequisites: []", "prerequisites: [c99-x]", "9: prerequisites.0",
     "programme"),
    ("course.yaml", "u02-second]", "u02-second, u03-x]", "12: units.2", "there is no u03-x/unit"),
    ("course.yaml", "valid_months: 36,", "valid_months: 36, grace_days: -1,",
     "22: certificate.grace_days", "too small"),
    ("course.yaml", "valid_months: 36,", "valid_months: 2, renew_window_days: 60,",
     "21: certificate", "`renew_window_days` is shorter than `valid_months`"),
    ("course.yaml", "valid_months: 36,", "valid_months: 36, approval: nobody,",
     "22: certificate.approval", "“nobody” is"),
    ("course.yaml", "draw: 10", "draw: 99", "15: test.draw", "draws 99, and 17 questions"),
    ("course.yaml", "pass_percent: 80", "pass_percent: 101", "16: test.pass_percent", "too large"),
    ("course.yaml", "time_limit_minutes: 60", "overdue_policy: abandon", "13: test",
     "`overdue_policy` is written with `time_limit_minutes`"),
    ("course.yaml", "limit_minutes: 60", "limit_minutes: 60\n  overdue_policy: grace", "13: test",
     "`grace_minutes` is written with `overdue_policy: grace`"),
    ("course.yaml", "limit_minutes: 60", "limit_minutes: 60\n  grace_minutes: 5", "13: test",
     "`grace_minutes` is written with `overdue_policy: grace`"),
    ("course.yaml", "limit_minutes: 60", "limit_minutes: 60\n  overdue_policy: wait",
     "21: test.overdue_policy", "“wait” is not known"),
    (f"{U1}/unit.yaml", "max_attempts: 0", "max_attempts: 0, grade_method: best",
     "16: activities.1.grade_method", "“best” is not known"),
    (f"{U1}/unit.yaml", "max_attempts: 0", "max_attempts: 0, review: never",
     "16: activities.1.review", "“never” is not known"),
    ("course.yaml", "minutes: 40", "minutes: 40\n  minutes: 41", "20: test.minutes",
     "“minutes” is written twice (first on line 19)"),
    ("course.yaml", "licence: CC", "licence: &x CC", "10: licence", "anchors and aliases"),
    ("course.yaml", "in_person: 1}", "in_person: 1", "9: ", "this is not YAML"),
    ("course.yaml", 'ckb: "دەق title", ', "", "4: title.ckb", "the Sorani text is missing"),
    ("course.yaml", 'en: "Text summary"', 'en: " "', "5: summary.en", "the text is empty"),
    ("course.yaml", "نص aim", "نص یا", "6: aims.0.ar", "“ی” (U+06CC) in “یا” is no Arabic letter"),
    ("course.yaml", "دەق aim", "دەق كورد", "6: aims.0.ckb", "“ك” (U+0643) in “كورد” is no Sorani"),
    ("course.yaml", "نص aim", "This paragraph is not in Arabic", "6: aims.0.ar", "an English"),
    ("course.yaml", "نص aim", "[نص]{lang=en}", "6: aims.0.ar", "a marked passage is possible"),
    (TEST, "use: test", "use: both", "4: 0.use", "in test/questions.yaml write use: test"),
    (TEST, "u01/lo1", "u01/lo9", "3: 0.objective", "no unit has the objective “u01/lo9”"),
    (TEST, "test-q02", "test-q01", "13: 1.key", "the key “test-q01” is taken in"),
    (f"{U1}/unit.yaml", "key: u01\n", "key: u09\n", "1: key", "the folder u01-first must begin"),
    (f"{U1}/unit.yaml", "verb: understand", "verb: know", "4: objectives.0.verb", "“know” is not"),
    (f"{U1}/unit.yaml", "[{source: law-1, ", "[{source: law-9, ", "8: facts.0.sources.0.source",
     "no source"),
    (f"{U1}/unit.yaml", "    check: Compare with the official text.\n", "", "6: facts.0",
     "`check` is"),
    (f"{U1}/unit.yaml", "draw: 2", "draw: 8", "15: activities.1.draw", "draws 8, and 7 questions"),
    (f"{U1}/unit.yaml", "{type: view,", "{type: attend,", "21: completion.all.0.type",
     "“attend” is"),
    (f"{U1}/unit.yaml", "{type: view,", "{type: quiz,", "21: completion.all.0.activity",
     "quiz asks for"),
    (f"{U1}/unit.yaml", "activity: practical}", "activity: drill}",
     "23: completion.all.2.any.1.activity", "the unit has no activity “drill”"),
    (f"{U1}/unit.yaml", "- {type: quiz, activity: quiz}", "- {type: quiz}", "22: completion.all.1",
     "a rule is {type, activity}"),
    (f"{U1}/unit.yaml", "type: scenario, minutes", "type: game, minutes", "17: activities.2",
     "“game” is not known"),
    (f"{U2}/unit.yaml", "n: 1,", "n: 2,", "8: completion", "n is larger"),
    (f"{U1}/questions.yaml", "correct: true, ", "", "7: 0.options", "0 options are correct"),
    (f"{U1}/questions.yaml", "{key: b, correct: true,", "{key: b,", "17: 1.options",
     "1 options are correct"),
    (f"{U1}/questions.yaml", ', feedback: {ar: "نص fb", ckb: "دەق fb", en: "Text fb"}', "",
     "9: 0.options.1.feedback", "the option has no feedback"),
    (f"{U1}/questions.yaml", "{key: a1, text", "{key: a1, fraction: 50, text",
     "59: 5.answers.0.fraction", "the first answer is the right one; write fraction: 100"),
    (f"{U1}/questions.yaml", "{key: a2, fraction: 50, text", "{key: a1, fraction: 50, text",
     "60: 5.answers.1.key", "the key “a1” is taken on line 59"),
    (f"{U1}/questions.yaml", "{key: a2, fraction: 50, text", "{key: a2, fraction: 101, text",
     "60: 5.answers.1.fraction", "write a percentage from 0 to 100"),
    (f"{U1}/questions.yaml", "fold: true", "fold: maybe", "56: 5.fold", "write true or false"),
    (f"{U1}/questions.yaml", "بنکەی پۆلیس*", "ـ", "59: 5.answers.0.text.ckb", "nothing is left"),
    (f"{U1}/questions.yaml", "police station*", "**", "59: 5.answers.0.text.en",
     "the first answer is shown"),
    (f"{U1}/questions.yaml", "police station*", "po\\nlice", "59: 5.answers.0.text.en",
     "nobody can type this; write one line of at most 200"),
    (f"{U1}/questions.yaml", "police station*", "x" * 201, "59: 5.answers.0.text.en",
     "nobody can type this"),
    (f"{U1}/questions.yaml", 'value: "12.5", tolerance: "0.1"}', 'tolerance: "0.1"}',
     "69: 6.answers.0.value", "is missing; an answer of kind absolute needs it"),
    (f"{U1}/questions.yaml", 'a1, value: "12.5"', "a1, value: 12.5", "69: 6.answers.0.value",
     "write a text (put it in quotes)"),
    (f"{U1}/questions.yaml", 'a1, value: "12.5"', 'a1, value: "12,5"', "69: 6.answers.0.value",
     "“12,5”: a number is digits in quotes"),
    (f"{U1}/questions.yaml", 'a1, value: "12.5", tolerance: "0.1"',
     'a1, value: "12.5", tolerance: "-1"', "69: 6.answers.0.tolerance", "“-1”: a number is"),
    (f"{U1}/questions.yaml", 'min: "-4", max: "20"', 'min: "-4", max: "-5"',
     "71: 6.answers.2.max", "smaller than min; write -4 or more"),
    (f"{U1}/questions.yaml", 'min: "-4", max', 'min: "-4", value: "1", max',
     "71: 6.answers.2.value", "an answer of kind range has no value; remove it"),
    (f"{U1}/questions.yaml", "kind: range", "kind: geometric", "71: 6.answers.2.kind",
     "“geometric” is not known"),
    (f"{U1}/questions.yaml", "match: b", "match: z", "38: 3.stems.1.match", "no option “z”"),
    (f"{U1}/questions.yaml", "type: ordering", "type: sorting", "43: 4", "“sorting” is not known"),
    (f"{U1}/questions.yaml", "answer: false", "answer: no", "27: 2.answer", "write true or false"),
    (f"{U1}/questions.yaml", "use: unit\n", "use: unit\n  absolute: true\n", "5: 0.absolute",
     "an absolute question"),
    (f"{U1}/questions.yaml", "objective: lo1", "objective: lo7", "3: 0.objective",
     "the unit has no objective “lo7”"),
    (f"{U1}/questions.yaml", "{key: c, text", "{key: a, text", "10: 0.options.2.key",
     "the key “a” is taken on line 8"),
    (f"{U1}/questions.yaml", "key: u01-q01", "key: U01_q01", "1: 0.key",
     "“U01_q01”: a key is lower-case"),
    (f"{U1}/scenario.yaml", "start: n1", "start: n0", "2: start", "no node “n0”"),
    (f"{U1}/scenario.yaml", "next: lawful", "next: gone", "7: nodes.0.choices.0.next",
     "no node “gone”"),
    (f"{U1}/scenario.yaml", "ending: lawful", "ending: won", "11: nodes.1.ending", "“won” is not"),
    (f"{U1}/scenario.yaml", "points: 2}", "points: 2, critical_error: true}", "2: start",
     "no lawful ending can"),
    (f"{U1}/scenario.yaml", "ending: lost", "ending: lawful", "2: start",
     "the scenario cannot be lost"),
    (f"{U1}/scenario.yaml", "next: lost", "next: n1", "14: nodes.2.key",
     "no choice leads to “lost”"),
    (f"{U1}/practical.yaml", "key: l2", "key: l1", "7: lines.1.key",
     "the key “l1” is taken on line 6"),
    (f"{U1}/practical.yaml", "assessors: 1", "assessors: 3", "4: assessors", "too large"),
    (f"{U1}/lesson.en.md", "{#second}", "{#other}", "11: ", "the headings differ"),
    (f"{U1}/lesson.en.md", "## Second", "### Second", "11: ", "every heading is a level-2"),
    (f"{U1}/lesson.ar.md", "نص.\n\n:::", "<b>نص</b>.\n\n:::", "3: ", "HTML is not allowed"),
    (f"{U1}/lesson.ckb.md", "دەق.\n\n:::", "دەق علي.\n\n:::", "3: ", "“ي” (U+064A)"),
    (f"{U1}/lesson.ckb.md", "دەق.\n\n:::", "This is an English paragraph here.\n\n:::", "3: ",
     "an English"),
    (f"{U1}/lesson.en.md", "::: must", "::: danger", "5: ", "unknown callout “danger”"),
]  # fmt: skip
# the paths that a scenario loses, and the objectives under a key that is gone
MORE_THAN_ONE = {"no choice leads to “lost”": 2, "the folder u01-first must begin": 9}


@pytest.mark.parametrize(("file", "old", "new", "place", "begins"), BROKEN)
def test_each_mistake_gives_its_one_problem_with_its_line(tmp_path, file, old, new, place, begins):
    package = write_courses(tmp_path)
    path = package / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    got, problems = check_package(package, read_shared(tmp_path))

    lines = [str(problem) for problem in problems]
    expected = f"{COURSE}/{file}:{place}: {begins}".replace(": : ", ": ")
    assert got is None
    assert any(line.startswith(expected) for line in lines), lines
    assert len(lines) == MORE_THAN_ONE.get(begins, 1), lines


def test_a_marked_passage_may_use_the_other_language_s_letters(tmp_path):
    package = write_courses(tmp_path)
    lesson = package / U1 / "lesson.ckb.md"
    text = lesson.read_text(encoding="utf-8").replace("دەق.", "دەق [قانون علي]{lang=ar}.", 1)
    lesson.write_text(text, encoding="utf-8")

    assert check_package(package, read_shared(tmp_path))[1] == ()


def test_every_problem_is_told_at_once(tmp_path):
    package = write_courses(tmp_path)
    for name in ("course.yaml", f"{U1}/practical.yaml", f"{U2}/lesson.en.md"):
        with (package / name).open("a", encoding="utf-8") as file:
            file.write("\nodd: {#\n")

    with pytest.raises(PackageProblems) as refusal:
        read_package(package, read_shared(tmp_path))

    assert {p.file for p in refusal.value.problems} == {
        f"{COURSE}/course.yaml",
        f"{COURSE}/{U1}/practical.yaml",
        f"{COURSE}/{U2}/lesson.en.md",
    }


def test_files_that_the_format_does_not_know_are_problems(tmp_path):
    package = write_courses(tmp_path)
    (package / U1 / "notes.txt").write_text("x")
    (package / ".DS_Store").write_text("x")

    _got, problems = check_package(package, read_shared(tmp_path))

    assert [problem.file for problem in problems] == [f"{COURSE}/{U1}/notes.txt"]


def test_a_unit_folder_that_is_not_listed_is_one_problem(tmp_path):
    package = write_courses(tmp_path)
    (package / U2).rename(package / "u03-more")
    course = package / "course.yaml"
    course.write_text(course.read_text().replace("u01-first, u02-second", "u01-first"))

    _got, problems = check_package(package, read_shared(tmp_path))

    assert f"{COURSE}/course.yaml:12: units: the folder u03-more is not listed" in str(problems[0])


def test_missing_content_is_said_where_the_activity_is_listed(tmp_path):
    package = write_courses(tmp_path)
    (package / U1 / "scenario.yaml").unlink()

    _got, problems = check_package(package, read_shared(tmp_path))

    assert [str(problem) for problem in problems] == [
        f"{COURSE}/{U1}/unit.yaml:17: activities.2.type: {U1}/scenario.yaml is missing; write it"
    ]


def test_fewer_than_fifteen_test_items_are_too_few(tmp_path):
    package = write_courses(tmp_path)
    path = package / TEST
    path.write_text(path.read_text(encoding="utf-8").partition("- key: test-q15")[0], "utf-8")

    _got, problems = check_package(package, read_shared(tmp_path))

    assert [p.words for p in problems] == [
        "14 questions; the course test has at least 15 of its own"
    ]
