"""Item analysis: which questions of a quiz deserve a look."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from lms.accounts.web import roles, viewer
from lms.core.db import db
from lms.core.speech import language
from lms.teaching import analysis_words, words
from lms.teaching.documents import csv_bytes
from lms.teaching.queries import analysis as queries
from lms.teaching.queries.analysis import QuizAnalysis
from lms.teaching.views import bp
from lms.teaching.views.marking import MARKERS

QUIZ = "/questions/<course_key>/<unit_key>/<activity_key>"


@bp.get("/questions")
@roles(*MARKERS)
def quizzes() -> ResponseReturnValue:
    """The quizzes of the courses that somebody in reach takes."""
    found = [
        (course, queries.quizzes_of(course))
        for course in queries.courses_in_reach(db.session, viewer())
    ]
    return render_template("teaching/quizzes.html", found=found, words=words)


def asked(course_key: str, unit_key: str, activity_key: str) -> QuizAnalysis:
    """The analysis of an address; `?attempts=all` looks at every attempt."""
    return queries.quiz_analysis(
        db.session,
        viewer(),
        course_key,
        (unit_key, activity_key),
        every=request.args.get("attempts") == "all",
        language=language(),
    )


@bp.get(QUIZ)
@roles(*MARKERS)
def analysis(course_key: str, unit_key: str, activity_key: str) -> ResponseReturnValue:
    """How each question of a quiz did."""
    page = asked(course_key, unit_key, activity_key)
    return render_template(
        "teaching/analysis.html", page=page, words=words, analysis_words=analysis_words
    )


@bp.get(f"{QUIZ}/analysis.csv")
@roles(*MARKERS)
def analysis_csv(course_key: str, unit_key: str, activity_key: str) -> ResponseReturnValue:
    """The same as a file: questions and figures, nobody's code or name."""
    page = asked(course_key, unit_key, activity_key)
    response = Response(
        csv_bytes(analysis_words.rows_of(page)), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="questions.csv"'
    return response
