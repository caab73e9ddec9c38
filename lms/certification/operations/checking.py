"""Counting the tries of those who check certificates. Flush, never commit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from lms.accounts.operations.throttle import add_try, tries
from lms.certification.models import Certificate
from lms.certification.queries import (
    name_matches,
)
from lms.certification.rules import (
    FILES,
    WRONG_CODES,
    WRONG_NAMES,
    typed_code,
)
from lms.core.db import AnySession
from lms.core.errors import TooManyTries


def try_name(session: AnySession, *, code: str, typed: str, at: datetime) -> bool:
    """Whether the typed name is on the certificate; a wrong one is counted.

    Ten wrong names a code a day, then the issuer must be asked, right name or not: a list of
    names cannot be run through a code that leaked.
    Raises TooManyTries, CodeMistyped, NotFound.
    """
    limit, seconds = WRONG_NAMES
    key = typed_code(code)
    one_at_a_time(session, key)
    if tries(session, kind="certificate_name", key=key, seconds=seconds, at=at) >= limit:
        raise TooManyTries(minutes=seconds // 60)
    if name_matches(session, code, typed):
        return True
    add_try(session, kind="certificate_name", key=key, seconds=seconds, at=at)
    return False


def one_at_a_time(session: AnySession, code: str) -> None:
    """Let nobody else try a name on this certificate until the transaction ends (PostgreSQL).

    Else as many as come at once would each find one try left.
    """
    session.scalar(select(Certificate.id).where(Certificate.code == code).with_for_update())


def refuse_many_codes(session: AnySession, *, address: str, at: datetime) -> None:
    """Raises TooManyTries for an address that tried too many wrong codes. Reads only."""
    limit, seconds = WRONG_CODES
    if tries(session, kind="certificate_code", key=address, seconds=seconds, at=at) >= limit:
        raise TooManyTries(minutes=1)


def count_file(session: AnySession, *, address: str, at: datetime) -> None:
    """Count a file that an address sent to be checked. Raises TooManyTries."""
    limit, seconds = FILES
    if tries(session, kind="certificate_file", key=address, seconds=seconds, at=at) >= limit:
        raise TooManyTries(minutes=1)
    add_try(session, kind="certificate_file", key=address, seconds=seconds, at=at)


def count_wrong_code(session: AnySession, *, address: str, at: datetime) -> None:
    """Remember that an address tried a code that no certificate has."""
    add_try(session, kind="certificate_code", key=address, seconds=WRONG_CODES[1], at=at)
