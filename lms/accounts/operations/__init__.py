"""Changes to people, accounts, roles and sign-ins. Flush, never commit."""

from __future__ import annotations

from lms.accounts.operations.audit import record_event
from lms.accounts.operations.people import (
    add_person,
    assign_role,
    change_names,
    choose_language,
    deactivate_account,
    end_role,
    leave_scope,
    make_scope,
    place_in_scope,
    reopen_account,
)
from lms.accounts.operations.second_factors import remove_second_factor
from lms.accounts.operations.sign_ins import (
    change_passphrase,
    end_all_sign_ins,
    end_sign_in,
    log_names_shown,
    note_wrong_try,
    start_sign_in,
    state_purpose,
    touch_sign_in,
)
from lms.accounts.operations.slips import issue_slip, use_slip
from lms.accounts.operations.throttle import count_try

__all__ = [
    "add_person",
    "assign_role",
    "change_names",
    "change_passphrase",
    "choose_language",
    "count_try",
    "deactivate_account",
    "end_all_sign_ins",
    "end_role",
    "end_sign_in",
    "issue_slip",
    "leave_scope",
    "log_names_shown",
    "make_scope",
    "note_wrong_try",
    "place_in_scope",
    "record_event",
    "remove_second_factor",
    "reopen_account",
    "start_sign_in",
    "state_purpose",
    "touch_sign_in",
    "use_slip",
]
