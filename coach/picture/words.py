"""Words in a picture: how wide they are, and how they break into lines.

Widths are sums over single letters, so that no text shaper of the machine has a say.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from coach.picture.shapes import Text

if TYPE_CHECKING:
    from coach.picture.shapes import Anchor, Colour

__all__ = ["BOLD_WIDENS", "broken", "printable", "shortened", "width_of", "written"]

BOLD_WIDENS = 1.06
"""How much wider a bold letter is."""

_MEASURED_SIZE = 100
_CUT = "..."


@cache
def _letter_width(letter: str) -> float:
    """Measure one letter, in ems."""
    from PIL import ImageFont

    font = ImageFont.load_default(_MEASURED_SIZE)
    return float(font.getlength(letter)) / _MEASURED_SIZE


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Measure a line of text, in pixels."""
    wide = sum(_letter_width(letter) for letter in text) * size
    return wide * BOLD_WIDENS if bold else wide


def written(
    text: str,
    x: float,
    y: float,
    *,
    size: float,
    fill: Colour,
    anchor: Anchor = "left",
    bold: bool = False,
) -> Text:
    """Place a line of text on its baseline `y`; control characters become spaces."""
    shown = printable(text)
    return Text(
        x=x,
        y=y,
        text=shown,
        size=size,
        length=width_of(shown, size, bold=bold),
        fill=fill,
        anchor=anchor,
        bold=bold,
    )


def broken(text: str, size: float, room: float, most: int) -> tuple[str, ...]:
    """Break text into at most `most` lines of `room` pixels; the last may be cut."""
    lines: list[str] = []
    words = text.split()
    for at, word in enumerate(words):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= room:
            lines[-1] = longer
        elif len(lines) < most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {' '.join(words[at:])}"
            break
    return tuple(shortened(line, size, room) for line in lines)


def printable(text: str) -> str:
    """Put a space for each character that no picture can show."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def shortened(text: str, size: float, room: float) -> str:
    """Cut text to fit `room` pixels, with "..." in place of what is left out."""
    if width_of(text, size) <= room:
        return text
    left = room - width_of(_CUT, size)
    kept = 0
    for letter in text:
        left -= _letter_width(letter) * size
        if left < 0:
            break
        kept += 1
    return text[:kept].rstrip(" ,.;") + _CUT
