"""Checking a paper: open to all, no cookie, not indexed, nothing about it in a log.

A reader's language comes with the address (`?language=ckb`), since a cookie may not.
"""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.certification import operations, queries
from lms.certification.forms import CodeForm, NameForm, PaperForm
from lms.certification.queries import CodeMistyped, Verification
from lms.certification.queries.register import RegisterPlace, register_place
from lms.certification.rules import by_language, printed_code, public_reason, typed_code
from lms.certification.verdicts import SPECIMEN, WORDS, Verdict, shown
from lms.certification.views import bp
from lms.core import clock
from lms.core.db import WRITE, db, intend
from lms.core.errors import NotFound, TooManyTries
from lms.core.locale import date_words, local_day, month_words
from lms.core.speech import language, speak
from lms.core.text import LANGUAGES


@bp.get("/verify")
def verify_start() -> ResponseReturnValue:
    """Ask for a code, and go to its page."""
    speak_as_asked()
    form = CodeForm(request.args)
    if "code" not in request.args:
        return public_page("certification/verify_start.html", form=CodeForm(formdata=None))
    code = typed_code(form.code.data or "")
    if not form.validate() or not code:
        return public_page("certification/verify_start.html", 422, form=form)
    return redirect(url_for("certification.verify", code=code, language=language()))


@bp.get("/verify/<code>")
def verify(code: str) -> ResponseReturnValue:
    """What is true of the certificate with this code."""
    speak_as_asked()
    try:
        found = checked(code)
    except (NotFound, CodeMistyped, TooManyTries) as refused:
        return not_verified(code, refused)
    return verified(found, NameForm(formdata=None))


@bp.post("/verify/<code>")
def match(code: str) -> ResponseReturnValue:
    """Whether the typed name is the printed one. Answered at once: a redirect would carry it."""
    speak_as_asked()
    try:
        found = checked(code)
    except (NotFound, CodeMistyped, TooManyTries) as refused:
        return not_verified(code, refused)
    form = NameForm()
    if not form.validate():
        return verified(found, form, status=422)
    try:
        is_match = operations.try_name(db.session, code=code, typed=form.name.data, at=clock.now())
    except TooManyTries:
        return verified(found, NameForm(formdata=None), answer="too_many", status=429)
    db.session.commit()
    return verified(found, NameForm(formdata=None), answer="match" if is_match else "no_match")


def speak_as_asked() -> None:
    """Answer in the language that the address names."""
    if request.args.get("language") in LANGUAGES:
        speak(request.args["language"])


def checked(code: str) -> Verification:
    """The certificate's facts; a wrong code counts against the address that sent it.

    Raises NotFound, CodeMistyped, TooManyTries.
    """
    at, address = clock.now(), request.remote_addr or ""
    operations.refuse_many_codes(db.session, address=address, at=at)
    try:
        return queries.verification(db.session, code, on=local_day(at))
    except (NotFound, CodeMistyped):
        db.session.rollback()  # a GET reads only; this one count has a transaction of its own
        intend(db.session, WRITE)
        operations.count_wrong_code(db.session, address=address, at=at)
        db.session.commit()
        raise


def verified(
    found: Verification, form: NameForm, *, answer: str | None = None, status: int = 200
) -> ResponseReturnValue:
    """The page, or the JSON, of a certificate that exists."""
    place = register_place(db.session, found.code)
    if wants_json():
        body = as_json(found, answer) | {"register": register_json(found, place)}
        return not_indexed(make_response(jsonify(body), status))
    return public_page(
        "certification/verify.html",
        status,
        found=found,
        place=place,
        shown=shown(found.standing.state, language()),
        specimen=SPECIMEN,
        answer=answer,
        form=form,
        printed_code=printed_code,
        public_reason=public_reason,
        date_words=date_words,
        month=month_words(found.issued_month, language()),
    )


def not_verified(code: str, refused: NotFound | CodeMistyped | TooManyTries) -> ResponseReturnValue:
    """The page, or the JSON, where no certificate can be shown: never the word fake."""
    if isinstance(refused, TooManyTries):
        return too_many()
    verdict: Verdict = "mistyped" if isinstance(refused, CodeMistyped) else "unknown"
    if wants_json():
        body = {"verdict": verdict, "words": by_language(WORDS[verdict])}
        return not_indexed(make_response(jsonify(body), 404))
    typed = printed_code(typed_code(code))[:60]
    return public_page(
        "certification/verify_start.html",
        404,
        form=CodeForm(formdata=None, code=typed),
        shown=shown(verdict, language()),
        typed=typed,
    )


def too_many() -> ResponseReturnValue:
    """An address has tried too much."""
    if wants_json():
        return not_indexed(make_response(jsonify(verdict="too_many_tries"), 429))
    form = CodeForm(formdata=None)
    return public_page("certification/verify_start.html", 429, form=form, is_limited=True)


def public_page(template: str, status: int = 200, **values: Any) -> Response:
    """A page without a viewer, so that nothing on it needs a token or a cookie."""
    values = {"paper": PaperForm(formdata=None)} | values
    return not_indexed(make_response(render_template(template, viewer=None, **values), status))


def not_indexed(answer: Response) -> Response:
    """Keep search engines out."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.vary.add("Accept")
    return answer


def wants_json() -> bool:
    """Whether the caller would rather have JSON than a page."""
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def register_json(found: Verification, place: RegisterPlace | None) -> dict[str, Any] | None:
    """Where it stands in the register, and where its proof is, once a signed head covers it."""
    if place is None:
        return None
    proof = url_for("certification.proof", code=found.code) if place.is_proved else None
    return {"origin": place.origin_number, "place": place.place, "proof": proof}


def as_json(found: Verification, answer: str | None) -> dict[str, Any]:
    """The same facts for programs; no name here either."""
    body: dict[str, Any] = {
        "code": found.code,
        "verdict": found.standing.state,
        "words": by_language(WORDS[found.standing.state]),
        "course": by_language(found.course.title),
        "course_version": found.course.version,
        "hours": found.course.hours,
        "issuer": by_language(found.course.issuer),
        "issued_month": f"{found.issued_month:%Y-%m}",
        "valid_until": found.valid_until.isoformat() if found.valid_until else None,
        "history": [
            {"event": one.event, "on": local_day(one.occurred_at).isoformat(),
             "reason": public_reason(one.reason), "replacement_code": one.replacement_code}
            for one in found.events
        ],
        "is_specimen": found.is_specimen,
        "is_signed": found.is_signed,
    }  # fmt: skip
    return body | ({"name": answer} if answer else {})
