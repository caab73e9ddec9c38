"""What progress refuses."""

from __future__ import annotations

from lms.core.errors import DomainError


class Locked(DomainError):
    """Something else comes first."""

    code = "locked"
    status = 403


class NotMet(DomainError):
    """There is nothing to take back."""

    code = "nothing_to_reverse"


class SecondPersonNeeded(DomainError):
    """Who asked for something does not confirm it."""

    code = "second_person_needed"
    status = 403


class AlreadyAnswered(DomainError):
    """Somebody has confirmed or declined it already."""

    code = "already_answered"


class ReversalOutdated(DomainError):
    """What a reversal was asked for is met no longer, or was taken back and met again since."""

    code = "reversal_outdated"
    status = 409


class NotOverridable(DomainError):
    """The part does not exist, or one person alone may not set it as done."""

    code = "not_overridable"


class EvidenceMissing(DomainError):
    """An exemption rests on evidence of what was learnt before."""

    code = "evidence_missing"


class AlreadyRevoked(DomainError):
    """An override that no longer counts is not revoked again."""

    code = "already_revoked"
