"""A session as a picture: time from left to right, drawn as SVG or PNG from a timeline.

One layout makes a list of simple shapes; two small painters draw it. Nothing depends on
the fonts of the machine: widths are those of the font that Pillow carries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import UsageError
from coach.picture.png import paint_png
from coach.picture.sheet import lay_out
from coach.picture.svg import paint_svg

if TYPE_CHECKING:
    from pathlib import Path

    from coach.timeline.model import Timeline

__all__ = ["PictureFormatError", "draw_picture", "draw_png", "draw_svg"]


class PictureFormatError(UsageError):
    """A picture is wanted in a format that is not drawn."""

    def __init__(self, path: Path) -> None:
        """Carry the file that cannot be written."""
        self.path = path
        super().__init__(
            f"A picture is an .svg or a .png file, and {path.name} is neither: "
            "give one of these two extensions."
        )


def draw_picture(timeline: Timeline, path: Path) -> None:
    """Draw the session into a file, in the format that its extension names."""
    match path.suffix.lower():
        case ".svg":
            path.write_text(draw_svg(timeline), encoding="utf-8", newline="\n")
        case ".png":
            path.write_bytes(draw_png(timeline))
        case _:
            raise PictureFormatError(path)


def draw_svg(timeline: Timeline) -> str:
    """Draw the session as an SVG document."""
    return paint_svg(lay_out(timeline))


def draw_png(timeline: Timeline) -> bytes:
    """Draw the session as a PNG file, one and a half times the SVG's size."""
    return paint_png(lay_out(timeline))
