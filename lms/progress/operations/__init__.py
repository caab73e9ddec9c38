"""Recording what became known and what was decided, and what follows. Flush, never commit."""

from __future__ import annotations

from lms.progress.operations.outcomes import (
    columns_of,
    course_version_of,
    keep_summary,
    lock_progress,
    rebuild,
    record_outcome,
)
from lms.progress.operations.overrides import answer_exemption, override_completion, revoke_override
from lms.progress.operations.receipts import confirm_receipt
from lms.progress.operations.releases import release_unit
from lms.progress.operations.reversals import after_all_known, answer_reversal, ask_reversal
from lms.progress.operations.second_person import ToAnswer, keep_answer, refuse_same_person

__all__ = [
    "ToAnswer",
    "after_all_known",
    "answer_exemption",
    "answer_reversal",
    "ask_reversal",
    "columns_of",
    "confirm_receipt",
    "course_version_of",
    "keep_answer",
    "keep_summary",
    "lock_progress",
    "override_completion",
    "rebuild",
    "record_outcome",
    "refuse_same_person",
    "release_unit",
    "revoke_override",
]
