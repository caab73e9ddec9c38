from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DatabaseError

from lms.assessment.models import EvidenceFile
from lms.assessment.operations import (
    AttemptClosed,
    FileTooLarge,
    KindNotTaken,
    TooManyFiles,
    add_evidence,
    remove_evidence,
)
from lms.assessment.queries.attempts import answer_in
from lms.assessment.queries.evidence import file_to_mark, files_in, own_file
from lms.assessment.rules.questions import EvidenceQuestion
from lms.assessment.rules.responses import InvalidResponse
from lms.core.errors import NotFound
from lms.core.ids import new_id
from lms.core.sealed import CannotOpen, ring
from lms.core.uploads import MadeAnew, made_anew
from tests import factories
from tests.assessment.world import Taker, after
from tests.support.marked_course import CHOICE, FILES, marked_cohort, places_in
from tests.support.pictures import picture


@pytest.fixture
def cohort(session, tmp_path):
    return marked_cohort(session, tmp_path)


@pytest.fixture
def attempt(taker):
    return taker.start()


@pytest.fixture
def place(taker, attempt):
    return places_in(taker, attempt)[FILES]


def add(taker, attempt, place, sent=None, *, minutes=1):
    return add_evidence(
        taker.session, viewer=taker.viewer, attempt_id=attempt, position=place,
        file=made_anew(sent or picture()), at=after(minutes),
    )  # fmt: skip


def answer(taker, attempt, place):
    return answer_in(taker.state(attempt, at=after(30)), place)


def test_a_file_is_kept_sealed_and_named_by_the_answer(session, taker, attempt, place):
    file_id = add(taker, attempt, place)
    assert answer(taker, attempt, place) == [file_id.hex]
    kept = session.get(EvidenceFile, file_id)
    assert b"JFIF" not in kept.content_sealed
    opened = own_file(session, taker.viewer, file_id)
    assert (opened.kind, opened.content[:3]) == ("image", b"\xff\xd8\xff")
    assert len(opened.content) == kept.size_bytes


def test_a_sealed_file_opens_in_no_other_row(session, taker, attempt, place):
    kept = session.get(EvidenceFile, add(taker, attempt, place))
    with pytest.raises(CannotOpen):
        ring().open_bytes(
            kept.content_sealed, table="evidence_file", column="content_sealed", row=new_id()
        )


def test_a_removed_file_is_out_of_the_answer_and_kept(session, taker, attempt, place):
    first, second = add(taker, attempt, place), add(taker, attempt, place, b"a text", minutes=2)
    remove_evidence(
        session, viewer=taker.viewer, attempt_id=attempt, position=place, file_id=first,
        at=after(3),
    )  # fmt: skip
    assert answer(taker, attempt, place) == [second.hex]
    assert session.scalar(select(func.count()).select_from(EvidenceFile)) == 2


def test_no_more_files_than_may_be_given(taker, attempt, place):
    for minutes in (1, 2):
        add(taker, attempt, place, minutes=minutes)
    with pytest.raises(TooManyFiles):
        add(taker, attempt, place, minutes=3)


def test_a_larger_file_than_may_be_given_is_refused(session, taker, attempt, place):
    large = MadeAnew("text", b"short", 512 * 1024 + 1)
    with pytest.raises(FileTooLarge):
        add_evidence(
            session, viewer=taker.viewer, attempt_id=attempt, position=place, file=large,
            at=after(1),
        )  # fmt: skip


def test_a_kind_that_the_question_does_not_take_is_refused(
    session, taker, attempt, place, monkeypatch
):
    monkeypatch.setattr(
        EvidenceQuestion, "accept", property(lambda self: ("image",), lambda self, kinds: None)
    )
    with pytest.raises(KindNotTaken):
        add(taker, attempt, place, b"a text")


def test_no_file_after_handing_in(taker, attempt, place):
    taker.submit(attempt, at=after(1))
    with pytest.raises(AttemptClosed):
        add(taker, attempt, place, minutes=2)


def test_no_file_where_another_answer_is_asked_for(taker, attempt):
    for position in (places_in(taker, attempt)[CHOICE], 0, 9):
        with pytest.raises(NotFound):
            add(taker, attempt, position)


def test_an_answer_cannot_name_a_file_of_somebody_else(session, cohort, taker, attempt, place):
    other = factories.make_person(session)
    another = Taker(session, other, factories.enrol(session, other, cohort))
    theirs = another.start()
    file_id = add(another, theirs, places_in(another, theirs)[FILES])
    for key in (file_id.hex, new_id().hex, "none"):
        with pytest.raises(InvalidResponse):
            taker.save(attempt, place, [key], at=after(2))
    assert files_in(session, attempt, place, [file_id.hex]) == ()
    with pytest.raises(NotFound):
        own_file(session, taker.viewer, file_id)


def test_only_who_marks_fetches_it_beside_its_owner(session, taker, attempt, place, trainer):
    file_id = add(taker, attempt, place)
    assert file_to_mark(session, trainer, file_id).kind == "image"
    stranger = factories.make_staff(session, "trainer", factories.make_cohort(session))
    for viewer in (factories.viewer_for(session, stranger), taker.viewer):
        with pytest.raises(NotFound):
            file_to_mark(session, viewer, file_id)


def test_a_file_cannot_be_deleted_in_the_database(session, taker, attempt, place):
    add(taker, attempt, place)
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(delete(EvidenceFile))
