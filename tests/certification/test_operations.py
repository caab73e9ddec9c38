from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms.accounts.models import AuditEvent
from lms.accounts.operations import change_names
from lms.accounts.rules import Names
from lms.certification import operations, queries
from lms.certification.models import Certificate, CertificateEvent
from lms.certification.operations import PublicUrlMissing
from lms.certification.operations.making import UNIQUE
from lms.certification.queries import NotCompleted
from lms.certification.queries.due import COURSES
from lms.certification.rules import is_code
from lms.core.db import insert_once
from lms.core.errors import NotFound, TooManyTries
from lms.core.ids import new_id
from lms.core.pdf import CharacterNotPrintable
from lms.core.sealed import ring
from tests.certification.world import (
    LATER,
    NAMES,
    NOON,
    PUBLIC_URL,
    complete,
    confirm,
    make_course,
    make_enrolment,
    make_person,
    viewer_of,
)


@pytest.fixture
def holder(session):
    return make_person(session)


def claim(session, viewer, enrolment_id, **changes):
    wanted = {
        "leading_language": "ar",
        "public_url": PUBLIC_URL,
        "is_demonstration": False,
        "at": LATER,
    }
    return operations.claim_certificate(
        session, viewer=viewer, enrolment_id=enrolment_id, **(wanted | changes)
    )


def due(session, **changes):
    wanted = {"public_url": PUBLIC_URL, "is_demonstration": False, "at": LATER}
    return operations.issue_due(session, COURSES, **(wanted | changes))


def only_certificate(session):
    return session.scalars(select(Certificate)).one()


def test_a_completed_course_gives_one_certificate(session, holder):
    enrolment_id = make_enrolment(session, person_id=holder)
    issued = claim(session, viewer_of(session, holder), enrolment_id)
    row = only_certificate(session)
    assert issued == operations.Issued(row.id, row.code, is_new=True)
    assert is_code(row.code)
    assert (row.hours, row.completed_at, row.issued_at) == (5, NOON, LATER)
    assert row.valid_until == date(2029, 3, 2)


def test_claiming_again_gives_the_same_certificate(session, holder):
    enrolment_id = make_enrolment(session, person_id=holder)
    viewer = viewer_of(session, holder)
    first = claim(session, viewer, enrolment_id)
    again = claim(session, viewer, enrolment_id, leading_language="en", at=LATER)
    assert (again.code, again.is_new) == (first.code, False)


def test_twenty_clicks_at_once_give_one_certificate(session, holder, in_parallel):
    enrolment_id = make_enrolment(session, person_id=holder)
    viewer = viewer_of(session, holder)
    session.rollback()
    issued = in_parallel(20, lambda own: claim(own, viewer, enrolment_id))
    assert len({one.code for one in issued}) == 1
    assert sum(one.is_new for one in issued) == 1
    assert session.scalar(select(func.count()).select_from(Certificate)) == 1
    assert session.scalar(select(func.count()).where(AuditEvent.verb == "issue")) == 1


def test_a_stranger_finds_nothing_to_claim(session, holder):
    enrolment_id = make_enrolment(session, person_id=holder)
    stranger = make_person(session)
    with pytest.raises(NotFound):
        claim(session, viewer_of(session, stranger), enrolment_id)


def test_a_course_in_progress_has_no_certificate(session, holder):
    enrolment_id = make_enrolment(session, person_id=holder, is_completed=False)
    with pytest.raises(NotCompleted):
        claim(session, viewer_of(session, holder), enrolment_id)


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:8000", "http://localhost", "http://[::1]"])
def test_an_address_nobody_else_can_open_is_not_printed(session, holder, url):
    enrolment_id = make_enrolment(session, person_id=holder)
    with pytest.raises(PublicUrlMissing):
        claim(session, viewer_of(session, holder), enrolment_id, public_url=url)


def test_a_demonstration_issues_specimens_from_its_own_computer(session, holder):
    enrolment_id = make_enrolment(session, person_id=holder)
    viewer = viewer_of(session, holder)
    claim(session, viewer, enrolment_id, public_url="http://127.0.0.1:8000", is_demonstration=True)
    assert only_certificate(session).is_specimen


def test_the_name_and_the_paper_are_sealed_to_their_row(session, holder):
    enrolment_id = make_enrolment(session, person_id=holder)
    claim(session, viewer_of(session, holder), enrolment_id)
    row = only_certificate(session)
    raw = row.name_printed_sealed + row.pdf_sealed + row.course_facts.encode()
    assert not any(part.encode() in raw for part in (*NAMES.ar, *NAMES.ckb, NAMES.en))
    assert not row.pdf_sealed.startswith(b"%PDF")
    paper = ring().open_bytes(row.pdf_sealed, table="certificate", column="pdf_sealed", row=row.id)
    sealed_hash = ring().open_bytes(
        row.pdf_sha256_sealed, table="certificate", column="pdf_sha256_sealed", row=row.id
    )
    assert paper.startswith(b"%PDF")
    assert sealed_hash == hashlib.sha256(paper).digest()


def test_a_later_change_of_name_changes_nothing_issued(session, holder):
    enrolment_id = make_enrolment(session, person_id=holder)
    viewer = viewer_of(session, holder)
    issued = claim(session, viewer, enrolment_id)
    before = queries.certificate_pdf(session, viewer, issued.certificate_id)
    change_names(
        session, person_id=holder, names=Names(ar=("آخر", "آخر", "آخر")), at=LATER,
        by=viewer.account_id,
    )  # fmt: skip
    assert claim(session, viewer, enrolment_id).code == issued.code
    assert queries.certificate_pdf(session, viewer, issued.certificate_id) == before


