"""A view renders only its own room's pages; a page belongs to a room; nobody takes the session."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

LMS = Path(__file__).parents[2] / "lms"
TEMPLATES = LMS / "templates"
PAGE = re.compile(r"[\w-][\w/-]*\.html")  # an address begins with a slash
TAKEN = re.compile(r"""{%-?\s*(?:from|import|include|extends)\s+["']([^"']+)["']""")


def _trees(*patterns: str) -> Iterator[tuple[Path, ast.AST]]:
    for pattern in patterns:
        for source in sorted(LMS.glob(pattern)):
            yield source, ast.parse(source.read_text(encoding="utf-8"))


def _pages_named(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Each page's name written in the file, and its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and PAGE.fullmatch(str(node.value)):
            yield node.lineno, node.value


def test_each_view_renders_its_own_room():
    for source, tree in _trees("*/views.py", "*/views/**/*.py", "*/web.py"):
        room = source.relative_to(LMS).parts[0]
        for line, page in _pages_named(tree):
            is_everyones = "/" not in page  # the error page
            assert is_everyones or page.startswith(f"{room}/"), f"{source}:{line}: {page}"
            assert (TEMPLATES / page).exists(), f"{source}:{line}: no {page}"


def test_each_folder_of_pages_is_a_room_that_exists():
    rooms = {source.parent.name for source in LMS.glob("*/__init__.py")}
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir()}
    assert folders - {"_components"} <= rooms


def test_a_page_takes_only_from_its_room_and_the_components():
    for page in sorted(TEMPLATES.rglob("*.html")):
        room = page.relative_to(TEMPLATES).parts[0]
        for taken in TAKEN.findall(page.read_text(encoding="utf-8")):
            is_shared = "/" not in taken or taken.startswith("_components/")
            assert is_shared or taken.startswith(f"{room}/"), f"{page}: {taken}"
            assert (TEMPLATES / taken).exists(), f"{page}: no {taken}"


def test_nobody_imports_the_session_itself():
    for source, tree in _trees("**/*.py"):
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "lms.core.db":
                assert "session" not in {alias.name for alias in node.names}, source
