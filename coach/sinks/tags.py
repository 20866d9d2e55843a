"""What a file says about itself: all that a sink knows of the session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.units import Frames

__all__ = ["ChapterTag", "LyricLine", "TrackTags"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ChapterTag:
    """A named span that players list and skip to; in frames."""

    title: str
    onset: Frames
    duration: Frames


@dataclass(frozen=True, kw_only=True, slots=True)
class LyricLine:
    """The words of one cue and the frame on which they begin."""

    onset: Frames
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TrackTags:
    """The tags of one file."""

    title: str
    artist: str
    album: str
    genre: str = "Speech"
    year: int
    language: str
    """BCP 47: "en", "pt-BR"."""
    comment: str
    duration: Frames
    """Exactly the frames that will be written; the sink checks."""
    chapters: tuple[ChapterTag, ...] = ()
    """In order, contiguous, the first at 0 and the last ending at `duration`."""
    lyrics: tuple[LyricLine, ...] = ()
    """In order of onset."""
    position: str = ""
    """For the cover: "standing" or "seated"."""
    subtitle: str = ""
    """For the cover: what was chosen, such as "2 x 15"."""
