"""The seam to an ear: samples in, the words that were heard out.

A voice pack is listened to once, when it is baked, by software that needs no network.
How to add a recogniser: one class with `Recogniser`'s attributes, made from all texts
that there are to hear; import its package inside the methods.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from coach.errors import MachineError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "FakeRecogniser",
    "Recogniser",
    "RecogniserMissingError",
    "SphinxRecogniser",
    "spoken_words",
]


class Recogniser(Protocol):
    """One ear."""

    @property
    def name(self) -> str:
        """The software's short name and what it knows of the words beforehand."""

    def hear(self, samples: NDArray[np.float32]) -> str:
        """Write down what is said in mono samples at 48 kHz, as `spoken_words` does."""


class RecogniserMissingError(MachineError):
    """The recogniser is not installed."""

    def __init__(self) -> None:
        """Say which command installs it."""
        super().__init__(
            "no recogniser is installed, so nobody would hear the takes; "
            "run: pip install 'audio-coach[bake]'"
        )


_HOMOPHONES = {"two": "to", "too": "to", "four": "for"}
_WORD = re.compile(r"[a-z']+")


def spoken_words(text: str) -> str:
    """Reduce a text to what can be heard of it: no marks, and one of each homophone."""
    words = _WORD.findall(text.lower())
    return " ".join(_HOMOPHONES.get(word, word) for word in words)


class SphinxRecogniser:
    name = "x"

    def __init__(self, texts): ...
