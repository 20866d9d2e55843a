"""Tones from recipes: their lengths without numpy, their samples with it.

The recipes are `audio/tones.toml`, which also says what each number means.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from coach.resources import shipped
from coach.units import Frames, Milliseconds, frames

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from coach.vocabulary import ToneName

__all__ = ["Note", "Tone", "render_tone", "tone", "tone_frames"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """One note of a tone; attack and release lie inside its length."""

    onset_ms: Milliseconds
    length_ms: Milliseconds
    frequency_hz: float
    attack_ms: Milliseconds
    release_ms: Milliseconds
    glide_to_hz: float | None = None
    """Where the pitch arrives at the note's end; None where it stays."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tone:
    """The recipe of one tone."""

    partials_db: tuple[float, ...]
    """Levels of the harmonics, the fundamental first."""
    level_lufs: float
    """K-weighted loudness of the loudest 400 ms: what `gain_db` is tuned for."""
    gain_db: float
    notes: tuple[Note, ...]

    @property
    def length(self) -> Frames:
        """The whole sounding part, from the first note's onset to the last's end."""
        return frames(
            Milliseconds(max(note.onset_ms + note.length_ms for note in self.notes))
        )


def tone(name: ToneName) -> Tone:
    """Look up a tone's recipe."""
    return _recipes()[name]


def tone_frames(name: ToneName) -> Frames:
    """Tell how long a tone sounds, from its recipe alone."""
    return tone(name).length


def render_tone(name: ToneName) -> NDArray[np.float32]:
    """Make a tone's samples: exactly `tone_frames(name)` of them, full scale 1.0."""
    from coach.mix.notes import render_notes

    return render_notes(tone(name))


@cache
def _recipes() -> Mapping[str, Tone]:
    with (shipped("audio") / "tones.toml").open("rb") as file:
        table: dict[str, Any] = tomllib.load(file)
    partials_db = tuple(table.pop("partials_db"))
    return {
        name: Tone(
            partials_db=partials_db,
            level_lufs=recipe["level_lufs"],
            gain_db=recipe["gain_db"],
            notes=tuple(Note(**note) for note in recipe["notes"]),
        )
        for name, recipe in table.items()
    }
