"""What the pages say of a certificate's states, of what happened and of what is asked for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from lms.certification.queries import Act, CertificateCard
from lms.core.locale import date_words, time_words
from lms.core.speech import gettext as _
from lms.core.speech import language
from lms.core.speech import lazy_gettext as _l

REVOCATION_WORDS: dict[str, Any] = {
    "issued_in_error": _l("Issued in error"),
    "completion_voided": _l("The completion was annulled"),
    "identity_error": _l("Issued to the wrong person"),
    "misconduct_finding": _l("A finding of misconduct"),
    "superseded_by_law": _l("A new law replaced it"),
    "fraud": _l("Fraud"),
}
CORRECTION_WORDS: dict[str, Any] = {
    "wrong_spelling": _l("The name is spelt wrongly"),
    "legal_name_change": _l("The name was changed by law"),
    "wrong_script": _l("The name is missing or wrong in one script"),
    "wrong_unit": _l("The unit is wrong"),
}
REASONS: dict[str, Any] = {
    **REVOCATION_WORDS,
    **CORRECTION_WORDS,
    "under_review": _l("Under review"),
    "review_ended": _l("The review ended"),
    "corrected": _l("Corrected and issued again"),
}
EVENTS: dict[str, tuple[str, Any]] = {
    "suspended": ("waiting", _l("Suspended")),
    "restored": ("done", _l("Counts again")),
    "superseded": ("waiting", _l("Replaced by a newer one")),
    "revoked": ("stop", _l("Revoked")),
}
ACTS: dict[str, Any] = {
    "revoke": _l("Revoke the certificate"),
    "correct": _l("Correct it: issue a new one in its place"),
    "reissue": _l("Issue it again"),
}
ANSWERS: dict[str | None, tuple[str, Any]] = {
    None: ("waiting", _l("Waits for a second person")),
    "confirmed": ("done", _l("Confirmed and done")),
    "declined": ("stop", _l("Declined: nothing changed")),
}
STATES: dict[str, tuple[str, Any]] = {
    "valid": ("done", _l("Valid")),
    "expiring": ("waiting", _l("Ends soon")),
    "expired": ("waiting", _l("Expired")),
    "suspended": ("waiting", _l("Suspended")),
    "superseded": ("waiting", _l("Replaced by a newer one")),
    "revoked": ("stop", _l("Revoked")),
}


def reason(key: str) -> str:
    """A reason in words."""
    return str(REASONS[key])


def event(key: str) -> tuple[str, str]:
    """What happened: the drawing's name and the words."""
    drawn, words = EVENTS[key]
    return drawn, str(words)


def act(key: str) -> str:
    """What is asked for."""
    return str(ACTS[key])


def answer(asked: Act) -> tuple[str, str]:
    """How an act stands: the drawing's name and the words."""
    drawn, words = ANSWERS[asked.answer]
    return drawn, str(words)


def state(card: CertificateCard) -> tuple[str, str]:
    """A certificate's state: the drawing's name and the words."""
    drawn, words = STATES[card.standing.state]
    return drawn, str(words)


def until(card: CertificateCard) -> str:
    """Until when it is valid."""
    if card.valid_until is None:
        return _("No end date")
    return date_words(card.valid_until, language())


def day(when: date | datetime) -> str:
    """A day in Baghdad."""
    return date_words(when, language())


def moment(when: datetime) -> str:
    """The day and the time."""
    return _("%(day)s, %(time)s", day=day(when), time=time_words(when))
