from __future__ import annotations

from datetime import date

import pytest

from lms.accounts.queries import names_shown
from lms.accounts.rules import Names
from lms.certification import operations, queries
from lms.certification.models import CertificateEvent
from lms.certification.queries import CodeMistyped, NotCompleted
from lms.core.errors import NotFound
from lms.core.ids import new_checked_code, new_id
from tests.certification.world import (
    LATER,
    NAMES,
    PUBLIC_URL,
    make_enrolment,
    make_person,
    viewer_of,
)

TODAY = date(2026, 3, 6)


@pytest.fixture
def holder(session):
    return make_person(session)


@pytest.fixture
def issued(session, holder):
    enrolment_id = make_enrolment(session, person_id=holder)
    return operations.claim_certificate(
        session, viewer=viewer_of(session, holder), enrolment_id=enrolment_id,
        leading_language="ar", public_url=PUBLIC_URL, is_demonstration=False, at=LATER,
    )  # fmt: skip


def happen(session, certificate_id, event, *, reason="under_review", replacement_id=None):
    people = [viewer_of(session, make_person(session)).account_id for _ in range(2)]
    session.add(
        CertificateEvent(
            id=new_id(), certificate_id=certificate_id, event=event, reason=reason,
            occurred_at=LATER, recorded_at=LATER, recorded_by=people[0],
            second_account_id=people[1], replacement_id=replacement_id,
        )
    )  # fmt: skip
    session.flush()


def scope_of(session, certificate_id):
    from lms.certification.models import Certificate
    from lms.cohorts.models import Enrolment

    row = session.get(Certificate, certificate_id)
    return session.get(Enrolment, row.enrolment_id).cohort_id


def test_the_wallet_holds_ones_own_certificates_only(session, holder, issued):
    stranger = make_person(session)
    (card,) = queries.certificates_of(session, viewer_of(session, holder), on=TODAY)
    assert (card.code, card.standing.state, card.course.hours) == (issued.code, "valid", 5)
    assert queries.certificates_of(session, viewer_of(session, stranger), on=TODAY) == []


def test_the_wallet_says_what_happened(session, holder, issued):
    happen(session, issued.certificate_id, "suspended")
    (card,) = queries.certificates_of(session, viewer_of(session, holder), on=TODAY)
    assert card.standing.state == "suspended"


def test_the_paper_of_another_is_not_there(session, issued):
    stranger = make_person(session)
    with pytest.raises(NotFound):
        queries.certificate_pdf(session, viewer_of(session, stranger), issued.certificate_id)


def test_ones_own_paper_is_no_look_at_somebody(session, holder, issued):
    queries.certificate_pdf(session, viewer_of(session, holder), issued.certificate_id)
    assert names_shown(session) == set()


def test_a_coordinator_with_names_reads_it_and_it_is_remembered(session, holder, issued):
    scope = scope_of(session, issued.certificate_id)
    coordinator = viewer_of(session, make_person(session), ("coordinator", scope, True))
    assert queries.certificate_pdf(session, coordinator, issued.certificate_id).code == issued.code
    assert names_shown(session) == {holder}


@pytest.mark.parametrize(("role", "may_see_names"), [("coordinator", False), ("trainer", True)])
def test_without_the_grant_for_names_the_paper_is_not_there(session, issued, role, may_see_names):
    scope = scope_of(session, issued.certificate_id)
    viewer = viewer_of(session, make_person(session), (role, scope, may_see_names))
    with pytest.raises(NotFound):
        queries.certificate_pdf(session, viewer, issued.certificate_id)


def test_verification_says_what_is_true_and_not_whose(session, issued):
    found = queries.verification(session, issued.code, on=TODAY)
    assert found.standing.state == "valid"
    assert (found.course.version, found.issued_month) == ("1.0.0", date(2026, 3, 1))
    assert not any(part in repr(found) for part in (*NAMES.ar, *NAMES.ckb, NAMES.en))


def test_a_code_is_found_however_it_is_typed(session, issued):
    typed = f" {issued.code[:4].lower()}-{issued.code[4:8]} {issued.code[8:]}"
    assert queries.verification(session, typed, on=TODAY).code == issued.code


def test_a_mistyped_code_and_an_unknown_one_are_told_apart(session, issued):
    unknown = new_checked_code(13)
    wrong = issued.code[:-1] + ("2" if issued.code[-1] != "2" else "3")
    with pytest.raises(NotFound):
        queries.verification(session, unknown, on=TODAY)
    with pytest.raises(CodeMistyped):
        queries.verification(session, wrong, on=TODAY)


def test_a_revoked_certificate_stays_in_the_register(session, issued):
    happen(session, issued.certificate_id, "revoked", reason="misconduct_finding")
    found = queries.verification(session, issued.code, on=TODAY)
    assert found.standing.state == "revoked"
    assert [event.event for event in found.events] == ["revoked"]


def test_a_replaced_certificate_leads_to_the_new_code(session, holder, issued):
    newer = operations.claim_certificate(
        session, viewer=viewer_of(session, holder),
        enrolment_id=make_enrolment(session, person_id=holder), leading_language="ar",
        public_url=PUBLIC_URL, is_demonstration=False, at=LATER,
    )  # fmt: skip
    happen(
        session, issued.certificate_id, "superseded", reason="corrected",
        replacement_id=newer.certificate_id,
    )  # fmt: skip
    found = queries.verification(session, issued.code, on=TODAY)
    assert (found.standing.state, found.standing.event.replacement_code) == (
        "superseded",
        newer.code,
    )


@pytest.mark.parametrize("typed", [" ".join(NAMES.ar), " ".join(NAMES.ckb), NAMES.en.upper()])
def test_the_name_on_the_paper_matches_in_each_script(session, issued, typed):
    assert queries.name_matches(session, issued.code, typed)


def test_another_name_does_not_match(session, issued):
    assert not queries.name_matches(session, issued.code, "نور عبد الكريم")


def test_the_claim_shows_the_exact_lines(session):
    person = make_person(session, names=Names(ar=("علي", "حسن", "كريم")))
    enrolment_id = make_enrolment(session, person_id=person)
    claim = queries.claim_of(session, viewer_of(session, person), enrolment_id)
    assert [claim.name.in_(one) for one in ("ar", "ckb", "en")] == ["علي حسن كريم"] * 3
    assert not claim.is_issued


def test_there_is_nothing_to_confirm_before_the_course_is_complete(session, holder):
    enrolment_id = make_enrolment(session, person_id=holder, is_completed=False)
    with pytest.raises(NotCompleted):
        queries.claim_of(session, viewer_of(session, holder), enrolment_id)


def test_a_strangers_claim_is_not_there(session, issued):
    enrolment_id = make_enrolment(session)
    with pytest.raises(NotFound):
        queries.claim_of(session, viewer_of(session, make_person(session)), enrolment_id)
