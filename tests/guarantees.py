"""What every timeline promises, checked by arithmetic of its own."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from coach.plan.model import PlannedCue, SetWork, Spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.plan.model import Plan
    from coach.timeline.model import Chapter, Clip, Phase, Section, Timeline

__all__ = [
    "check_all",
    "check_beat",
    "check_chapters",
    "check_countdowns",
    "check_places",
    "check_safety",
    "check_silence",
    "check_tiling",
    "check_windows",
    "nearest",
    "sounds",
    "spoken",
]

_PER_MS = 48
_TICK = 1152
_GAP = 9_600
"""0.2 s."""


def check_all(timeline: Timeline, plan: Plan) -> None:
    """Check everything that holds for every session."""
    check_beat(timeline, plan)
    check_silence(timeline)
    check_windows(timeline)
    check_countdowns(timeline)
    check_places(timeline)
    check_tiling(timeline)
    check_chapters(timeline)
    check_safety(timeline, plan)


def nearest(position: int) -> int:
    """Round to the nearest of the ticks, half up."""
    quotient, rest = divmod(position, _TICK)
    return (quotient + (2 * rest >= _TICK)) * _TICK


def sounds(timeline: Timeline) -> list[Clip]:
    """Everything that sounds, in order."""
    clips = (clip for track in timeline.tracks for clip in track.clips)
    return sorted(clips, key=lambda clip: clip.onset)


def spoken(timeline: Timeline) -> tuple[Clip, ...]:
    """Everything that is said."""
    (voice,) = (track for track in timeline.tracks if track.name == "voice")
    return voice.clips


def check_beat(timeline: Timeline, plan: Plan) -> None:
    """Each phase begins where the plan's milliseconds add up to, and is as long."""
    reached = iter(timeline.phases)
    exact: int | None = None
    for each in plan.sequence:
        if isinstance(each, SetWork):
            for window in each.windows:
                phase = next(reached)
                exact = phase.onset if exact is None else exact
                end = exact + window.lasts * _PER_MS
                assert (phase.set, phase.rep) == (each.set, window.rep)
                assert (phase.phase, phase.side) == (window.phase, each.side)
                assert phase.onset == nearest(exact)
                assert phase.onset + phase.duration == nearest(end)
                exact = end
        elif each.lasts is None:
            exact = None
        elif exact is not None:
            exact += each.lasts * _PER_MS
    assert next(reached, None) is None
    tones = [clip for clip in sounds(timeline) if clip.cue.endswith(".go")]
    onsets = [phase.onset for phase in timeline.phases]
    assert [tone.onset for tone in tones] == (onsets if plan.sounding else [])


def check_silence(timeline: Timeline) -> None:
    """No two sounds overlap; within a set 0.2 s lie between them."""
    spans = _sets(timeline)
    for before, after in pairwise(sounds(timeline)):
        assert before.end <= after.onset, (before, after)
        inside = any(
            start <= before.onset and after.onset < end for start, end in spans
        )
        assert not inside or after.onset - before.end >= _GAP, (before, after)


def check_windows(timeline: Timeline) -> None:
    """Words lie where a window has its hold cue and its pre-cue."""
    said = [clip for clip in spoken(timeline) if clip.rep is not None]
    for phase in timeline.phases:
        end = phase.onset + phase.duration
        here = [clip for clip in said if phase.onset <= clip.onset < end]
        assert len(here) <= 2
        for clip in here:
            late = clip.onset - phase.onset
            hold = 28_800 <= late <= 48_000 and clip.rep == phase.rep
            ready = 0 <= end - _GAP - clip.end < _TICK
            assert hold or ready, clip
            assert clip.end + _GAP <= end


def check_countdowns(timeline: Timeline) -> None:
    """Numbers end a second before the go tone of a set, on a grid of one second."""
    for section in _of_kind(timeline, "set"):
        numbers = [clip for clip in spoken(timeline) if clip.onset < section.onset][-3:]
        assert [clip.text for clip in numbers] == ["Three", "Two", "One"]
        for left, clip in zip((3, 2, 1), numbers, strict=True):
            assert abs(section.onset - left * 48_000 - clip.onset) <= _TICK
            assert clip.rep is None
            assert clip.end + _GAP <= section.onset - (left - 1) * 48_000 + _TICK


def check_places(timeline: Timeline) -> None:
    """Everything lies on the tick."""
    spans: tuple[Section | Phase | Chapter, ...] = (
        *timeline.sections,
        *timeline.phases,
        *timeline.chapters,
    )
    for each in spans:
        assert each.onset % _TICK == each.duration % _TICK == 0, each
    assert all(clip.onset % _TICK == 0 for clip in sounds(timeline))
    assert all(clip.duration > 0 for clip in sounds(timeline))
    assert timeline.duration % _TICK == 0
    assert all(clip.end <= timeline.duration for clip in sounds(timeline))


def check_tiling(timeline: Timeline) -> None:
    """Sections, and chapters, follow one another from 0 to the end."""
    for spans in (timeline.sections, timeline.chapters):
        _tile(spans, timeline.duration)


def _tile(spans: Iterable[Section] | Iterable[Chapter], duration: int) -> None:
    reached = 0
    for span in spans:
        assert span.onset == reached, span
        assert span.duration > 0, span
        reached += span.duration
    assert reached == duration


def check_chapters(timeline: Timeline) -> None:
    """A chapter begins in silence; one with a set begins before its countdown line."""
    heard = sounds(timeline)
    for chapter in timeline.chapters:
        assert not any(c.onset < chapter.onset < c.end for c in heard), chapter
    begins = [chapter.onset for chapter in timeline.chapters]
    for section in _of_kind(timeline, "set"):
        begin = max(onset for onset in begins if onset <= section.onset)
        led = [c for c in spoken(timeline) if begin <= c.onset < section.onset]
        assert len(led) >= 4, "a line, and three numbers"
        assert len({clip.cue for clip in led}) == 1
        talk = [c for c in spoken(timeline) if c.onset < begin]
        assert not talk or talk[-1].text != led[0].text


def check_safety(timeline: Timeline, plan: Plan) -> None:
    """Safety lines are said in full wherever the plan has them."""
    wanted: dict[str, list[str]] = {}
    for cue in _safety(plan):
        texts = [part.text for part in cue.ladder[0].parts if isinstance(part, Spoken)]
        wanted.setdefault(cue.cue, []).extend(texts)
    for cue_id, expected in wanted.items():
        said = [clip.text for clip in spoken(timeline) if clip.cue == cue_id]
        assert [text for text in said if text in expected] == expected


def _safety(plan: Plan) -> Iterator[PlannedCue]:
    for each in plan.sequence:
        if isinstance(each, SetWork):
            cues = (c for window in each.windows for c in (window.hold, window.ready))
        else:
            cues = (c for c in (*(i.cue for i in each.items), each.countdown))
        yield from (cue for cue in cues if cue and cue.safety)


def _of_kind(timeline: Timeline, kind: str) -> list[Section]:
    return [section for section in timeline.sections if section.kind == kind]


def _sets(timeline: Timeline) -> list[tuple[int, int]]:
    """From the first go tone of each set to the end of its last phase."""
    groups = groupby(timeline.phases, key=lambda p: (p.block, p.set, p.side))
    spans = [list(group) for _, group in groups]
    return [(span[0].onset, span[-1].onset + span[-1].duration) for span in spans]
