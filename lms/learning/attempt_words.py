"""The sentences of quizzes, results and scenarios."""

from __future__ import annotations

from datetime import datetime

from lms.assessment.queries import AnswerLine, AttemptHead, Overview, ResultPage
from lms.assessment.queries.attempts import Grade
from lms.assessment.queries.shown import ShownQuestion
from lms.assessment.rules.review import SlotReview
from lms.assessment.rules.scenarios import Walk
from lms.catalog.rules import PublishedActivity, PublishedCourse, ScenarioChoice
from lms.core.errors import DomainError
from lms.core.locale import time_words
from lms.core.refusals import words_of
from lms.core.speech import gettext as _
from lms.core.speech import ngettext
from lms.learning.words import citations, day, moment, out_of, pass_mark, pass_points


def position_words(position: int, count: int) -> str:
    """`Question 3 of 10`."""
    return _("Question %(number)s of %(count)s", number=position, count=count)


def saved_words(saved_at: datetime) -> str:
    """`Saved 10:42`."""
    return _("Saved %(time)s", time=time_words(saved_at))


def attempts_words(stand: Overview) -> str:
    """How many attempts are used, and how many are left where they are counted."""
    used = ngettext("%(num)s attempt used.", "%(num)s attempts used.", stand.used)
    if stand.left is None:
        return _("%(used)s There is no limit.", used=used)
    left = ngettext("%(num)s is left.", "%(num)s are left.", stand.left)
    return _("%(used)s %(left)s", used=used, left=left)


def score_words(grade: Grade) -> str:
    """`5 of 6`."""
    return out_of(grade.score, grade.max_score)


def past_words(head: AttemptHead, grade: Grade) -> str:
    """One earlier attempt in a list."""
    told = _("Passed on %(date)s", date=day(grade.closed_at))
    if not grade.is_passed:
        told = _("Not passed yet, %(date)s", date=day(grade.closed_at))
    return told


def past_title(head: AttemptHead, grade: Grade) -> str:
    """Which attempt, and what it earned."""
    if head.kind == "remedial":
        return _("Exercise %(number)s: %(score)s", number=head.number, score=score_words(grade))
    return _("Attempt %(number)s: %(score)s", number=head.number, score=score_words(grade))


def opening_words(stand: Overview, *, now: datetime) -> str:
    """Why no attempt may start now; empty when one may."""
    if stand.left == 0:
        return _("No attempt is left. A trainer can give one more.")
    if stand.is_remedial_due:
        return _("A rule without exception was missed. A short exercise opens the next attempt.")
    if stand.next_at is not None:
        when = moment(stand.next_at, now)
        return _("The next attempt opens at %(time)s. Reading the lesson again helps.", time=when)
    return ""


def quiz_facts(activity: PublishedActivity) -> list[tuple[str, str]]:
    """What to know before starting: names and values."""
    quiz = activity.quiz
    if quiz is None:
        return []
    facts = [
        (_("Questions"), str(quiz.draw)),
        (_("Pass mark"), pass_mark(activity)),
        (_("Time"), ngettext("About %(num)s minute", "About %(num)s minutes", quiz.minutes)),
    ]
    if quiz.time_limit_minutes:
        limit = quiz.time_limit_minutes
        facts.append((_("Time limit"), ngettext("%(num)s minute", "%(num)s minutes", limit)))
    return facts


def result_title(head: AttemptHead) -> str:
    """The heading of a result."""
    if head.kind == "test":
        return _("Result of the course test")
    return _("Result of the exercise") if head.kind == "remedial" else _("Result of the quiz")


def result_state(page: ResultPage) -> str:
    """Passed or not, in words."""
    return _("Passed") if page.grade.is_passed else _("Not passed yet")


def result_text(page: ResultPage, activity: PublishedActivity) -> str:
    """What passes, and what failed at any score."""
    if page.grade.is_absolute_missed:
        return _("A rule without exception was not fully right: that fails the test at any score.")
    if page.head.kind == "remedial":
        return _("All answers must be right to open the next attempt.")
    percent = activity.quiz.pass_percent if activity.quiz else 0
    told = _("Pass mark: %(points)s.", points=pass_points(page.grade.max_score, percent))
    return _("%(mark)s This was attempt %(number)s.", mark=told, number=page.head.number)


REVIEWED = {
    "done": lambda: _("Right"),
    "again": lambda: _("Not right yet"),
    "waiting": lambda: _("Being marked"),
    "ungraded": lambda: _("Not graded"),
}


def review_words(review: SlotReview) -> str:
    """Whether a question was answered right, as far as that is known."""
    return REVIEWED[review.state]()


def review_source(course: PublishedCourse, review: SlotReview) -> str:
    """Where a question's answer can be read."""
    return citations(course, review.sources)


def choice_state(choice: ScenarioChoice) -> str:
    """The colour of a consequence: only a choice that earns points is right."""
    return "done" if choice.points > 0 and not choice.is_critical_error else "again"


def choice_words(choice: ScenarioChoice) -> str:
    """The heading of a consequence."""
    if choice.is_critical_error:
        return _("What follows: this way cannot end lawfully")
    return _("What follows") if choice.points > 0 else _("What follows: not right yet")


def error_words(question: ShownQuestion, error: DomainError) -> str:
    """What could not be read, with the number of the gap where there are more."""
    words = words_of(error)
    number = next((g.number for g in question.gaps if f"g_{g.key}" == error.facts.get("field")), 0)
    if number == 0 or len(question.gaps) == 1:
        return words
    label = _("Gap %(number)s of %(count)s", number=number, count=len(question.gaps))
    return _("%(label)s: %(message)s", label=label, message=words)


def answer_line_words(line: AnswerLine) -> str:
    """Whether a question has its answer; nothing is said to miss where nothing is asked."""
    if not line.is_asked:
        return _("Nothing to answer")
    return _("Answered") if line.is_answered else _("No answer yet")


def unanswered_words(count: int) -> str:
    """How many questions have no answer yet."""
    if not count:
        return _("Every question has an answer.")
    return ngettext(
        "%(num)s question has no answer yet. Without one it earns nothing.",
        "%(num)s questions have no answer yet. Without one they earn nothing.",
        count,
    )


def walk_words(grade: Grade) -> str:
    """How an earlier walk ended."""
    if grade.is_passed:
        return _("Ended lawfully on %(date)s", date=day(grade.closed_at))
    return _("Not lawful yet, %(date)s", date=day(grade.closed_at))


def ending_words(walk: Walk) -> str:
    """The heading of an ending."""
    if walk.is_passed:
        return _("It ended lawfully: the scenario is done")
    if walk.ending == "lawful":
        return _("The ending is lawful, but an earlier choice failed it")
    return _("Lost this time: not lawful yet")
