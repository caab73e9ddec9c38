"""What a course of this programme must keep beyond the format: fair questions, readable texts."""

from __future__ import annotations

import pytest

from lms.catalog.package import check_package, check_shared
from tests.catalog.sample import amend, words, write_courses, write_fair_courses


def problems_in(package, *, is_thorough=True):
    shared, _ = check_shared(package.parent)
    return [str(each) for each in check_package(package, shared, is_thorough=is_thorough)[1]]


def test_a_fair_course_has_no_problems(tmp_path):
    assert problems_in(write_fair_courses(tmp_path)) == []


def test_a_course_of_somebody_elses_is_published_without(tmp_path):
    package = write_courses(tmp_path)
    assert problems_in(package, is_thorough=False) == []
    told = "\n".join(problems_in(package))
    for part in (
        "in ar the right answer is the longest in 17 of 17 choice questions",
        "in ckb the right", "in en the right",
        "the right answer stands at place 1 in 17 of 17",
        "u01-first/questions.yaml:1: 0.sources: no source",
        "u02-second/unit.yaml:3: objectives.0: lo1 is assessed by 1 questions",
    ):  # fmt: skip
        assert part in told, part


def test_an_objective_that_is_observed_needs_no_questions(tmp_path):
    package = write_fair_courses(tmp_path)
    objective = f"  - {{key: lo2, verb: apply, text: {words('other')}}}\n"
    amend(package / "u01-first" / "unit.yaml", "facts:\n", f"{objective}facts:\n")
    assert ["lo2 is assessed by 0 questions" in one for one in problems_in(package)] == [True]
    amend(package / "u01-first" / "practical.yaml", "{key: l1,", "{key: l1, objective: lo2,")
    assert problems_in(package) == []


def test_a_line_of_the_practical_names_an_objective_of_its_unit(tmp_path):
    package = write_fair_courses(tmp_path)
    amend(package / "u01-first" / "practical.yaml", "{key: l1,", "{key: l1, objective: lo9,")
    (told,) = problems_in(package, is_thorough=False)
    assert "practical.yaml:6: lines.0.objective: the unit has no objective “lo9”" in told


def test_the_same_question_twice_is_said_in_each_language(tmp_path):
    package = write_fair_courses(tmp_path)
    path = package / "u02-second" / "questions.yaml"
    amend(path, words("u02-q02"), words("u02-q01"))
    told = problems_in(package)
    assert [one.partition("text.")[2][:3] for one in told] == ["ar:", "ckb", "en:"]
    assert all("asks what u02-q01 asks" in one for one in told)


def test_statements_that_are_all_false_ask_nothing(tmp_path):
    package = write_fair_courses(tmp_path)
    path = package / "u01-first" / "questions.yaml"
    blocks = path.read_text(encoding="utf-8").split("- key: ")
    statement = next(block for block in blocks if "true_false" in block)
    more = [statement.replace("u01-q03", f"u01-q2{n}") for n in range(3)]
    path.write_text("- key: ".join([*blocks, *more]), encoding="utf-8")
    (told,) = problems_in(package)
    assert "all 4 true-or-false statements have one answer" in told
    amend(path, more[0], more[0].replace("answer: false", "answer: true"))
    assert problems_in(package) == []


LONG = {"ar": "كلمة ", "ckb": "وشە ", "en": "Word. "}


@pytest.mark.parametrize("language", ["ar", "ckb", "en"])
def test_a_paragraph_of_more_than_ninety_words_is_named_with_its_line(tmp_path, language):
    package = write_fair_courses(tmp_path)
    path = package / "u01-first" / f"lesson.{language}.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\n{LONG[language] * 90}\n", encoding="utf-8")
    assert problems_in(package) == []
    path.write_text(f"{text}\n{LONG[language] * 91}\n", encoding="utf-8")
    (told,) = problems_in(package)
    assert f"lesson.{language}.md:{text.count(chr(10)) + 2}: a paragraph of 91 words" in told


def test_english_sentences_are_short_on_average(tmp_path):
    package = write_fair_courses(tmp_path)
    path = package / "u01-first" / "lesson.en.md"
    paragraph = "\n" + "Many words stand here. " * 3 + "\n"
    path.write_text(path.read_text(encoding="utf-8") + paragraph, encoding="utf-8")
    assert problems_in(package) == []
    long = "\n\n".join(["word " * 59 + "word."] * 6)
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{long}\n", encoding="utf-8")
    (told,) = problems_in(package)
    assert "English sentences of" in told


def test_a_guide_for_the_trainer_is_in_every_language_or_in_none(tmp_path):
    package = write_fair_courses(tmp_path)
    folder = package / "u01-first"
    guide = "## Session {#session}\n\nText.\n"
    (folder / "facilitator.en.md").write_text(guide, encoding="utf-8")
    told = problems_in(package, is_thorough=False)
    assert [one.rpartition("/")[2] for one in told] == [
        "facilitator.ar.md is missing; write it", "facilitator.ckb.md is missing; write it",
    ]  # fmt: skip
