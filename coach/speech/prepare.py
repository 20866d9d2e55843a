"""From what an engine made to a take: trimmed, paced at its commas, levelled, limited.

Imports numpy at the top: import this module only where samples are. Whatever changes
the samples here must raise `coach.speech.keys.PREPARE_VERSION`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from coach.errors import MachineError
from coach.speech.limiter import limit
from coach.speech.loudness import active_level_lufs, integrated_lufs
from coach.speech.take import Take
from coach.units import FRAMES_PER_MS, SAMPLE_RATE, Frames

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from coach.speech.engine import RawSpeech

__all__ = [
    "CALIBRATION",
    "COMMA_PAUSE",
    "TARGET_LUFS",
    "NoSpeechError",
    "fade_edges",
    "make_take",
    "voice_gain_db",
]

TARGET_LUFS = -17.0
"""The loudness of a voice's takes, joined."""

COMMA_PAUSE = Frames(400 * FRAMES_PER_MS)
"""How long a voice is silent at a comma within a take."""

CALIBRATION = (
    "Stand tall, with both hands on your support.",
    "When I say hold, keep the position and breathe.",
    "Up on your toes.",
    "Back to your heels.",
    "Halfway there, and five more to go.",
)
"""What a voice speaks once, so that its gain is known before its first take."""

_ACTIVE_LUFS = -15.6  # of each take, where a voice's takes, joined, measure the target
_MOST_CORRECTION_DB = 3.0
_CEILING_DBTP = -2.0
_ROUNDS = 4
_NEAR_ENOUGH_DB = 0.05

_SOUNDING = 10 ** (-40 / 20)
_KEPT = 10 ** (-55 / 20)
_MARGIN = 20 * FRAMES_PER_MS
_FADE = 5 * FRAMES_PER_MS

# The voice's own pause, however short; a stop consonant closes for as long, so a
# pause is looked for only about where its comma stands.
_CLAUSE_MARK = re.compile(r"[,;:.!?](?=\s+\S)")
_PAUSE = 10 ** (-38 / 20)
_SHORTEST_PAUSE = 60 * FRAMES_PER_MS
_ENVELOPE = 10 * FRAMES_PER_MS
_EDGE = 100 * FRAMES_PER_MS
_LETTERS_A_PAUSE = 6
_ASTRAY = 0.12  # of the take's length


class NoSpeechError(MachineError):
    """A voice answered with silence, or with what is no sound at all."""

    def __init__(self, text: str) -> None:
        """Name the text that was asked for."""
        self.text = text
        super().__init__(
            f"the voice made no sound for '{text}'; try the line in other words, "
            "or another voice"
        )


def make_take(raw: RawSpeech, *, text: str, voice_gain_db: float) -> Take:
    """Trim, pace, level and limit one utterance; the same samples on every run."""
    samples = fade_edges(_level(_paced(raw, text), voice_gain_db))
    first, end = _sounding(samples, _SOUNDING)
    return Take(samples=samples, lead=Frames(first), sounding=Frames(end - first))


def voice_gain_db(spoken: Sequence[tuple[str, RawSpeech]]) -> float:
    """Find the one gain that brings a voice's takes, joined, to the target."""
    parts = [_paced(raw, text) for text, raw in spoken]
    loudness_lufs = integrated_lufs(np.concatenate(parts))
    if not np.isfinite(loudness_lufs):
        raise NoSpeechError(spoken[0][0])
    # Two decimals, so that a manifest holds the very same number.
    return round(TARGET_LUFS - loudness_lufs, 2)


