"""One repetition, enlarged: its words, tones and gaps to scale over a ruler of seconds."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.picture.marks import (
    HAIRLINE,
    HELD,
    INK,
    MUTED,
    PANEL,
    VOICE,
    least_width,
    tone_mark,
)
from coach.picture.shapes import Box, Path, Polygon, Shape
from coach.picture.words import broken, width_of, written
from coach.timeline.model import ToneSource
from coach.units import SAMPLE_RATE, Frames, Milliseconds, frames, seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.heard import HeardRep, HeardSet, Part
    from coach.timeline.model import Clip

__all__ = ["STRIP_HEIGHT", "draw_strip", "fullest_repetition"]

STRIP_HEIGHT = 232.0

_PADDING = 26.0
_BEFORE = frames(Milliseconds(150))
_AFTER = frames(Milliseconds(250))
_NEAR = frames(Milliseconds(300))
"""A silence up to this long is drawn as a gap with its length."""

_TONES_TOP = 46.0
_TONES_HEIGHT = 46.0
_VOICE_TOP = 104.0
_VOICE_HEIGHT = 36.0
_GAPS_AT = 154.0
_RULER_AT = 196.0
_WORDS_SIZE = 16.0
_SMALL = 12.0
_STEPS_S = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600)


def fullest_repetition(parts: Sequence[Part]) -> tuple[HeardSet, HeardRep] | None:
    """Find the repetition in which most is said, the first of these."""
    found = [(each, rep) for part in parts for each in part.sets for rep in each.reps]
    return max(found, key=lambda pair: _said(pair[1]), default=None)


def _said(rep: HeardRep) -> int:
    return sum(clip.text is not None for clip in rep.clips)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Strip:
    """Where the strip lies on the sheet, and which frames it shows."""

    rep: HeardRep
    next_tone: Clip | None
    left: float
    top: float
    width: float

    @property
    def first(self) -> int:
        return self.rep.onset - _BEFORE

    @property
    def px_per_frame(self) -> float:
        after = self.next_tone.duration if self.next_tone else 0
        return self.width / (self.rep.end + after + _AFTER - self.first)

    def x(self, position: int) -> float:
        return self.left + (position - self.first) * self.px_per_frame

    @property
    def clips(self) -> tuple[Clip, ...]:
        return self.rep.clips + ((self.next_tone,) if self.next_tone else ())


def draw_strip(
    chosen: tuple[HeardSet, HeardRep], x: float, y: float, width: float
) -> Iterator[Shape]:
    """Draw a repetition into a panel `width` wide and `STRIP_HEIGHT` high."""
    heard, rep = chosen
    following = (w.tone for w in heard.windows if w.onset == rep.end)
    strip = _Strip(
        rep=rep,
        next_tone=next(following, None),
        left=x + _PADDING,
        top=y,
        width=width - 2 * _PADDING,
    )
    yield Box(x=x, y=y, width=width, height=STRIP_HEIGHT, radius=10, fill=PANEL)
    yield written(
        f"One repetition, to scale: set {heard.set}, repetition {rep.rep}",
        strip.left,
        y + 26,
        size=15,
        fill=INK,
        bold=True,
    )
    yield from _movement(strip)
    yield from _words(strip)
    yield from _gaps(strip)
    yield from _ruler(strip)


def _movement(strip: _Strip) -> Iterator[Shape]:
    """Draw the tones, and what lies between a rising and a falling one as held up."""
    top, base = strip.top + _TONES_TOP, strip.top + _TONES_TOP + _TONES_HEIGHT
    for window in strip.rep.windows:
        begins, ends = strip.x(window.onset), strip.x(window.onset + window.duration)
        up = window.tone_name == "rise"
        if up:
            yield Box(
                x=begins, y=top, width=ends - begins, height=_TONES_HEIGHT, fill=HELD
            )
        after_tone = strip.x(
            window.onset + (window.tone.duration if window.tone else 0)
        )
        yield written(
            window.phase,
            (after_tone + ends) / 2,
            base - (_TONES_HEIGHT / 2 - 5 if up else 8),
            size=_WORDS_SIZE,
            fill=INK,
            anchor="middle",
        )
    last = strip.x(strip.rep.end + _AFTER)
    yield Path(points=((strip.left, base), (last, base)), stroke=MUTED, width=1)
    for clip in strip.clips:
        if isinstance(clip.source, ToneSource):
            begins = strip.x(clip.onset)
            wide = max(
                clip.duration * strip.px_per_frame, least_width(clip.source.tone)
            )
            if clip.source.tone == "rise":
                # Paper above the ramp: what is held begins where the ramp ends.
                corner = ((begins, top), (begins + wide, top), (begins, base))
                yield Polygon(points=corner, fill=PANEL)
            yield from tone_mark(clip.source.tone, begins, top, wide, _TONES_HEIGHT)


def _words(strip: _Strip) -> Iterator[Shape]:
    """Draw each take as a box as long as it sounds, its words inside or beside it."""
    spoken = [clip for clip in strip.rep.clips if clip.text]
    top = strip.top + _VOICE_TOP
    ends = [strip.x(clip.onset) for clip in spoken[1:]] + [strip.left + strip.width]
    for clip, limit in zip(spoken, ends, strict=True):
        begins, wide = strip.x(clip.onset), clip.duration * strip.px_per_frame
        yield Box(
            x=begins, y=top, width=wide, height=_VOICE_HEIGHT, radius=6, fill=VOICE
        )
        text = clip.text or ""
        size = next(
            (s for s in (_WORDS_SIZE, 14, 12) if width_of(text, s) + 8 <= wide), 0
        )
        if size:
            yield written(
                text,
                begins + wide / 2,
                top + _VOICE_HEIGHT / 2 + size / 3,
                size=size,
                fill=PANEL,
                anchor="middle",
            )
            continue
        lines = broken(text, 14, limit - begins - wide - 12, 2)
        for at, line in enumerate(lines):
            baseline = top + _VOICE_HEIGHT / 2 + 5 + (at - (len(lines) - 1) / 2) * 16
            yield written(line, begins + wide + 6, baseline, size=14, fill=INK)


def _gaps(strip: _Strip) -> Iterator[Shape]:
    """Mark the short silences between sounds, with their lengths."""
    level = strip.top + _GAPS_AT
    for before, after in pairwise(strip.clips):
        gap = Frames(after.onset - before.end)
        if not 0 < gap <= _NEAR:
            continue
        begins, ends = strip.x(before.end), strip.x(after.onset)
        for clip, x in ((before, begins), (after, ends)):
            from_y = _TONES_TOP + _TONES_HEIGHT
            if clip.text:
                from_y = _VOICE_TOP + _VOICE_HEIGHT
            points = ((x, strip.top + from_y + 2), (x, level + 4))
            yield Path(points=points, stroke=HAIRLINE, width=1)
        yield Path(points=((begins, level), (ends, level)), stroke=MUTED, width=1.5)
        label = f"{seconds(gap):.1f} s"
        if width_of(label, _SMALL) <= ends - begins + 24:
            yield written(
                label,
                (begins + ends) / 2,
                level + 16,
                size=_SMALL,
                fill=MUTED,
                anchor="middle",
            )


def _ruler(strip: _Strip) -> Iterator[Shape]:
    """Draw a ruler of seconds, counted from the first go tone."""
    px_per_s = strip.px_per_frame * SAMPLE_RATE
    step_s = next((s for s in _STEPS_S if s * px_per_s >= 40), _STEPS_S[-1])
    level = strip.top + _RULER_AT
    zero = strip.rep.onset
    end = strip.x(strip.rep.end + _AFTER)
    yield Path(points=((strip.left, level), (end, level)), stroke=MUTED, width=1)
    parts = 10 if step_s * px_per_s >= 60 else 5
    steps = (strip.rep.end - zero) // (step_s * SAMPLE_RATE) * parts
    for count in range(steps + 1):
        x = strip.x(zero + count * step_s * SAMPLE_RATE // parts)
        whole = count % parts == 0
        long = 8 if whole else 5 if count % parts * 2 == parts else 3
        yield Path(points=((x, level), (x, level + long)), stroke=MUTED, width=1)
        if whole:
            label = f"{count // parts * step_s} s"
            yield written(
                label, x, level + 22, size=_SMALL, fill=MUTED, anchor="middle"
            )
