"""The handbook on paper: every lesson, no question, contents that name the right pages."""

from __future__ import annotations

import json
import re
import subprocess
from uuid import UUID

import pytest

from lms.authoring.cli import COURSES, cli
from lms.catalog.decoding import decode_course
from lms.catalog.documents import Handbook, Plan, entries, handbook_pdf, printed
from lms.catalog.package import check_package, check_shared
from lms.core.markdown import Block, blocks
from tests import factories


def text_of(pdf, *more):
    asked = ["pdftotext", *more, "-", "-"]
    return subprocess.run(asked, input=pdf, capture_output=True, check=True).stdout.decode()


@pytest.fixture(scope="module")
def book():
    """The book of a package on disk; the command's test takes the published one."""
    shared, _ = check_shared(COURSES)
    package, _ = check_package(COURSES / factories.COURSE, shared)
    course = decode_course(package.manifest, course_version_id=UUID(int=1), content_hash="")
    units = json.loads(package.manifest)["units"]

    def _book(language):
        lessons = {one["unit"]["key"]: tuple(blocks(one["lesson"][language])) for one in units}
        return Handbook(course, language, lessons)

    return _book


@pytest.fixture(scope="module")
def english(book):
    """The English book and its pages' bytes."""
    asked = book("en")
    return asked, handbook_pdf(asked)


def test_a_text_is_taken_apart_into_what_is_printed():
    markdown = (
        "## One {#one}\n\nSome **bold**\nwords.\n\n3. first\n4. second\n\n- a\n- b\n\n"
        "| k | v |\n|---|---|\n| x | y |\n\n::: must\nTitle\n\nText.\n\n- item\n:::\n\n"
        "::: source\nA law.\n:::\n"
    )
    assert list(blocks(markdown)) == [
        Block("heading", "One"),
        Block("paragraph", "Some bold words."),
        Block("item", "first", "3."),
        Block("item", "second", "4."),
        Block("item", "a", "•"),
        Block("item", "b", "•"),
        Block("paragraph", "k · v"),
        Block("paragraph", "x · y"),
        Block("title", "Title"),
        Block("callout", "Text."),
        Block("item", "item", "•"),
        Block("source", "A law."),
    ]


@pytest.mark.parametrize("language", ["ar", "ckb", "en"])
def test_equal_books_give_equal_bytes_and_every_heading_is_on_its_page(book, language):
    asked = book(language)
    first = printed(asked, Plan())
    again, same = (printed(asked, Plan(first.found, first.kept)) for _ in range(2))
    assert again.found == first.found
    assert again.bytes() == same.bytes()
    assert set(first.found) == {entry for entry, _, _ in entries(first, asked)}
    assert list(first.found.values()) == sorted(first.found.values())
    assert first.found["sources"] <= first.number


def test_it_holds_the_lessons_and_neither_questions_nor_keys(english):
    asked, pdf = english
    text = " ".join(text_of(pdf).split())
    for unit in asked.course.units:
        assert f"Unit {unit.position}: {unit.title.en}" in text
        for block in asked.lessons[unit.key]:
            assert " ".join(block.text.split())[:40] in text
        for node in unit.activity_of_kind("scenario").scenario.nodes:
            assert node.text.en[:60] not in text
        for line in unit.activity_of_kind("practical").practical.lines:
            assert line.text.en not in text
    for source in asked.course.sources:
        assert source.title.en[:30] in text


def test_the_contents_name_the_page_on_which_a_unit_begins(english):
    asked, pdf = english
    contents = text_of(pdf, "-f", "3", "-l", "3", "-layout")
    for unit in asked.course.units:
        title = f"Unit {unit.position}: {unit.title.en}"
        number = re.search(rf"{re.escape(title[:30])}.*?(\d+)$", contents, re.MULTILINE)[1]
        assert title in " ".join(text_of(pdf, "-f", number, "-l", number).split())


def test_no_page_ends_with_a_heading(english):
    asked, pdf = english
    headings = {
        block.text
        for lesson in asked.lessons.values()
        for block in lesson
        if block.kind in ("heading", "title")
    }
    for page in text_of(pdf).split("\f")[3:]:
        shown = [line for line in page.splitlines() if line.strip()]
        assert not [line for line in shown[-3:] if line in headings]


def test_the_command_writes_it(app, session, tmp_path):
    run = app.test_cli_runner().invoke
    target = tmp_path / "book.pdf"
    done = run(cli, ["handbook", factories.COURSE, "--language", "ckb", "--to", str(target)])
    assert done.exit_code == 0, done.output
    assert target.read_bytes().startswith(b"%PDF")
    unknown = run(cli, ["handbook", "c77-none"])
    assert (unknown.exit_code, "No course c77-none is published" in unknown.output) == (1, True)
