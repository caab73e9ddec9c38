"""The issuer for anybody's verifier: did:web document, keys, profile and status lists.

Public, without a cookie and the same for all. Only these documents may be read by other
sites' scripts: a verifier may run in a browser.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import serialization
from flask import Response, request
from flask.typing import ResponseReturnValue

from lms.certification import queries
from lms.certification.rules import did_document, did_of, issuer_of, issuer_profile, jwk_set
from lms.certification.views import bp
from lms.certification.views.public import public_page, speak_as_asked, wants_json
from lms.certification.web import credential_keys, printed_address
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.locale import date_words
from lms.core.paper_keys import current_paper_keys

KEPT_SECONDS = 300  # how long a revocation or a new key may stay unseen


@bp.get("/.well-known/did.json")
@bp.get("/did.json")  # where a did:web looks when the address has a path
def did() -> ResponseReturnValue:
    """What the issuer's identifier resolves to."""
    return document(did_document(did_of(printed_address()), credential_keys().history))


@bp.get("/issuer/jwks.json")
def jwks() -> ResponseReturnValue:
    """The keys of tokens."""
    return document(jwk_set(did_of(printed_address()), credential_keys().history))


@bp.get("/issuer/root.pem")
def root() -> ResponseReturnValue:
    """The certificate that vouches for every paper's signature, for PDF readers to trust."""
    roots = dict.fromkeys(key.root for key in current_paper_keys())
    if not roots:
        raise NotFound
    pem = b"".join(one.public_bytes(serialization.Encoding.PEM) for one in roots)
    return document(pem, mimetype="application/x-pem-file")


@bp.get("/status/<list_name>")
def status_list(list_name: str) -> ResponseReturnValue:
    """A published status list: it says of places, never of whom."""
    listed = queries.published_list(
        db.session, list_name, public_url=printed_address(), key=credential_keys().newest
    )
    return document(listed, mimetype="application/vc")


@bp.get("/issuer")
def issuer() -> ResponseReturnValue:
    """The issuer's profile for programs; for people, who it is and which keys it has."""
    found = issuer_of(printed_address())
    if wants_json():
        answer = document(issuer_profile(found))
        answer.vary.add("Accept")
        return answer
    speak_as_asked()
    keys = reversed(credential_keys().history)
    return public_page(
        "certification/issuer.html", issuer=found, keys=[*keys], date_words=date_words
    )


def document(content: Mapping[str, Any] | bytes, mimetype: str = "application/json") -> Response:
    """A document that anybody, and any site's script, may read and keep for some minutes."""
    if not isinstance(content, bytes):
        content = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    answer = Response(content, mimetype=mimetype)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    answer.add_etag(weak=True)  # it may still be compressed
    answer.make_conditional(request)
    return answer
