"""A quiz that asks every type that is graded by itself, or not at all; as people would write it."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

from tests.catalog.sample import write_courses

QUESTIONS = Path(__file__).with_suffix(".yaml")
SIZE = (640, 400)
PICTURE = "street.png"
COUNT = 11
POINTS = 12  # nine that are graded, one of 2 points and one of 3
NOTED = "CANARY-OF-A-CAMERA"


def write_every_type_courses(root: Path) -> Path:
    """The sample's folder, unit 1 asking one question of each type: its quiz draws them all."""
    package = write_courses(root)
    unit = package / "u01-first"
    (unit / "questions.yaml").write_bytes(QUESTIONS.read_bytes())
    text = (unit / "unit.yaml").read_text(encoding="utf-8")
    (unit / "unit.yaml").write_text(text.replace("draw: 2", f"draw: {COUNT}"), encoding="utf-8")
    draw_street(unit / "images" / PICTURE)
    return package


def draw_street(path: Path, **kept) -> None:
    """A street with a door, a car and a lamp, and a camera's note in it."""
    path.parent.mkdir(exist_ok=True)
    image = Image.new("RGB", SIZE, "#cfe3f5")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 320, 640, 400), fill="#8d8d8d")
    draw.rectangle((40, 90, 300, 320), fill="#d8b98a")
    draw.rectangle((130, 200, 200, 320), fill="#6b4423")
    draw.rectangle((360, 270, 560, 340), fill="#2f5d8a")
    draw.line((600, 120, 600, 320), fill="#444444", width=8)
    draw.ellipse((575, 80, 625, 130), fill="#f4e04d")
    exif = Image.Exif()
    exif[0x010E] = NOTED
    image.save(path, exif=exif, **kept)
