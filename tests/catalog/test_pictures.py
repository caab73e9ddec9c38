from __future__ import annotations

import io
import json
import shutil

import pytest
from PIL import Image
from sqlalchemy import select

from lms.authoring.operations import publish_package
from lms.catalog.models import StoredPicture
from lms.catalog.package import check_package, export_package, import_package, read_shared
from lms.catalog.package.pictures import read_picture, stored_picture
from tests import factories
from tests.catalog.every_type import NOTED, PICTURE, SIZE, draw_street, write_every_type_courses
from tests.catalog.sample import COURSE, write_courses

UNIT = "u01-first"


@pytest.fixture
def package(tmp_path):
    return write_every_type_courses(tmp_path)


def problems(package):
    _found, seen = check_package(package, read_shared(package.parent))
    return [str(problem) for problem in seen]


def read(package):
    found, seen = check_package(package, read_shared(package.parent))
    assert seen == ()
    return found


def replaced(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def drawn(kind="PNG", size=SIZE, mode="RGB", **more):
    target = io.BytesIO()
    Image.new(mode, size, more.pop("colour", None)).save(target, kind, **more)
    return target.getvalue()


def test_a_package_with_a_picture_has_no_problems(package):
    assert problems(package) == []


def test_a_package_without_pictures_says_nothing_of_them_in_its_manifest(tmp_path):
    content = json.loads(read(write_courses(tmp_path)).manifest)
    assert "test_pictures" not in content
    assert all("pictures" not in unit for unit in content["units"])


def test_another_picture_makes_another_version(package):
    before = read(package).content_hash
    (package / UNIT / "images" / PICTURE).write_bytes(drawn())
    assert read(package).content_hash != before


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        ("file: street.png", "file: road.png", "picture.file", "there is no images/road.png"),
        ("width: 640", "width: 641", "picture.width", "width is 640 pixels, not 641; write 640"),
        ("height: 400", "height: 500", "picture.height", "height is 400 pixels, not 500"),
    ],
)
def test_what_a_question_says_of_its_picture_is_true(package, old, new, field, words):
    questions = package / UNIT / "questions.yaml"
    replaced(questions, old, new)
    line = next(
        n for n, text in enumerate(questions.read_text("utf-8").split("\n"), 1) if new in text
    )
    (found, *_unused) = [each for each in problems(package) if field in each]
    assert found.startswith(f"{COURSE}/{UNIT}/questions.yaml:{line}: 8.{field}: ")
    assert words in found


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a readable PNG, JPEG or WebP"),
        (b"", "not a readable PNG, JPEG or WebP"),
        (drawn()[:200], "not a readable PNG, JPEG or WebP"),
        (drawn("GIF"), "not a readable PNG, JPEG or WebP"),
        (drawn("JPEG"), "does not say what the file is; let it end in .jpg"),
        (drawn(size=(4001, 20)), "wider or higher than 4000 pixels"),
        (b"\0" * 1_000_001, "larger than 1000 kB"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_fit_picture_is_named(package, content, words):
    (package / UNIT / "images" / PICTURE).write_bytes(content)
    (found,) = problems(package)
    assert found.startswith(f"{COURSE}/{UNIT}/images/{PICTURE}:1: ")
    assert words in found


def test_a_moving_picture_is_refused(tmp_path):
    path = tmp_path / "moving.webp"
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(path, "WEBP", save_all=True, append_images=frames[1:])
    assert read_picture(path).problem == "a moving picture; save one frame of it"


def test_a_link_is_no_picture(package):
    path = package / UNIT / "images" / PICTURE
    shutil.move(path, package.parent / PICTURE)
    path.symlink_to(package.parent / PICTURE)
    assert any("not a plain file" in each for each in problems(package))


def test_a_picture_that_no_question_shows_is_named(package):
    draw_street(package / UNIT / "images" / "other.png")
    draw_street(package / "test" / "images" / "third.png")
    assert problems(package) == [
        f"{COURSE}/{place}:1: no question shows this picture; name it in one or delete it"
        for place in ("test/images/third.png", f"{UNIT}/images/other.png")
    ]


def test_a_file_below_images_is_only_a_picture(package):
    (package / UNIT / "images" / "more").mkdir()
    draw_street(package / UNIT / "images" / "more" / "x.png")
    assert any("images/more" in each for each in problems(package))


def test_an_exported_package_comes_back_with_its_pictures(package, tmp_path):
    zipped = tmp_path / "package.zip"
    zipped.write_bytes(export_package(package))
    again = import_package(zipped, tmp_path / "again")
    found, seen = check_package(again, read_shared(package.parent))
    assert seen == ()
    assert found.content_hash == read(package).content_hash


@pytest.mark.parametrize(
    ("kind", "mode", "more"),
    [
        ("PNG", "RGB", {}), ("PNG", "RGBA", {}), ("PNG", "P", {}), ("PNG", "L", {}),
        ("JPEG", "RGB", {"comment": NOTED.encode()}), ("JPEG", "CMYK", {}),
        ("WEBP", "RGB", {}), ("WEBP", "RGBA", {}),
    ],
)  # fmt: skip
def test_a_stored_picture_is_drawn_anew_without_notes(kind, mode, more):
    exif = Image.Exif()
    exif[0x010E] = NOTED
    plain = drawn(kind, mode=mode, exif=exif, **more)
    assert NOTED.encode() in plain
    stored = stored_picture(plain)
    assert NOTED.encode() not in stored.content
    sent = Image.open(io.BytesIO(stored.content))
    sent.load()
    assert (sent.format, sent.size, dict(sent.getexif())) == (kind, SIZE, {})
    assert not {"icc_profile", "comment", "exif", "xmp", "dpi"} & set(sent.info)


def test_a_wide_picture_is_stored_no_wider_than_a_page_needs():
    stored = stored_picture(drawn(size=(2400, 100)))
    assert (stored.width, stored.height) == (1200, 50)
    assert Image.open(io.BytesIO(stored.content)).size == (1200, 50)


def test_a_photograph_is_read_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    path = tmp_path / "photograph.jpg"
    path.write_bytes(drawn("JPEG", exif=exif))
    assert read_picture(path).size == SIZE[::-1]
    assert stored_picture(path.read_bytes()).width == SIZE[1]


def test_publishing_stores_a_picture_once_for_all_versions(package, session):
    publish_package(session, package, at=factories.NOON)
    replaced(package / "course.yaml", "version: 1.0.0", "version: 1.0.1")
    publish_package(session, package, at=factories.NOON)
    (stored,) = session.scalars(select(StoredPicture)).all()
    assert stored.digest == read(package).pictures["u01"][PICTURE].digest
    assert (stored.media_type, stored.width, stored.height) == ("image/png", *SIZE)


def test_a_quiz_that_could_draw_nothing_graded_is_refused(package):
    unit = package / UNIT / "unit.yaml"
    replaced(unit, "draw: 11", "draw: 2")
    (found,) = problems(package)
    assert "activities.1.draw: draws 2, and 2 questions are never graded" in found
