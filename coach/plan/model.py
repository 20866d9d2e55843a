"""The plan: everything that will be said and done, in order, speech unmeasured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.script.model import Pause, Spoken, Toned

if TYPE_CHECKING:
    from coach.script.model import Value
    from coach.units import Milliseconds
    from coach.vocabulary import Origin, SectionKind, Tags, ToneName

__all__ = [
    "Counted",
    "Item",
    "Line",
    "LinePart",
    "Passage",
    "Pause",
    "Plan",
    "PlannedCue",
    "SetWork",
    "Spoken",
    "Toned",
    "Window",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """A countdown: its words a second apart, the go tone one second after the last."""

    words: tuple[str, ...]


LinePart = Spoken | Toned | Pause | Counted


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One wording with its slots filled."""

    wording: int
    """Its place in the cue's ladder, from 0."""
    parts: tuple[LinePart, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedCue:
    """A cue at its place in the session: the lines to choose from, fullest first."""

    cue: str
    ladder: tuple[Line, ...]
    safety: bool
    origin: Origin
    rep: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One thing of a passage: words, a tone or a pause."""

    cue: PlannedCue | None = None
    tone: ToneName | None = None
    pause: Milliseconds | None = None
    gap: Milliseconds | None = None
    left: Milliseconds | None = None
    optional: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """A stretch of talking; with a countdown it ends on a go tone."""

    kind: SectionKind
    chapter: str
    items: tuple[Item, ...]
    countdown: PlannedCue | None = None
    lasts: Milliseconds | None = None
    """Exactly so long, as a rest is; None where it takes the time it takes."""
    block: int | None = None
    set: int | None = None
    side: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """From go tone to go tone: a phase's hold cue, and the next phase's pre-cue."""

    rep: int
    phase: str
    lasts: Milliseconds
    tone: ToneName
    hold: PlannedCue | None
    ready: PlannedCue | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SetWork:
    """The repetitions of one set, for one side."""

    chapter: str
    block: int
    set: int
    side: str | None
    windows: tuple[Window, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """A session in order: passages, and the sets between them."""

    title: str
    language: str
    routine: str
    position: str
    preview: bool
    parameters: dict[str, Value]
    """As people write them: durations as text."""
    tags: Tags
    sounding: bool
    """Whether the tones sound."""
    tone_gain_db: float
    sequence: tuple[Passage | SetWork, ...]
