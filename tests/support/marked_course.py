"""A published course whose first quiz asks an essay, files and one choice, and who takes it."""

from __future__ import annotations

from datetime import date

from lms.assessment.operations import Given, mark_slot
from lms.authoring.operations import publish_package
from lms.cohorts import operations as cohorts
from tests import factories
from tests.assessment.world import Taker, after
from tests.catalog.sample import COURSE, words, write_courses

ESSAY, FILES, CHOICE = "u01-q01", "u01-q02", "u01-q03"
GOOD = {"law": "good", "clarity": "good"}  # 6 of 6 points
HALF = {"law": "some", "clarity": "none"}  # 2 of 6


def levels(criterion, most):
    return (
        f"    - key: {criterion}\n      text: {words(criterion)}\n      levels:\n"
        f"        - {{key: none, points: 0, text: {words('none')}}}\n"
        f"        - {{key: some, points: {most // 2}, text: {words('some')}}}\n"
        f"        - {{key: good, points: {most}, text: {words('good')}}}\n"
    )


def marked(key, kind, more):
    return (
        f"- key: {key}\n  type: {kind}\n  objective: lo1\n  text: {words(key)}\n"
        f"  explanation: {words('why')}\n  mark: 3\n{more}  rubric:\n"
        f"{levels('law', 4)}{levels('clarity', 2)}"
    )


CHOICE_YAML = (
    f"- key: {CHOICE}\n  type: single_choice\n  objective: lo1\n  text: {words(CHOICE)}\n"
    f"  explanation: {words('because')}\n  options:\n"
    f"    - {{key: a, correct: true, text: {words('a')}, feedback: {words('fa')}}}\n"
    f"    - {{key: b, text: {words('b')}, feedback: {words('fb')}}}\n"
)
ESSAY_YAML = marked(
    ESSAY, "essay",
    '  min_words: 3\n  max_words: 6\n  template: {ar: "أولا:", ckb: "یەکەم:", en: "First:"}\n',
)  # fmt: skip
FILES_YAML = marked(
    FILES, "file_evidence", "  accept: [image, text]\n  max_files: 2\n  max_kilobytes: 512\n"
)


def write_marked_courses(root):
    """The sample course, unit 1 asking all three."""
    package = write_courses(root)
    folder = package / "u01-first"
    (folder / "questions.yaml").write_text(ESSAY_YAML + FILES_YAML + CHOICE_YAML, "utf-8")
    unit = folder / "unit.yaml"
    unit.write_text(unit.read_text("utf-8").replace("draw: 2", "draw: 3"), "utf-8")
    return package


def marked_cohort(session, folder):
    """A cohort on that course, published from a new folder."""
    publish_package(session, write_marked_courses(folder), at=factories.LONG_AGO)
    return cohort_on(session, COURSE)


def cohort_on(session, course_key):
    """A cohort of an academy of its own that takes a course."""
    cohort_id = cohorts.make_cohort(
        session,
        title="Marked",
        course_key=course_key,
        academy_id=factories.make_academy(session),
        starts_on=date(2026, 1, 4),
        ends_on=None,
        at=factories.LONG_AGO,
    )
    session.commit()
    return cohort_id


def places_in(taker, attempt_id):
    """Where each question stands in the attempt: key -> position."""
    return {slot.key: n for n, slot in enumerate(taker.head(attempt_id).slots, start=1)}


def hand_in(session, cohort_id, *, essay="One two three four", choice=("a",), minutes=0):
    """A trainee of the cohort who hands in an essay and a choice; the taker and the attempt."""
    person = factories.make_person(session, language="en")
    taker = Taker(session, person, factories.enrol(session, person, cohort_id))
    attempt_id = taker.start(at=after(minutes))
    places = places_in(taker, attempt_id)
    if essay:
        taker.save(attempt_id, places[ESSAY], essay, at=after(minutes + 1))
    taker.save(attempt_id, places[CHOICE], list(choice), at=after(minutes + 1))
    taker.submit(attempt_id, at=after(minutes + 2))
    session.commit()
    return taker, attempt_id


def mark(session, viewer, attempt_id, position, chosen=GOOD, *, remark="", seen=None, at=None):
    """Give one answer its levels; whether the attempt has its result now."""
    return mark_slot(
        session,
        viewer=viewer,
        attempt_id=attempt_id,
        position=position,
        given=Given(chosen, remark, seen),
        at=at or after(60),
    )
