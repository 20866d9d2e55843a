"""What a timeline from a file must satisfy beyond its types."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from coach.timeline.model import SpeechSource
from coach.units import SAMPLE_RATE, TICK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.timeline.model import Chapter, Clip, Phase, Section, Timeline, Track

__all__ = ["LONGEST_SESSION", "faults_of"]

LONGEST_SESSION = 24 * 3600 * SAMPLE_RATE
"""Frames of the longest session that is played or rendered."""

_LOUDEST_GAIN_DB = 12.0
_LONGEST_TEXT = 2_000


def faults_of(timeline: Timeline) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong, the first of its kind a track."""
    if timeline.sample_rate != SAMPLE_RATE:
        yield f"sample_rate is {timeline.sample_rate}, not {SAMPLE_RATE}"
    if not 0 < timeline.duration <= LONGEST_SESSION:
        yield f"duration is {timeline.duration}, not from 1 to {LONGEST_SESSION}"
    if timeline.duration % TICK:
        yield f"duration is no multiple of {TICK}"
    names = [track.name for track in timeline.tracks]
    if len(set(names)) < len(names):
        yield "two tracks have the same name"
    for track in timeline.tracks:
        yield from _track_faults(track, timeline.duration)
    yield from _span_faults("sections", timeline.sections, timeline.duration)
    yield from _span_faults("phases", timeline.phases, timeline.duration)
    yield from _chapter_faults(timeline.chapters, timeline.duration)


def _track_faults(track: Track, duration: int) -> Iterator[str]:
    reached = 0
    for index, clip in enumerate(track.clips):
        place = f"tracks[{track.name}].clips[{index}]"
        if fault := _clip_fault(clip, duration):
            yield f"{place} {fault}"
            return
        if clip.onset < reached:
            yield f"{place} begins before the clip before it has ended"
            return
        reached = clip.end


def _clip_fault(clip: Clip, duration: int) -> str | None:
    if clip.onset < 0 or clip.duration < 1 or clip.end > duration:
        return "lies outside the session"
    if clip.onset % TICK:
        return f"begins on no multiple of {TICK}"
    if not math.isfinite(clip.gain_db) or clip.gain_db > _LOUDEST_GAIN_DB:
        return f"has a gain of {clip.gain_db} dB"
    if isinstance(clip.source, SpeechSource):
        if not clip.text or len(clip.text) > _LONGEST_TEXT:
            return "is speech without words, or with too many"
        if not 0.5 <= clip.source.rate <= 2.0:  # noqa: PLR2004 - what voices can do
            return f"is spoken at the rate {clip.source.rate}"
    return None


def _span_faults(
    name: str, spans: Sequence[Section | Phase], duration: int
) -> Iterator[str]:
    reached = 0
    for index, span in enumerate(spans):
        if span.onset < reached or span.duration < 0:
            yield f"{name}[{index}] is out of order"
            return
        reached = span.onset + span.duration
    if reached > duration:
        yield f"{name} reach beyond the session"


def _chapter_faults(chapters: Sequence[Chapter], duration: int) -> Iterator[str]:
    reached = 0
    for index, chapter in enumerate(chapters):
        if chapter.onset != reached or chapter.duration < 1:
            yield f"chapters[{index}] does not begin where the one before it ends"
            return
        reached = chapter.onset + chapter.duration
    if chapters and reached != duration:
        yield "the chapters do not end with the session"
