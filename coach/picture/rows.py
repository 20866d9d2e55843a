"""Breaking a session into rows, as music is broken into systems.

A chapter begins a row. Rows break before a line of talk or before a repetition, and the
repetitions of a set stand beneath one another.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.units import SAMPLE_RATE, Frames, Milliseconds, frames

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.heard import Part

__all__ = ["MOST_ROWS", "Row", "Rows", "break_into_rows"]

MOST_ROWS = 24
"""A longer session is drawn up to here, and the picture says so."""

_SECONDS_A_ROW = (30, 45, 60, 90, 120)
_LEAD = frames(Milliseconds(100))
"""How much silence before its first sound a row shows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """What one row shows: from `onset` to `end`, so many frames from its left."""

    part: Part
    onset: Frames
    end: Frames
    indent: Frames

    @property
    def opens_part(self) -> bool:
        """Whether it is the first row of its chapter."""
        return self.onset == self.part.onset


@dataclass(frozen=True, kw_only=True, slots=True)
class Rows:
    """All rows at one scale."""

    length: Frames
    """Frames that the full width of a row stands for."""
    rows: tuple[Row, ...]
    complete: bool
    """Whether they show the whole session."""


def break_into_rows(parts: Sequence[Part]) -> Rows:
    """Choose the largest scale that needs few rows; cut what is too long even so."""
    for length_s in _SECONDS_A_ROW:
        length = Frames(length_s * SAMPLE_RATE)
        rows: list[Row] = []
        for part in parts:
            if len(rows) > MOST_ROWS:
                break
            rows += _rows(part, length)
        if len(rows) <= MOST_ROWS:
            return Rows(length=length, rows=tuple(rows), complete=True)
    return Rows(length=length, rows=tuple(rows[:MOST_ROWS]), complete=False)


def _rows(part: Part, length: Frames) -> Iterator[Row]:
    breaks = sorted(
        {Frames(line.onset - _LEAD) for line in part.lines}
        | {rep.onset for heard in part.sets for rep in heard.reps}
    )
    onset, indent = part.onset, _indent(part, length)
    for _ in range(MOST_ROWS + 1):
        limit = onset + length - indent
        if part.end <= limit:
            yield Row(part=part, onset=onset, end=part.end, indent=indent)
            return
        at = bisect_right(breaks, limit) - 1
        end = breaks[at] if at >= 0 and breaks[at] > onset else Frames(limit)
        yield Row(part=part, onset=onset, end=end, indent=indent)
        onset, indent = end, Frames(0)


def _indent(part: Part, length: Frames) -> Frames:
    """Push a set's first row in, so that its repetitions stand above the later ones."""
    if len(part.sets) != 1:
        return Frames(0)
    reps = part.sets[0].reps
    column = max(1, reps[0].end - reps[0].onset)
    lead = reps[0].onset - part.onset
    if len(reps) * column + lead <= length or lead > length - column:
        return Frames(0)
    return Frames(-lead % column)
