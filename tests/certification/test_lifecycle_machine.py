"""Any order of claims, decisions and renewals, and many of them at once, on one certificate."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.certification.models import Certificate
from lms.certification.queries import standing_of
from lms.core.errors import DomainError
from lms.core.locale import local_day
from tests.certification.lives import make_life, make_pathway_life

TERMS = {"valid_months": 1, "renew_window_days": 10, "grace_days": 5}
ENDED = ("revoked", "superseded")


@dataclass
class Known:
    """What the model remembers of one certificate."""

    id: object
    cycle: int
    completed_at: datetime
    until: date
    decided: str = ""  # suspended, revoked or superseded
    reason: str = ""
    revoked_at: datetime | None = None

    def state(self, on):
        if self.decided:
            return self.decided
        if on > self.until + timedelta(days=5):
            return "expired"
        return "expiring" if on > self.until - timedelta(days=10) else "valid"

    @property
    def counts(self):
        return self.decided not in ENDED


class Certificates(RuleBasedStateMachine):
    """The holder, two coordinators, and the calendar; the model is the list `known`."""

    def __init__(self, session, make=make_life):
        super().__init__()
        self.session, self.make = session, make

    @initialize()
    def begin(self):
        self.life = self.make(self.session, **TERMS)
        self.cycles = [self.life.enrolment_id]
        self.completed = {1: self.completed_at()}
        self.known = []

    def completed_at(self):
        return self.life.completed_at(self.cycles[-1])

    @property
    def cycle(self):
        return len(self.cycles)

    @property
    def today(self):
        return local_day(self.life.at)

    def latest(self, cycle=None):
        mine = [one for one in self.known if one.cycle == (cycle or self.cycle)]
        return mine[-1] if mine else None

    def act(self, *allowed_states, does, is_allowed=True):
        """Do it to the latest certificate; whether it was allowed and done."""
        one = self.latest()
        allowed = one.state(self.today) in allowed_states and is_allowed
        try:
            with self.session.begin_nested():
                does(one.id)
        except DomainError:
            assert not allowed
            return None
        assert allowed
        return one

    @rule(days=st.integers(1, 20))
    def wait(self, days):
        self.life.later(days)

    @rule()
    def take_back(self):
        self.life.later(1).outcome("reversed", self.cycles[-1])
        self.completed[self.cycle] = None

    @rule()
    def complete(self):
        self.life.later(1).outcome("met", self.cycles[-1])
        self.completed[self.cycle] = self.completed[self.cycle] or self.life.at

    @rule()
    def claim(self):
        one, completed_at = self.latest(), self.completed[self.cycle]
        is_ground = completed_at is not None and (
            one is None
            or (
                one.decided == "revoked"
                and completed_at
                > (one.completed_at if one.reason == "completion_voided" else one.revoked_at)
            )
        )
        try:
            with self.session.begin_nested():
                made = self.life.claim(self.cycles[-1])
        except DomainError:
            assert one is None
            assert completed_at is None
            return
        assert made.is_new == is_ground
        if is_ground:
            self.issued(made.certificate_id, completed_at)
        else:
            assert made.certificate_id == one.id

    def issued(self, certificate_id, completed_at):
        row = self.session.get(Certificate, certificate_id)
        assert row.completed_at == completed_at
        self.known.append(Known(row.id, self.cycle, completed_at, row.valid_until))

    @precondition(lambda self: self.latest())
    @rule()
    def suspend(self):
        one = self.act("valid", "expiring", "expired", does=self.life.suspend)
        if one:
            one.decided = "suspended"

    @precondition(lambda self: self.latest())
    @rule()
    def restore(self):
        one = self.act("suspended", does=self.life.restore)
        if one:
            one.decided = ""

    @precondition(lambda self: self.latest())
    @rule(reason=st.sampled_from(["identity_error", "fraud", "completion_voided"]))
    def revoke(self, reason):
        self.life.later(1)
        one = self.act(
            "valid", "expiring", "expired", "suspended",
            does=lambda known: self.life.revoke(known, reason),
        )  # fmt: skip
        if one:
            one.decided, one.reason, one.revoked_at = "revoked", reason, self.life.at

    @precondition(lambda self: self.latest())
    @rule()
    def correct(self):
        one = self.act("valid", "expiring", "expired", does=self.life.correct)
        if one:
            one.decided = "superseded"
            self.issued(self.life.rows()[-1].id, one.completed_at)
            assert self.latest().until == one.until

    @precondition(lambda self: self.latest())
    @rule()
    def issue_again(self):
        one, completed_at = self.latest(), self.completed[self.cycle]
        stands = completed_at is not None and completed_at <= one.completed_at
        done = self.act(
            "revoked", does=self.life.reissue,
            is_allowed=one.reason == "identity_error" and stands,
        )  # fmt: skip
        if done:
            self.issued(self.life.rows()[-1].id, one.completed_at)

    @precondition(lambda self: self.latest())
    @rule()
    def renew(self):
        if self.act("expiring", "expired", does=lambda known: self.renewed.append(
            self.life.renew(known)
        )):  # fmt: skip
            self.cycles.append(self.renewed.pop())
            self.completed[self.cycle] = None

    renewed: list = []

    @invariant()
    def at_most_one_of_a_period_counts(self):
        counted = Counter(one.cycle for one in self.known if one.counts)
        assert all(count == 1 for count in counted.values())
        rows = {row.id: row.period_key for row in self.life.rows()}
        valid = Counter(
            period for key, period in rows.items()
            if standing_of(self.session, key).state not in ENDED
        )  # fmt: skip
        assert all(count == 1 for count in valid.values())
        assert len(rows) == len(self.known)

    @invariant()
    def every_state_is_the_models(self):
        for one in self.known:
            assert self.life.state(one.id) == one.state(self.today)


@pytest.mark.parametrize("make", [make_life, make_pathway_life])
def test_in_any_order_one_certificate_counts_and_its_state_is_the_models(session, make):
    run_state_machine_as_test(
        lambda: Certificates(session, make),
        settings=settings(
            max_examples=30, stateful_step_count=25, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


ACTS = ("claim", "suspend", "restore", "revoke", "correct", "reissue", "renew")


def one_after_another(engine, life, seed):
    """What one of many does, in an order of its own; refusals are part of it."""
    random, done = Random(seed), 0
    for _ in range(8):
        act = random.choice(ACTS)
        with Session(engine) as own:
            mine = type(life)(
                own, life.holder, life.coordinator, life.second, life.enrolment_id,
                life.at + timedelta(seconds=random.randrange(60)),
            )  # fmt: skip
            latest = mine.rows()[-1].id
            try:
                mine.claim() if act == "claim" else getattr(mine, act)(latest)
                own.commit()
                done += 1
            except DomainError:
                own.rollback()
    return done


@pytest.mark.parametrize("make", [make_life, make_pathway_life])
def test_at_the_same_time_too_one_certificate_counts(engine, session, make):
    life = make(session, valid_months=2, renew_window_days=40)
    life.claim()
    life.later(50)
    session.commit()
    with ThreadPoolExecutor(6) as threads:
        done = list(threads.map(lambda seed: one_after_another(engine, life, seed), range(6)))
    assert sum(done) > 6
    rows = session.execute(
        select(Certificate.id, Certificate.period_key, Certificate.issue_number).order_by(
            Certificate.issue_number
        )
    ).all()
    assert [row.issue_number for row in rows] == list(range(1, len(rows) + 1))
    states = [standing_of(session, row.id).state for row in rows]
    assert all(state in ENDED for state in states[:-1])


def test_twelve_people_correct_one_certificate_at_once(engine, session, in_parallel):
    life = make_life(session)
    issued = life.claim().certificate_id
    life.rename()
    act_id = life.ask_correction(issued)
    revocation = life.ask_revocation(issued)
    session.commit()

    def decide(own):
        mine = type(life)(own, life.holder, life.coordinator, life.second, life.enrolment_id)
        try:
            mine.answer(act_id if Random().random() < 0.5 else revocation)
        except DomainError as refused:
            own.rollback()
            return refused.code
        return "done"

    told = in_parallel(12, decide)
    assert told.count("done") == 1
    assert set(told) <= {"done", "already_answered", "act_outdated"}
    states = sorted(standing_of(session, row.id).state for row in life.rows())
    assert states in (["revoked"], ["superseded", "valid"])
