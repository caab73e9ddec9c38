"""The register for anybody's verifier, as C2SP's tlog-tiles: public, without a cookie or a name.

What lies under a signed head never changes; only the head does.
"""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue

from lms.certification.queries import register as queries
from lms.certification.queries.public import CodeMistyped
from lms.certification.rules.register import WIDTH, bundle, tile, tile_number
from lms.certification.views import bp
from lms.certification.views.public import checked
from lms.core.db import db
from lms.core.errors import NotFound

KEPT_FOR_EVER = "public, max-age=31536000, immutable"
KEPT_SHORTLY = "public, max-age=60"


@bp.get("/log/checkpoint", defaults={"origin": None})
@bp.get("/log/<int:origin>/checkpoint")
def checkpoint(origin: int | None) -> ResponseReturnValue:
    """The newest signed head of an origin; of the current one where none is named."""
    return text(queries.published_head(db.session, origin).note)


@bp.get("/log/tile/<int:level>/<path:path>", defaults={"origin": None})
@bp.get("/log/<int:origin>/tile/<int:level>/<path:path>")
def tile_of(origin: int | None, level: int, path: str) -> ResponseReturnValue:
    """A tile of 256 hashes, or of as many as there are yet: `x001/234`, `000.p/17`."""
    number, width = wanted(path)
    head = queries.published_head(db.session, origin)
    tree = queries.published_tree(db.session, head)
    return octets(tile(tree, head.size, level, number, width), is_named=origin is not None)


@bp.get("/log/tile/entries/<path:path>", defaults={"origin": None})
@bp.get("/log/<int:origin>/tile/entries/<path:path>")
def entries_of(origin: int | None, path: str) -> ResponseReturnValue:
    """A bundle of 256 entries, or of as many as there are yet."""
    number, width = wanted(path)
    head = queries.published_head(db.session, origin)
    start = number * WIDTH
    is_whole = width == WIDTH or (number, width) == divmod(head.size, WIDTH)
    if start + width > head.size or not is_whole:
        raise NotFound
    leaves = queries.leaves_of(db.session, head.origin_number, start, start + width)
    return octets(bundle(leaves), is_named=origin is not None)


@bp.get("/verify/<code>.tlog-proof")
def proof(code: str) -> ResponseReturnValue:
    """The proof that a certificate is in the register; there is one from the next head on."""
    try:
        checked(code)  # a wrong code counts here as on its page
    except CodeMistyped as mistyped:
        raise NotFound from mistyped
    return text(queries.proof_of(db.session, code))


def wanted(path: str) -> tuple[int, int]:
    """The number and width that a tile's path asks for. Raises NotFound."""
    number_path, partial, width = path.partition(".p/")
    number = tile_number(number_path)
    if number is None or (partial and (not width.isdecimal() or width != str(int(width)))):
        raise NotFound
    count = int(width) if partial else WIDTH
    if not 0 < count <= WIDTH or (partial and count == WIDTH):
        raise NotFound
    return number, count


def text(content: str) -> Response:
    """A text that changes with the next head."""
    answer = Response(content, mimetype="text/plain")
    answer.headers["Cache-Control"] = KEPT_SHORTLY
    return open_to_all(answer)


def octets(content: bytes | None, *, is_named: bool) -> Response:
    """Bytes that never change in an origin that is named. Raises NotFound where there are none."""
    if content is None:
        raise NotFound
    answer = Response(content, mimetype="application/octet-stream")
    answer.headers["Cache-Control"] = KEPT_FOR_EVER if is_named else KEPT_SHORTLY
    return open_to_all(answer)


def open_to_all(answer: Response) -> Response:
    """Any site's script may read it: a verifier may run in a browser."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
