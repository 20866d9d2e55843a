"""The cover: large letters over two hills, one rise and one fall; imports Pillow.

No font is taken from the system. The one that Pillow carries has ASCII letters only,
so accents are folded, and a line in another alphabet is left out.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from io import BytesIO
from math import cos, pi
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    _Font: TypeAlias = ImageFont.FreeTypeFont | ImageFont.ImageFont

__all__ = ["SIDE_PX", "draw_cover"]

SIDE_PX = 800
"""Width and height of the cover, in pixels."""

# Drawn at twice the size and halved: smooth edges at little cost.
_DRAWN = SIDE_PX * 2
_MARGIN = 130
_TITLE_TOP = 120
_TITLE_HEIGHT = 640
_TITLE_SIZES = range(340, 90, -10)
_SMALL_SIZE = 160
_SMALL_BASE = _DRAWN - 120
_SMALL_LEADING = 190
_LINES_AT_MOST = 3
_WIDTH = _DRAWN - 2 * _MARGIN
_FOLDED = str.maketrans(
    {
        "\N{MULTIPLICATION SIGN}": "x",
        "\N{LATIN SMALL LETTER SHARP S}": "ss",
        "\N{LATIN SMALL LETTER O WITH STROKE}": "o",
        "\N{LATIN SMALL LETTER AE}": "ae",
        "\N{LATIN SMALL LIGATURE OE}": "oe",
        "\N{EN DASH}": "-",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Palette:
    sky: str
    letters: str
    sun: str
    far: str
    near: str
    small: str


_STANDING = _Palette(
    sky="#f6efe2",
    letters="#123c46",
    sun="#e8835a",
    far="#8fbdb6",
    near="#1d5c66",
    small="#f6efe2",
)
_SEATED = _Palette(
    sky="#f1edf3",
    letters="#332950",
    sun="#e3a548",
    far="#b4a8cf",
    near="#51437c",
    small="#f6f2fa",
)


def draw_cover(title: str, *, position: str, subtitle: str) -> bytes:
    """Draw a square baseline JPEG, the same bytes for the same words."""
    palette = _SEATED if position == "seated" else _STANDING
    image = Image.new("RGB", (_DRAWN, _DRAWN), palette.sky)
    pen = ImageDraw.Draw(image)
    _draw_hills(pen, palette)
    _draw_title(pen, _plain(title), palette)
    small = [line for line in (_plain(position).capitalize(), _plain(subtitle)) if line]
    font = ImageFont.load_default(_SMALL_SIZE)
    for at, line in enumerate(reversed(small)):
        where = (_MARGIN, _SMALL_BASE - at * _SMALL_LEADING)
        pen.text(
            where, line, font=font, fill=palette.small, anchor="ls", stroke_width=2
        )
    file = BytesIO()
    image.reduce(2).save(file, "JPEG", quality=88, subsampling=0)
    return file.getvalue()


def _draw_hills(pen: ImageDraw.ImageDraw, palette: _Palette) -> None:
    """Draw a heel's way up and down: the far hill rises where the near one falls."""
    pen.ellipse((1110, 750, 1410, 1050), fill=palette.sun)
    pen.polygon(list(_hill(crest=1010, foot=1330, peak_at=1220)), fill=palette.far)
    pen.polygon(list(_hill(crest=1010, foot=1290, peak_at=400)), fill=palette.near)


def _hill(*, crest: int, foot: int, peak_at: int) -> Iterator[tuple[int, float]]:
    yield (0, _DRAWN)
    for x in range(0, _DRAWN + 20, 20):
        rise = (1 + cos(2 * pi * (x - peak_at) / _DRAWN)) / 2
        yield (x, foot - (foot - crest) * rise)
    yield (_DRAWN, _DRAWN)


def _draw_title(pen: ImageDraw.ImageDraw, title: str, palette: _Palette) -> None:
    """Draw the title as large as it fits, in at most three lines."""
    if not title:
        return
    for size in _TITLE_SIZES:
        font = ImageFont.load_default(size)
        lines = _wrapped(pen, title, font)
        leading = round(size * 1.05)
        width = max(pen.textlength(line, font=font) for line in lines)
        fits = len(lines) <= _LINES_AT_MOST and len(lines) * leading <= _TITLE_HEIGHT
        if fits and width <= _WIDTH:
            break
    weight = round(size / 50)
    for at, line in enumerate(lines[:_LINES_AT_MOST]):
        where = (_MARGIN, _TITLE_TOP + at * leading)
        shown = _cut(pen, line, font)
        pen.text(where, shown, font=font, fill=palette.letters, stroke_width=weight)


def _cut(pen: ImageDraw.ImageDraw, line: str, font: _Font) -> str:
    while pen.textlength(line, font=font) > _WIDTH:
        line = line[:-1]
    return line


def _wrapped(pen: ImageDraw.ImageDraw, text: str, font: _Font) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or pen.textlength(longer, font=font) <= _WIDTH:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _plain(text: str) -> str:
    """Fold accents away; return nothing where letters without a shape would remain."""
    folded = unicodedata.normalize("NFKD", text.translate(_FOLDED))
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return bare if bare.isascii() and bare.isprintable() else ""
