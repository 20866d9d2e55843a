"""What was shortened, quickened or left out to fit: one group for each kind and cue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.heard import heard_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.timeline.model import Clip, FitNote, Timeline

__all__ = ["FitGroup", "fit_groups"]


@dataclass(frozen=True, kw_only=True, slots=True)
class FitGroup:
    """Notes of one kind on one cue."""

    worst: FitNote
    """The one that lacked most."""
    count: int
    said: str
    """The words heard there; "" where there are none."""


def fit_groups(timeline: Timeline) -> Iterator[FitGroup]:
    """Group the notes of a timeline, in the order in which they first occur."""
    said = {
        _place(line.clips[0]): line.text
        for track in timeline.tracks
        if track.name == "voice"
        for line in heard_lines(track.clips)
    }
    groups: dict[tuple[object, ...], list[FitNote]] = {}
    for note in timeline.fit:
        kind = (note.cue, note.slug, note.action, note.origin)
        groups.setdefault(kind, []).append(note)
    for notes in groups.values():
        worst = max(notes, key=lambda note: note.need - note.slot)
        yield FitGroup(worst=worst, count=len(notes), said=said.get(_place(worst), ""))


def _place(where: Clip | FitNote) -> tuple[object, ...]:
    return (where.cue, where.block, where.set, where.rep, where.side)
