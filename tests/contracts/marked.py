"""An attempt that a trainer is marking and one that asks for a file, on C01, which has neither."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from lms.assessment.models import Attempt, Question, QuestionVersion
from lms.assessment.operations import Given, add_evidence, mark_slot, save_answer, submit_attempt
from lms.assessment.operations.regrading import Wish, answer_regrade, ask_regrade
from lms.assessment.queries import own_attempt
from lms.assessment.queries.attempts import Slot
from lms.assessment.queries.regrading import Asked, lines_of, regrade_in_reach
from lms.assessment.rules.drawing import Arrangement
from lms.assessment.rules.regrading import digest_of
from lms.core import clock
from lms.core.ids import new_id
from lms.core.uploads import made_anew
from tests import factories
from tests.assessment.questions import text
from tests.learning.world import the_course

RIGHT = 5  # a slot of the closed attempt that is right
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


def ask_regrades(session, trainee, cohort_id, texts):
    """Two regrades that somebody else asks for: one declined, one waiting, which is remembered."""
    asker = factories.viewer_for(session, factories.make_staff(session, "coordinator", cohort_id))
    slot = own_attempt(
        session, factories.viewer_for(session, trainee.who), trainee.closed_attempt_id
    ).slots[RIGHT - 1]
    asked = Asked(factories.COURSE, "u01/quiz", slot.key, worth_more(session, slot.version_id))
    for number in range(2):
        lines = lines_of(session, asker, asked, allows_lowering=False)
        wish = Wish(asked, False, texts.reason, digest_of(lines))
        regrade_id = ask_regrade(session, viewer=asker, wish=wish, at=clock.now())
        if number == 0:
            answer_regrade(
                session, viewer=asker, regrade=regrade_in_reach(session, asker, regrade_id),
                is_confirmed=False, at=clock.now(),
            )  # fmt: skip
    trainee.regrade_id, trainee.question_key = regrade_id, slot.key
    session.commit()


def worth_more(session, version_id):
    """A newer version of a question, which is worth enough to pass alone."""
    old = session.get(QuestionVersion, version_id)
    made = QuestionVersion(
        id=new_id(), question_id=old.question_id, content_hash=new_id().hex, type=old.type,
        body={**old.body, "mark": 50}, created_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made.id
