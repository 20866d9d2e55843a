"""Painting a sheet as PNG.

The font that Pillow carries has ASCII letters only, so accents are folded, and a line
in another alphabet is left out; the SVG shows it.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from coach.picture.shapes import Box, Path, Polygon, Text

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

    from coach.picture.shapes import Shape, Sheet

__all__ = ["paint_png"]

# Drawn at three times the sheet's size and halved: smooth edges, sharp on any screen.
_DRAWN = 3
_HALVED = 2
_COLOURS = 200
_ANCHORS = {"left": "ls", "middle": "ms", "right": "rs"}
_FOLDED = str.maketrans(
    {
        "\N{MULTIPLICATION SIGN}": "x",
        "\N{LATIN SMALL LETTER SHARP S}": "ss",
        "\N{LATIN SMALL LETTER O WITH STROKE}": "o",
        "\N{LATIN SMALL LETTER AE}": "ae",
        "\N{LATIN SMALL LIGATURE OE}": "oe",
        "\N{EN DASH}": "-",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    }
)


def paint_png(sheet: Sheet) -> bytes:
    """Draw the image; the same bytes for the same sheet and version of Pillow."""
    from PIL import Image, ImageDraw

    size = (sheet.width * _DRAWN, sheet.height * _DRAWN)
    image = Image.new("RGB", size, sheet.background)
    pen = ImageDraw.Draw(image)
    for shape in sheet.shapes:
        _draw(pen, shape)
    file = BytesIO()
    small = image.reduce(_HALVED)
    small.quantize(_COLOURS, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


def _draw(pen: ImageDraw, shape: Shape) -> None:
    match shape:
        case Box():
            right, bottom = shape.x + shape.width, shape.y + shape.height
            corners = [_at(shape.x, shape.y), _at(right, bottom)]
            pen.rounded_rectangle(corners, shape.radius * _DRAWN, fill=shape.fill)
        case Polygon():
            pen.polygon([_at(x, y) for x, y in shape.points], fill=shape.fill)
        case Path():
            points = [_at(x, y) for x, y in shape.points]
            wide = max(1, round(shape.width * _DRAWN))
            pen.line(points, fill=shape.stroke, width=wide, joint="curve")
        case Text():
            _write(pen, shape)


def _write(pen: ImageDraw, text: Text) -> None:
    from PIL import ImageFont

    font = ImageFont.load_default(text.size * _DRAWN)
    pen.text(
        _at(text.x, text.y),
        _plain(text.text),
        font=font,
        fill=text.fill,
        anchor=_ANCHORS[text.anchor],
        stroke_width=round(text.size / 20) if text.bold else 0,
    )


def _at(x: float, y: float) -> tuple[float, float]:
    return (x * _DRAWN, y * _DRAWN)


def _plain(text: str) -> str:
    folded = normalize("NFKD", text.translate(_FOLDED))
    bare = "".join(letter for letter in folded if not combining(letter))
    return bare if bare.isascii() else ""