def test_a_certificate_without_an_end_is_valid_for_ever(session, holder):
    version = make_course(session, valid_months=0)
    enrolment_id = make_enrolment(session, person_id=holder, version=version)
    claim(session, viewer_of(session, holder), enrolment_id)
    assert only_certificate(session).valid_until is None


def test_a_name_that_cannot_be_printed_issues_nothing(session):
    person = make_person(session, names=Names(ar=("نور", "علي", "حسن"), en="Noor 🙂"))
    enrolment_id = make_enrolment(session, person_id=person)
    with pytest.raises(CharacterNotPrintable):
        claim(session, viewer_of(session, person), enrolment_id)
    assert session.scalar(select(func.count()).select_from(Certificate)) == 0


def test_issue_due_reaches_everybody_in_batches_and_once(session):
    version = make_course(session)
    people = [make_person(session) for _ in range(3)]
    ids = [make_enrolment(session, version=version, person_id=person) for person in people]
    make_enrolment(session, version=version, is_completed=False)
    for person in people:
        confirm(session, person)
    first = due(session, most=2)
    second = due(session, most=2, after=first.last)
    assert [len(first.issued), len(second.issued)] == [2, 1]
    assert (first.last, second.last) == (sorted(ids)[1], None)
    assert due(session).issued == ()


def test_issue_due_leads_with_the_language_that_was_confirmed(session, holder):
    make_enrolment(session, person_id=holder)
    confirm(session, holder, leading="ckb")
    due(session)
    assert only_certificate(session).leading_language == "ckb"


def test_issue_due_prints_no_name_that_its_holder_has_not_seen(session, holder):
    waiting = make_enrolment(session, person_id=holder)
    assert (due(session).issued, due(session).waiting) == ((), (waiting,))
    confirm(session, holder)
    change_names(
        session, person_id=holder, names=Names(ar=("آخر", "آخر", "آخر")), at=LATER, by=None
    )
    assert (due(session).issued, due(session).waiting) == ((), (waiting,))
    confirm(session, holder)
    assert len(due(session).issued) == 1


def test_issue_due_passes_over_whom_it_cannot_print(session, holder):
    person = make_person(session, names=Names(ar=("نور", "علي", "حسن"), en="Noor 🙂"))
    refused = make_enrolment(session, person_id=person)
    make_enrolment(session, person_id=holder)
    for one in (person, holder):
        confirm(session, one)
    batch = due(session)
    assert batch.refused == ((refused, "character_not_printable"),)
    assert len(batch.issued) == 1


def test_ten_wrong_names_close_a_code_for_a_day(session, holder):
    enrolment_id = make_enrolment(session, person_id=holder)
    code = claim(session, viewer_of(session, holder), enrolment_id).code
    right = " ".join(NAMES.ar)
    tried = [
        operations.try_name(session, code=code.lower(), typed=f"علي {n}", at=LATER)
        for n in range(10)
    ]
    assert tried == [False] * 10
    with pytest.raises(TooManyTries):
        operations.try_name(session, code=code, typed=right, at=LATER)
    next_day = LATER + timedelta(days=1, seconds=1)
    assert operations.try_name(session, code=code, typed=right, at=next_day)


def test_many_wrong_names_at_once_are_answered_ten_times(session, holder, in_parallel):
    enrolment_id = make_enrolment(session, person_id=holder)
    code = claim(session, viewer_of(session, holder), enrolment_id).code
    session.commit()

    def guess(own):
        try:
            return operations.try_name(own, code=code, typed="علي حسن", at=LATER)
        except TooManyTries:
            own.rollback()
            return None

    told = in_parallel(24, guess)
    assert told.count(False) == 10
    assert told.count(None) == 14


def test_right_names_are_never_counted(session, holder):
    enrolment_id = make_enrolment(session, person_id=holder)
    code = claim(session, viewer_of(session, holder), enrolment_id).code
    tried = [operations.try_name(session, code=code, typed=NAMES.en, at=LATER) for _ in range(12)]
    assert all(tried)


def test_sixty_wrong_codes_a_minute_close_an_address(session):
    for _ in range(60):
        operations.refuse_many_codes(session, address="192.0.2.7", at=LATER)
        operations.count_wrong_code(session, address="192.0.2.7", at=LATER)
    with pytest.raises(TooManyTries):
        operations.refuse_many_codes(session, address="192.0.2.7", at=LATER)
    operations.refuse_many_codes(session, address="192.0.2.8", at=LATER)


def test_the_database_refuses_a_revocation_by_one_person(session, holder):
    enrolment_id = make_enrolment(session, person_id=holder)
    viewer = viewer_of(session, holder)
    issued = claim(session, viewer, enrolment_id)
    session.add(
        CertificateEvent(
            id=new_id(), certificate_id=issued.certificate_id, event="revoked", reason="fraud",
            occurred_at=LATER, recorded_at=LATER, recorded_by=viewer.account_id,
            second_account_id=viewer.account_id,
        )
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_place_of_a_certificate_is_taken_in_the_database_itself(session, holder):
    enrolment_id = make_enrolment(session, person_id=holder)
    claim(session, viewer_of(session, holder), enrolment_id)
    row = session.execute(select(Certificate.__table__)).mappings().one()
    insert = insert_once(Certificate.__table__, session.get_bind().dialect.name, *UNIQUE)
    other = dict(row) | {"id": new_id(), "code": "0" * 13}
    assert session.connection().execute(insert, other).first() is None


def test_a_completion_found_late_does_not_touch_the_paper(session, holder):
    enrolment_id = make_enrolment(session, person_id=holder)
    claim(session, viewer_of(session, holder), enrolment_id)
    complete(session, enrolment_id, at=NOON - timedelta(days=9))
    assert only_certificate(session).completed_at == NOON
