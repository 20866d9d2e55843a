"""The colours of a picture, and marks for tones that differ without colour, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.picture.shapes import Box, Polygon

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.picture.shapes import Colour, Shape
    from coach.vocabulary import SectionKind, ToneName

__all__ = [
    "FALL",
    "HAIRLINE",
    "HELD",
    "INK",
    "MUTED",
    "PANEL",
    "PAPER",
    "RISE",
    "TINTS",
    "TONE_COLOURS",
    "VOICE",
    "least_width",
    "tone_mark",
]

PAPER: Colour = "#faf6ee"
PANEL: Colour = "#fffdf9"
INK: Colour = "#1d2b33"
MUTED: Colour = "#55646b"
HAIRLINE: Colour = "#b9bfbd"
VOICE: Colour = "#34446e"
RISE: Colour = "#1f7a6d"
FALL: Colour = "#b84c26"
OTHER: Colour = "#8c6a14"
HELD: Colour = "#c9e2db"
"""Beneath the stretch between a rising and a falling tone."""

TINTS: dict[SectionKind, Colour] = {
    "opening": "#f3ead9",
    "practice": "#ece6f2",
    "set": "#e6f0ee",
    "rest": "#e6ecf5",
    "closing": "#f3ead9",
}

TONE_COLOURS: dict[ToneName, Colour] = {"rise": RISE, "fall": FALL}

_NOTES: dict[ToneName, tuple[float, ...]] = {
    "set-end": (1.0, 0.7, 0.4),
    "done": (0.4, 0.7, 1.0),
    "tick": (0.35,),
}
"""The heights of the bars that stand for notes, one after another."""


def least_width(tone: ToneName) -> float:
    """Return the width in pixels below which a tone's mark cannot be made out."""
    return 5.0 * len(_NOTES.get(tone, (1, 1)))


def tone_mark(
    tone: ToneName, x: float, y: float, width: float, height: float
) -> Iterator[Shape]:
    """Draw a tone into a field: a ramp up, a ramp down, or a bar for each note."""
    base = y + height
    if tone == "rise":
        yield Polygon(points=((x, base), (x + width, y), (x + width, base)), fill=RISE)
    elif tone == "fall":
        yield Polygon(points=((x, y), (x + width, base), (x, base)), fill=FALL)
    elif tone == "chime":
        for share in (0.3, 0.7):
            yield Box(
                x=x,
                y=y + share * height,
                width=width,
                height=height / 5,
                radius=height / 10,
                fill=OTHER,
            )
    else:
        notes = _NOTES[tone]
        step = width / len(notes)
        for at, share in enumerate(notes):
            yield Box(
                x=x + at * step,
                y=base - share * height,
                width=max(1.0, step - 1.5),
                height=share * height,
                radius=min(2.0, step / 3),
                fill=OTHER,
            )
