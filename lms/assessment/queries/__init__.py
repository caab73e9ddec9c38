"""Questions about attempts: the trainee's pages, the trainer's, and the bank."""

from __future__ import annotations

from lms.assessment.queries.attempts import (
    AttemptHead,
    attempt_in,
    heads_of,
    own_attempt,
    state_of,
)
from lms.assessment.queries.overview import Overview, open_attempts, overview
from lms.assessment.queries.pages import (
    AnswerLine,
    HandedInPage,
    QuestionPage,
    ResultPage,
    ScenarioPage,
    answer_lines,
    handed_in_page,
    question_page,
    result_page,
    scenario_page,
)
from lms.assessment.queries.teaching import hardest_questions, questions_with_answers

__all__ = [
    "AnswerLine",
    "AttemptHead",
    "HandedInPage",
    "Overview",
    "QuestionPage",
    "ResultPage",
    "ScenarioPage",
    "answer_lines",
    "attempt_in",
    "handed_in_page",
    "hardest_questions",
    "heads_of",
    "open_attempts",
    "overview",
    "own_attempt",
    "question_page",
    "questions_with_answers",
    "result_page",
    "scenario_page",
    "state_of",
]
