"""The sentences of quizzes, results and scenarios."""

from __future__ import annotations

from datetime import datetime, timedelta

from lms.assessment.queries import AnswerLine, AttemptHead, HandedInPage, Overview, ResultPage
from lms.assessment.queries.attempts import Grade
from lms.assessment.queries.shown import Filing, ShownQuestion, Writing
from lms.assessment.rules.evidence import FileLine
from lms.assessment.rules.review import SlotReview
from lms.assessment.rules.scenarios import Walk
from lms.assessment.rules.timing import overdue_of
from lms.catalog.quizzes import QuizSettings
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


def past_state(grade: Grade) -> str:
    """The drawing beside an attempt that is closed."""
    if grade.is_voided:
        return "stop"
    return "done" if grade.is_passed else "again"


def past_words(head: AttemptHead, grade: Grade) -> str:
    """One earlier attempt in a list."""
    if grade.is_voided:
        return _("Voided: it does not count, %(date)s", date=day(grade.closed_at))
    if grade.is_abandoned:
        return _("Not handed in in time, %(date)s", date=day(grade.closed_at))
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
    if stand.marking is not None:
        return _("Handed in. A trainer is marking it; the next attempt can start after that.")
    if stand.left == 0:
        return _("No attempt is left. A trainer can give one more.")
    if stand.is_remedial_due:
        return _("A rule without exception was missed. A short exercise opens the next attempt.")
    if stand.next_at is not None:
        when = moment(stand.next_at, now)
        return _("The next attempt opens at %(time)s. Reading the lesson again helps.", time=when)
    return ""


def grade_words(stand: Overview, activity: PublishedActivity) -> str:
    """Which grade stands for several attempts; empty while there is nothing to choose from."""
    method = activity.quiz.grade_method if activity.quiz else "highest"
    points = stand.shown(method)
    if points is None or (len(stand.counted) < 2 and method == "highest"):
        return ""
    score = out_of(points.score, points.max_score)
    return {
        "highest": _("Grade: %(score)s, of the best attempt.", score=score),
        "average": _("Grade: %(score)s, the average of all attempts.", score=score),
        "first": _("Grade: %(score)s, of the first attempt.", score=score),
        "last": _("Grade: %(score)s, of the last attempt.", score=score),
    }[method]


def overdue_words(quiz: QuizSettings) -> str:
    """What becomes of an attempt whose time is over, said before it starts."""
    if quiz.overdue_policy == "auto_submit":
        return _("What is answered by then is handed in by itself.")
    if quiz.overdue_policy == "abandon":
        return _("What is not handed in by then does not count.")
    return ngettext(
        "It can be handed in for %(num)s minute more; answers are taken no longer.",
        "It can be handed in for %(num)s minutes more; answers are taken no longer.",
        quiz.grace_minutes,
    )


def time_over_words(
    head: AttemptHead, activity: PublishedActivity, state: str, *, now: datetime
) -> str:
    """What can still be done with an attempt whose time is over."""
    ends_at = overdue_of(activity.quiz).ends_at(head.deadline_at)
    if state == "overdue" and ends_at is not None:
        return _(
            "Hand in by %(time)s: every answer saved until the time was over counts. What is not"
            " handed in by then does not count.",
            time=moment(ends_at, now),
        )
    if state == "abandoned":
        return _("It was not handed in in time, so it does not count. The attempt is used.")
    return _("Every answer saved until then counts.")


def limit_words(quiz: QuizSettings, stand: Overview) -> str:
    """The time limit of this person, with the extra time that was given."""
    limit = timedelta(minutes=quiz.time_limit_minutes or 0)
    own = max([limit, *(extra.of(limit) for extra in stand.extras)])
    minutes = ngettext("%(num)s minute", "%(num)s minutes", int(own / timedelta(minutes=1)))
    return _("%(minutes)s, with extra time", minutes=minutes) if own > limit else minutes


def quiz_facts(activity: PublishedActivity, stand: Overview) -> list[tuple[str, str]]:
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
        facts.append((_("Time limit"), limit_words(quiz, stand)))
        facts.append((_("When the time is over"), overdue_words(quiz)))
    return facts


def result_title(head: AttemptHead) -> str:
    """The heading of a result."""
    if head.kind == "test":
        return _("Result of the course test")
    return _("Result of the exercise") if head.kind == "remedial" else _("Result of the quiz")


