from __future__ import annotations

import pytest

from lms.catalog.package import PackageProblems, check_package, check_shared, read_shared
from tests.catalog.sample import write_courses

BROKEN = [
    ("sources.yaml", "year: 1979", "year: soon", "4: 0.year", "write a whole number"),
    ("sources.yaml", "key: law-2", "key: law-1", "8: 1.key", "the key “law-1” is taken on line 1"),
    ("sources.yaml", "jurisdiction: both", "jurisdiction: iraq", "12: 1.jurisdiction", "“iraq” is"),
    ("sources.yaml", "2026-01-01", "2026-13-01", "13: 1.last_verified", "“2026-13-01”: a day is"),
    ("programme.yaml", "c91-planned]", "c92-lost]", "5: pathways.0.courses.1",
     "no course “c92-lost”"),
    ("programme.yaml", "valid_months: 24", "valid_months: 0",
     "9: pathways.0.certificate.valid_months", "too small"),
    ("hotlines.yaml", '"911"', "911", "2: 0.number", "write a text"),
    ("hotlines.yaml", '"911"', '"9-1-1"', "2: 0.number", "“9-1-1”: a telephone number"),
    ("hotlines.yaml", "دەق emergency", "دەق كات", "3: 0.title.ckb", "“ك”"),
    ("glossary.csv", "یاسا", "ياسا", "2: ckb", "“ي”"),
    ("glossary.csv", "law,H,M,", "law,H,X,", "2: conf_ckb", "seven columns"),
    ("glossary.csv", "en,ar,ckb", "ar,en,ckb", "1", "the first line must be"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "place", "begins"), BROKEN)
def test_each_mistake_in_a_shared_file_has_its_line(tmp_path, file, old, new, place, begins):
    write_courses(tmp_path)
    path = tmp_path / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    _shared, problems = check_shared(tmp_path)

    assert [str(problem).startswith(f"{file}:{place}: {begins}") for problem in problems] == [
        True
    ], problems


def test_a_missing_shared_file_is_a_problem(tmp_path):
    write_courses(tmp_path)
    (tmp_path / "sources.yaml").unlink()

    with pytest.raises(PackageProblems, match=r"sources\.yaml:1: the file is missing"):
        read_shared(tmp_path)


def test_a_package_is_checked_also_when_the_sources_are_broken(tmp_path):
    package = write_courses(tmp_path)
    (tmp_path / "sources.yaml").write_text("[", encoding="utf-8")
    shared, _problems = check_shared(tmp_path)

    got, problems = check_package(package, shared)

    assert got is None
    assert [problem.file for problem in problems] == ["sources.yaml"]
