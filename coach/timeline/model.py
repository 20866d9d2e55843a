"""The timeline: everything that sounds, at integer frames, and nothing else needed.

The field names are those of the JSON, `coach.timeline/1`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from coach.units import SAMPLE_RATE, Frames
from coach.vocabulary import TONES, Origin, SectionKind, Tags, ToneName

__all__ = [
    "SCHEMA",
    "TONES",
    "Chapter",
    "Clip",
    "FitNote",
    "Origin",
    "Phase",
    "Section",
    "SectionKind",
    "SpeechSource",
    "Tags",
    "Timeline",
    "ToneName",
    "ToneSource",
    "Track",
    "VoiceName",
]

SCHEMA = "coach.timeline/1"


@dataclass(frozen=True, kw_only=True, slots=True)
class SpeechSource:
    """Speech: the request key of a take, which `text` and `rate` can make again."""

    kind: Literal["speech"] = "speech"
    take: str
    rate: float = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ToneSource:
    """A generated signal, by the name of its recipe."""

    kind: Literal["tone"] = "tone"
    tone: ToneName


@dataclass(frozen=True, kw_only=True, slots=True)
class Clip:
    """One sound on a track; `onset` and `duration` are its sounding part, in frames."""

    onset: Frames
    duration: Frames
    cue: str
    text: str | None = None
    block: int | None = None
    set: int | None = None
    rep: int | None = None
    side: str | None = None
    wording: int | None = None
    origin: Origin | None = None
    source: SpeechSource | ToneSource
    gain_db: float = 0.0

    @property
    def end(self) -> Frames:
        """The first frame after the sounding part."""
        return Frames(self.onset + self.duration)


@dataclass(frozen=True, kw_only=True, slots=True)
class Track:
    """Clips in order of onset that never overlap one another; tracks are summed."""

    name: Literal["voice", "tones"]
    clips: tuple[Clip, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A part of the session; a set's section begins on its first go tone."""

    kind: SectionKind
    block: int | None = None
    set: int | None = None
    side: str | None = None
    onset: Frames
    duration: Frames


@dataclass(frozen=True, kw_only=True, slots=True)
class Phase:
    """One phase of one repetition: from its go tone to the next."""

    block: int
    set: int
    rep: int
    phase: str
    side: str | None = None
    onset: Frames
    duration: Frames


@dataclass(frozen=True, kw_only=True, slots=True)
class Chapter:
    """A named span that players show; chapters are contiguous from 0 to the end."""

    title: str
    onset: Frames
    duration: Frames


@dataclass(frozen=True, kw_only=True, slots=True)
class FitNote:
    """Words that were shortened, quickened or dropped to stay in their slot."""

    slug: Literal["shortened", "quickened", "dropped"]
    cue: str
    block: int | None = None
    set: int | None = None
    rep: int | None = None
    side: str | None = None
    slot: Frames
    """Frames that were free."""
    need: Frames
    """Frames that the fullest wording would have taken."""
    action: str
    """What was done, in words: "wording 1", "1.15 times faster", "not said"."""
    origin: Origin | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class VoiceName:
    """The one voice of the session."""

    engine: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeline:
    """A whole session, ready to play or to render."""

    schema: Literal["coach.timeline/1"] = "coach.timeline/1"
    title: str
    language: str
    """BCP 47: "en"."""
    sample_rate: int = SAMPLE_RATE
    duration: Frames
    routine: str
    position: str
    preview: bool = False
    parameters: dict[str, str | int | bool] = field(default_factory=dict)
    voice: VoiceName
    tags: Tags
    tracks: tuple[Track, ...]
    sections: tuple[Section, ...]
    phases: tuple[Phase, ...]
    chapters: tuple[Chapter, ...]
    fit: tuple[FitNote, ...] = ()
