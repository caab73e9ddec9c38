"""The audit log, for administrators and auditors: codes, never names."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import said
from lms.accounts.queries.logs import PAGE_SIZE, AuditFilter, audit_page
from lms.accounts.views import bp
from lms.accounts.web import roles, viewer
from lms.core.db import db
from lms.core.locale import BAGHDAD

FILTERS = ("verb", "code", "since", "until")


@bp.get("/audit")
@roles("administrator", "auditor")
def audit() -> ResponseReturnValue:
    """Who did what, when."""
    found = audit_page(
        db.session, viewer(), filter_from_url(), page=request.args.get("page", 1, type=int)
    )
    first = (found.page - 1) * PAGE_SIZE + 1
    return render_template(
        "accounts/audit.html",
        say=said,
        found=found,
        first=first,
        last=first + len(found.rows) - 1,
        asked={name: request.args.get(name, "") for name in FILTERS},
        url_for_page=page_url,
    )


def filter_from_url() -> AuditFilter:
    """What the address asks for; days are Baghdad's, both included."""
    return AuditFilter(
        verb=request.args.get("verb", "")[:40],
        code=request.args.get("code", "")[:20],
        since_at=start_of_day(request.args.get("since", "")),
        until_at=start_of_day(request.args.get("until", ""), days_later=1),
    )


def start_of_day(typed: str, *, days_later: int = 0) -> datetime | None:
    """The instant at which a typed day (or a later one) begins; nothing for what is no day."""
    try:
        day = date.fromisoformat(typed) + timedelta(days=days_later)
    except (ValueError, OverflowError):
        return None
    return datetime.combine(day, time(), tzinfo=BAGHDAD)


def page_url(number: int) -> str:
    """The address of another page of the same list."""
    kept = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    return url_for("accounts.audit", **kept, page=number)  # type: ignore[arg-type]
