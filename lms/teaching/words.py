"""The sentences of the trainer's pages, from facts."""

from __future__ import annotations

from datetime import datetime

from lms.assessment.queries import AttemptHead
from lms.assessment.queries.attempts import Grade
from lms.assessment.queries.teaching import AnsweredQuestion
from lms.assessment.rules.attempts import points_words
from lms.assessment.rules.grades import Points
from lms.assessment.rules.questions import QuestionType
from lms.assessment.rules.review import SlotReview
from lms.catalog.rules import PublishedActivity, PublishedCourse, PublishedUnit
from lms.core.locale import date_words, short_date_words, time_words
from lms.core.speech import gettext as _
from lms.core.speech import language, ngettext, pgettext
from lms.practice.queries import ObservationRow
from lms.progress.rules import COURSE, UnitState
from lms.progress.words import MARK
from lms.progress.words import decision_words as decision_words
from lms.progress.words import legend as legend
from lms.progress.words import release_title as release_title
from lms.progress.words import release_words as release_words
from lms.teaching.queries.cohorts import RosterRow
from lms.teaching.queries.records import Record
from lms.teaching.rules import Reason


def day(instant: datetime) -> str:
    """A day with its year."""
    return date_words(instant, language())


def moment(instant: datetime) -> str:
    """A day and the time."""
    day_words = short_date_words(instant, language())
    return _("%(day)s, %(time)s", day=day_words, time=time_words(instant))


def unit_name(unit: PublishedUnit) -> str:
    """`Unit 2: …`."""
    return _("Unit %(number)s: %(title)s", number=unit.position, title=unit.title.in_(language()))


def test_name(course: PublishedCourse) -> str:
    """The course test's title."""
    return course.test.title.in_(language())


def activity_name(course: PublishedCourse, address: str) -> str:
    """An activity with its unit: `Unit 2: unit quiz`."""
    unit_key, activity_key = address.split("/")
    activity = course.activity(unit_key, activity_key)
    title = activity.title.in_(language())
    if unit_key == COURSE:
        return title
    number = course.unit(unit_key).position
    return _("Unit %(number)s: %(title)s", number=number, title=title)


def reason_words(course: PublishedCourse, reason: Reason) -> str:
    """Why somebody needs help."""
    if reason.kind == "quiet":
        return ngettext("No work for %(num)s day.", "No work for %(num)s days.", reason.days)
    name = activity_name(course, reason.activity.address) if reason.activity else ""
    if reason.kind == "practical":
        return _("Everything online is done. Awaits sign-off: %(activity)s.", activity=name)
    return ngettext(
        "%(num)s attempt without a pass: %(activity)s.",
        "%(num)s attempts without a pass: %(activity)s.",
        reason.tries,
        activity=name,
    )


def unit_state_words(state: UnitState) -> str:
    """The state of a unit."""
    return {
        "done": _("Completed"),
        "now": _("In progress"),
        "todo": _("Not started"),
        "locked": _("Locked"),
        "waiting": _("Awaits sign-off"),
    }[state]


def receipt_words(title: str, confirmed_at: datetime | None) -> tuple[str, str]:
    """A state and its words for a document to confirm."""
    if confirmed_at is None:
        return "todo", _("%(title)s: not confirmed yet", title=title)
    return "done", _("%(title)s: confirmed on %(date)s", title=title, date=day(confirmed_at))


def marked(words: str, *, is_marked: bool) -> str:
    """The words, with the mark of a decision."""
    return f"{words} {MARK}" if is_marked else words


def roster_words(row: RosterRow) -> tuple[str, str]:
    """A state and its words for one row of the roster, marked where a decision stands in it."""
    state, words = _roster_words(row)
    return state, marked(words, is_marked=row.is_marked)


def _roster_words(row: RosterRow) -> tuple[str, str]:
    if not row.is_active:
        return "todo", pgettext("enrolment", "Withdrawn")
    if row.state.course_completed_at is not None:
        return "done", _("Completed on %(date)s", date=day(row.state.course_completed_at))
    done = sum(cell == "done" for cell in row.cells)
    if not row.state.requirements:
        return "todo", _("Not started")
    words = ngettext("%(num)s unit completed", "%(num)s units completed", done)
    return ("waiting" if "waiting" in row.cells else "now"), str(words)


def score_words(grade: Grade) -> str:
    """`5 of 6`."""
    points = points_words(grade.score)
    return _("%(points)s of %(most)s", points=points, most=grade.max_score)


def attempt_words(
    head: AttemptHead, grade: Grade | None, *, is_handed_in: bool = False
) -> tuple[str, str]:
    """A state and its words for one attempt."""
    if is_handed_in:
        return "waiting", _("Being marked")
    if grade is None:
        return "now", _("Open since %(when)s", when=moment(head.started_at))
    when = moment(grade.closed_at)
    if grade.is_voided:
        return "stop", _("Voided by two people: it does not count, %(when)s", when=when)
    if grade.is_abandoned:
        score = score_words(grade)
        return "again", _("Not handed in in time: %(score)s, %(when)s", score=score, when=when)
    if head.kind == "scenario":
        words = _("Ended lawfully, %(when)s") if grade.is_passed else _("Not lawful yet, %(when)s")
        return ("done" if grade.is_passed else "again"), str(words) % {"when": when}
    words = _("Passed with %(score)s, %(when)s")
    if not grade.is_passed:
        words = _("Not passed yet: %(score)s, %(when)s")
    state = "done" if grade.is_passed else "again"
    return state, str(words) % {"score": score_words(grade), "when": when}


