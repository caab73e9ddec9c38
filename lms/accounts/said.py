"""The words for roles, states, acts and instants, as the pages of people say them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lms.accounts.importing import ListRefused, Problem
from lms.core.locale import date_words, time_words
from lms.core.speech import gettext as _
from lms.core.speech import language
from lms.core.speech import lazy_gettext as _l

ROLES: dict[str, Any] = {
    "trainee": _l("Trainee"),
    "trainer": _l("Trainer"),
    "author": _l("Author"),
    "approver": _l("Approver"),
    "coordinator": _l("Coordinator"),
    "observer": _l("Observer"),
    "administrator": _l("Administrator"),
    "auditor": _l("Auditor"),
}
SCOPES: dict[str, Any] = {
    "site": _l("Whole site"),
    "org_unit": _l("Unit"),
    "academy": _l("Academy"),
    "cohort": _l("Cohort"),
    "course": _l("Course"),
}
ACCOUNT_STATES: dict[str, tuple[str, Any]] = {
    "invited": ("todo", _l("Invited, slip not used")),
    "active": ("done", _l("Active")),
    "deactivated": ("stop", _l("Deactivated")),
}
SEXES: dict[str, Any] = {
    "not_stated": _l("Not stated"),
    "female": _l("Female"),
    "male": _l("Male"),
}
FORMS: dict[str, Any] = {
    "feminine": _l("Feminine"),
    "masculine": _l("Masculine"),
    "neutral": _l("Neither: neutral words"),
}
VERBS: dict[str, Any] = {
    "add": _l("Added"),
    "announce": _l("Announced to a cohort"),
    "ask_exemption": _l("Asked to recognise what was learnt before"),
    "ask_void": _l("Asked that an attempt no longer count"),
    "ask_regrade": _l("Asked to grade a question anew"),
    "ask_reversal": _l("Asked to take a completion back"),
    "assign_role": _l("Role given"),
    "change": _l("Changed"),
    "confirm_regrade": _l("Grading anew confirmed"),
    "correct": _l("Sign-off corrected"),
    "deactivate": _l("Account closed"),
    "decline_exemption": _l("Declined to recognise what was learnt before"),
    "decline_regrade": _l("Grading anew declined"),
    "decline_reversal": _l("Declined to take a completion back"),
    "decline_void": _l("Declined to void an attempt"),
    "end_role": _l("Role ended"),
    "enrol": _l("Enrolled"),
    "exempt": _l("Recognised what was learnt before"),
    "export": _l("Report exported"),
    "export_names": _l("Report exported with names"),
    "give_extra_time": _l("Extra time given"),
    "issue": _l("Certificate issued"),
    "issue_certificates": _l("Certificates of a cohort issued together"),
    "issue_slip": _l("Slip printed"),
    "make": _l("Made"),
    "move": _l("Moved to another cohort"),
    "override_completion": _l("Set a part as done"),
    "release": _l("Released a unit to a cohort"),
    "remove_second_factor": _l("Second factor removed"),
    "reopen": _l("Account opened again"),
    "reverse_completion": _l("Completion taken back"),
    "revoke_override": _l("Revoked a decision about a part"),
    "state_purpose": _l("Said what names are needed for"),
    "sign_in": _l("Signed in"),
    "sign_in_wrong": _l("Wrong passphrase typed"),
    "take_release": _l("Closed a unit for a cohort"),
    "use_slip": _l("Slip used"),
    "void_attempt": _l("Attempt voided"),
    "withdraw": _l("Withdrawn from a course"),
    "approve_certificate": _l("Approved a certificate"),
    "ask_correction": _l("Asked to correct a certificate"),
    "ask_reissue": _l("Asked to issue a certificate again"),
    "ask_revocation": _l("Asked to revoke a certificate"),
    "confirm_name": _l("Name on certificates confirmed"),
    "confirm_correction": _l("Confirmed a correction of a certificate"),
    "confirm_reissue": _l("Confirmed that a certificate is issued again"),
    "confirm_revocation": _l("Confirmed a revocation of a certificate"),
    "correct_certificate": _l("Certificate replaced by a corrected one"),
    "decline_certificate": _l("Declined to issue a certificate"),
    "decline_correction": _l("Declined to correct a certificate"),
    "decline_reissue": _l("Declined to issue a certificate again"),
    "decline_revocation": _l("Declined to revoke a certificate"),
    "renew": _l("Course begun anew to renew a certificate"),
    "request_certificate": _l("Claimed a certificate that is to be approved"),
    "request_correction": _l("Requested a correction of a certificate"),
    "restore_certificate": _l("Certificate restored"),
    "revoke_certificate": _l("Certificate revoked"),
    "set_signatory": _l("Name over a post on certificates set"),
    "suspend_certificate": _l("Certificate suspended"),
}
SUBJECTS: dict[str, Any] = {
    "account": _l("Account"),
    "person": _l("Person"),
    "enrolment": _l("Enrolment"),
    "pathway_enrolment": _l("Enrolment on a pathway"),
    "observation": _l("Observation of a practical"),
    "cohort": _l("Cohort"),
    "academy": _l("Academy"),
    "certificate": _l("Certificate"),
    "signatory": _l("Signatory"),
    "regrade": _l("Grading anew"),
}
PURPOSES: dict[str, Any] = {
    "adding": _l("Adding people"),
    "correcting": _l("Correcting a record"),
    "signing_in": _l("Helping with signing in"),
    "enrolling": _l("Enrolment and cohorts"),
    "auditing": _l("Checking the records"),
}
FIELDS: dict[str, Any] = {
    **ROLES,
    **PURPOSES,
    "names": _l("names"),
    "language": _l("language"),
    "address_form": _l("form of address"),
    "sex": _l("sex"),
    "passphrase": _l("passphrase"),
    "second_factor": _l("second factor"),
    "cohort": _l("cohort"),
}
COLUMNS: dict[str, Any] = {
    "ar_given": _l("Given name, in Arabic"),
    "ar_father": _l("Father's name, in Arabic"),
    "ar_grandfather": _l("Grandfather's name, in Arabic"),
    "ar_fourth": _l("Fourth name, in Arabic"),
    "ckb_given": _l("Given name, in Sorani"),
    "ckb_father": _l("Father's name, in Sorani"),
    "ckb_grandfather": _l("Grandfather's name, in Sorani"),
    "ckb_fourth": _l("Fourth name, in Sorani"),
    "latin": _l("Whole name in Latin letters"),
    "address_form": _l("Form of address: feminine, masculine or neutral"),
    "sex": _l("Sex: female, male or not_stated"),
    "language": _l("Language: ar, ckb or en"),
}


def role(key: str | None) -> str:
    """A role in words; somebody whose role is not known any more is staff."""
    return str(ROLES.get(key or "", _("A member of staff")))


def role_list(keys: tuple[str, ...]) -> str:
    """Roles, one after the other."""
    return str(_(", ").join(role(key) for key in keys))


def purpose(key: str | None) -> str:
    """What names were needed for; nothing where none was stated."""
    return str(PURPOSES[key]) if key in PURPOSES else ""


def scope(kind: str, title: str) -> str:
    """A scope by its kind and title."""
    if kind == "site":
        return str(SCOPES["site"])
    return str(_("%(kind)s: %(title)s", kind=SCOPES[kind], title=title))


def account_state(key: str) -> tuple[str, str]:
    """How an account stands: the drawing's name and the words."""
    drawn, words = ACCOUNT_STATES[key]
    return drawn, str(words)


