"""Somebody with a second factor in force, as several files of tests need one."""

from __future__ import annotations

import pyotp

from lms.accounts.operations.second_factors import confirm_second_factor, new_secret
from tests.factories import NOON, viewer_for


def protected(session, person):
    """The person, with a second factor in force."""
    viewer = viewer_for(session, person)
    digits = pyotp.TOTP(new_secret(session, viewer=viewer)).at(NOON)
    confirm_second_factor(session, viewer=viewer, typed=digits, at=NOON)
    session.commit()
    return person
