from __future__ import annotations

import io
import warnings

import pytest
from PIL import Image

from lms.core.uploads import LONGEST_SIDE, FileRefused, PictureTooLarge, made_anew
from tests.support.pictures import SECRET, bomb, picture

RED, WHITE = (200, 30, 30), (255, 255, 255)


def opened(content):
    return Image.open(io.BytesIO(content))


def near(pixel, colour):
    return all(abs(one - other) < 12 for one, other in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_keeps_its_pixels_and_nothing_else(kind):
    made = made_anew(picture(kind))
    assert (made.kind, made.content[:3]) == ("image", b"\xff\xd8\xff")
    assert SECRET.encode() not in made.content
    assert b"Exif" not in made.content
    assert b"GPS" not in made.content
    shown = opened(made.content)
    assert shown.size == (64, 32)
    assert near(shown.getpixel((4, 16)), RED)
    assert near(shown.getpixel((60, 16)), WHITE)
    assert not dict(shown.getexif())
    assert "comment" not in shown.info


def test_the_picture_of_a_turned_phone_stands_upright():
    shown = opened(made_anew(picture(orientation=6)).content)  # turned by a quarter
    assert shown.size == (32, 64)
    assert near(shown.getpixel((16, 4)), RED)


def test_a_large_picture_is_made_smaller():
    shown = opened(made_anew(picture(size=(4000, 1000))).content)
    assert shown.size == (LONGEST_SIDE, LONGEST_SIDE // 4)


def test_what_unfolds_into_too_many_pixels_is_refused_unread():
    with pytest.raises(PictureTooLarge):
        made_anew(bomb())


def test_what_pillow_itself_warns_of_is_refused():
    sent = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(sent, "PNG")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(PictureTooLarge):
            made_anew(sent.getvalue())


def test_transparent_parts_become_white_paper():
    sent = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(sent, "PNG")
    assert near(opened(made_anew(sent.getvalue()).content).getpixel((4, 4)), WHITE)


@pytest.mark.parametrize("mode", ["L", "CMYK", "P", "1"])
def test_a_picture_of_any_colours_can_be_given(mode):
    sent = io.BytesIO()
    Image.new(mode, (8, 8)).save(sent, "JPEG" if mode in ("L", "CMYK") else "PNG")
    assert opened(made_anew(sent.getvalue()).content).mode == "RGB"


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"%PDF-1.7\n\x00\x01",
        b"\xff\xd8\xff but no picture",
        picture()[:200],
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"MZ\x90\x00\x03",
        "نص".encode("utf-16"),
        b"\xc3\x28",
        b"GIF89a\x01\x00",
    ],
)
def test_what_cannot_be_read_is_refused(sent):
    with pytest.raises(FileRefused):
        made_anew(sent)


def test_a_text_is_kept_as_it_reads():
    made = made_anew(b"\xef\xbb\xbf" + "سطر\r\nسطر\tثان\rend".encode())
    assert (made.kind, made.content.decode()) == ("text", "سطر\nسطر\tثان\nend")


def test_a_name_of_a_file_means_nothing():
    assert made_anew(b"<script>alert(1)</script>").kind == "text"