def verb(key: str) -> str:
    """An act in words; one that is not known here by its own key."""
    return str(VERBS.get(key, key.replace("_", " ")))


def subject(kind: str) -> str:
    """What an act was on."""
    return str(SUBJECTS.get(kind, kind.replace("_", " ")))


def fields(keys: tuple[str, ...]) -> str:
    """What an act changed."""
    return str(_(", ").join(str(FIELDS.get(key, key.replace("_", " "))) for key in keys))


def day(when: datetime) -> str:
    """The day, in Baghdad."""
    return date_words(when, language())


def moment(when: datetime) -> str:
    """The day and the time, in Baghdad."""
    return str(_("%(day)s, %(time)s", day=day(when), time=time_words(when)))


def problem(found: Problem) -> str:
    """What is wrong with a line of a list, and how to mend it."""
    column = found.column
    label = COLUMNS.get(column, column)
    sentences = {
        "cells": _("The line has more or fewer cells than the first line."),
        "too_long": _("Too long: %(label)s (column %(column)s).", label=label, column=column),
        "not_a_name": _(
            "Not a name: %(label)s (column %(column)s). It needs letters, without invisible"
            " characters.", label=label, column=column,
        ),
        "missing": _("Missing: %(label)s (column %(column)s).", label=label, column=column),
        "choice": _("Not understood: %(label)s (column %(column)s).", label=label, column=column),
    }  # fmt: skip
    return str(sentences[found.code])


def list_refused(refused: ListRefused) -> str:
    """Why a whole list cannot be read, where, and what to do."""
    line, column = refused.facts.get("line", 1), refused.facts.get("column", "")
    sentences = {
        "too_large": _("The file is larger than 1 MB. Please divide it."),
        "too_many_lines": _("The file has more than 2,000 lines. Please divide it."),
        "not_utf8": _("Line %(line)s is not UTF-8. Save the file as “CSV UTF-8”.", line=line),
        "quotes": _("Line %(line)s has a quotation mark that does not end.", line=line),
        "empty": _("The file has no line with a person."),
        "unknown_column": _(
            "Line 1: the column “%(column)s” is not known. Use the names of the table below.",
            column=column[:40],
        ),
        "column_twice": _("Line 1: the column “%(column)s” stands there twice.", column=column),
        "missing_column": _("Line 1: the column “%(column)s” is missing.", column=column),
    }
    return str(sentences[refused.facts["problem"]])
