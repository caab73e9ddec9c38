"""People without names, how they sign in, what they may reach. Names: `identity`."""

from __future__ import annotations

from lms.accounts.models.access import RoleAssignment, Scope, ScopeMember
from lms.accounts.models.account import Account, Person, RecoveryCode, SignIn, Slip
from lms.accounts.models.logs import AccessLog, AuditEvent, Throttle

__all__ = [
    "AccessLog",
    "Account",
    "AuditEvent",
    "Person",
    "RecoveryCode",
    "RoleAssignment",
    "Scope",
    "ScopeMember",
    "SignIn",
    "Slip",
    "Throttle",
]
