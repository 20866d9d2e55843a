"""One repetition, enlarged: words, tones and gaps to scale over a ruler of seconds."""

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
    TONE_COLOURS,
    VOICE,
    least_width,
    tone_mark,
)
from coach.picture.shapes import Box, Path, Shape, Text
from coach.picture.words import BOLD_WIDENS, broken, shortened, width_of, written
from coach.timeline.model import ToneSource
from coach.units import SAMPLE_RATE, Frames, Milliseconds, frames, seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.heard import HeardRep, HeardSet, Part
    from coach.timeline.model import Clip

__all__ = ["STRIP_HEIGHT", "Enlarged", "draw_strip", "fullest_repetition"]

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
_NAMES_SIZE = 16.0
_WORDS_SIZE = 14.0
_WAYS_TO_FIT = ((16.0, 1), (14.0, 1), (12.0, 1), (12.0, 2))
"""Sizes of letters and numbers of lines for words in their box, the best first."""

_SMALL = 12.0
_LABEL_PX = 40
"""Least distance of two figures on the ruler."""
_STEPS_S = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200)


@dataclass(frozen=True, kw_only=True, slots=True)
class Enlarged:
    """A repetition, and its place in the session."""

    title: str
    """The chapter's."""
    heard: HeardSet
    rep: HeardRep


def fullest_repetition(parts: Sequence[Part]) -> Enlarged | None:
    """Find the repetition in which most is said, the first of these."""
    found = (
        Enlarged(title=part.title, heard=heard, rep=rep)
        for part in parts
        for heard in part.sets
        for rep in heard.reps
    )
    return max(found, key=_said, default=None)


def _said(enlarged: Enlarged) -> int:
    return sum(clip.text is not None for clip in enlarged.rep.clips)


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


def draw_strip(chosen: Enlarged, x: float, y: float, width: float) -> Iterator[Shape]:
    """Draw a repetition into a panel `width` wide and `STRIP_HEIGHT` high."""
    rep = chosen.rep
    following = (w.tone for w in chosen.heard.windows if w.onset == rep.end)
    strip = _Strip(
        rep=rep,
        next_tone=next(following, None),
        left=x + _PADDING,
        top=y,
        width=width - 2 * _PADDING,
    )
    yield Box(x=x, y=y, width=width, height=STRIP_HEIGHT, radius=10, fill=PANEL)
    yield written(
        shortened(
            f"One repetition, to scale: {chosen.title[:80]}, repetition {rep.rep}",
            15,
            strip.width / BOLD_WIDENS,
        ),
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
        if window.tone is None:
            points = ((begins, top + _TONES_HEIGHT / 2), (begins, base))
            yield Path(points=points, stroke=HAIRLINE, width=1)
        else:
            begins = min(strip.x(window.tone.end), ends)
        up = window.tone_name == "rise"
        if up:
            yield Box(
                x=begins, y=top, width=ends - begins, height=_TONES_HEIGHT, fill=HELD
            )
        yield written(
            shortened(window.phase, _NAMES_SIZE, ends - begins),
            (begins + ends) / 2,
            base - (_TONES_HEIGHT / 2 - 5 if up else 8),
            size=_NAMES_SIZE,
            fill=INK,
            anchor="middle",
        )
    edges = ((strip.left, base), (strip.left + strip.width, base))
    yield Path(points=edges, stroke=MUTED, width=1)
    for clip in strip.clips:
        if isinstance(clip.source, ToneSource):
            tone, begins = clip.source.tone, strip.x(clip.onset)
            wide = max(clip.duration * strip.px_per_frame, least_width(tone))
            yield from tone_mark(tone, begins, top, wide, _TONES_HEIGHT)
            colour = TONE_COLOURS.get(tone, MUTED)
            yield written(tone, begins + 4, base + 16, size=13, fill=colour)


def _words(strip: _Strip) -> Iterator[Shape]:
    """Draw each take as a box as long as it sounds, its words inside or beside it."""
    before = strip.left
    clips = strip.clips
    after = [strip.x(clip.onset) for clip in clips[1:]] + [strip.left + strip.width]
    for clip, limit in zip(clips, after, strict=True):
        begins, ends = strip.x(clip.onset), strip.x(clip.end)
        if clip.text:
            yield Box(
                x=begins,
                y=strip.top + _VOICE_TOP,
                width=ends - begins,
                height=_VOICE_HEIGHT,
                radius=6,
                fill=VOICE,
            )
            words = _text(strip, clip.text, (begins, ends), (before + 8, limit - 8))
            yield from words
            if words[-1].anchor == "left":
                ends = words[-1].x + words[-1].length
        before = ends


def _text(
    strip: _Strip, text: str, box: tuple[float, float], room: tuple[float, float]
) -> list[Text]:
    """Write words into their box, else on the side of it where there is more room."""
    begins, ends = box
    y = strip.top + _VOICE_TOP + _VOICE_HEIGHT / 2 + 5
    for size, most in _WAYS_TO_FIT:
        lines = broken(text, size, ends - begins - 8, most)
        if " ".join(lines) == text:
            return _in_box(lines, size, (begins + ends) / 2, y)
    size = _WORDS_SIZE
    at_left, at_right = begins - 6 - room[0], room[1] - ends - 6
    shown = shortened(text, size, max(at_left, at_right))
    if at_left > at_right:
        return [written(shown, begins - 6, y, size=size, fill=INK, anchor="right")]
    return [written(shown, ends + 6, y, size=size, fill=INK)]


def _in_box(lines: Sequence[str], size: float, middle: float, y: float) -> list[Text]:
    top = y - (len(lines) - 1) * size * 0.6
    return [
        written(
            line,
            middle,
            top + at * size * 1.2,
            size=size,
            fill=PANEL,
            anchor="middle",
        )
        for at, line in enumerate(lines)
    ]


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
    step_s = next((s for s in _STEPS_S if s * px_per_s >= _LABEL_PX), _STEPS_S[-1])
    level = strip.top + _RULER_AT
    zero = strip.rep.onset
    edges = ((strip.left, level), (strip.left + strip.width, level))
    yield Path(points=edges, stroke=MUTED, width=1)
    parts = 10 if step_s * px_per_s >= 2 * _LABEL_PX else 5
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
