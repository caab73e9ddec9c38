"""Everything the domain can refuse. The edge turns these into pages."""

from __future__ import annotations

from typing import Any, ClassVar


class DomainError(Exception):
    """A refusal that a person can understand; `code` names its message, `facts` fill it."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422

    def __init__(self, message: str = "", **facts: Any) -> None:
        super().__init__(message or self.code)
        self.facts = facts


class NotFound(DomainError):
    """The row is not there, or not for this viewer: both read alike."""

    code = "not_found"
    status = 404


class Forbidden(DomainError):
    """The viewer may see this, but not do that."""

    code = "forbidden"
    status = 403


class DifferentBody(DomainError):
    """The id of a known fact came with another body."""

    code = "different_body"
    status = 409


class Busy(DomainError):
    """Too much at once: the same request may be tried again in a few seconds."""

    code = "busy"
    status = 503


class TooManyTries(DomainError):
    """A limit of tries is reached; `facts["minutes"]` says how long it holds."""

    code = "too_many_tries"
    status = 429
