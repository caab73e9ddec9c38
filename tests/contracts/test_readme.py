"""README says what is true: its settings are the program's, its rooms the folders."""

from __future__ import annotations

import re
from pathlib import Path

from lms.config import NAMES

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_listed_and_no_other():
    listed = re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)
    assert sorted(listed) == sorted(NAMES.values())


def test_every_room_is_on_the_map():
    rooms = {path.parent.name for path in (ROOT / "lms").glob("*/__init__.py")}
    assert set(re.findall(r"^\| `lms/(\w+)` \|", README, re.MULTILINE)) == rooms


def test_every_picture_and_page_it_leads_to_is_there():
    for target in re.findall(r"\]\(([^)h][^)]*)\)", README):
        assert (ROOT / target).exists(), target


def test_every_command_of_the_makefile_it_names_is_there():
    makefile = (ROOT / "Makefile").read_text()
    for target in set(re.findall(r"make ([a-z]+)", README)):
        assert f"\n{target}:" in makefile, target