def result_state(page: ResultPage) -> str:
    """Passed or not, in words."""
    if page.grade.is_voided:
        return _("Voided: it does not count")
    if page.grade.is_abandoned:
        return _("Not handed in in time")
    return _("Passed") if page.grade.is_passed else _("Not passed yet")


def result_text(page: ResultPage, activity: PublishedActivity) -> str:
    """What passes, and what failed at any score."""
    if page.grade.is_voided:
        told = _("Two people decided that this attempt does not count.")
        given = _("It is not counted as used.") if page.grade.is_restored else ""
        return _("%(decided)s %(given)s", decided=told, given=given) if given else told
    if page.grade.is_abandoned:
        return _("Only what is handed in before its time is over counts here. The attempt is used.")
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
    """Whether a question was answered right; what a trainer gave, or is still to give."""
    if review.marks:
        given, most = sum(one.points for one in review.marks), sum(one.most for one in review.marks)
        return _("Marked: %(points)s of %(most)s", points=given, most=most)
    return REVIEWED[review.state]()


LENGTHS = {
    "short": lambda: _("Answered, shorter than asked for"),
    "long": lambda: _("Answered, longer than asked for"),
    "fits": lambda: _("Answered"),
}


def answered_words(line: AnswerLine) -> str:
    """Whether a question has its answer, and whether a text is as long as was asked."""
    if not line.is_asked:
        return _("Nothing to answer")
    if not line.is_answered:
        return _("No answer yet")
    return LENGTHS[line.length or "fits"]()


def answered_state(line: AnswerLine) -> str:
    """The colour of that."""
    if not line.is_answered:
        return "todo"
    return "again" if line.length in ("short", "long") else "done"


def length_words(writing: Writing) -> str:
    """How long a text is asked to be."""
    if writing.min_words and writing.max_words:
        return _("%(least)s to %(most)s words.", least=writing.min_words, most=writing.max_words)
    if writing.min_words:
        return ngettext("At least %(num)s word.", "At least %(num)s words.", writing.min_words)
    if writing.max_words:
        return ngettext("At most %(num)s word.", "At most %(num)s words.", writing.max_words)
    return ""


def written_words(writing: Writing) -> str:
    """How many words stand there, as the server last saw them, and whether that fits."""
    told = ngettext("%(num)s word so far.", "%(num)s words so far.", writing.words)
    if writing.min_words and writing.words < writing.min_words:
        missing = writing.min_words - writing.words
        more = ngettext("%(num)s more is asked for.", "%(num)s more are asked for.", missing)
        return _("%(written)s %(more)s", written=told, more=more)
    if writing.max_words and writing.words > writing.max_words:
        over = writing.words - writing.max_words
        more = ngettext("That is %(num)s too many.", "That is %(num)s too many.", over)
        return _("%(written)s %(more)s", written=told, more=more)
    return told


def file_words(line: FileLine) -> str:
    """One file of an answer: its kind and size, for it has no name."""
    kind = _("Photo") if line.kind == "image" else _("Text file")
    return _("%(kind)s, %(kilobytes)s kB", kind=kind, kilobytes=line.kilobytes)


def filing_words(filing: Filing) -> str:
    """Which files may be given, and how many of what size."""
    kinds = _("Photos (JPEG, PNG or WebP)")
    if filing.accept == ("text",):
        kinds = _("Plain text files")
    elif "text" in filing.accept:
        kinds = _("Photos (JPEG, PNG or WebP) or plain text files")
    return ngettext(
        "%(kinds)s. %(num)s file, up to %(kilobytes)s kB.",
        "%(kinds)s. Up to %(num)s files, each up to %(kilobytes)s kB.",
        filing.max_files, kinds=kinds, kilobytes=filing.max_kilobytes,
    )  # fmt: skip


def accept_of(filing: Filing) -> str:
    """The kinds of file, as a browser's file field takes them."""
    kinds = {"image": "image/jpeg,image/png,image/webp", "text": "text/plain,.txt"}
    return ",".join(kinds[kind] for kind in filing.accept)


def handed_in_words(page: HandedInPage, now: datetime) -> str:
    """Since when a trainer has it."""
    return _("Handed in: %(time)s", time=moment(page.handed_in_at, now))


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
    if grade.is_voided:
        return _("Voided: it does not count, %(date)s", date=day(grade.closed_at))
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
