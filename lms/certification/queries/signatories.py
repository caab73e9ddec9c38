"""The names that stand over the posts of certificates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lms.accounts.queries.reach import reaches_site
from lms.accounts.rules import Viewer
from lms.catalog.queries import published_courses, published_pathways
from lms.catalog.rules import PublishedCourse, PublishedPathway
from lms.certification.models import Signatory
from lms.certification.rules import (
    ISSUER,
    CertificateFacts,
    CourseFacts,
    PrintedName,
    last_valid_day,
)
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.core.ids import check_character
from lms.core.sealed import ring
from lms.core.text import Language, Text

MOST_POSTS = 2  # that the paper has room for
SETS = frozenset({"administrator"})
NOBODYS_CODE = "0" * 12
NOBODY = PrintedName(
    "الاسم الكامل لصاحب الشهادة", "ناوی تەواوی خاوەنی بڕوانامە", "The holder’s whole name"
)


@dataclass(frozen=True, slots=True)
class SignedType:
    """A certificate type with its posts, and the name over each printed one where there is one."""

    code: str
    course: CourseFacts
    valid_months: int
    names: tuple[PrintedName | None, ...]

    @property
    def posts(self) -> tuple[tuple[int, Text, PrintedName | None], ...]:
        """Place from 1, post, name."""
        pairs = zip(self.course.posts, self.names, strict=False)
        return tuple((place, post, name) for place, (post, name) in enumerate(pairs, 1))


def signatories_of(session: AnySession, certificate_type: str) -> Mapping[int, PrintedName]:
    """The names over the posts of a type now, by place. One statement."""
    rows = session.scalars(
        select(Signatory)
        .where(Signatory.certificate_type == certificate_type)
        .order_by(Signatory.occurred_at, Signatory.id)
    )
    newest = {row.place: row for row in rows}
    return {place: opened_name(row) for place, row in newest.items() if row.name_sealed}


def opened_name(row: Signatory) -> PrintedName:
    """The name of a row that has one."""
    sealed = row.name_sealed or b""
    text = ring().open(sealed, table="signatory", column="name_sealed", row=row.id)
    return PrintedName.from_json(text)


def check_sets(viewer: Viewer) -> None:
    """Raises NotFound for whoever does not administer the whole site."""
    if not reaches_site(viewer, SETS):
        raise NotFound


def signed_types(session: AnySession, viewer: Viewer) -> list[SignedType]:
    """Every certificate type there is, as its newest version has it. Raises NotFound."""
    check_sets(viewer)
    courses = [signed_type(session, one) for one in published_courses(session)]
    return courses + [signed_type(session, one) for one in published_pathways(session)]


def type_with(session: AnySession, viewer: Viewer, code: str) -> SignedType:
    """One certificate type. Raises NotFound."""
    for one in signed_types(session, viewer):
        if one.code == code:
            return one
    raise NotFound


def signed_type(session: AnySession, one: PublishedCourse | PublishedPathway) -> SignedType:
    """A course's or pathway's certificate type."""
    kind = one.certificate
    names = signatories_of(session, kind.code)
    printed = tuple(names.get(place) for place, _post in enumerate(kind.posts[:MOST_POSTS], 1))
    return SignedType(kind.code, facts_of(one), kind.valid_months, printed)


def facts_of(one: PublishedCourse | PublishedPathway) -> CourseFacts:
    """What its certificates say of it, its hours left out for a pathway."""
    is_pathway = isinstance(one, PublishedPathway)
    return CourseFacts(
        key=one.pathway_key if isinstance(one, PublishedPathway) else one.course_key,
        version=one.version, title=one.title, posts=one.certificate.posts, issuer=ISSUER,
        hours=0 if isinstance(one, PublishedPathway) else one.hours.online, is_pathway=is_pathway,
    )  # fmt: skip


def specimen_facts(
    kind: SignedType,
    names: tuple[PrintedName | None, ...],
    *,
    leading: Language,
    public_url: str,
    on: date,
) -> CertificateFacts:
    """A certificate of nobody, to see what will be printed."""
    return CertificateFacts(
        code=NOBODYS_CODE + check_character(NOBODYS_CODE),
        leading_language=leading,
        name=NOBODY,
        course=kind.course,
        issued_on=on,
        valid_until=last_valid_day(on, kind.valid_months),
        public_url=public_url,
        is_specimen=True,
        signatories=names,
    )
