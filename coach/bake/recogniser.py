"""The seam to an ear: samples in, the words that were heard out.

A voice pack is listened to once, when it is baked, by software that needs no network.
How to add a recogniser: one class with `Recogniser`'s attributes, made from all texts
that there are to hear; import its package inside the methods.
"""

from __future__ import annotations

import re
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol

from coach.errors import MachineError
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        """The software's name, and how it listens."""

    def hear(self, samples: NDArray[np.float32]) -> str:
        """Write down what mono samples at 48 kHz say, as `spoken_words` would."""

    def nearest(self, samples: NDArray[np.float32]) -> str:
        """Choose which text the samples sound most like; "" where it is like none."""


class RecogniserMissingError(MachineError):
    """The recogniser is not installed."""

    def __init__(self) -> None:
        """Say which command installs it."""
        super().__init__(
            "no recogniser is installed, so nobody would hear the takes; "
            'run: pip install "audio-coach[bake]"'
        )


_HOMOPHONES = {"two": "to", "too": "to", "four": "for"}
_WORD = re.compile(r"[a-z']+")


def spoken_words(text: str) -> str:
    """Reduce a text to what can be heard of it: no marks, and one of each homophone."""
    return " ".join(_HOMOPHONES.get(word, word) for word in _words(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


class SphinxRecogniser:
    """CMU's pocketsphinx and the English model that its wheel carries.

    It hears by a language model of the texts' own words: any of them may follow any
    other, so a word that was spoken badly turns into another word.
    """

    name = "pocketsphinx, US English, by a trigram model of the pack's own words"

    def __init__(self, texts: Sequence[str]) -> None:
        """Take all the texts that there are to hear."""
        if find_spec("pocketsphinx") is None:
            raise RecogniserMissingError
        self._texts = sorted({" ".join(_words(text)) for text in texts})

    def hear(self, samples: NDArray[np.float32]) -> str:
        """Write down the likeliest words."""
        return _decode(self._by_words, samples)

    def nearest(self, samples: NDArray[np.float32]) -> str:
        """Choose the likeliest text."""
        heard = _decode(self._by_texts, samples)
        # Where none fits to its end, the decoder gives back a part of one.
        whole = {spoken_words(text) for text in self._texts}
        return heard if heard in whole else ""

    @cached_property
    def _by_words(self) -> Any:  # noqa: ANN401 (untyped package)
        from pocketsphinx import Decoder
        from pocketsphinx.lm import ArpaBoLM

        sentences = "\n".join(f"<s> {text} </s>" for text in self._texts)
        model = ArpaBoLM(text=sentences)
        model.compute()
        with TemporaryDirectory() as folder:
            path = Path(folder) / "words.arpa"
            model.write_file(str(path))
            return Decoder(lm=str(path), **_OPTIONS)

    @cached_property
    def _by_texts(self) -> Any:  # noqa: ANN401 (untyped package)
        from pocketsphinx import Decoder

        decoder = Decoder(lm=None, **_OPTIONS)
        choice = " | ".join(self._texts)
        grammar = f"#JSGF V1.0; grammar texts; public <text> = {choice};"
        decoder.add_jsgf_string("texts", grammar)
        decoder.activate_search("texts")
        return decoder


class FakeRecogniser:
    """The seam's fake: hears what it was told to, one take after another."""

    name = "a fake"

    def __init__(self, heard: Sequence[str], nearest: str = "") -> None:
        """Remember what to hear in each take, and what every one is nearest to."""
        self._heard = iter(heard)
        self._nearest = nearest

    def hear(self, _samples: NDArray[np.float32]) -> str:
        """Hear the next of the words."""
        return spoken_words(next(self._heard))

    def nearest(self, _samples: NDArray[np.float32]) -> str:
        """Choose the one text."""
        return spoken_words(self._nearest)


_RATE_HZ = 16_000
_OPTIONS = {"samprate": _RATE_HZ, "loglevel": "FATAL"}
_QUIET = _RATE_HZ * 2 // 5
_PEAK = 0.5
_FULL_SCALE = 32_767
_PRONUNCIATION = re.compile(r"\(\d+\)")


def _decode(decoder: Any, samples: NDArray[np.float32]) -> str:  # noqa: ANN401 (untyped package)
    import numpy as np
    import soxr

    slow = soxr.resample(samples, SAMPLE_RATE, _RATE_HZ)
    level = slow * (_PEAK / max(float(np.abs(slow).max(initial=0.0)), 1e-9))
    padded = np.pad(level, _QUIET)
    # What one take taught about the room would colour how the next one is heard.
    decoder.reinit_feat()
    decoder.start_utt()
    pcm = (padded * _FULL_SCALE).astype("<i2").tobytes()
    decoder.process_raw(pcm, no_search=False, full_utt=True)
    decoder.end_utt()
    hypothesis = decoder.hyp()
    return spoken_words(_PRONUNCIATION.sub("", hypothesis.hypstr if hypothesis else ""))
