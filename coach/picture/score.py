"""The session as a score: chapters as bands, in them rows of tones, voice and words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from coach.picture.field import Field
from coach.picture.labels import LABEL_SIZE, fit_one_line, place_labels
from coach.picture.marks import (
    HAIRLINE,
    HELD,
    INK,
    MUTED,
    TINTS,
    VOICE,
    least_width,
    tone_mark,
)
from coach.picture.shapes import Box, Path, Shape
from coach.picture.words import broken, width_of, written
from coach.timeline.model import ToneSource
from coach.units import clock_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.heard import Part
    from coach.picture.labels import Label
    from coach.picture.rows import Row, Rows
    from coach.timeline.model import Section, Timeline
    from coach.vocabulary import SectionKind

__all__ = ["draw_score"]

_LABELS = 148.0
"""Width of the column with the chapters' titles and the clock."""

_TONES_TOP = 16.0
_TONES_HEIGHT = 22.0
_VOICE_TOP = 44.0
_VOICE_HEIGHT = 8.0
_WORDS_TOP = 67.0
_LEADING = 15.0
_SMALL = 11.0
_FULL_ROWS = 2
"""A set's rows in which every word is written; later crowded ones have what is new."""

_BAND_GAP = 8.0
_BAND_PADDING = 6.0
_DENSEST_PX = 3.0
"""Marks that begin closer together than this are not told apart, and left out."""

_NARROWEST_PX = 1.5


def draw_score(
    timeline: Timeline, rows: Rows, x: float, y: float, width: float
) -> tuple[list[Shape], float]:
    """Draw every row, `width` wide; return the shapes and the `y` beneath them."""
    shapes: list[Shape] = []
    px_per_frame = (width - _LABELS - 2 * _BAND_PADDING) / rows.length
    at = 0
    while at < len(rows.rows):
        part = rows.rows[at].part
        band = [
            Field(
                row=row,
                left=x + _LABELS,
                right=x + width - _BAND_PADDING,
                px_per_frame=px_per_frame,
            )
            for row in rows.rows[at:]
            if row.part is part
        ]
        inside, below = _band(band, x + 14, y + _BAND_PADDING)
        height = below - y + _BAND_PADDING / 2
        tint = TINTS[_kind(timeline.sections, part)]
        shapes.append(Box(x=x, y=y, width=width, height=height, radius=10, fill=tint))
        shapes += inside
        y += height + _BAND_GAP
        at += len(band)
    return shapes, y - _BAND_GAP


def _band(band: Sequence[Field], x: float, y: float) -> tuple[list[Shape], float]:
    """Draw the rows of a chapter; words that a set repeats stand in its first rows."""
    shapes: list[Shape] = []
    known: set[str] = set()
    worded = 0
    for field in band:
        words = field.words
        if worded >= _FULL_ROWS and not fit_one_line(field, words):
            words = [word for word in words if word.text not in known]
        labels = list(place_labels(field, words, known))
        shapes += _row(field, labels, x, y)
        levels = max((label.level + 1 for label in labels), default=0)
        y += _WORDS_TOP + max(levels - 1, 0) * _LEADING + _BAND_PADDING
        known |= {word.text or "" for word in field.words}
        worded += bool(field.words)
    return shapes, y


def _kind(sections: Sequence[Section], part: Part) -> SectionKind:
    """Find the kind of section that fills most of a chapter."""
    shares: Counter[SectionKind] = Counter()
    for section in sections:
        ends = min(section.onset + section.duration, part.end)
        shares[section.kind] += max(0, ends - max(section.onset, part.onset))
    kinds = shares.most_common(1)
    return kinds[0][0] if kinds else "opening"


def _row(
    field: Field, labels: Sequence[Label], label_x: float, y: float
) -> Iterator[Shape]:
    yield from _heading(field.row, label_x, y)
    yield from _movement(field, y)
    yield from _marks(field, y)
    for label in labels:
        level_y = y + _WORDS_TOP + label.level * _LEADING
        yield written(label.text, label.x + 1, level_y, size=LABEL_SIZE, fill=INK)


def _heading(row: Row, x: float, y: float) -> Iterator[Shape]:
    clock_y = y + _TONES_TOP + _TONES_HEIGHT - 8
    if row.opens_part:
        room = _LABELS - 28
        for line in broken(row.part.title, 15, room / 1.06, 2):
            yield written(line, x, y + 18, size=15, fill=INK, bold=True)
            y += 18
        clock_y = y + 18
    yield written(clock_text(row.onset), x, clock_y, size=LABEL_SIZE, fill=MUTED)


def _movement(field: Field, y: float) -> Iterator[Shape]:
    """Draw what is held up, a line at the foot of each repetition, and its number."""
    base = y + _TONES_TOP + _TONES_HEIGHT
    last_number = -100.0
    for at, window in enumerate(field.windows):
        begins = field.x(window.onset)
        if window.tone_name == "rise":
            up = field.x(window.onset + (window.tone.duration if window.tone else 0))
            ends = field.x(min(window.onset + window.duration, field.row.end))
            yield Box(
                x=up,
                y=y + _TONES_TOP,
                width=max(0.0, ends - up),
                height=_TONES_HEIGHT,
                fill=HELD,
            )
        if at == 0 or window.rep != field.windows[at - 1].rep:
            number = str(window.rep)
            yield Path(
                points=((begins, y + _TONES_TOP - 2), (begins, base + 16)),
                stroke=HAIRLINE,
                width=1,
            )
            if begins - last_number > width_of("000", _SMALL):
                last_number = begins
                yield written(number, begins, y + 11, size=_SMALL, fill=MUTED)
    edges = ((field.x(field.row.onset), base), (field.x(field.row.end), base))
    yield Path(points=edges, stroke=MUTED, width=0.8)


def _marks(field: Field, y: float) -> Iterator[Shape]:
    """Draw the tones, and a bar for each take, as long as it sounds."""
    reached = {True: -100.0, False: -100.0}
    for clip in field.clips:
        source, begins = clip.source, field.x(clip.onset)
        is_tone = isinstance(source, ToneSource)
        if begins - reached[is_tone] < _DENSEST_PX:
            continue
        reached[is_tone] = begins
        wide = min(field.wide(clip.duration), field.right - begins)
        wide = max(wide, _NARROWEST_PX)
        if isinstance(source, ToneSource):
            wide = max(wide, least_width(source.tone))
            yield from tone_mark(
                source.tone, begins, y + _TONES_TOP, wide, _TONES_HEIGHT
            )
        else:
            yield Box(
                x=begins,
                y=y + _VOICE_TOP,
                width=wide,
                height=_VOICE_HEIGHT,
                radius=min(3.0, wide / 2),
                fill=VOICE,
            )
