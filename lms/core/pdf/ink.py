"""The colours of printed pages, solid, so that print needs no blending."""

from __future__ import annotations

Colour = tuple[int, int, int]

INK: Colour = (0x14, 0x21, 0x3D)
BLUE: Colour = (0x0B, 0x4F, 0x8A)
AMBER: Colour = (0x8A, 0x5A, 0x00)
BLACK: Colour = (0, 0, 0)


def tint(colour: Colour, strength: float = 1.0) -> str:
    """The PDF operands of a colour mixed with white; strength 0 is white, 1 the colour itself."""
    return " ".join(f"{1 - strength * (1 - part / 255):.3f}" for part in colour)
