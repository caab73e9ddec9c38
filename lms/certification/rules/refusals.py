"""What certification refuses after a certificate was issued."""

from __future__ import annotations

from lms.core.errors import DomainError


class NotInThatState(DomainError):
    """The certificate is not in a state in which this may be done to it."""

    code = "certificate_state"
    status = 409


class ActOutdated(DomainError):
    """What an act was asked for has changed since: it may be declined, or asked for anew."""

    code = "act_outdated"
    status = 409


class NothingToCorrect(DomainError):
    """The record says what the certificate prints already."""

    code = "nothing_to_correct"


class NoNewGround(DomainError):
    """A certificate that was revoked for this reason is issued again only for a new completion."""

    code = "no_new_ground"


class NotRenewable(DomainError):
    """The window for renewing has not opened, or the certificate counts no longer."""

    code = "not_renewable"


class ApprovalNeeded(DomainError):
    """Certificates of this type are approved one by one, after their holder confirmed the name."""

    code = "approval_needed"
