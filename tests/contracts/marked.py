"""An attempt that a trainer is marking and one that asks for a file, on C01, which has neither."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from lms.assessment.models import Attempt, Question, QuestionVersion
from lms.assessment.operations import Given, add_evidence, mark_slot, save_answer, submit_attempt
from lms.assessment.queries.attempts import Slot
from lms.assessment.rules.drawing import Arrangement
from lms.core.ids import new_id
from lms.core.uploads import made_anew
from tests import factories
from tests.assessment.questions import text
from tests.learning.world import the_course

RUBRIC = [
    {
        "key": "law",
        "text": text("the law"),
        "levels": [
            {"key": key, "points": points, "text": text(key)}
            for key, points in (("none", 0), ("good", 4))
        ],
    }
]
LEVELS = {"level_law": "good"}
BODIES = {
    "essay": {"text": text("an essay"), "rubric": RUBRIC},
    "file_evidence": {"text": text("a photo"), "rubric": RUBRIC, "accept": ["image", "text"]},
}


def hand_in_marked(session, who, enrolment_id, *, assessor, texts, now):
    """An essay that waits beside a marked file, and an open attempt that asks for a file.

    The ids of both attempts and of the file.
    """
    viewer, before = factories.viewer_for(session, who), now - timedelta(minutes=20)
    waiting = begin(session, enrolment_id, "u02/quiz", ("essay", "file_evidence"), at=before)
    answered = {"viewer": viewer, "attempt_id": waiting, "at": before + timedelta(minutes=1)}
    save_answer(session, position=1, response=texts.remark, **answered)
    photo = made_anew(b"What was seen.")
    file_id = add_evidence(session, position=2, file=photo, **answered)
    at = before + timedelta(minutes=2)
    submit_attempt(session, viewer=viewer, attempt_id=waiting, at=at)
    given = Given({"law": "good"}, texts.remark)
    mark_slot(session, viewer=assessor, attempt_id=waiting, position=2, given=given, at=now)
    filing = begin(session, enrolment_id, "u03/quiz", ("file_evidence",), at=before)
    session.commit()
    return waiting, filing, file_id


def begin(session, enrolment_id, activity, kinds, *, at):
    """An attempt that draws a question of each of these kinds."""
    slots = [
        Slot(version_of(session, kind), f"marked-{kind}", "u02", False, Arrangement())
        for kind in kinds
    ]
    made = Attempt(
        id=new_id(at), occurred_at=at, recorded_at=at, enrolment_id=enrolment_id,
        course_version_id=the_course(session).course_version_id, activity=activity, kind="quiz",
        number=90, drawn=[slot.as_json() for slot in slots],
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made.id


def version_of(session, kind):
    """The one version of a question of this kind, made when it is first asked for."""
    key = f"marked-{kind}"
    found = session.scalar(select(QuestionVersion.id).join(Question).where(Question.key == key))
    if found is not None:
        return found
    question = Question(id=new_id(), course_key=factories.COURSE, key=key)
    session.add(question)
    session.flush()
    version = QuestionVersion(
        id=new_id(), question_id=question.id, content_hash=key, type=kind, body=BODIES[kind],
        created_at=factories.LONG_AGO,
    )  # fmt: skip
    session.add(version)
    session.flush()
    return version.id
