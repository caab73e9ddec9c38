from __future__ import annotations

import hashlib
import json

import pytest

from lms.catalog.package import check_package, read_package, read_shared
from lms.catalog.package.checks.translations import source_hash
from tests.catalog.sample import COURSE, write_courses


def read(tmp_path):
    return read_package(tmp_path / COURSE, read_shared(tmp_path))


def test_the_hash_is_of_the_canonical_bytes(tmp_path):
    write_courses(tmp_path)

    package = read(tmp_path)

    content = json.loads(package.manifest)
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert package.manifest == canonical.encode()
    assert package.content_hash == hashlib.sha256(package.manifest).hexdigest()


def test_the_order_of_fields_and_comments_do_not_change_the_hash(tmp_path):
    write_courses(tmp_path)
    before = read(tmp_path).content_hash
    course = tmp_path / COURSE / "course.yaml"
    first, *rest = course.read_text("utf-8").splitlines(keepends=True)
    course.write_text("# a comment\n" + "".join(rest) + first, "utf-8")

    assert read(tmp_path).content_hash == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (f"{COURSE}/u01-first/lesson.en.md", "Text.", "Other text."),
        (f"{COURSE}/test/questions.yaml", "Text why", "Text because"),
        ("sources.yaml", "year: 1979", "year: 1980"),
    ],
)
def test_lessons_questions_and_cited_sources_change_the_hash(tmp_path, file, old, new):
    write_courses(tmp_path)
    before = read(tmp_path).content_hash
    path = tmp_path / file
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")

    assert read(tmp_path).content_hash != before


def test_an_uncited_source_does_not_change_the_hash(tmp_path):
    write_courses(tmp_path)
    before = read(tmp_path).content_hash
    path = tmp_path / "sources.yaml"
    source = path.read_text("utf-8").partition("- key: law-2")[0].replace("law-1", "law-3")
    path.write_text(path.read_text("utf-8") + source, "utf-8")

    assert read(tmp_path).content_hash == before


def translate(tmp_path, path, language, state):
    text = f"{path}: {{{language}: {state}}}\n"
    (tmp_path / COURSE / "u02-second" / "translations.yaml").write_text(text, "utf-8")


def test_a_reviewed_text_is_no_draft(tmp_path):
    write_courses(tmp_path)
    reviewed = f"{{state: reviewed, source_sha256: {source_hash('نص unit')}}}"
    translate(tmp_path, "unit/title", "ckb", reviewed)

    notes = {str(note) for note in read(tmp_path).notes}

    assert (
        f"{COURSE}/u02-second:1: 12 Sorani texts are drafts: no person has reviewed them" in notes
    )


@pytest.mark.parametrize(
    ("path", "language", "state", "begins"),
    [
        ("unit/title", "ckb", "{state: stale}", "the translation is stale"),
        ("unit/title", "en", "{state: missing}", "the translation is missing"),
        ("unit/title", "ar", "{state: draft}", "this is the source language"),
        ("unit/titel", "en", "{state: draft}", "no such text"),
        (
            "lesson",
            "en",
            f"{{state: reviewed, source_sha256: '{'0' * 64}'}}",
            "the source text has",
        ),
    ],
)
def test_missing_and_stale_translations_stop_a_publication(tmp_path, path, language, state, begins):
    write_courses(tmp_path)
    translate(tmp_path, path, language, state)

    _got, problems = check_package(tmp_path / COURSE, read_shared(tmp_path))

    (problem,) = problems
    assert (problem.line, problem.words.startswith(begins)) == (1, True), problem
