"""A job: an item in a transaction each, so that whoever dies in the middle goes on where it was."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from lms.accounts.models import AuditEvent
from lms.core import clock
from lms.core.errors import Busy, DomainError, NotFound
from lms.core.ids import new_id
from lms.core.jobs.models import Job
from lms.core.jobs.operations import ask_job
from lms.core.jobs.queries import job_progress, latest_job, open_jobs
from lms.core.jobs.running import Work, run_for, step

SUBJECT = UUID(int=7)


class NotToday(DomainError):
    """An item that is refused."""

    code = "not_today"


@dataclass(frozen=True)
class Item:
    id: UUID


class Hands:
    """Work whose items are numbers; it notes each item in the database, and counts its calls."""

    def __init__(self, *numbers):
        self.ids = [UUID(int=number) for number in numbers]
        self.refused, self.broken, self.times = set(), {}, []

    def next_item(self, _session, _asked, after):
        behind = [one for one in self.ids if after is None or one > after]
        return Item(behind[0]) if behind else None

    def do(self, session, asked, item):
        at = clock.now()
        session.add(
            AuditEvent(id=new_id(at), occurred_at=at, verb="issue", subject_kind="person",
                       subject_id=item.id)
        )  # fmt: skip
        session.flush()
        self.times.append(item.id.int)
        if item.id.int in self.broken:
            raise self.broken.pop(item.id.int)
        if item.id.int in self.refused:
            raise NotToday

    def works(self):
        return {"count": Work(self.next_item, self.do)}


def asked(session, total=3):
    job_id = ask_job(
        session, kind="count", subject_id=SUBJECT, total=total, asked_by=None, at=clock.now()
    )
    session.commit()
    return job_id


def noted(session):
    rows = session.scalars(select(AuditEvent.subject_id).order_by(AuditEvent.subject_id)).all()
    session.rollback()
    return [one.int for one in rows]


def progress(session, job_id):
    found = job_progress(session, job_id)
    session.rollback()
    return found


def test_each_item_is_done_once_and_the_job_ends(session):
    hands, job_id = Hands(1, 2, 3), asked(session)
    assert not run_for(session, hands.works(), job_id, seconds=9)
    found = progress(session, job_id)
    assert (found.done, found.total, found.done_well, found.refusals) == (3, 3, 3, ())
    assert found.finished_at is not None
    assert noted(session) == [1, 2, 3]
    assert not step(session, hands.works(), job_id), "a finished job does nothing"
    assert hands.times == [1, 2, 3]


def test_asking_twice_finds_the_same_job_until_it_is_finished(session):
    first = asked(session)
    assert asked(session) == first
    run_for(session, Hands().works(), first, seconds=9)
    second = asked(session)
    assert second != first
    session.rollback()
    assert open_jobs(session) == [second]
    assert latest_job(session, kind="count", subject_id=SUBJECT).asked.id == second
    assert latest_job(session, kind="other", subject_id=SUBJECT) is None


def test_a_refused_item_leaves_nothing_behind_and_is_named(session):
    hands, job_id = Hands(1, 2, 3), asked(session)
    hands.refused = {2}
    run_for(session, hands.works(), job_id, seconds=9)
    found = progress(session, job_id)
    assert found.refusals == ((UUID(int=2), "not_today"),)
    assert (found.done, found.done_well) == (3, 2)
    assert noted(session) == [1, 3]


def test_a_fault_of_ours_is_logged_and_stops_nobody_else(session, caplog):
    hands, job_id = Hands(1, 2, 3), asked(session)
    hands.broken = {2: ZeroDivisionError()}
    run_for(session, hands.works(), job_id, seconds=9)
    assert progress(session, job_id).refusals == ((UUID(int=2), "broken"),)
    assert noted(session) == [1, 3]
    assert "unexpected fault" in caplog.text


@pytest.mark.parametrize("passing", [Busy(), OperationalError("", {}, Exception())])
def test_what_passes_by_itself_is_tried_again(session, passing):
    hands, job_id = Hands(1, 2), asked(session)
    hands.broken = {1: passing}
    with pytest.raises(type(passing)):
        run_for(session, hands.works(), job_id, seconds=9)
    assert noted(session) == []
    run_for(session, hands.works(), job_id, seconds=9)
    assert (noted(session), hands.times) == ([1, 2], [1, 1, 2])


def test_a_process_that_dies_before_its_commit_does_the_item_again(session):
    hands, job_id = Hands(1, 2), asked(session)
    hands.broken = {2: KeyboardInterrupt()}
    with pytest.raises(KeyboardInterrupt):
        run_for(session, hands.works(), job_id, seconds=9)
    session.rollback()
    assert (noted(session), progress(session, job_id).done) == ([1], 1)
    run_for(session, hands.works(), job_id, seconds=9)
    assert noted(session) == [1, 2]


def test_what_another_process_has_done_meanwhile_is_not_done_again(session):
    hands, job_id = Hands(1, 2), asked(session)
    other = Hands(1, 2)

    def overtaken(own, asked_job, after):
        if not other.times:
            own.rollback()
            step(own, other.works(), job_id)
        return hands.next_item(own, asked_job, after)

    run_for(session, {"count": Work(overtaken, hands.do)}, job_id, seconds=9)
    assert (other.times, hands.times, noted(session)) == ([1], [2], [1, 2])


def test_more_items_than_were_counted_are_counted_then(session):
    job_id = asked(session, total=1)
    run_for(session, Hands(1, 2, 3).works(), job_id, seconds=9)
    assert (progress(session, job_id).done, progress(session, job_id).total) == (3, 3)


def test_when_the_time_is_up_the_rest_waits(session):
    hands, job_id = Hands(1, 2, 3), asked(session)
    assert run_for(session, hands.works(), job_id, seconds=0)
    assert hands.times == []
    session.rollback()
    assert open_jobs(session) == [job_id]


def test_a_job_that_nobody_asked_for_is_not_found(session):
    with pytest.raises(NotFound):
        job_progress(session, UUID(int=1))


def test_no_row_of_a_job_holds_more_than_ids_and_counts():
    kinds = {column.name for column in Job.__table__.columns}
    assert kinds == {
        "id", "kind", "subject_id", "asked_by", "asked_at", "open_key", "total_count",
        "done_count", "last_item_id", "finished_at",
    }  # fmt: skip
