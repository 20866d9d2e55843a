"""From a timeline to what a player shows: title, chapters, the words as lyrics."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from coach.sinks.tags import ChapterTag, LyricLine, TrackTags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.timeline.model import Clip, Timeline

__all__ = ["dose", "file_stem", "spoken_lines", "track_tags"]


def track_tags(timeline: Timeline) -> TrackTags:
    """Gather the tags of the file that this timeline becomes."""
    amount = dose(timeline)
    title = f"{timeline.title}, {amount}" if amount else timeline.title
    return TrackTags(
        title=f"{title} (preview)" if timeline.preview else title,
        artist=timeline.tags.artist,
        album=timeline.tags.album,
        year=timeline.tags.year,
        language=timeline.language,
        comment=timeline.tags.comment,
        duration=timeline.duration,
        chapters=tuple(
            ChapterTag(title=each.title, onset=each.onset, duration=each.duration)
            for each in timeline.chapters
        ),
        lyrics=tuple(spoken_lines(timeline)),
        position=timeline.position,
        subtitle=amount,
    )


def dose(timeline: Timeline) -> str:
    """Write sets and repetitions, "2 x 15", where the routine has both."""
    sets, reps = (timeline.parameters.get(name) for name in ("sets", "reps"))
    return f"{sets} x {reps}" if sets is not None and reps is not None else ""


def file_stem(timeline: Timeline) -> str:
    """Name a file for this session: "standing-2x15"."""
    amount = dose(timeline).replace(" ", "")
    parts = (timeline.routine, amount, "preview" if timeline.preview else "")
    return "-".join(part for part in parts if part)


def spoken_lines(timeline: Timeline) -> Iterator[LyricLine]:
    """Join the takes of each line: one lyric for each time a cue is spoken."""
    for track in timeline.tracks:
        if track.name == "voice":
            for _, clips in groupby(track.clips, key=_line_of):
                takes = tuple(clips)
                words = " ".join(clip.text or "" for clip in takes)
                yield LyricLine(onset=takes[0].onset, text=words)


def _line_of(clip: Clip) -> tuple[object, ...]:
    return (clip.cue, clip.block, clip.set, clip.rep, clip.side)
