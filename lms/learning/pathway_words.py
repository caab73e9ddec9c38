"""The sentences about a pathway."""

from __future__ import annotations

from flask import url_for

from lms.core.speech import gettext as _
from lms.core.speech import ngettext
from lms.learning.course_words import CertificateLine, validity
from lms.learning.queries.pathways import OwnPathwayPage
from lms.learning.words import whole_date

__all__ = ["certificate_line", "pathway_words", "validity"]


def pathway_words(page: OwnPathwayPage) -> str:
    """How far somebody is on a pathway."""
    if page.completed_at is not None:
        return _("Completed on %(date)s", date=whole_date(page.completed_at))
    if not page.is_active:
        return _("Left before the end. What was done is kept.")
    total = len(page.pathway.course_keys)
    return ngettext(
        "%(done)s of %(num)s course complete", "%(done)s of %(num)s courses complete", total,
        done=page.done,
    )  # fmt: skip


def certificate_line(page: OwnPathwayPage) -> CertificateLine:
    """Where the pathway's certificate stands: issued, to be claimed, or what it waits for."""
    if page.certificate is not None:
        issued = _("Issued on %(date)s", date=whole_date(page.certificate.issued_at))
        return CertificateLine("done", issued, url_for("certification.wallet"))
    if page.completed_at is not None:
        url = url_for("certification.claim_pathway", pathway_enrolment_id=page.id)
        return CertificateLine("now", _("Ready to be issued"), url)
    why = _("The pathway's certificate can be issued when every course is complete.")
    return CertificateLine("locked", _("Locked"), why=why)
