"""The field of one row on the sheet: frames to pixels, and what lies in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.heard import HeardLine
    from coach.picture.rows import Row
    from coach.timeline.model import Clip
    from coach.timeline.slack import WindowSlack

__all__ = ["Field"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """Where a row lies, between `left` and `right` in pixels."""

    row: Row
    left: float
    right: float
    px_per_frame: float

    def x(self, position: int) -> float:
        """Find the place of a frame of the session, in pixels."""
        return self.left + self.wide(position - self.row.onset + self.row.indent)

    def wide(self, length: int) -> float:
        """Turn a length in frames into pixels."""
        return length * self.px_per_frame

    def _holds(self, thing: HeardLine | WindowSlack) -> bool:
        return self.row.onset <= thing.onset < self.row.end

    @property
    def lines(self) -> list[HeardLine]:
        """What is heard outside sets."""
        return [line for line in self.row.part.lines if self._holds(line)]

    @property
    def spoken(self) -> list[HeardLine]:
        """The lines that have words, not tones alone."""
        return [ln for ln in self.lines if any(clip.text for clip in ln.clips)]

    @property
    def windows(self) -> list[WindowSlack]:
        """The phases of the repetitions."""
        return [w for s in self.row.part.sets for w in s.windows if self._holds(w)]

    @property
    def words(self) -> list[Clip]:
        """What is said in the repetitions."""
        return [clip for w in self.windows for clip in (w.hold, w.ready) if clip]

    @property
    def clips(self) -> list[Clip]:
        """All that sounds, in order."""
        talk = [clip for line in self.lines for clip in line.clips]
        work = [c for w in self.windows for c in (w.tone, w.hold, w.ready) if c]
        return sorted(talk + work, key=lambda clip: clip.onset)
