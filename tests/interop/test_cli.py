from __future__ import annotations

import json
from shutil import copytree

import pytest

from lms.assessment.models import QuestionDraft, QuestionDraftVersion
from lms.authoring.cli import COURSES
from lms.authoring.operations import check_folder
from lms.interop.cli import cli
from tests import factories
from tests.catalog.sample import COURSE, write_courses

GOOD = """// [id:law-1]
::First::Who may arrest?{~Anyone#Not so. =An officer#Yes.}

::Second::It is so.{T}
"""
BAD = GOOD + "\n::Third::Broken {=a\n"
ARABIC = "// [id:law-1]\n::أول::من له أن يقبض؟{~أي شخص#لا. =ضابط#نعم.}\n"
SORANI = "// [id:law-1]\n::یەکەم::کێ دەتوانێت دەستگیر بکات؟{~هەر کەسێک#نەخێر. =ئەفسەر#بەڵێ.}\n"


@pytest.fixture
def questions(app, session):
    runner = app.test_cli_runner()
    return lambda *arguments: runner.invoke(cli, [str(each) for each in arguments])


@pytest.fixture
def bring(questions, tmp_path):
    """Imports a text as a GIFT file of C01."""

    def brought(text, *options, course=factories.COURSE):
        file = tmp_path / "questions.gift"
        file.write_text(text, encoding="utf-8")
        return questions("import", file, "--format", "gift", "--course", course, *options)

    return brought


def drafts(session):
    return {draft.key: draft for draft in session.query(QuestionDraft)}


def versions(session, key):
    rows = (
        session.query(QuestionDraftVersion)
        .join(QuestionDraft, QuestionDraft.id == QuestionDraftVersion.draft_id)
        .filter(QuestionDraft.key == key)
    )
    return sorted((row.language, row.number) for row in rows)


def test_a_dry_run_is_a_table_and_stores_nothing(bring, session):
    got = bring(BAD, "--language", "en", "--dry-run")

    assert got.exit_code == 0
    lines = got.output.splitlines()
    assert lines[0].split() == ["line", "verdict", "type", "title", "reason"]
    assert lines[1].split()[:4] == ["2", "ok", "single_choice", "First"]
    assert lines[3].startswith("6     error    unknown        Third   The “{” has no “}”")
    assert lines[4] == "3 questions: 2 ok, 0 with warnings, 1 with errors, 0 dropped."
    assert lines[5] == "Nothing was stored: this was a dry run."
    assert drafts(session) == {}


def test_while_there_is_an_error_nothing_is_stored(bring, session):
    got = bring(BAD, "--language", "en")

    assert got.exit_code == 1
    assert "Error: Nothing was stored: correct the errors in the file" in got.output
    assert drafts(session) == {}


def test_bad_questions_are_left_out_where_that_is_chosen(bring, session):
    got = bring(BAD, "--language", "en", "--skip-bad", "--category", "u01/Law")

    assert got.exit_code == 0
    assert got.output.endswith(
        "Stored 2 new drafts, 0 in a further language, 0 new versions; 0 were there already.\n"
    )
    assert {key: draft.category for key, draft in drafts(session).items()} == {
        "law-1": ["u01", "Law"],
        "second": ["u01", "Law"],
    }


def test_the_report_as_json_stands_alone_on_the_output(bring):
    got = bring(BAD, "--language", "en", "--skip-bad", "--json")

    assert json.loads(got.stdout)[2] == {
        "line": 6,
        "title": "Third",
        "type": "unknown",
        "verdict": "error",
        "reason": "The “{” has no “}” before the blank line that ends the question.",
    }
    assert got.stderr.startswith("Stored 2 new drafts")


def test_the_same_file_again_stores_nothing_new(bring, session):
    bring(GOOD, "--language", "en")

    again = bring(GOOD, "--language", "en")

    assert "0 new versions; 2 were there already" in again.output
    assert versions(session, "law-1") == [("en", 1)]


def test_a_changed_question_is_a_new_version(bring, session):
    bring(GOOD, "--language", "en")

    again = bring(GOOD.replace("An officer", "An officer on duty"), "--language", "en")

    assert "Stored 0 new drafts, 0 in a further language, 1 new versions" in again.output
    assert versions(session, "law-1") == [("en", 1), ("en", 2)]
    assert len(drafts(session)) == 2


