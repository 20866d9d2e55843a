"""The seam's fake: an engine that hums for as long as the words have letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import MachineError
from coach.speech.engine import RawSpeech

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from coach.utterance import Utterance

__all__ = ["FakeEngine", "LackingWordsError"]

_SAMPLE_RATE_HZ = 24_000
_LETTER_S = 0.09
_QUIET_S = 0.05
_TONE_HZ = 220
_PEAK = 0.25


class LackingWordsError(MachineError):
    """The fake was told that it cannot say this."""

    def __init__(self, text: str) -> None:
        """Name the words."""
        self.text = text
        super().__init__(f'the fake voice lacks "{text}"; let it have the words')


class FakeEngine:
    """A 220 Hz hum between 50 ms silences: 90 ms a letter or digit, at rate 1.0."""

    engine = "fake"

    def __init__(
        self,
        *,
        voice: str = "hum",
        lacks: Collection[str] = (),
        fastest_rate: float = 1.15,
    ) -> None:
        """Remember which texts it is to lack, word for word."""
        self.voice = voice
        self.fastest_rate = fastest_rate
        self.lacks = frozenset(lacks)
        self.requests: list[Utterance] = []
        """Every utterance that was asked for, in order, those it lacks included."""

    @property
    def settings(self) -> Mapping[str, str | int | float]:
        """What changes the samples."""
        return {"tone_hz": _TONE_HZ}

    def speak(self, utterance: Utterance) -> RawSpeech:
        """Hum; nothing but the letters and the rate counts."""
        import numpy as np

        self.requests.append(utterance)
        if utterance.text in self.lacks:
            raise LackingWordsError(utterance.text)
        letters = max(sum(letter.isalnum() for letter in utterance.text), 1)
        length = round(letters * _LETTER_S / utterance.rate * _SAMPLE_RATE_HZ)
        phase = 2 * np.pi * _TONE_HZ / _SAMPLE_RATE_HZ * np.arange(length)
        quiet = np.zeros(round(_QUIET_S * _SAMPLE_RATE_HZ), np.float32)
        hum = (_PEAK * np.cos(phase)).astype(np.float32)
        samples = np.concatenate((quiet, hum, quiet))
        return RawSpeech(samples=samples, sample_rate=_SAMPLE_RATE_HZ)
