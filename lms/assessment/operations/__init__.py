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
from lms.assessment.operations.granting import grant_attempt
from lms.assessment.operations.marking import Given, mark_slot
from lms.assessment.operations.scenarios import choose, start_scenario
from lms.assessment.operations.starting import (
    BeingMarked,
    CoolingDown,
    NoAttemptLeft,
    RemedialFirst,
    start_attempt,
)

__all__ = [
    "AttemptClosed",
    "BeingMarked",
    "CoolingDown",
    "FileTooLarge",
    "Given",
    "KindNotTaken",
    "NoAttemptLeft",
    "RemedialFirst",
    "TooManyFiles",
    "add_evidence",
    "choose",
    "close_due",
    "grant_attempt",
    "mark_slot",
    "remove_evidence",
    "save_answer",
    "start_attempt",
    "start_scenario",
    "submit_attempt",
]
