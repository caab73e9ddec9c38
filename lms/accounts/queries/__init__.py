"""Questions about people: who is asking, whom they reach, what to call whom."""

from __future__ import annotations

from lms.accounts.queries.names import (
    given_name_of,
    labels_of,
    names_of,
    names_shown,
    printed_names,
)
from lms.accounts.queries.reach import reached_scopes, visible_people
from lms.accounts.queries.sign_ins import viewer_of_token

__all__ = [
    "given_name_of",
    "labels_of",
    "names_of",
    "names_shown",
    "printed_names",
    "reached_scopes",
    "viewer_of_token",
    "visible_people",
]
