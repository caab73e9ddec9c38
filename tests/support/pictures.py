"""Pictures as phones take them, with everything that must not be kept."""

from __future__ import annotations

import io

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

SECRET = "Zaydan-Author"
LATITUDE = 33.3152


def picture(kind="JPEG", *, size=(64, 32), colour=(200, 30, 30), orientation=1, with_secrets=True):
    """A picture's bytes: the left half in the colour, the right half white."""
    image = Image.new("RGB", size, "white")
    image.paste(colour, (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    more = {"exif": secrets_of(orientation), "comment": SECRET.encode()} if with_secrets else {}
    image.save(out, kind, **more)
    return out.getvalue() + (SECRET.encode() if with_secrets else b"")


def secrets_of(orientation):
    """Author, place and orientation as EXIF."""
    exif = Image.Exif()
    exif[Base.Artist] = SECRET
    exif[Base.Orientation] = orientation
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (33.0, 18.0, 54.72)
    return exif


def bomb():
    """A small file that unfolds into 64 million pixels."""
    out = io.BytesIO()
    Image.new("1", (8000, 8000)).save(out, "PNG")
    return out.getvalue()
