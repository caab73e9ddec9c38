"""Pictures of a package: what each file really is, and the bytes that are stored of it."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

FOLDER = "images"
MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
SUFFIXES = {"PNG": (".png",), "JPEG": (".jpg", ".jpeg"), "WEBP": (".webp",)}
LARGEST_BYTES = 1_000_000
LONGEST_SIDE = 4_000
WIDEST_STORED = 1_200  # pixels: three times a phone's page, the width of a desk's
QUALITY = 80
UNREADABLE = (
    UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning, OSError,
    SyntaxError, ValueError,
)  # fmt: skip


class UnfitPicture(ValueError):
    """A picture that could be read, but not used; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class PictureFile:
    """One file of an `images` folder. digest: of its bytes; problem: why it cannot be used."""

    name: str
    digest: str = ""
    plain: bytes = b""
    size: tuple[int, int] = (0, 0)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture as it is sent: drawn anew, without what a camera or a program wrote into it."""

    media_type: str
    width: int
    height: int
    content: bytes


def read_pictures(folder: Path) -> dict[str, PictureFile]:
    """Every file of a folder's `images`, by its name; hidden ones stay out."""
    found = sorted((folder / FOLDER).glob("*")) if (folder / FOLDER).is_dir() else []
    return {path.name: read_picture(path) for path in found if not path.name.startswith(".")}


def read_picture(path: Path) -> PictureFile:
    """A file as a picture, or with the problem that keeps it from being one."""
    if path.is_symlink() or not path.is_file():
        return PictureFile(path.name, problem="not a plain file; copy the picture here")
    if path.stat().st_size > LARGEST_BYTES:
        words = f"larger than {LARGEST_BYTES // 1000} kB; save it smaller"
        return PictureFile(path.name, problem=words)
    plain = path.read_bytes()
    digest = hashlib.sha256(plain).hexdigest()
    try:
        image = _opened(plain)
    except UnfitPicture as error:
        return PictureFile(path.name, digest, plain, problem=str(error))
    except UNREADABLE:
        words = "not a readable PNG, JPEG or WebP picture; save it as one"
        return PictureFile(path.name, digest, plain, problem=words)
    return PictureFile(path.name, digest, plain, image.size, _problem_of(path, image))


def _problem_of(path: Path, image: Image.Image) -> str:
    fitting = SUFFIXES[_kind_of(image)]
    if path.suffix in fitting:
        return ""
    return f"the name does not say what the file is; let it end in {fitting[0]}"


def _kind_of(image: Image.Image) -> str:
    media_type = image.info["media_type"]
    return next(kind for kind, known in MEDIA_TYPES.items() if known == media_type)


def _opened(plain: bytes) -> Image.Image:
    """The picture, upright and whole in memory, with nothing noted in it but its media type.

    Raises one of UNREADABLE.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(plain), formats=tuple(MEDIA_TYPES)) as found:
            if max(found.size) > LONGEST_SIDE:
                words = f"wider or higher than {LONGEST_SIDE} pixels; save it smaller"
                raise UnfitPicture(words)
            if getattr(found, "n_frames", 1) > 1:
                raise UnfitPicture("a moving picture; save one frame of it")
            media_type = MEDIA_TYPES[str(found.format)]
            upright = ImageOps.exif_transpose(found)
            mode = "RGBA" if upright.has_transparency_data else "RGB"
            image = upright.convert(mode)
    image.info = {"media_type": media_type}
    return image


def stored_picture(plain: bytes) -> StoredPicture:
    """The picture to keep: no wider than a page needs. Raises one of UNREADABLE."""
    image = _opened(plain)
    kind, media_type = _kind_of(image), image.info["media_type"]
    if image.width > WIDEST_STORED:
        height = max(1, round(image.height * WIDEST_STORED / image.width))
        image = image.resize((WIDEST_STORED, height), Image.Resampling.LANCZOS)
    image.info = {}
    target = io.BytesIO()
    if kind == "PNG":
        image.save(target, "PNG", optimize=True)
    elif kind == "JPEG":
        image.convert("RGB").save(target, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    else:
        image.save(target, "WEBP", quality=QUALITY, method=6)
    return StoredPicture(media_type, image.width, image.height, target.getvalue())
