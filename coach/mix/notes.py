"""The sound of a tone's notes. Loads numpy: import it where a tone is rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.units import SAMPLE_RATE, frames

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.mix.tones import Note, Tone

__all__ = ["render_notes"]


def render_notes(tone: Tone) -> NDArray[np.float32]:
    """Add up a tone's notes at its gain; the first and last samples are exactly 0."""
    samples = np.zeros(tone.length)
    for note in tone.notes:
        first = frames(note.onset_ms)
        sound = _sound(note, tone.partials_db)
        samples[first : first + len(sound)] += sound
    samples *= 10 ** (tone.gain_db / 20)
    return samples.astype(np.float32)


def _sound(note: Note, partials_db: tuple[float, ...]) -> NDArray[np.float64]:
    radians = 2 * np.pi * _cycles(note)
    sound = np.zeros(len(radians))
    for harmonic, level_db in enumerate(partials_db, start=1):
        sound += 10 ** (level_db / 20) * np.sin(harmonic * radians)
    attack, release = frames(note.attack_ms), frames(note.release_ms)
    sound[:attack] *= _raised_cosine(attack)
    sound[-release:] *= _raised_cosine(release)[::-1]
    return sound


def _cycles(note: Note) -> NDArray[np.float64]:
    at_s = np.arange(frames(note.length_ms)) / SAMPLE_RATE
    if note.glide_to_hz is None:
        return note.frequency_hz * at_s
    # The integral of a pitch that moves evenly by ear, so that the phase never jumps.
    length_s = note.length_ms / 1000
    bend = np.log(note.glide_to_hz / note.frequency_hz)
    travelled: NDArray[np.float64] = np.expm1(bend * at_s / length_s) / bend
    return note.frequency_hz * length_s * travelled


def _raised_cosine(length: int) -> NDArray[np.float64]:
    rise: NDArray[np.float64] = (1 - np.cos(np.pi * np.arange(length) / length)) / 2
    return rise
