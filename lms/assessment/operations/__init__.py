"""Changes to the bank and to attempts. Flush, never commit."""

from __future__ import annotations

from lms.assessment.operations.answering import AttemptClosed, save_answer
from lms.assessment.operations.closing import close_due, submit_attempt
from lms.assessment.operations.evidence import (
    FileTooLarge,
    KindNotTaken,
    TooManyFiles,
    add_evidence,
    remove_evidence,
)
from lms.assessment.operations.extending import GivenTime, give_extra_time
from lms.assessment.operations.granting import grant_attempt
from lms.assessment.operations.marking import Given, mark_slot
from lms.assessment.operations.recounting import recount
from lms.assessment.operations.scenarios import choose, start_scenario
from lms.assessment.operations.sending import KeptSteps, SentStep, TooManySteps, keep_steps
from lms.assessment.operations.starting import (
    BeingMarked,
    CoolingDown,
    NoAttemptLeft,
    RemedialFirst,
    start_attempt,
)
from lms.assessment.operations.voiding import AlreadyVoided, answer_void, ask_void

__all__ = [
    "AlreadyVoided",
    "AttemptClosed",
    "BeingMarked",
    "CoolingDown",
    "FileTooLarge",
    "Given",
    "GivenTime",
    "KeptSteps",
    "KindNotTaken",
    "NoAttemptLeft",
    "RemedialFirst",
    "SentStep",
    "TooManyFiles",
    "TooManySteps",
    "add_evidence",
    "answer_void",
    "ask_void",
    "choose",
    "close_due",
    "give_extra_time",
    "grant_attempt",
    "keep_steps",
    "mark_slot",
    "recount",
    "remove_evidence",
    "save_answer",
    "start_attempt",
    "start_scenario",
    "submit_attempt",
]
