"""What the running application signs with, and the address that certificates print."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from lms.config import Settings
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
