"""From clauses to what each objective is assessed by, read from what was published."""

from __future__ import annotations

import pytest

from lms.authoring.operations import publish_package
from lms.catalog import queries
from lms.catalog.coverage import clauses_served
from lms.catalog.package import check_package, check_shared
from tests import factories
from tests.catalog.sample import COURSE, amend, words, write_courses

CLAUSES = f"- key: S1\n  text: {words('clause')}\n- key: S2\n  text: {words('other')}\n"


@pytest.fixture
def package(tmp_path):
    written = write_courses(tmp_path)
    (tmp_path / "clauses.yaml").write_text(CLAUSES, encoding="utf-8")
    amend(written / "u01-first" / "practical.yaml", "{key: l1,", "{key: l1, objective: lo1,")
    return written


def test_each_objective_has_its_questions_and_the_lines_in_which_it_is_seen(session, package):
    publish_package(session, package, at=factories.LONG_AGO)
    found = {one.course_key: one for one in queries.coverage(session)}[COURSE]
    assert [clause.key for clause in found.clauses] == ["S1"]
    first, second = found.units
    (objective,) = first.objectives
    assert objective.questions[:2] == ("u01-q01", "u01-q02")
    assert objective.questions[-1] == "test-q15"
    assert objective.absolute == 1
    assert [line.text.en for line in objective.lines] == ["Text l1"]
    assert [(line.text.en, line.is_critical) for line in first.lines] == [("Text l2", True)]
    assert (second.lines, second.objectives[0].lines) == ((), ())


def test_the_newest_version_counts(session, package):
    publish_package(session, package, at=factories.LONG_AGO)
    amend(package / "course.yaml", "version: 1.0.0", "version: 1.1.0")
    publish_package(session, package, at=factories.LONG_AGO)
    versions = {one.course_key: one.version for one in queries.coverage(session)}
    assert versions[COURSE] == "1.1.0"


def test_clauses_stand_in_their_order_with_the_courses_that_serve_them(session, package):
    publish_package(session, package, at=factories.LONG_AGO)
    served = clauses_served(queries.coverage(session))
    keys = [clause.key for clause, _ in served]
    assert keys == sorted(keys, key=lambda key: int(key[1:]))
    assert all(courses for _, courses in served)


def test_a_clause_that_nobody_wrote_is_a_problem(package):
    amend(package / "course.yaml", "clauses: [S1]", "clauses: [S1, S9]")
    shared, _ = check_shared(package.parent)
    (told,) = check_package(package, shared)[1]
    assert "clauses.1: no clause “S9” in clauses.yaml" in str(told)
