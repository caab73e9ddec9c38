"""The holder confirms the lines that certificates will print. Flush, never commit."""

from __future__ import annotations

from datetime import datetime

from lms.accounts.operations import record_event
from lms.accounts.rules import Viewer
from lms.certification.models import NameConfirmation
from lms.certification.queries import name_to_print
from lms.certification.queries.due import Confirmed, last_confirmed
from lms.certification.rules import digest
from lms.core.db import AnySession
from lms.core.errors import DomainError
from lms.core.ids import new_id
from lms.core.sealed import ring
from lms.core.text import Language


class NameNotConfirmed(DomainError):
    """The record's names are not the lines that were confirmed: nothing is printed unseen."""

    code = "name_not_confirmed"
    status = 422


def confirm_name(
    session: AnySession, *, viewer: Viewer, leading: Language, seen: str | None, at: datetime
) -> None:
    """Keep the lines that the viewer has just seen and confirmed; the same again adds nothing.

    seen: `digest` of the lines that the page showed. Raises NameMissing, NameNotConfirmed.
    """
    name = name_to_print(session, viewer.person_id)
    if seen is not None and seen != digest(name):
        raise NameNotConfirmed
    known = last_confirmed(session, [viewer.person_id]).get(viewer.person_id)
    if known == Confirmed(name, leading):
        return
    row_id = new_id(at)
    session.add(
        NameConfirmation(
            id=row_id, occurred_at=at, recorded_at=at, recorded_by=viewer.account_id,
            source="web", person_id=viewer.person_id, leading_language=leading,
            name_sealed=ring().seal(
                name.to_json(), table=NameConfirmation.__tablename__, column="name_sealed",
                row=row_id,
            ),
        )
    )  # fmt: skip
    record_event(
        session, account_id=viewer.account_id, verb="confirm_name", subject_kind="person",
        subject_id=viewer.person_id, at=at,
    )  # fmt: skip
    session.flush()