def grade_lines(record: Record) -> list[str]:
    """Which grade stands where several attempts count."""
    return [
        _grade_line(activity_name(record.course, activity.address), activity, count, points)
        for activity, count, points in record.shown_grades()
    ]


def _grade_line(name: str, activity: PublishedActivity, count: int, points: Points) -> str:
    score = _("%(points)s of %(most)s", points=points_words(points.score), most=points.max_score)
    holes = {"activity": name, "score": score}
    told = {
        "highest": ngettext(
            "%(activity)s: %(score)s, the best of %(num)s attempt.",
            "%(activity)s: %(score)s, the best of %(num)s attempts.", count, **holes),
        "average": ngettext(
            "%(activity)s: %(score)s, the average of %(num)s attempt.",
            "%(activity)s: %(score)s, the average of %(num)s attempts.", count, **holes),
        "first": ngettext(
            "%(activity)s: %(score)s, the first of %(num)s attempt.",
            "%(activity)s: %(score)s, the first of %(num)s attempts.", count, **holes),
        "last": ngettext(
            "%(activity)s: %(score)s, the last of %(num)s attempt.",
            "%(activity)s: %(score)s, the last of %(num)s attempts.", count, **holes),
    }  # fmt: skip
    return told[activity.quiz.grade_method if activity.quiz else "highest"]


def late_words(count: int) -> str:
    """Answers that came too late to count."""
    return ngettext(
        "%(num)s answer came after the attempt was graded. It is kept and does not count.",
        "%(num)s answers came after the attempt was graded. They are kept and do not count.",
        count,
    )


def observation_words(row: ObservationRow) -> tuple[str, str]:
    """A state and its words for one observation."""
    seen = sum(row.lines.values())
    if row.is_superseded:
        return "todo", _("Corrected later, %(when)s", when=moment(row.occurred_at))
    state = "done" if row.is_passed else "again"
    words = _("Signed off, %(seen)s of %(lines)s lines seen, %(when)s")
    if not row.is_passed:
        words = _("Needs more practice, %(seen)s of %(lines)s lines seen, %(when)s")
    if row.is_taken_back:
        state = "todo"
        words = _("Before it was taken back: %(seen)s of %(lines)s lines seen, %(when)s")
    return state, str(words) % {
        "seen": seen, "lines": len(row.lines), "when": moment(row.occurred_at)
    }  # fmt: skip


def review_words(review: SlotReview) -> str:
    """Whether a question was answered right; what a trainer gave, or is still to give."""
    if review.marks:
        given, most = sum(one.points for one in review.marks), sum(one.most for one in review.marks)
        return _("Marked: %(points)s of %(most)s", points=given, most=most)
    return {
        "done": _("Right"),
        "again": _("Not right yet"),
        "waiting": _("Being marked"),
        "ungraded": _("Not graded"),
    }[review.state]


TYPES = {
    "single_choice": lambda: _("One answer"),
    "multiple_response": lambda: _("Several answers"),
    "true_false": lambda: _("True or false"),
    "matching": lambda: _("Matching"),
    "ordering": lambda: _("Ordering"),
    "short_answer": lambda: _("Short answer"),
    "numeric": lambda: pgettext("question", "Number"),
    "cloze": lambda: _("Text with gaps"),
    "hotspot": lambda: _("Place on a picture"),
    "essay": lambda: _("Essay"),
    "file_evidence": lambda: _("Files"),
    "likert": lambda: _("Opinion on a scale"),
    "description": lambda: _("Text to read"),
}


def type_words(kind: QuestionType) -> str:
    """What sort of question it is."""
    return TYPES[kind]()


def worth_words(question: AnsweredQuestion) -> str:
    """The points of a question."""
    if not question.points:
        return _("Not graded")
    return ngettext("%(num)s point", "%(num)s points", question.points)


def cohort_summary(rows: tuple[RosterRow, ...], to_help: int) -> str:
    """One sentence over a cohort."""
    active = [row for row in rows if row.is_active]
    started = sum(bool(row.state.requirements) for row in active)
    told = _("%(started)s of %(enrolled)s have started.", started=started, enrolled=len(active))
    if not to_help:
        return told
    helped = ngettext("%(num)s needs help.", "%(num)s need help.", to_help)
    return _("%(started)s %(help)s", started=told, help=helped)


def can_be_granted(activity: PublishedActivity) -> bool:
    """Whether one more attempt can be given: where attempts are counted."""
    return activity.quiz is not None and activity.quiz.max_attempts > 0