def fade_edges(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Fade both ends over 5 ms by a raised cosine; the end samples become 0."""
    length = min(_FADE, len(samples) // 2)
    ramp = _ramp(length)
    faded = samples.copy()
    faded[:length] *= ramp
    faded[len(faded) - length :] *= ramp[::-1]
    return faded


def _paced(raw: RawSpeech, text: str) -> NDArray[np.float32]:
    samples = _trim(_resample(raw, text))
    return _lengthen_pauses(samples, _pause_places(text))


def _resample(raw: RawSpeech, text: str) -> NDArray[np.float32]:
    import soxr

    samples = np.asarray(raw.samples, dtype=np.float32)
    if samples.ndim != 1 or not samples.any() or not np.isfinite(samples).all():
        raise NoSpeechError(text)
    if raw.sample_rate == SAMPLE_RATE:
        return samples
    resampled = soxr.resample(samples, raw.sample_rate, SAMPLE_RATE, "HQ")
    return np.asarray(resampled, dtype=np.float32)


def _trim(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Keep what is audible and 20 ms on each side, of silence where there is none."""
    first, end = _sounding(samples, _KEPT)
    padded = np.pad(samples, _MARGIN)
    return padded[first : end + 2 * _MARGIN]


def _level(samples: NDArray[np.float32], voice_gain_db: float) -> NDArray[np.float32]:
    """Bring a take to its level and under the ceiling.

    The limiter takes some of the level away, so the correction is found by trying.
    """
    correction_db = 0.0
    for _ in range(_ROUNDS):
        factor = np.float32(10 ** ((voice_gain_db + correction_db) / 20))
        levelled = limit(samples * factor, ceiling_dbtp=_CEILING_DBTP)
        missing_db = _ACTIVE_LUFS - active_level_lufs(levelled)
        if abs(missing_db) < _NEAR_ENOUGH_DB:
            break
        correction_db += missing_db
        correction_db = min(
            max(correction_db, -_MOST_CORRECTION_DB), _MOST_CORRECTION_DB
        )
    return levelled


def _sounding(samples: NDArray[np.float32], ratio: float) -> tuple[int, int]:
    """Find the first frame and the end of what reaches this ratio of the peak."""
    magnitudes = np.abs(samples)
    loud = np.flatnonzero(magnitudes >= magnitudes.max() * ratio)
    return int(loud[0]), int(loud[-1]) + 1


def _pause_places(text: str) -> list[float]:
    """Say about where in a take each clause ends, as a fraction of its length."""
    marks = [mark.start() for mark in _CLAUSE_MARK.finditer(text)]
    length = len(text) + _LETTERS_A_PAUSE * len(marks)
    return [
        (start + _LETTERS_A_PAUSE * (index + 0.5)) / length
        for index, start in enumerate(marks)
    ]


def _lengthen_pauses(
    samples: NDArray[np.float32], places: Sequence[float]
) -> NDArray[np.float32]:
    """Stretch the voice's own silence at each of these places to the comma pause."""
    envelope = _envelope(samples)
    silences = _silences(envelope)
    chosen: set[tuple[int, int]] = set()
    for place in places:
        near = [
            (first, end)
            for first, end in silences - chosen
            if abs((first + end) / 2 / len(samples) - place) <= _ASTRAY
        ]
        if near:
            chosen.add(max(near, key=lambda pause: (pause[1] - pause[0], pause)))
    if not chosen:
        return samples
    paced = samples.copy()
    ramp = _ramp(_FADE)
    cuts, missing = [], []
    for first, end in sorted(chosen):
        cut = first + int(np.argmin(envelope[first:end]))
        paced[cut - _FADE : cut] *= ramp[::-1]
        paced[cut : cut + _FADE] *= ramp
        cuts.append(cut)
        missing.append(max(0, COMMA_PAUSE - (end - first)))
    return np.insert(paced, np.repeat(cuts, missing), np.float32(0))


def _envelope(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """Smooth the magnitudes: their root mean square over 10 ms around each frame."""
    before = _ENVELOPE // 2
    padded = np.pad(np.square(samples, dtype=np.float64), (before + 1, _ENVELOPE))
    sums = np.cumsum(padded)
    power = (sums[_ENVELOPE:] - sums[:-_ENVELOPE])[: len(samples)] / _ENVELOPE
    envelope: NDArray[np.float64] = np.sqrt(np.maximum(power, 0.0))
    return envelope


def _silences(envelope: NDArray[np.float64]) -> set[tuple[int, int]]:
    """Find where the voice pauses inside an utterance, as first frames and ends."""
    quiet = np.zeros(len(envelope) + 2, dtype=np.int8)
    quiet[1:-1] = envelope < envelope.max() * _PAUSE
    edges = np.flatnonzero(np.diff(quiet))
    return {
        (int(first), int(end))
        for first, end in zip(edges[::2], edges[1::2], strict=True)
        if end - first >= _SHORTEST_PAUSE
        and first >= _EDGE
        and end <= len(envelope) - _EDGE
    }


def _ramp(length: int) -> NDArray[np.float32]:
    """Build the rising half of a raised cosine, from 0."""
    angles = np.pi * np.arange(length) / max(length, 1)
    rising: NDArray[np.float32] = ((1 - np.cos(angles)) / 2).astype(np.float32)
    return rising
