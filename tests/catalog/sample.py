"""A small courses folder that is valid, written anew for each test that breaks or publishes it."""

from __future__ import annotations

from pathlib import Path

COURSE = "c90-sample"


def words(name: str) -> str:
    """A text in three languages on one line of YAML."""
    return f'{{ar: "نص {name}", ckb: "دەق {name}", en: "Text {name}"}}'


def write_courses(root: Path, *, version: str = "1.0.0") -> Path:
    """Write a courses folder with one package of two units; gives the package's folder."""
    package = root / COURSE
    files = {
        "sources.yaml": _sources(),
        "programme.yaml": _programme(),
        "hotlines.yaml": _hotlines(),
        "glossary.csv": "en,ar,ckb,domain,conf_ar,conf_ckb,note\nLaw,قانون,یاسا,law,H,M,\n",
        f"{COURSE}/course.yaml": _course(version),
        f"{COURSE}/test/questions.yaml": "\n".join(map(_test_question, range(1, 16))) + "\n",
        f"{COURSE}/u01-first/unit.yaml": _unit("u01"),
        f"{COURSE}/u01-first/questions.yaml": _unit_questions("u01"),
        f"{COURSE}/u01-first/scenario.yaml": _scenario(),
        f"{COURSE}/u01-first/practical.yaml": _practical(),
        f"{COURSE}/u02-second/unit.yaml": _small_unit("u02"),
        f"{COURSE}/u02-second/questions.yaml": _choice("u02-q01", "single_choice", "both"),
    }
    for folder in ("u01-first", "u02-second"):
        for language, text in LESSONS.items():
            files[f"{COURSE}/{folder}/lesson.{language}.md"] = text
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return package


def write_typed_courses(root: Path) -> Path:
    """The same folder, unit 1 asking typed questions only: its quiz draws both."""
    package = write_courses(root)
    questions = package / "u01-first" / "questions.yaml"
    questions.write_text(typed_questions("u01"), encoding="utf-8")
    return package


def write_fair_courses(root: Path) -> Path:
    """The same folder, its questions such as this programme's own must be.

    The right answer is never the longest and stands at three places in turn; every question has
    a source, and every objective two questions.
    """
    package = write_courses(root)
    for turn, path in enumerate(sorted(package.glob("*/questions.yaml"))):
        text = path.read_text(encoding="utf-8").replace(words("c"), words("c and more"))
        blocks = [f"- key: {block}" for block in text.split("- key: ")[1:]]
        fair = "".join(_fair(block, at) for at, block in enumerate(blocks, turn))
        path.write_text(fair, encoding="utf-8")
    second = package / "u02-second" / "questions.yaml"
    more = _choice("u02-q02", "multiple_response", "unit") + SOURCES
    second.write_text(second.read_text(encoding="utf-8") + more, encoding="utf-8")
    return package


SOURCES = "  sources: [{source: law-1}]\n"


def _fair(question: str, at: int) -> str:
    lines = question.splitlines(keepends=True)
    options = [line for line in lines if line.startswith("    - {key: ") and "feedback" in line]
    if "single_choice" in question:
        first = lines.index(options[0])
        turned = options[at % 3 :] + options[: at % 3]
        lines[first : first + len(options)] = turned
    return "".join(lines) + SOURCES


def write_ruled_courses(root: Path, *, unit: str = "", test: str = "") -> Path:
    """The same folder; unit 1 has a document to confirm, unit 2 and the test their conditions.

    unit, test: the YAML of an availability, in flow style.
    """
    package = write_courses(root)
    first = package / "u01-first"
    amend(
        first / "unit.yaml",
        "completion:\n  all:\n",
        f"  - {{key: orders, type: receipt, minutes: 5, title: {words('orders')}}}\n"
        "completion:\n  all:\n    - {type: receipt, activity: orders}\n",
    )
    title = words("first course")
    amend(
        root / "programme.yaml",
        "courses:\n",
        f"courses:\n  - {{key: c01-blue-policing, title: {title}}}\n",
    )
    for language, text in LESSONS.items():
        (first / f"receipt.{language}.md").write_text(text, encoding="utf-8")
    if unit:
        amend(
            package / "u02-second" / "unit.yaml",
            "completion:",
            f"availability: {unit}\ncompletion:",
        )
    if test:
        amend(package / "course.yaml", "certificate:\n", f"  availability: {test}\ncertificate:\n")
    return package


