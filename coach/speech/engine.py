"""The seam to speech software: words in, samples out, and nothing else.

How to add an engine:

1. Write one file here named after the vendor, with a class that has `SpeechEngine`'s
   attributes; import the vendor's package inside the methods, never at the top.
2. Raise `coach.errors.MachineError` in one clear sentence where the software, its
   weights or its voice are missing, saying the command that would cure it.
3. Leave trimming, level, resampling, caching and file names to `coach.speech`.
4. Add it to the registry in `coach.speech.voices`, and its real test to
   `tests/speech/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from coach.utterance import Utterance

__all__ = ["RawSpeech", "SpeechEngine"]


@dataclass(frozen=True, kw_only=True, slots=True)
class RawSpeech:
    """What an engine made, as it made it: mono, full scale 1.0, at its own rate."""

    samples: NDArray[np.float32]
    sample_rate: int


class SpeechEngine(Protocol):
    """One voice of one vendor's software."""

    @property
    def engine(self) -> str:
        """The software's short name: "kokoro", "piper", "system"."""

    @property
    def voice(self) -> str:
        """The voice's name within that software, as the user says it: "heart"."""

    @property
    def settings(self) -> Mapping[str, str | int | float]:
        """All else that changes the samples: weights, noise scales, versions."""

    @property
    def fastest_rate(self) -> float:
        """The highest `Utterance.rate` that this voice can speak at; 1.0 if fixed."""

    def speak(self, utterance: Utterance) -> RawSpeech:
        """Speak; raise `MachineError` where the software or voice is missing."""
