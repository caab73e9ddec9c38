"""Questions about progress. Reads only; whoever asks has checked whose it is."""

from __future__ import annotations

from lms.progress.queries.knowing import all_with_known, known_of_many, with_known
from lms.progress.queries.overrides import (
    Override,
    enrolments_with_waiting,
    override_facts,
    overrides_of,
)
from lms.progress.queries.releases import Release, releasable, releases_in, releases_of
from lms.progress.queries.reversals import (
    Reversal,
    TakenBack,
    enrolments_with_pending,
    last_taken_back,
    reversals_of,
    taken_back,
)
from lms.progress.queries.states import (
    course_completed_at,
    derived_state,
    outcomes_of,
    progress_of,
    progress_of_many,
)

__all__ = [
    "Override",
    "Release",
    "Reversal",
    "TakenBack",
    "all_with_known",
    "course_completed_at",
    "derived_state",
    "enrolments_with_pending",
    "enrolments_with_waiting",
    "known_of_many",
    "last_taken_back",
    "outcomes_of",
    "override_facts",
    "overrides_of",
    "progress_of",
    "progress_of_many",
    "releasable",
    "releases_in",
    "releases_of",
    "reversals_of",
    "taken_back",
    "with_known",
]
