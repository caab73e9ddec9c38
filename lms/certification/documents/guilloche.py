"""Line work of the certificate: curves computed once, in tints of one blue."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import cos, hypot, pi, sin

from lms.core.pdf import A4_LANDSCAPE, BLUE, tint

WIDTH, HEIGHT = A4_LANDSCAPE
Curve = Callable[[float], tuple[float, float]]


def smooth(curve: Curve, end: float, pieces: int) -> str:
    """Path operators through the curve from 0 to end, as cubics with the curve's own tangents."""
    step, delta = end / pieces, end * 1e-6

    def tangent(at: float) -> tuple[float, float]:
        (x0, y0), (x1, y1) = curve(at - delta), curve(at + delta)
        return (x1 - x0) / delta * step / 6, (y1 - y0) / delta * step / 6

    x0, y0 = curve(0)
    out, (dx0, dy0) = [f"{x0:.2f} {y0:.2f} m"], tangent(0)
    for piece in range(1, pieces + 1):
        (x1, y1), (dx1, dy1) = curve(piece * step), tangent(piece * step)
        out.append(
            f"{x0 + dx0:.2f} {y0 + dy0:.2f} {x1 - dx1:.2f} {y1 - dy1:.2f} {x1:.2f} {y1:.2f} c"
        )
        x0, y0, dx0, dy0 = x1, y1, dx1, dy1
    return "\n".join(out)


def quarter_edge(inset: float, radius: float) -> tuple[Curve, float]:
    """The path from mid-left round the corner to mid-top, and its length."""
    side, arc, top = HEIGHT / 2 - inset - radius, pi / 2 * radius, WIDTH / 2 - inset - radius
    right, high = inset + radius, HEIGHT - inset - radius

    def point(at: float) -> tuple[float, float]:
        if at <= side:
            return inset, HEIGHT / 2 + at
        if at <= side + arc:
            turn = (at - side) / radius
            return right - radius * cos(turn), high + radius * sin(turn)
        return right + at - side - arc, HEIGHT - inset

    return point, side + arc + top


def beads_until(at: float, corner: float, length: float) -> float:
    """The beads of a quarter of the edge until a place: 4.5 to its corner, 6.5 behind."""
    if at <= corner:
        return 4.5 * at / corner
    return 4.5 + 6.5 * (at - corner) / (length - corner)


def braid(inset: float, radius: float, *, waves_a_bead: int, strands: int, height: float) -> str:
    """Strands swinging about a quarter of the page's edge, with a full bead on the corner.

    Mirrored twice they close: an even number of equal phases is its own mirror image.
    """
    edge, length = quarter_edge(inset, radius)
    corner = HEIGHT / 2 - inset - radius + pi / 4 * radius

    def strand(phase: float) -> Curve:
        def point(at: float) -> tuple[float, float]:
            x, y = edge(at)
            (xa, ya), (xb, yb) = edge(at - 0.01), edge(at + 0.01)
            away = hypot(xb - xa, yb - ya)
            beads = beads_until(at, corner, length)
            swell = height * (0.64 - 0.36 * cos(2 * pi * beads))
            swing = swell * sin(2 * pi * waves_a_bead * beads + phase)
            return x - swing * (yb - ya) / away, y + swing * (xb - xa) / away

        return point

    pieces = 11 * waves_a_bead * 6
    lines = [smooth(strand(2 * pi * k / strands), length, pieces) for k in range(strands)]
    return "\n".join([*lines, "S"])


def rosette(radius: float, *, petals: int, strands: int, core: float) -> str:
    """A flower of waves round 0 0, as banknotes have."""

    def strand(phase: float) -> Curve:
        def point(at: float) -> tuple[float, float]:
            reach = radius * ((1 + core) / 2 + (1 - core) / 2 * cos(petals * at + phase))
            return reach * cos(at), reach * sin(at)

        return point

    lines = [smooth(strand(2 * pi * k / strands), 2 * pi, petals * 5) for k in range(strands)]
    return "\n".join([*lines, "S"])


@cache
def border() -> str:
    """A quarter of the border; the page shows it four times."""
    plain, length = quarter_edge(22, 38)
    inner, inner_length = quarter_edge(46, 14)
    return "\n".join([
        f"{tint(BLUE, 0.45)} RG 0.25 w", braid(34, 26, waves_a_bead=2, strands=8, height=9),
        f"{tint(BLUE, 0.85)} RG 0.25 w", braid(34, 26, waves_a_bead=3, strands=4, height=4.5),
        f"{tint(BLUE, 1)} RG 0.7 w", smooth(plain, length, 220), "S",
        f"{tint(BLUE, 0.6)} RG 0.3 w", smooth(inner, inner_length, 220), "S",
    ])  # fmt: skip


@cache
def medallion() -> str:
    """The open book in its rosette."""
    book = (
        "0 5.5 m -2 7 -5 7.5 -8 7.5 c -8 -6 l -5 -6 -2 -6.5 0 -8 c 2 -6.5 5 -6 8 -6 c "
        "8 7.5 l 5 7.5 2 7 0 5.5 c h 0 5.5 m 0 -8 l S"
    )
    return "\n".join([
        f"{tint(BLUE, 0.6)} RG 0.25 w", rosette(36, petals=16, strands=6, core=0.62),
        f"{tint(BLUE, 1)} RG 0.95 w 1 J 1 j 1.45 0 0 1.45 0 0.4 cm", book,
    ])  # fmt: skip


@cache
def watermark() -> str:
    """A large pale rosette to lie under the text."""
    return f"{tint(BLUE, 0.09)} RG 0.3 w\n" + rosette(165, petals=12, strands=12, core=0.2)
