"""Setting whose name stands over a post. Flush, never commit."""

from __future__ import annotations

from datetime import datetime

from lms.accounts.operations import record_event
from lms.accounts.rules import Viewer
from lms.certification.documents import certificate_pdf
from lms.certification.models import Signatory
from lms.certification.queries.signatories import SignedType, specimen_facts
from lms.certification.rules import PrintedName
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.core.ids import new_id
from lms.core.locale import local_day
from lms.core.sealed import ring
from lms.core.text import LANGUAGES


def set_signatory(
    session: AnySession,
    *,
    viewer: Viewer,
    kind: SignedType,
    place: int,
    name: PrintedName | None,
    at: datetime,
) -> None:
    """Print a name over a post from now on, or the post alone. The caller has checked the site.

    A name that could not be printed is refused now, and not at somebody's certificate.
    Raises NotFound for a post that the type has not, TextTooLong, CharacterNotPrintable.
    """
    if not 1 <= place <= len(kind.names):
        raise NotFound
    names = tuple(name if n == place else one for n, one in enumerate(kind.names, 1))
    for leading in LANGUAGES if name else ():
        certificate_pdf(
            specimen_facts(kind, names, leading=leading, public_url="", on=local_day(at))
        )
    row_id = new_id(at)
    session.add(
        Signatory(
            id=row_id, occurred_at=at, recorded_at=at, recorded_by=viewer.account_id,
            source="web", certificate_type=kind.code, place=place,
            name_sealed=ring().seal(
                name.to_json(), table="signatory", column="name_sealed", row=row_id
            ) if name else None,
        )
    )  # fmt: skip
    record_event(
        session, account_id=viewer.account_id, verb="set_signatory", subject_kind="signatory",
        subject_id=row_id, at=at,
    )  # fmt: skip
    session.flush()
