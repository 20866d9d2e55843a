"""The whole sheet: a heading, one repetition enlarged, the session as a score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.heard import parts_of
from coach.in_words import in_words, parameters_in_words
from coach.picture.marks import INK, MUTED, PAPER, VOICE, least_width, tone_mark
from coach.picture.rows import break_into_rows
from coach.picture.score import draw_score
from coach.picture.shapes import Box, Shape, Sheet
from coach.picture.strip import STRIP_HEIGHT, draw_strip, fullest_repetition
from coach.picture.words import broken, printable, shortened, width_of, written
from coach.timeline.model import ToneSource
from coach.units import Frames, clock_text
from coach.vocabulary import TONES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.timeline.model import Timeline

__all__ = ["WIDTH", "lay_out"]

WIDTH = 1200
"""Of every picture, in pixels; its height follows."""

_MARGIN = 28.0
_INSIDE = WIDTH - 2 * _MARGIN
_GAP = 14.0
_MOST_TITLE = 200
_MOST_NAMED = 50


def lay_out(timeline: Timeline) -> Sheet:
    """Place everything that is drawn, from the top downwards."""
    parts = parts_of(timeline)
    shapes, y = _heading(timeline)
    chosen = fullest_repetition(parts)
    if chosen is not None:
        shapes += draw_strip(chosen, _MARGIN, y, _INSIDE)
        y += STRIP_HEIGHT + _GAP
    rows = break_into_rows(parts)
    score, y = draw_score(timeline, rows, _MARGIN, y, _INSIDE)
    shapes += score
    if not rows.complete:
        y += 26
        end = rows.rows[-1].end
        left = in_words(Frames(timeline.duration - end))
        note = f"Drawn up to {clock_text(end)}. {left} more follow."
        shapes.append(written(note, _MARGIN, y, size=15, fill=INK))
    shapes += _legend(timeline, y + 30)
    scale = f"A full row lasts {in_words(rows.length)}."
    shapes.append(
        written(scale, WIDTH - _MARGIN, y + 30, size=13, fill=MUTED, anchor="right")
    )
    named = (
        f"{p.title[:_MOST_TITLE]} {clock_text(p.onset)}" for p in parts[:_MOST_NAMED]
    )
    return Sheet(
        width=WIDTH,
        height=round(y + 30 + 22),
        title=printable(f"{_title(timeline)}, {in_words(timeline.duration)}"),
        description=printable(
            f"Time runs from left to right. Chapters: {', '.join(named)}."
        ),
        background=PAPER,
        shapes=tuple(shapes),
    )


def _heading(timeline: Timeline) -> tuple[list[Shape], float]:
    shapes: list[Shape] = [
        written(
            shortened(_title(timeline), 28, _INSIDE / 1.06),
            _MARGIN,
            52,
            size=28,
            fill=INK,
            bold=True,
        )
    ]
    about = [f"{in_words(timeline.duration)}, in the voice {timeline.voice.name}."]
    if timeline.parameters:
        about += broken(parameters_in_words(timeline), 14, _INSIDE, 2)
    y = 78.0
    for line in about:
        shapes.append(written(line, _MARGIN, y, size=14, fill=MUTED))
        y += 19
    return shapes, y


def _title(timeline: Timeline) -> str:
    return timeline.title[:_MOST_TITLE] + (" (preview)" if timeline.preview else "")


def _legend(timeline: Timeline, y: float) -> Iterator[Shape]:
    """Explain the marks that occur, in one line."""
    heard = {
        clip.source.tone
        for track in timeline.tracks
        for clip in track.clips
        if isinstance(clip.source, ToneSource)
    }
    x = _MARGIN
    yield Box(x=x, y=y - 9, width=26, height=8, radius=3, fill=VOICE)
    yield written("words", x + 32, y, size=13, fill=MUTED)
    x += 32 + width_of("words", 13) + 26
    for tone in TONES:
        if tone in heard:
            wide = max(12.0, least_width(tone))
            yield from tone_mark(tone, x, y - 14, wide, 16)
            yield written(tone, x + wide + 6, y, size=13, fill=MUTED)
            x += wide + 6 + width_of(tone, 13) + 26
