"""What is heard, chapter by chapter: lines with their takes joined, and repetitions."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, TypeVar

from coach.timeline.model import Chapter, SpeechSource, ToneSource
from coach.timeline.slack import windows
from coach.units import Frames

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.timeline.model import Clip, Timeline
    from coach.timeline.slack import WindowSlack

__all__ = ["HeardLine", "HeardRep", "HeardSet", "Part", "heard_lines", "parts_of"]


@dataclass(frozen=True, kw_only=True, slots=True)
class HeardLine:
    """All that one cue sounds, in one: "This sound (rise) means up on your toes."."""

    onset: Frames
    end: Frames
    cue: str
    text: str
    clips: tuple[Clip, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class HeardRep:
    """One repetition: a window for each of its phases."""

    rep: int
    windows: tuple[WindowSlack, ...]

    @property
    def onset(self) -> Frames:
        """The frame of its first go tone."""
        return self.windows[0].onset

    @property
    def end(self) -> Frames:
        """The first frame after its last phase."""
        return Frames(self.windows[-1].onset + self.windows[-1].duration)

    @property
    def clips(self) -> tuple[Clip, ...]:
        """Everything that sounds in it, in order."""
        found = (clip for w in self.windows for clip in (w.tone, w.hold, w.ready))
        return tuple(clip for clip in found if clip)


@dataclass(frozen=True, kw_only=True, slots=True)
class HeardSet:
    """One set, for one side."""

    block: int
    set: int
    side: str | None
    reps: tuple[HeardRep, ...]

    @property
    def onset(self) -> Frames:
        """The frame of its first go tone."""
        return self.reps[0].onset

    @property
    def windows(self) -> tuple[WindowSlack, ...]:
        """The windows of all its repetitions."""
        return tuple(window for rep in self.reps for window in rep.windows)

    @property
    def tightest(self) -> WindowSlack | None:
        """The window with the least slack; None where nothing is said."""
        said = (window for window in self.windows if window.slack is not None)
        return min(said, key=lambda window: window.slack or 0, default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A chapter: its sets, and the lines heard before and after them."""

    title: str
    onset: Frames
    duration: Frames
    lines: tuple[HeardLine, ...]
    sets: tuple[HeardSet, ...]

    @property
    def end(self) -> Frames:
        """The first frame after it."""
        return Frames(self.onset + self.duration)


_Placed = TypeVar("_Placed", "Clip", "WindowSlack")


def parts_of(timeline: Timeline) -> tuple[Part, ...]:
    """Sort what sounds into chapters; a session without any is a chapter of its own."""
    whole = Chapter(title=timeline.title, onset=Frames(0), duration=timeline.duration)
    found = windows(timeline)
    in_sets = {id(clip) for w in found for clip in (w.tone, w.hold, w.ready)}
    clips = (clip for track in timeline.tracks for clip in track.clips)
    others = sorted((c for c in clips if id(c) not in in_sets), key=_onset)
    return tuple(
        Part(
            title=chapter.title,
            onset=chapter.onset,
            duration=chapter.duration,
            lines=heard_lines(_within(others, chapter)),
            sets=tuple(_sets(_within(found, chapter))),
        )
        for chapter in timeline.chapters or (whole,)
    )


def _within(things: Sequence[_Placed], chapter: Chapter) -> Sequence[_Placed]:
    end = chapter.onset + chapter.duration
    first = bisect_left(things, chapter.onset, key=_onset)
    return things[first : bisect_left(things, end, key=_onset)]


def _onset(thing: Clip | WindowSlack) -> Frames:
    return thing.onset


def _sets(found: Sequence[WindowSlack]) -> Iterator[HeardSet]:
    for (block, number, side), same_set in groupby(found, key=_set_of):
        reps = groupby(same_set, key=lambda window: window.rep)
        yield HeardSet(
            block=block,
            set=number,
            side=side,
            reps=tuple(HeardRep(rep=rep, windows=tuple(each)) for rep, each in reps),
        )


def _set_of(window: WindowSlack) -> tuple[int, int, str | None]:
    return (window.block, window.set, window.side)


def heard_lines(clips: Sequence[Clip]) -> tuple[HeardLine, ...]:
    """Join neighbouring clips of one cue; `clips` are in order of onset."""
    groups = (tuple(same) for _, same in groupby(clips, key=_cue_of))
    return tuple(
        HeardLine(
            onset=group[0].onset,
            end=group[-1].end,
            cue=group[0].cue,
            text=_joined(group),
            clips=group,
        )
        for group in groups
    )


def _cue_of(clip: Clip) -> tuple[object, ...]:
    return (clip.cue, clip.block, clip.set, clip.rep, clip.side)


def _joined(clips: Sequence[Clip]) -> str:
    text = _sound(clips[0])
    for before, clip in pairwise(clips):
        # The numbers of a countdown stand alone: "Starting in Three, Two, One".
        lone = (before.text or "").isalpha() and isinstance(clip.source, SpeechSource)
        text += f"{',' if lone else ''} {_sound(clip)}"
    return text


def _sound(clip: Clip) -> str:
    if isinstance(clip.source, ToneSource):
        return f"({clip.source.tone})"
    return clip.text or ""
