"""How much room is left between one go tone and the next: the slack of each window."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.timeline.fit import GAP, HOLD_EARLIEST
from coach.timeline.model import ToneSource
from coach.units import Frames, ceil_tick, floor_tick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.timeline.model import Clip, Phase, Timeline
    from coach.vocabulary import ToneName

__all__ = ["WindowSlack", "windows"]


@dataclass(frozen=True, kw_only=True, slots=True)
class WindowSlack:
    """One window: from the go tone of a phase to the next, with what sounds in it."""

    block: int
    set: int
    rep: int
    side: str | None
    phase: str
    onset: Frames
    duration: Frames
    tone: Clip | None
    hold: Clip | None
    """What is said while this phase lasts: "Hold", a count, a remark."""
    ready: Clip | None
    """The pre-cue of the phase that follows."""
    slack: Frames | None
    """How much longer the words could be; below 0 where they lie too close together in
    a timeline that was changed by hand; None where nothing is said."""

    @property
    def tone_name(self) -> ToneName | None:
        """Its go tone; None where the tones are off."""
        source = self.tone.source if self.tone else None
        return source.tone if isinstance(source, ToneSource) else None


def windows(timeline: Timeline) -> tuple[WindowSlack, ...]:
    """Find the words of every window, and their slack."""
    voice = _clips(timeline, "voice")
    tones = {clip.onset: clip for clip in _clips(timeline, "tones")}
    onsets = [clip.onset for clip in voice]
    found = []
    following: tuple[Phase | None, ...] = (*timeline.phases[1:], None)
    for phase, next_phase in zip(timeline.phases, following, strict=False):
        end = phase.onset + phase.duration
        said = voice[bisect_left(onsets, phase.onset) : bisect_left(onsets, end)]
        tone = tones.get(phase.onset)
        hold, ready = _hold_and_ready(said, phase, next_phase)
        found.append(
            WindowSlack(
                block=phase.block,
                set=phase.set,
                rep=phase.rep,
                side=phase.side,
                phase=phase.phase,
                onset=phase.onset,
                duration=phase.duration,
                tone=tone,
                hold=hold,
                ready=ready,
                slack=_slack(phase, tone, hold, ready),
            )
        )
    return tuple(found)


def _clips(timeline: Timeline, name: str) -> tuple[Clip, ...]:
    return next((track.clips for track in timeline.tracks if track.name == name), ())


def _hold_and_ready(
    said: Sequence[Clip], phase: Phase, following: Phase | None
) -> tuple[Clip | None, Clip | None]:
    """Tell a window's hold cue from its pre-cue."""
    if not said:
        return None, None
    if len(said) > 1:
        return said[0], said[-1]
    only = said[0]
    return (None, only) if _announces(only, phase, following) else (only, None)


def _announces(clip: Clip, phase: Phase, following: Phase | None) -> bool:
    """Tell whether words that are alone in their window announce the next phase.

    Within a repetition only their place tells: a pre-cue ends where the gap before the
    go tone begins.
    """
    if following is None or (following.block, following.set) != (
        phase.block,
        phase.set,
    ):
        return False
    if clip.rep is not None and following.rep != phase.rep:
        return clip.rep == following.rep
    last = floor_tick(phase.duration - GAP - clip.duration)
    return clip.onset - phase.onset == last


def _slack(
    phase: Phase, tone: Clip | None, hold: Clip | None, ready: Clip | None
) -> Frames | None:
    sounding = tone.duration + GAP if tone else 0
    earliest = phase.onset + ceil_tick(max(HOLD_EARLIEST, sounding))
    if hold is not None:
        limit = ready.onset if ready else phase.onset + phase.duration
        return Frames(limit - GAP - hold.duration - earliest)
    return Frames(ready.onset - earliest) if ready else None
