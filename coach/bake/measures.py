"""What there is to know of a pack once it is baked: its takes, its words, its sessions.

Everything is measured on the takes as they decode, and on timelines of the pack alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.bake.recogniser import spoken_words
from coach.pipeline import measured_schedule
from coach.plan.expand import expand
from coach.plan.parameters import resolve_parameters
from coach.speech.voice import Voice
from coach.timeline.model import VoiceName
from coach.timeline.slack import windows
from coach.units import SAMPLE_RATE, TICK, Frames, Milliseconds, frames

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from coach.bake.recogniser import Recogniser
    from coach.script.model import Script
    from coach.speech.cache import TakeCache
    from coach.speech.pack import Pack
    from coach.timeline.model import Clip, Section, Timeline
    from coach.utterance import Utterance
    from coach.vocabulary import SectionKind

__all__ = [
    "Hearing",
    "Misheard",
    "Pace",
    "SessionFacts",
    "TakeFacts",
    "WindowFacts",
    "hear_pack",
    "measure_session",
    "measure_takes",
]

_SILENCE = frames(Milliseconds(2_000))
"""A longer silence is not a pause of the talk: it is time to do something."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TakeFacts:
    """All takes of a pack together."""

    count: int
    duration: Frames
    size: int
    """In bytes, without the manifest."""
    joined_lufs: float
    softest_lufs: float
    """The lowest active level of a take; short words are the extremes."""
    loudest_lufs: float
    highest_dbtp: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Misheard:
    """A take in which other words were heard."""

    utterance: Utterance
    heard: str
    nearest: str
    """Which text of the whole pack it sounds most like."""

    @property
    def told_apart(self) -> bool:
        """Whether it sounds more like its own text than like any other of the pack."""
        return self.nearest == spoken_words(self.utterance.text)


@dataclass(frozen=True, kw_only=True, slots=True)
class Hearing:
    """What a recogniser made of a pack."""

    recogniser: str
    count: int
    misheard: tuple[Misheard, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """The talk of one kind of section, its pauses included."""

    kind: SectionKind
    words: int
    duration: Frames

    @property
    def words_a_minute(self) -> float:
        """How fast it is."""
        return self.words * 60 * SAMPLE_RATE / self.duration


@dataclass(frozen=True, kw_only=True, slots=True)
class WindowFacts:
    """One window of a set that comes again and again."""

    phase: str
    hold: str | None
    ready: str | None
    times: int
    slack: Frames
    """The least of all its occurrences."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionFacts:
    """A routine at its defaults, with one of its openings."""

    routine: str
    position: str
    opening: str | None
    duration: Frames
    paces: tuple[Pace, ...]
    windows: tuple[WindowFacts, ...]
    given_up: tuple[str, ...]
    """What the schedule shortened or left out."""


def measure_takes(pack: Pack) -> TakeFacts:
    """Decode every take and measure them all."""
    import numpy as np

    from coach.speech.loudness import (
        active_level_lufs,
        integrated_lufs,
        true_peak_dbtp,
    )

    entries = list(pack.entries())
    samples = [entry.take.samples for entry in entries]
    levels = [active_level_lufs(each) for each in samples]
    return TakeFacts(
        count=len(entries),
        duration=Frames(sum(len(each) for each in samples)),
        size=sum(len(entry.stream or b"") for entry in entries),
        joined_lufs=integrated_lufs(np.concatenate(samples)),
        softest_lufs=min(levels),
        loudest_lufs=max(levels),
        highest_dbtp=max(true_peak_dbtp(each) for each in samples),
    )


def hear_pack(pack: Pack, ear: Callable[[Sequence[str]], Recogniser]) -> Hearing:
    """Listen to every take."""
    recogniser = ear([utterance.text for utterance in pack.utterances])
    misheard = []
    for entry in pack.entries():
        heard = recogniser.hear(entry.take.samples)
        if heard != spoken_words(entry.utterance.text):
            nearest = recogniser.nearest(entry.take.samples)
            misheard.append(
                Misheard(utterance=entry.utterance, heard=heard, nearest=nearest)
            )
    return Hearing(
        recogniser=recogniser.name,
        count=len(pack),
        misheard=tuple(misheard),
    )


def measure_session(
    script: Script, pack: Pack, cache: TakeCache
) -> Iterator[SessionFacts]:
    """Compile a script at its defaults, with each of its openings, from the pack."""
    opening = script.parameters.get("opening")
    for choice in opening.choices if opening else (None,):
        given = {"opening": choice} if choice is not None else {}
        timeline = _timeline(script, given, pack, cache)
        yield SessionFacts(
            routine=script.name,
            position=script.position,
            opening=choice,
            duration=timeline.duration,
            paces=tuple(_paces(timeline)),
            windows=tuple(_windows(timeline)),
            given_up=tuple(f"{n.cue}: {n.action}" for n in timeline.fit),
        )


def _timeline(
    script: Script, given: Mapping[str, str], pack: Pack, cache: TakeCache
) -> Timeline:
    identity = pack.identity
    voice = Voice(
        name=VoiceName(engine=identity.engine, name=identity.voice),
        pack=pack,
        engine=None,
        cache=cache,
        cure="coach bake",
    )
    plan = expand(script, resolve_parameters(script, given))
    return measured_schedule(plan, voice)


def _paces(timeline: Timeline) -> Iterator[Pace]:
    """Measure the talk of each kind of section but the sets."""
    kinds = dict.fromkeys(section.kind for section in timeline.sections)
    for kind in kinds:
        words = duration = 0
        for section in timeline.sections:
            if section.kind == kind != "set":
                said = _talk(timeline, section)
                words += sum(len((clip.text or "").split()) for clip in said)
                duration += _lasting(said)
        if words:
            yield Pace(kind=kind, words=words, duration=Frames(duration))


def _talk(timeline: Timeline, section: Section) -> list[Clip]:
    """Find what is said in a section, but for its countdown."""
    voice = next(track for track in timeline.tracks if track.name == "voice")
    end = section.onset + section.duration
    said = [clip for clip in voice.clips if section.onset <= clip.onset < end]
    nexts = [clip.onset for clip in said[1:]] + [end]
    return [
        clip
        for clip, following in zip(said, nexts, strict=True)
        if not _counts(clip, following)
    ]


def _counts(clip: Clip, following: int) -> bool:
    """Tell whether this is a countdown's number: one word, a second before more."""
    one_word = " " not in (clip.text or "")
    return one_word and abs(following - clip.onset - SAMPLE_RATE) <= TICK


def _lasting(said: Sequence[Clip]) -> int:
    """Add up talk and its pauses, without the silences that are not for talking."""
    pauses = [after.onset - before.end for before, after in pairwise(said)]
    return sum(clip.duration for clip in said) + sum(
        pause for pause in pauses if pause <= _SILENCE
    )


def _windows(timeline: Timeline) -> Iterator[WindowFacts]:
    """Gather the windows of the sets by what is said in them."""
    found: dict[tuple[str, str | None, str | None], list[Frames]] = {}
    for window in windows(timeline):
        if window.slack is not None:
            hold = window.hold.text if window.hold else None
            ready = window.ready.text if window.ready else None
            found.setdefault((window.phase, hold, ready), []).append(window.slack)
    for (phase, hold, ready), slacks in found.items():
        yield WindowFacts(
            phase=phase, hold=hold, ready=ready, times=len(slacks), slack=min(slacks)
        )
