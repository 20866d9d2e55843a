"""What scripts, plans and timelines share: names of tones, places, tags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["TONES", "Level", "Origin", "SectionKind", "Tags", "ToneName"]

ToneName = Literal["rise", "fall", "tick", "set-end", "done", "chime"]
TONES: tuple[ToneName, ...] = ("rise", "fall", "tick", "set-end", "done", "chime")

SectionKind = Literal["opening", "practice", "set", "rest", "closing"]

Level = Literal["full", "short", "tones"]
"""How much is said in a repetition."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where in a coaching script the words stand."""

    file: str
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Tags:
    """What a player shows of the file, beside its title."""

    artist: str
    album: str
    year: int
    comment: str
