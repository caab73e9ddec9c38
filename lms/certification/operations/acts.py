"""Revoking, correcting and issuing again take two people. Flush, never commit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lms.accounts.operations import record_event
from lms.accounts.rules import Viewer
from lms.certification.models import Certificate, CertificateAct, CertificateActAnswer
from lms.certification.operations.lifecycle import Happening, locked, record_event_of, state_of
from lms.certification.operations.making import Issue
from lms.certification.operations.replacing import issue_again, supersede
from lms.certification.queries import (
    acts_of,
    latest_in,
    name_to_print,
    printed_lines,
    slot_of_row,
    standing_of,
)
from lms.certification.rules import (
    COUNTS,
    REISSUED_AFTER,
    ActOutdated,
    NoNewGround,
    NothingToCorrect,
    NotInThatState,
)
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.core.ids import new_id
from lms.core.sealed import ring
from lms.progress.operations.second_person import ToAnswer, keep_answer, refuse_same_person

ASKED = {"revoke": "ask_revocation", "correct": "ask_correction", "reissue": "ask_reissue"}
CONFIRMED = {
    "revoke": "confirm_revocation", "correct": "confirm_correction", "reissue": "confirm_reissue",
}  # fmt: skip
DECLINED = {
    "revoke": "decline_revocation", "correct": "decline_correction", "reissue": "decline_reissue",
}  # fmt: skip


def ask_revocation(
    session: AnySession,
    *,
    viewer: Viewer,
    certificate_id: UUID,
    reason: str,
    note: str,
    at: datetime,
) -> UUID:
    """Ask to revoke a certificate; the act's id. Nothing changes until a second person confirms.

    Asking again while one waits gives that one. reason: one of REVOCATION_REASONS. The caller has
    checked the scope. Raises NotFound, Forbidden (one's own), NotInThatState.
    """
    row = locked(session, viewer, certificate_id)
    return _asked(session, viewer, row, ("revoke", reason, note), at)


def ask_correction(
    session: AnySession,
    *,
    viewer: Viewer,
    certificate_id: UUID,
    reason: str,
    note: str,
    at: datetime,
) -> UUID:
    """Ask for a new certificate that prints the record's names of now; the act's id.

    note: what shows it. reason: one of CORRECTIONS. Raises NotFound, Forbidden (one's own),
    NotInThatState, NothingToCorrect.
    """
    row = locked(session, viewer, certificate_id)
    return _asked(session, viewer, row, ("correct", reason, note), at)


def ask_reissue(
    session: AnySession, *, viewer: Viewer, certificate_id: UUID, note: str, at: datetime
) -> UUID:
    """Ask to issue again what was revoked by mistake, once that is put right; the act's id.

    Raises NotFound, Forbidden (one's own), NotInThatState, NoNewGround.
    """
    row = locked(session, viewer, certificate_id)
    return _asked(session, viewer, row, ("reissue", "corrected", note), at)


def _asked(
    session: AnySession, viewer: Viewer, row: Certificate, asked: tuple[str, str, str], at: datetime
) -> UUID:
    """asked: the act, its reason, and the words for the second person."""
    act, reason, note = asked
    refuse_state(session, row, act, at)
    for known in acts_of(session, [row.id]):
        if known.act == act and known.answer is None:
            return known.id
    kept = CertificateAct(
        id=new_id(at), occurred_at=at, recorded_at=at, recorded_by=viewer.account_id,
        certificate_id=row.id, act=act, reason=reason,
    )  # fmt: skip
    kept.note_sealed = ring().seal(note, table="certificate_act", column="note_sealed", row=kept.id)
    if act != "revoke":
        kept.name_sealed = _lines(session, row, kept.id, act, reason)
    session.add(kept)
    record_event(
        session, account_id=viewer.account_id, verb=ASKED[act], subject_kind="certificate",
        subject_id=row.id, reason=note, at=at,
    )  # fmt: skip
    session.flush()
    return kept.id


def _lines(session: AnySession, row: Certificate, act_id: UUID, act: str, reason: str) -> bytes:
    """The record's names, sealed to the act. A unit may be wrong where no name is."""
    name = name_to_print(session, row.person_id)
    if act == "correct" and reason != "wrong_unit" and name == printed_lines(row):
        raise NothingToCorrect
    return ring().seal(name.to_json(), table="certificate_act", column="name_sealed", row=act_id)


def refuse_state(session: AnySession, row: Certificate, act: str, at: datetime) -> None:
    """Raises NotInThatState, NoNewGround, where an act cannot be done to a certificate now."""
    state = state_of(session, row.id, at)
    if act == "correct" and state not in COUNTS:
        raise NotInThatState
    if act == "revoke" and state in ("revoked", "superseded"):
        raise NotInThatState
    if act == "reissue":
        latest = latest_in(session, slot_of_row(row))
        if state != "revoked" or latest is None or latest.id != row.id:
            raise NotInThatState
        decided = standing_of(session, row.id).event
        if decided is None or decided.reason not in REISSUED_AFTER:
            raise NoNewGround


def answer_act(
    session: AnySession, *, viewer: Viewer, act_id: UUID, is_confirmed: bool, issue: Issue
) -> None:
    """Confirm or decline what was asked for; confirmed, it is done in this transaction.

    The caller has checked the scope. Raises NotFound, Forbidden (one's own), AlreadyAnswered,
    SecondPersonNeeded and ActOutdated (both may still decline it).
    """
    act = session.get(CertificateAct, act_id)
    if act is None or act.recorded_by is None:
        raise NotFound
    row = locked(session, viewer, act.certificate_id)
    refuse_same_person(viewer, act.recorded_by, is_confirmed=is_confirmed)
    asked = ToAnswer(
        act.id, act.recorded_by, CertificateActAnswer, "act_id", confirmed=CONFIRMED[act.act],
        declined=DECLINED[act.act], subject_kind="certificate", subject_id=row.id,
    )  # fmt: skip
    keep_answer(session, viewer=viewer, asked=asked, is_confirmed=is_confirmed, at=issue.at)
    if is_confirmed:
        _done(session, viewer, act, row, issue)
    session.flush()


def _done(
    session: AnySession, viewer: Viewer, act: CertificateAct, row: Certificate, issue: Issue
) -> None:
    try:
        refuse_state(session, row, act.act, issue.at)
    except (NotInThatState, NoNewGround) as changed:
        raise ActOutdated from changed
    if act.act == "correct":
        supersede(session, viewer, act, row, issue)
    elif act.act == "reissue":
        issue_again(session, viewer, act, row, issue)
    else:
        note = next(one.note for one in acts_of(session, [row.id]) if one.id == act.id)
        happened = Happening(
            "revoked", act.reason, act.recorded_by or viewer.account_id, issue.at, note=note,
            second_account_id=viewer.account_id,
        )  # fmt: skip
        record_event_of(session, row.id, happened)
