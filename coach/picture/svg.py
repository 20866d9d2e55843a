"""Painting a sheet as SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from coach.picture.shapes import Box, Path, Polygon, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.picture.shapes import Shape, Sheet

__all__ = ["paint_svg"]

_FONTS = "Aileron, 'Helvetica Neue', Helvetica, Arial, sans-serif"
_ANCHORS = {"left": "start", "middle": "middle", "right": "end"}


def paint_svg(sheet: Sheet) -> str:
    """Write the document; it paints its own background, for light and dark pages."""
    size = f'width="{sheet.width}" height="{sheet.height}"'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} '
        f'viewBox="0 0 {sheet.width} {sheet.height}" role="img" '
        f'aria-labelledby="title description" font-family="{_FONTS}">'
    )
    lines = (
        head,
        f'<title id="title">{escape(sheet.title)}</title>',
        f'<desc id="description">{escape(sheet.description)}</desc>',
        f'<rect {size} rx="14" fill="{sheet.background}"/>',
        *(_element(shape) for shape in sheet.shapes),
        "</svg>\n",
    )
    return "\n".join(lines)


def _element(shape: Shape) -> str:
    match shape:
        case Box():
            place = f'x="{_n(shape.x)}" y="{_n(shape.y)}"'
            size = f'width="{_n(shape.width)}" height="{_n(shape.height)}"'
            corners = f' rx="{_n(shape.radius)}"' if shape.radius else ""
            return f'<rect {place} {size}{corners} fill="{shape.fill}"/>'
        case Polygon():
            return f'<polygon points="{_points(shape.points)}" fill="{shape.fill}"/>'
        case Path():
            return (
                f'<polyline points="{_points(shape.points)}" fill="none" '
                f'stroke="{shape.stroke}" stroke-width="{_n(shape.width)}" '
                'stroke-linecap="round" stroke-linejoin="round"/>'
            )
        case Text():
            return _text(shape)


def _text(text: Text) -> str:
    anchor = "" if text.anchor == "left" else f' text-anchor="{_ANCHORS[text.anchor]}"'
    weight = ' font-weight="bold"' if text.bold else ""
    # The viewer's own font is made to take the room that was reckoned with.
    return (
        f'<text x="{_n(text.x)}" y="{_n(text.y)}" font-size="{_n(text.size)}"{anchor}'
        f'{weight} textLength="{_n(text.length)}" lengthAdjust="spacingAndGlyphs" '
        f'fill="{text.fill}">{escape(text.text)}</text>'
    )


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in points)


def _n(number: float) -> str:
    """Write a number with at most one decimal."""
    return f"{number:.1f}".removesuffix(".0")
