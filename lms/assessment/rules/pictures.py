"""A question's picture as pages draw it: its regions outlined and numbered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from lms.assessment.rules.questions import HotspotQuestion, Picture, Region

RegionState = Literal["", "now", "done", "again"]
BADGES = 22  # so many badges side by side would fill the picture's width


@dataclass(frozen=True, slots=True)
class ShownRegion:
    """A region's outline; x, y: the middle of its number.

    points: as the package writes them, corners of a polygon as SVG reads them too.
    """

    key: str
    number: int
    text: str
    shape: str
    points: tuple[int, ...]
    x: int
    y: int
    state: RegionState = ""

    @property
    def box(self) -> tuple[int, int, int, int]:
        """The rectangle around it: x, y, width, height."""
        if self.shape == "rectangle":
            return self.points[0], self.points[1], self.points[2], self.points[3]
        if self.shape == "circle":
            x, y, radius = self.points
            return x - radius, y - radius, 2 * radius, 2 * radius
        across, down = self.points[::2], self.points[1::2]
        return min(across), min(down), max(across) - min(across), max(down) - min(down)


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture in one language. digest: what it is stored by; radius: of a number's badge."""

    digest: str
    width: int
    height: int
    alt: str
    radius: int
    regions: tuple[ShownRegion, ...]


def picture_in(
    question: HotspotQuestion,
    language: str,
    *,
    chosen: Collection[str] = (),
    right: Collection[str] = (),
) -> ShownPicture:
    """The picture in one language, what was chosen marked, and what is right where it is told."""
    picture = question.picture
    radius = max(1, max(picture.width, picture.height) // BADGES)
    regions = tuple(
        _region(each, n, picture, radius, language, _state(each, chosen, right))
        for n, each in enumerate(question.regions, start=1)
    )
    alt = picture.alt.in_(language)
    return ShownPicture(picture.digest, picture.width, picture.height, alt, radius, regions)


def _state(region: Region, chosen: Collection[str], right: Collection[str]) -> RegionState:
    if region.key in right:
        return "done"
    if region.key not in chosen:
        return ""
    return "again" if right else "now"


def _region(
    region: Region, number: int, picture: Picture, radius: int, language: str, state: RegionState
) -> ShownRegion:
    bare = ShownRegion(
        region.key, number, region.text.in_(language), region.shape, region.points, 0, 0, state
    )
    x, y, _width, _height = bare.box
    return ShownRegion(
        bare.key, number, bare.text, bare.shape, bare.points,
        _within(x, radius, picture.width), _within(y, radius, picture.height), state,
    )  # fmt: skip


def _within(at: int, radius: int, most: int) -> int:
    """A badge's middle, whole inside the picture."""
    return min(max(at, radius), max(radius, most - radius))