def amend(path: Path, old: str, new: str) -> None:
    """Write `new` where `old` stands once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (path, old)
    path.write_text(text.replace(old, new), encoding="utf-8")


LESSONS = {
    language: (
        f"## {first} {{#first}}\n\n{text}.\n\n::: must\n{title}\n\n{text}.\n:::\n\n"
        f"## {second} {{#second}}\n\n{text}.\n"
    )
    for language, first, second, title, text in (
        ("ar", "أول", "ثان", "عنوان", "نص"),
        ("ckb", "یەکەم", "دووەم", "ناونیشان", "دەق"),
        ("en", "First", "Second", "Title", "Text"),
    )
}


def _sources() -> str:
    return f"""- key: law-1
  title: {words("law")}
  issuer: {words("issuer")}
  year: 1979
  jurisdiction: international
  last_verified: null
  verified_by: null
- key: law-2
  title: {words("other law")}
  issuer: {words("issuer")}
  year: 2005
  jurisdiction: both
  last_verified: 2026-01-01
  verified_by: "A reviewer"
"""


def _programme() -> str:
    return f"""pathways:
  - key: foundation
    version: 1.0.0
    title: {words("pathway")}
    courses: [{COURSE}, c91-planned]
    certificate:
      code: foundation
      title: {words("certificate")}
      valid_months: 24
      posts: [{words("post")}]
courses:
  - {{key: c91-planned, title: {words("planned")}}}
"""


def _hotlines() -> str:
    return f"""- key: emergency
  number: "911"
  title: {words("emergency")}
  jurisdiction: federal
  last_verified: null
"""


def _course(version: str) -> str:
    return f"""key: {COURSE}
version: {version}
source_language: ar
title: {words("title")}
summary: {words("summary")}
aims: [{words("aim")}]
audience: {words("audience")}
hours: {{online: 2, in_person: 1}}
prerequisites: []
licence: CC-BY-SA-4.0
clauses: [S1]
units: [u01-first, u02-second]
test:
  title: {words("test")}
  draw: 10
  pass_percent: 80
  max_attempts: 3
  cooldowns: [{{after_attempt: 2, minutes: 1440}}]
  minutes: 40
  time_limit_minutes: 60
certificate:
  {{code: c90, title: {words("certificate")}, valid_months: 36, posts: [{words("post")}]}}
"""


def _unit(key: str) -> str:
    return f"""key: {key}
title: {words("unit")}
objectives:
  - {{key: lo1, verb: understand, text: {words("objective")}}}
facts:
  - key: f1
    text: {words("fact")}
    sources: [{{source: law-1, article: "1"}}]
    verification: to_verify
    check: Compare with the official text.
    jurisdiction: international
sources: [{{source: law-1}}]
activities:
  - {{key: lesson, type: lesson, minutes: 20, title: {words("lesson")}}}
  - {{key: quiz, type: quiz, minutes: 10, title: {words("quiz")}, draw: 2, pass_percent: 70,
     max_attempts: 0, cooldowns: [{{after_attempt: 3, minutes: 60}}]}}
  - {{key: scenario, type: scenario, minutes: 10, title: {words("scenario")}}}
  - {{key: practical, type: practical, minutes: 20, title: {words("practical")}}}
completion:
  all:
    - {{type: view, activity: lesson}}
    - {{type: quiz, activity: quiz}}
    - any: [{{type: scenario, activity: scenario}}, {{type: signoff, activity: practical}}]
"""


def _small_unit(key: str) -> str:
    return f"""key: {key}
title: {words("unit")}
objectives: [{{key: lo1, verb: apply, text: {words("objective")}}}]
activities:
  - {{key: lesson, type: lesson, minutes: 5, title: {words("lesson")}}}
  - {{key: quiz, type: quiz, minutes: 5, title: {words("quiz")}, draw: 1, pass_percent: 70,
     max_attempts: 0}}
