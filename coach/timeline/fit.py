"""Fitting words into a window: from one go tone to the next, as one problem.

The pre-cue ends 0.2 s before the next go tone. The hold cue begins 0.6 to 1.0 s after
the window's own tone, as late as fits. At least 0.2 s lies between any two sounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.plan.model import Spoken
from coach.units import Frames, Milliseconds, ceil_tick, floor_tick, frames
from coach.utterance import Utterance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.plan.model import Line, PlannedCue, Window
    from coach.timeline.measures import Ruler

__all__ = [
    "GAP",
    "HOLD_EARLIEST",
    "HOLD_LATEST",
    "Placed",
    "Shortfall",
    "WindowFit",
    "fit_window",
]

GAP = frames(Milliseconds(200))
"""Least silence between two sounds of a set, in frames."""

HOLD_EARLIEST = frames(Milliseconds(600))
HOLD_LATEST = frames(Milliseconds(1000))


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """Words at their place in a window."""

    line: Line
    utterance: Utterance
    onset: Frames
    """From the window's go tone."""
    duration: Frames


@dataclass(frozen=True, kw_only=True, slots=True)
class Shortfall:
    """What was free for a cue, and what its fullest wording would have taken."""

    slot: Frames
    need: Frames


@dataclass(frozen=True, kw_only=True, slots=True)
class WindowFit:
    """What a window holds, and where a cue is not said in its fullest wording."""

    hold: Placed | None = None
    ready: Placed | None = None
    hold_shortfall: Shortfall | None = None
    ready_shortfall: Shortfall | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Choice:
    """One way of saying a cue."""

    line: Line
    utterance: Utterance
    duration: Frames


def fit_window(window: Window, length: Frames, tone: Frames, ruler: Ruler) -> WindowFit:
    """Choose and place the words of a window; `length` and its `tone` are in frames."""
    earliest = ceil_tick(max(HOLD_EARLIEST, tone + GAP))
    hold = _Ladder(window.hold, ruler) if window.hold else None
    ready = _Ladder(window.ready, ruler) if window.ready else None
    held = announced = None
    for pair in _attempts(hold, ready):
        placed = _place(*pair, earliest, length)
        if placed is not None:
            held, announced = placed
            break
    free = length - GAP - earliest
    return WindowFit(
        hold=held,
        ready=announced,
        hold_shortfall=_shortfall(hold, held, announced, free),
        ready_shortfall=_shortfall(ready, announced, held, free),
    )


def _attempts(
    hold: _Ladder | None, ready: _Ladder | None
) -> Iterator[tuple[_Choice | None, _Choice | None]]:
    """Yield pairs of hold cue and pre-cue, the best first; every shorter step after."""
    if hold and ready:
        yield from ((held, each) for held in hold.lines() for each in ready.lines())
        yield from ((held, each) for held in hold.quick() for each in ready.quick())
    if ready:
        yield from ((None, each) for each in ready.lines())
        yield from ((None, each) for each in ready.quick())
    if hold:
        yield from ((held, None) for held in hold.lines())
        yield from ((held, None) for held in hold.quick())


class _Ladder:
    """A cue's wordings that this voice has, each measured only when it is tried."""

    def __init__(self, cue: PlannedCue, ruler: Ruler) -> None:
        """Find the usable lines of a cue."""
        self._lines = ruler.usable(cue)
        self._ruler = ruler

    def lines(self) -> Iterator[_Choice]:
        """Yield the wordings, the fullest first."""
        for line in self._lines:
            yield from self._choice(line, rate=1.0)

    def quick(self) -> Iterator[_Choice]:
        """Yield the shortest wording, spoken faster, where the voice can."""
        fastest = self._ruler.measures.fastest
        if fastest > 1.0:
            yield from self._choice(self._lines[-1], rate=fastest)

    def _choice(self, line: Line, rate: float) -> Iterator[_Choice]:
        (part,) = line.parts
        if not isinstance(part, Spoken):
            raise TypeError("what is said in a set is one sentence")
        utterance = Utterance(text=part.text, rate=rate)
        duration = self._ruler.length(utterance)
        if duration is not None:
            yield _Choice(line=line, utterance=utterance, duration=duration)


def _place(
    hold: _Choice | None, ready: _Choice | None, earliest: Frames, length: Frames
) -> tuple[Placed | None, Placed | None] | None:
    """Place both within the window; None where they do not fit."""
    limit = length - GAP
    held = announced = None
    if ready is not None:
        onset = floor_tick(limit - ready.duration)
        if onset < earliest:
            return None
        announced = _placed(ready, onset)
        limit = onset - GAP
    if hold is not None:
        onset = floor_tick(min(HOLD_LATEST, limit - hold.duration))
        if onset < earliest:
            return None
        held = _placed(hold, onset)
    return held, announced


def _placed(choice: _Choice, onset: Frames) -> Placed:
    return Placed(
        line=choice.line,
        utterance=choice.utterance,
        onset=onset,
        duration=choice.duration,
    )


def _shortfall(
    ladder: _Ladder | None, said: Placed | None, other: Placed | None, free: int
) -> Shortfall | None:
    """Tell what was missing where a cue is not said in its fullest wording."""
    fullest = next(ladder.lines(), None) if ladder else None
    if fullest is None or (said and said.utterance == fullest.utterance):
        return None
    taken = other.duration + GAP if other else 0
    return Shortfall(slot=Frames(max(0, free - taken)), need=fullest.duration)
