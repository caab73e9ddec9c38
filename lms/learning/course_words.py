"""The sentences of the course page and of its About page that speak of the course as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from lms.catalog.rules import (
    COURSE,
    Practical,
    PublishedActivity,
    PublishedCourse,
    PublishedUnit,
    Source,
)
from lms.certification.queries import CertificateCard
from lms.core.locale import LANGUAGE_NAMES, known_language
from lms.core.speech import gettext as _
from lms.core.speech import language, ngettext
from lms.core.speech import lazy_gettext as _l
from lms.learning.queries.courses import CoursePage
from lms.learning.rules import is_online_done
from lms.learning.words import pass_mark, whole_date
from lms.progress.queries import TakenBack

MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """The certificate's row on the course page."""

    state: str
    words: str
    url: str | None = None
    why: str | None = None


def course_facts(course: PublishedCourse) -> list[str]:
    """The hours, and how long the certificate holds."""
    hours = course.hours
    told = _("%(online)s hours online, %(in_person)s in person",
             online=hours.online, in_person=hours.in_person)  # fmt: skip
    return [told, validity(course.certificate.valid_months)]


def validity(months: int) -> str:
    """How long a certificate holds, in years where they are whole."""
    if months % MONTHS_A_YEAR:
        return ngettext("Certificate for %(num)s month", "Certificate for %(num)s months", months)
    years = months // MONTHS_A_YEAR
    return ngettext("Certificate for %(num)s year", "Certificate for %(num)s years", years)


def test_locked_words(missing: Sequence[PublishedActivity]) -> str:
    """Which parts open the course test; empty when none is missing."""
    if not missing:
        return ""
    return ngettext(
        "Opens when %(num)s more online part is done.",
        "Opens when %(num)s more online parts are done.",
        len(missing),
    )


def certificate_line(page: CoursePage) -> CertificateLine:
    """Where the certificate stands: issued, to be claimed, or what it still needs."""
    own, place = page.certificate, page.place
    completed_at = place.state.course_completed_at
    if own is not None and not own.may_follow(completed_at):
        issued = _("Issued on %(date)s", date=whole_date(own.issued_at))
        if own.may_renew:
            told = _("Ends soon: the course can be taken anew from the certificates' page.")
            return CertificateLine("waiting", issued, url_for("certification.wallet"), why=told)
        return CertificateLine("done", issued, url_for("certification.wallet"))
    if completed_at is not None:
        url = url_for("certification.claim", enrolment_id=place.enrolment_id)
        if page.step is not None and page.step.is_asked:
            return CertificateLine("waiting", _("Waits for a coordinator’s approval"), url)
        return CertificateLine("now", _("Ready to be issued"), url)
    if is_online_done(place) and page.test.state == "done":
        why = ngettext(
            "%(num)s practical still awaits sign-off.",
            "%(num)s practicals still await sign-off.",
            page.practicals_left,
        )
        return CertificateLine("waiting", _("Awaits sign-off"), why=why)
    return CertificateLine(
        "locked", _("Locked"), why=_("Opens when the course test and all practicals are done.")
    )


def certificate_needs(course: PublishedCourse) -> list[tuple[str, str]]:
    """What a certificate needs: names and values."""
    units = len(course.units)
    quiz = course.test.quiz
    needs = [
        (_("Units"), ngettext("%(num)s unit", "All %(num)s units", units)),
        (_("Practicals"), _("Signed off by a trainer")),
        (course.test.title.in_(language()), pass_mark(course.test)),
    ]
    if quiz is not None and quiz.max_attempts:
        tries = ngettext("%(num)s attempt", "%(num)s attempts", quiz.max_attempts)
        needs.append((_("Attempts at the test"), tries))
    return needs


def about_facts(course: PublishedCourse) -> list[tuple[str, str]]:
    """Audience, hours, version and licence."""
    return [
        (_("For whom"), course.audience.in_(language())),
        (_("Hours"), course_facts(course)[0]),
        (_("Certificate"), validity(course.certificate.valid_months)),
        (_("Version"), course.version),
        (_("Licence"), course.licence),
    ]


def draft_words(code: str, units: Sequence[PublishedUnit]) -> str:
    """Which units still await a reviewer in a language."""
    name = LANGUAGE_NAMES[known_language(code)]
    return ngettext(
        "%(language)s: %(num)s unit is a draft that awaits a reviewer.",
        "%(language)s: %(num)s units are drafts that await a reviewer.",
        len(units), language=name,
    )  # fmt: skip


def source_words(source: Source) -> str:
    """A source: title, issuer and year, and when it was last verified."""
    spoken = language()
    told = _("%(title)s. %(issuer)s, %(year)s.", title=source.title.in_(spoken),
             issuer=source.issuer.in_(spoken), year=source.year)  # fmt: skip
    if source.last_verified is None:
        return told
    return _("%(source)s Checked on %(date)s.", source=told, date=source.last_verified)


def certificate_state(card: CertificateCard) -> str:
    """The colour of a certificate's state."""
    return {"valid": "done", "revoked": "stop"}.get(card.standing.state, "waiting")


def certificate_words(card: CertificateCard) -> str:
    """A certificate's state in short."""
    state = card.standing.state
    if state in {"valid", "expiring"}:
        if card.valid_until is None:
            return _("Valid, without an end date")
        return _("Valid until %(date)s", date=whole_date(card.valid_until))
    if state == "expired":
        return _("Expired")
    if state == "suspended":
        return _("Suspended")
    return _("Replaced by a newer one") if state == "superseded" else _("Revoked")


def practical_rule(practical: Practical) -> str:
    """What signs a practical off."""
    critical = sum(line.is_critical for line in practical.lines)
    told = ngettext(
        "Signed off when %(num)s critical line and four of five others are seen.",
        "Signed off when all %(num)s critical lines and four of five others are seen.",
        critical,
    )
    if practical.assessors == 1:
        return told
    signing = ngettext(
        "%(num)s person must sign.", "%(num)s different people must sign.", practical.assessors
    )
    return f"{told} {signing}"


TAKEN_BACK = {
    "attempt_voided": _l("The attempt does not count, because it was not your own work."),
    "voided": _l("The attempt that passed it does not count."),
    "attendance_corrected": _l("Your attendance had been recorded wrongly."),
    "identity_error": _l("It belonged to another person and stood here by mistake."),
}


def taken_back_words(course: PublishedCourse, taken: TakenBack) -> str:
    """That a completion was taken back, why, and what to do about it."""
    activity = course.activity(*taken.requirement_key.split("/")[:2])
    title = activity.title.in_(language())
    if activity.unit_key != COURSE:
        number = course.unit(activity.unit_key).position
        title = _("Unit %(number)s: %(title)s", number=number, title=title)
    told = _(
        "%(activity)s counts as not done since %(day)s, by the decision of two people.",
        activity=title, day=whole_date(taken.taken_back_at),
    )  # fmt: skip
    do = (
        _("Ask your trainer to watch it again.")
        if activity.kind == "practical"
        else _("Please do it again. If no attempt is left, your trainer can give you one more.")
    )
    return f"{told} {TAKEN_BACK[taken.ground]} {do}"