completion: {{n_of: {{n: 1, rules: [{{type: view, activity: lesson}}]}}}}
"""


def _head(key: str, kind: str, objective: str, use: str) -> str:
    return (
        f"- key: {key}\n  type: {kind}\n  objective: {objective}\n  use: {use}\n"
        f"  text: {words(key)}\n  explanation: {words('why')}\n"
    )


def _choice(key: str, kind: str, use: str, objective: str = "lo1") -> str:
    second = "correct: true, " if kind == "multiple_response" else ""
    return _head(key, kind, objective, use) + (
        "  options:\n"
        f"    - {{key: a, correct: true, text: {words('a')}, feedback: {words('fa')}}}\n"
        f"    - {{key: b, {second}text: {words('b')}, feedback: {words('fb')}}}\n"
        f"    - {{key: c, text: {words('c')}, feedback: {words('fc')}}}\n"
    )


def _test_question(number: int) -> str:
    unit = "u01" if number % 2 else "u02"
    body = _choice(f"test-q{number:02}", "single_choice", "test", f"{unit}/lo1")
    return body + ("  absolute: true\n" if number == 1 else "")


def _unit_questions(unit: str) -> str:
    return (
        _choice(f"{unit}-q01", "single_choice", "unit")
        + _choice(f"{unit}-q02", "multiple_response", "both")
        + _head(f"{unit}-q03", "true_false", "lo1", "unit")
        + f"  answer: false\n  feedback_true: {words('t')}\n  feedback_false: {words('f')}\n"
        + _head(f"{unit}-q04", "matching", "lo1", "unit")
        + "  stems:\n"
        + f"    - {{key: s1, match: a, text: {words('s1')}}}\n"
        + f"    - {{key: s2, match: b, text: {words('s2')}}}\n"
        + "  options:\n"
        + "".join(f"    - {{key: {key}, text: {words(key)}}}\n" for key in "abc")
        + _head(f"{unit}-q05", "ordering", "lo1", "unit")
        + f"  items: [{{key: s1, text: {words('s1')}}}, {{key: s2, text: {words('s2')}}}]\n"
        + typed_questions(unit)
    )


def typed_questions(unit: str) -> str:
    """One question of each type that is typed: numbers 6 and 7 of the unit."""
    return (
        _head(f"{unit}-q06", "short_answer", "lo1", "unit")
        + "  fold: true\n  case: false\n  answers:\n"
        + '    - {key: a1, text: {ar: "مخفر*", ckb: "بنکەی پۆلیس*", en: "police station*"}}\n'
        + '    - {key: a2, fraction: 50, text: {ar: "*شرطة*", ckb: "*پۆلیس*", en: "*police*"},\n'
        + f"       feedback: {words('half')}}}\n"
        + _head(f"{unit}-q07", "numeric", "lo1", "unit")
        + "  answers:\n"
        + '    - {key: a1, value: "12.5", tolerance: "0.1"}\n'
        + '    - {key: a2, kind: relative, value: "12.5", tolerance: "0.1", fraction: 50}\n'
        + '    - {key: a3, kind: range, min: "-4", max: "20", fraction: 0,\n'
        + f"       feedback: {words('near')}}}\n"
    )


def _scenario() -> str:
    return f"""title: {words("scenario")}
start: n1
nodes:
  - key: n1
    text: {words("n1")}
    choices:
      - {{key: a, text: {words("a")}, consequence: {words("ca")}, next: lawful, points: 2}}
      - {{key: b, text: {words("b")}, consequence: {words("cb")}, next: lost, points: 0,
         critical_error: true}}
  - key: lawful
    ending: lawful
    text: {words("lawful")}
    sources: [{{source: law-1, article: "1"}}]
  - key: lost
    ending: lost
    text: {words("lost")}
    sources: [{{source: law-2}}]
"""


def _practical() -> str:
    return f"""title: {words("practical")}
task: {words("task")}
conditions: {words("conditions")}
assessors: 1
lines:
  - {{key: l1, text: {words("l1")}}}
  - {{key: l2, critical: true, text: {words("l2")}}}
sources: [{{source: law-1, article: "2"}}]
"""
