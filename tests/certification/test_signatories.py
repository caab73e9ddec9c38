"""A name over a post comes from the institution alone; what was issued keeps what it printed."""

from __future__ import annotations

import io
import json

import pypdf
import pytest
from sqlalchemy import select

from lms.accounts.operations import assign_role, make_scope
from lms.certification import operations, queries
from lms.certification.documents import certificate_pdf
from lms.certification.models import Certificate, CertificateCredential, Signatory
from lms.certification.operations.signatories import set_signatory
from lms.certification.queries.signatories import signed_types, type_with
from lms.certification.rules import PrintedName
from lms.core.errors import NotFound
from lms.core.pdf import CharacterNotPrintable, TextTooLong
from lms.core.sealed import ring
from tests.certification.paper import SIXTY, facts
from tests.certification.world import (
    LATER,
    NOON,
    PUBLIC_URL,
    make_course,
    make_enrolment,
    make_person,
    viewer_of,
)

HEAD = PrintedName("سعاد جاسم محمود", "سوعاد جاسم مەحموود", "Suad Jasim Mahmood")


@pytest.fixture
def version(session):
    return make_course(session)


@pytest.fixture
def admin_id(session):
    person, site = (
        make_person(session, language="en"),
        make_scope(session, kind="site", title="Site", at=NOON),
    )
    assign_role(
        session, person_id=person, role="administrator", scope_id=site, at=NOON, may_see_names=True
    )
    session.commit()
    return person


@pytest.fixture
def admin(session, admin_id):
    site = session.scalars(select_site()).one()
    return viewer_of(session, admin_id, ("administrator", site, True))


def select_site():
    from lms.accounts.models import Scope

    return select(Scope.id).where(Scope.kind == "site")


def put(session, admin, version, name=HEAD, *, place=1, at=LATER):
    kind = type_with(session, admin, version.course_key)
    set_signatory(session, viewer=admin, kind=kind, place=place, name=name, at=at)
    session.commit()


def issue(session, version):
    holder = make_person(session)
    enrolment_id = make_enrolment(session, person_id=holder, version=version)
    made = operations.claim_certificate(
        session, viewer=viewer_of(session, holder), enrolment_id=enrolment_id,
        leading_language="en", public_url=PUBLIC_URL, is_demonstration=False, at=LATER,
    )  # fmt: skip
    session.commit()
    stored = queries.certificate_pdf(session, viewer_of(session, holder), made.certificate_id)
    return session.get(Certificate, made.certificate_id), stored.content


def text_of(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_without_a_setting_the_post_stands_alone(session, version):
    row, pdf = issue(session, version)
    assert "Post 0" in text_of(pdf)
    assert row.signatories_sealed is None


def test_the_name_is_printed_from_then_on_and_kept_sealed(session, admin, version):
    _, before = issue(session, version)
    put(session, admin, version)
    row, after = issue(session, version)
    assert HEAD.en not in text_of(before)
    assert HEAD.en in text_of(after)
    kept = ring().open(
        row.signatories_sealed, table="certificate", column="signatories_sealed", row=row.id
    )
    assert [name and name["en"] for name in json.loads(kept)] == [HEAD.en, None]


def test_the_newest_setting_counts_and_an_empty_one_takes_it_away(session, admin, version):
    put(session, admin, version)
    put(session, admin, version, PrintedName("رنا علي", en="Rana Ali"), at=LATER.replace(hour=10))
    assert [one.names[0].en for one in signed_types(session, admin)] == ["Rana Ali"]
    put(session, admin, version, None, at=LATER.replace(hour=11))
    assert [one.names for one in signed_types(session, admin)] == [(None, None)]
    assert len(session.scalars(select(Signatory)).all()) == 3


def test_it_is_in_no_credential_no_row_and_no_verification(session, client, admin, version):
    put(session, admin, version)
    row, _ = issue(session, version)
    credential = session.get(CertificateCredential, row.id)
    document = ring().open(
        credential.credential_sealed, table="certificate_credential", column="credential_sealed",
        row=row.id,
    )  # fmt: skip
    page = client.get(f"/verify/{row.code}?language=en").get_data(as_text=True)
    for text in (document, page, row.course_facts):
        assert not any(part in text for part in (HEAD.en, HEAD.ar, HEAD.ckb, "Suad"))
    sealed = session.scalars(select(Signatory.name_sealed)).one()
    assert b"Suad" not in sealed


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        (PrintedName("سعاد", en="Suad 🙂"), CharacterNotPrintable),
        (PrintedName("سعاد", en="Suad " * 24), TextTooLong),
    ],
)
def test_what_could_not_be_printed_is_refused_when_it_is_set(
    session, admin, version, name, refusal
):
    with pytest.raises(refusal):
        put(session, admin, version, name)
    session.rollback()
    assert session.scalars(select(Signatory)).all() == []


@pytest.mark.parametrize("place", [0, 3])
def test_a_post_that_is_not_printed_has_no_name(session, admin, version, place):
    with pytest.raises(NotFound):
        put(session, admin, version, place=place)


def test_who_administers_one_academy_sets_nothing(session, version):
    academy = make_scope(session, kind="academy", title="One", at=NOON)
    person = make_person(session)
    session.commit()
    with pytest.raises(NotFound):
        signed_types(session, viewer_of(session, person, ("administrator", academy, True)))


@pytest.mark.parametrize("language", ["ar", "ckb", "en"])
def test_sixty_letters_in_each_script_fit(language):
    pdf = certificate_pdf(facts(leading_language=language, signatories=(SIXTY, SIXTY)))
    assert pdf.startswith(b"%PDF")


def test_the_administrator_sets_it_on_the_page_and_sees_it_printed(
    session, client, sign_in, post, admin_id, version
):
    sign_in(admin_id)
    page = client.get("/certificates/signatories").get_data(as_text=True)
    assert "The post alone" in page
    url = f"/certificates/signatories/{version.course_key}/1"
    assert post(url, ar=HEAD.ar, ckb=HEAD.ckb, en=HEAD.en).location == "/certificates/signatories"
    assert HEAD.en in client.get("/certificates/signatories").get_data(as_text=True)
    assert HEAD.ckb in client.get(url).get_data(as_text=True)
    specimen = client.get(
        f"/certificates/signatories/{version.course_key}/specimen.pdf?language=en"
    )
    assert "specimen.pdf" in specimen.headers["Content-Disposition"]
    assert HEAD.en in text_of(specimen.data)
    assert "Specimen" in text_of(specimen.data)
    refused = post(url, en="Suad 🙂")
    assert refused.status_code == 422
    assert post(url).status_code == 303
    assert "The post alone" in client.get("/certificates/signatories").get_data(as_text=True)
