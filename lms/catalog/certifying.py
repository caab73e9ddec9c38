"""What a package says of its certificate: how it ends, is renewed, and who approves it."""

from __future__ import annotations

from typing import Literal

RecertDateFrom = Literal["completion", "expiry", "fixed"]
Approval = Literal["automatic", "coordinator"]