def test_a_second_language_joins_the_same_draft(bring, session):
    bring(GOOD, "--language", "en")
    got = bring(ARABIC)  # the course's source language is Arabic

    assert "1 in a further language" in got.output
    assert versions(session, "law-1") == [("ar", 1), ("en", 1)]


def test_twins_in_one_file_are_kept_apart_and_found_again(bring, session):
    twins = "Is it so?{T}\n\nIs it so?{T}\n\nIs it so?{F}\n"
    bring(twins, "--language", "en")

    again = bring(twins, "--language", "en")

    assert sorted(drafts(session)) == ["is-it-so", "is-it-so-2", "is-it-so-3"]
    assert "3 were there already" in again.output


def test_a_second_question_of_one_idnumber_is_an_error(bring):
    got = bring("// [id:x]\nOne{T}\n\n// [id:x]\nTwo{T}\n", "--language", "en", "--dry-run")

    assert "The question of line 2 has the same idnumber, x." in got.output


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it holds no question in the format gift"),
        (b"caf\xe9 {T}", "it is neither UTF-8 nor UTF-16; save it as UTF-8"),
        (None, "it cannot be read (No such file or directory)"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(questions, tmp_path, content, why):
    file = tmp_path / "x.gift"
    if content is not None:
        file.write_bytes(content)

    got = questions("import", file, "--format", "gift", "--course", factories.COURSE)

    assert (got.exit_code, got.output) == (1, f"Error: {file} is not imported: {why}.\n")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_files_of_other_encodings_are_read(questions, tmp_path, encoding):
    file = tmp_path / "x.gift"
    file.write_bytes(GOOD.encode(encoding))

    got = questions(
        "import", file, "--format", "gift", "--course", factories.COURSE, "--dry-run", "--json"
    )

    assert [each["title"] for each in json.loads(got.stdout)] == ["First", "Second"]


def test_too_many_questions_and_too_large_a_file_are_refused(bring, monkeypatch):
    monkeypatch.setattr("lms.interop.operations.importing.MOST_QUESTIONS", 1)
    assert "it holds more than 1 questions; split it" in bring(GOOD).output
    monkeypatch.setattr("lms.interop.operations.importing.LARGEST_FILE_BYTES", 9)
    assert "it is larger than 9 bytes; split it" in bring(GOOD).output


def test_an_unknown_course_is_refused_in_one_sentence(bring):
    got = bring(GOOD, course="c77-none")

    assert got.exit_code == 1
    assert got.output.startswith("Error: No course c77-none is published")


def test_aiken_is_read_too(questions, tmp_path):
    file = tmp_path / "x.txt"
    file.write_text("Who?\nA. x\nB. y\nANSWER: B\n", encoding="utf-8")

    got = questions("import", file, "--format", "aiken", "--course", factories.COURSE)

    assert "Stored 1 new drafts" in got.output


def test_three_imports_into_a_package_make_one_question(bring, tmp_path):
    package = write_courses(tmp_path)
    into = ("--category", "u01/Law", "--into", package)
    for language, text in (("ar", ARABIC), ("ckb", SORANI), ("en", GOOD)):
        got = bring(text, "--language", language, *into, course=COURSE)
        assert got.exit_code == 0, got.output

    written = (package / "u01-first" / "questions.yaml").read_text("utf-8")

    assert written.count("- key: law-1\n") == 1
    assert '    ar: "من له أن يقبض؟"\n    ckb: "کێ دەتوانێت دەستگیر بکات؟"\n' in written
    assert written.count("key: second\n") == 1


def test_what_a_package_still_lacks_is_named_by_the_check(bring, tmp_path):
    package = write_courses(tmp_path)
    bring(ARABIC, "--into", package, "--category", "u01-first", course=COURSE)

    problems, _notes = check_folder(package)

    said = {(problem.field.partition(".")[2], problem.words) for problem in problems}
    assert ("objective", "is missing; write it") in said
    assert ("explanation", "is missing; write it") in said
    assert "options.0.text.en" in {field for field, _words in said}


def test_a_package_that_differs_stops_the_import(bring, session, tmp_path):
    package = write_courses(tmp_path)
    into = ("--category", "u01", "--into", package)
    bring(ARABIC, "--language", "ar", *into, course=COURSE)
    before = (package / "u01-first" / "questions.yaml").read_text("utf-8")

    got = bring(GOOD.replace("}", "~Nobody}", 1), "--language", "en", *into, course=COURSE)

    assert got.exit_code == 1
    assert "law-1 is not written: the package's question differs at options." in got.output
    assert (package / "u01-first" / "questions.yaml").read_text("utf-8") == before
    assert versions(session, "law-1") == [("ar", 1)]


def test_a_question_that_the_package_has_stays_in_its_unit(bring, tmp_path):
    package = write_courses(tmp_path)
    bring(ARABIC, "--category", "u01", "--into", package, course=COURSE)

    got = bring(GOOD, "--language", "en", "--category", "u02", "--into", package, course=COURSE)

    assert got.exit_code == 0, got.output
    first, second = ((package / unit / "questions.yaml").read_text("utf-8")
                     for unit in ("u01-first", "u02-second"))  # fmt: skip
    assert '    en: "Who may arrest?"\n' in first
    assert "law-1" not in second
    assert "- key: second\n" in second


def test_questions_of_the_course_test_say_their_use(bring, tmp_path):
    package = write_courses(tmp_path)

    bring(ARABIC, "--category", "test", "--into", package, course=COURSE)

    written = (package / "test" / "questions.yaml").read_text("utf-8")
    assert "- key: law-1\n  type: single_choice\n  use: test\n" in written


def test_a_bank_that_comes_back_changes_nothing_in_its_package(questions, bring, tmp_path):
    package = tmp_path / "c01-blue-policing"
    copytree(COURSES / package.name, package)
    file = tmp_path / "bank.gift"
    course = ("--format", "gift", "--course", package.name, "--language", "ckb")
    questions("export", file, *course)

    got = questions("import", file, *course, "--category", "u01", "--into", package)

    assert got.exit_code == 0, got.output
    for path in package.rglob("questions.yaml"):
        standing = COURSES / package.name / path.relative_to(package)
        assert path.read_text("utf-8") == standing.read_text("utf-8")


def test_the_units_are_named_where_the_category_names_none(bring, tmp_path):
    package = write_courses(tmp_path)

    got = bring(GOOD, "--into", package, "--category", "Law", course=COURSE)

    assert got.exit_code == 1
    assert "--category begins with the unit to write into: u01/u01-first, u02/u02-second, test" in (
        got.output
    )


def test_a_package_of_another_course_is_refused(bring, tmp_path):
    package = write_courses(tmp_path)

    got = bring(GOOD, "--into", package, "--category", "u01")

    assert got.exit_code == 1
    assert f"is of {COURSE}, not of {factories.COURSE}." in got.output


@pytest.mark.parametrize("form", ["gift", "aiken"])
@pytest.mark.parametrize("language", ["ar", "ckb", "en"])
def test_the_bank_goes_out_and_what_is_lost_is_named(questions, tmp_path, form, language):
    file = tmp_path / "bank.txt"

    got = questions(
        "export", file, "--format", form, "--course", factories.COURSE, "--language", language
    )

    assert got.exit_code == 0, got.output
    assert got.stderr.startswith(f"Never held by {form}: objectives")
    assert "u01-q01: " in got.stderr
    back = questions(
        "import", file, "--format", form, "--course", factories.COURSE, "--language", language,
        "--dry-run", "--json",
    )  # fmt: skip
    told = json.loads(back.stdout)
    assert f"Wrote {len(told)} questions" in got.stdout
    assert {each["verdict"] for each in told} <= {"ok", "warning"}


def test_what_would_be_lost_can_stop_an_export(questions, tmp_path):
    file = tmp_path / "bank.txt"

    got = questions("export", file, "--format", "aiken", "--course", factories.COURSE, "--strict")

    assert got.exit_code == 1
    assert "was not written" in got.output
    assert not file.exists()


def test_an_unpublished_course_has_no_bank_to_export(questions, tmp_path):
    got = questions("export", tmp_path / "x", "--format", "gift", "--course", "c77-none")

    assert got.exit_code == 1
    assert got.output.startswith("Error: No course c77-none is published")
