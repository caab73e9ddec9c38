"""A file that somebody sends, made anew: what it shows or says, and nothing else that it held.

A picture is drawn again from its pixels, so that place, camera, author, comments and whatever was
appended stay behind. A text is read as UTF-8. PDF is not taken: pictures and files inside one
keep what they hold, and nothing here is sure to find all of it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageOps

from lms.core.errors import DomainError

FileKind = Literal["image", "text"]
FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 25_000_000  # what phones take unless told otherwise; 100 MB while it is read
LONGEST_SIDE = 2_000
QUALITY = 82
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
CONTROLS = frozenset(range(32)) - {9, 10, 13} | {127}
BROKEN_PICTURE = (OSError, ValueError, SyntaxError, ArithmeticError, LookupError, MemoryError)


class FileRefused(DomainError):
    """The file is no picture and no text that can be read."""

    code = "file_refused"


class PictureTooLarge(FileRefused):
    """The picture would unfold into more pixels than are taken."""

    code = "picture_too_large"


@dataclass(frozen=True, slots=True)
class MadeAnew:
    """A file as it is kept. sent_bytes: how large it was when it came."""

    kind: FileKind
    content: bytes
    sent_bytes: int


def made_anew(sent: bytes) -> MadeAnew:
    """The file without what only its content need not hold; its kind told by its bytes.

    Raises FileRefused, PictureTooLarge.
    """
    if is_picture(sent):
        return MadeAnew("image", drawn_again(sent), len(sent))
    return MadeAnew("text", read_again(sent), len(sent))


def is_picture(sent: bytes) -> bool:
    """Whether it starts as one of the kinds of picture that are read."""
    is_webp = sent[:4] == b"RIFF" and sent[8:12] == b"WEBP"
    return is_webp or sent.startswith(SIGNATURES)


def drawn_again(sent: bytes) -> bytes:
    """A JPEG of the picture's pixels alone, upright, its longest side LONGEST_SIDE at most."""
    try:
        with Image.open(io.BytesIO(sent), formats=FORMATS) as found:
            if found.width * found.height > MOST_PIXELS:
                raise PictureTooLarge
            found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(found)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            shown = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureTooLarge from error
    except BROKEN_PICTURE as error:
        raise FileRefused from error
    # Pasted on paper of our own: an opened picture carries its comments into what it is saved as.
    paper = Image.new("RGB", shown.size, "white")
    paper.paste(shown, mask=shown if shown.mode == "RGBA" else None)
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def read_again(sent: bytes) -> bytes:
    """The text in UTF-8 without a mark at its start, ends of lines written in one way."""
    if not sent or CONTROLS & set(sent):
        raise FileRefused
    try:
        text = sent.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused from error
    return text.replace("\r\n", "\n").replace("\r", "\n").encode()
