"""What the running application signs with, and the address that certificates print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app

from lms.certification.documents.offline import OfflinePage, offline_page
from lms.certification.offline_words import offline_words
from lms.certification.operations.stamping import Stamp, new_stamp
from lms.certification.queries.offline import offline_facts
from lms.certification.rules import PrintedName
from lms.config import Settings
from lms.core import clock
from lms.core.db import db, reading
from lms.core.locale import local_day
from lms.core.signing import SigningKey, current_signing_keys


def printed_address() -> str:
    """`LMS_PUBLIC_URL`; where unset this computer's own, which only a demonstration prints."""
    settings: Settings = current_app.config["LMS"]
    return settings.address


@dataclass(frozen=True, slots=True)
class CredentialKeys:
    """The key that signs credentials now, and every one there was, the oldest first."""

    newest: SigningKey
    history: tuple[SigningKey, ...]


def credential_keys() -> CredentialKeys:
    """The keys of credentials in this process."""
    keys = current_signing_keys()
    return CredentialKeys(keys.newest("credential"), keys.history("credential"))


def offline_page_now() -> OfflinePage:
    """The file with what is known at this moment."""
    facts = offline_facts(
        db.session,
        public_url=printed_address(),
        keys=credential_keys().history,
        on=local_day(clock.now()),
        is_demonstration=current_app.config["IS_DEMONSTRATION"],
    )
    return offline_page(facts, offline_words())


def stamps_for_name(find: Callable[[], PrintedName | None]) -> tuple[Stamp, ...]:
    """A stamp for the name that `find` reads, none for none: made between two transactions.

    Names are stretched slowly, and nobody waits for it.
    """
    with reading(db.session):
        name = find()
    return (new_stamp(name),) if name else ()
