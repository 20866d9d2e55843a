"""Kokoro-82M through onnxruntime: the voices of the packs, and words of one's own.

The same words give the same bytes on one machine: nothing in the model is random.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from coach.errors import MachineError
from coach.speech.engine import RawSpeech
from coach.speech.espeak import phonemes
from coach.speech.onnx_session import fingerprint
from coach.speech.phonemes import PHONEME_MAP_VERSION, kokoro_phonemes, token_ids
from coach.speech.weights import (
    MODEL_FILE,
    WeightsError,
    lacking,
    open_model,
    read_style,
    style_file,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from coach.utterance import Utterance

__all__ = ["KokoroEngine", "TooLongError"]

_SAMPLE_RATE_HZ = 24_000
_MOST_TOKENS = 510


class TooLongError(MachineError):
    """A sentence has more sounds than Kokoro takes at a time."""

    def __init__(self, text: str, tokens: int) -> None:
        """Say how long it is and how long it may be."""
        self.text = text
        self.tokens = tokens
        super().__init__(
            f"kokoro speaks at most {_MOST_TOKENS} sounds at a time and "
            f'"{text[:40]}..." has {tokens}; make it two sentences'
        )


class KokoroEngine:
    """One of Kokoro's American voices, from the weights in a folder."""

    engine = "kokoro"
    fastest_rate = 1.15

    def __init__(self, voice: str, folder: Path, *, threads: int = 2) -> None:
        """Take the voice's name here, "heart"; nothing is read until it speaks."""
        self.voice = voice
        self._style_file = style_file(voice)
        self._folder = folder
        self._threads = threads

    @cached_property
    def settings(self) -> Mapping[str, str | int | float]:
        """What changes the samples: weights, voice vectors, the phoneme map."""
        self._check_files()
        return {
            "weights": fingerprint(self._folder / MODEL_FILE),
            "style": fingerprint(self._folder / self._style_file),
            "phonemes": PHONEME_MAP_VERSION,
        }

    def speak(self, utterance: Utterance) -> RawSpeech:
        """Speak one sentence or word, with about 0.4 s of silence on either side."""
        self._check_files()
        ipa = phonemes(_closed(utterance.text), "en-us")
        tokens = token_ids(kokoro_phonemes(ipa))
        if len(tokens) > _MOST_TOKENS:
            raise TooLongError(utterance.text, len(tokens))
        inputs = _inputs(self._session, tokens, self._style, utterance.rate)
        samples = self._session.run(None, inputs)[0].reshape(-1)
        return RawSpeech(samples=samples, sample_rate=_SAMPLE_RATE_HZ)

    def _check_files(self) -> None:
        missing = lacking(self.voice, self._folder)
        if missing:
            raise WeightsError(
                f"the voice {self.voice} lacks {' and '.join(missing)} "
                f"in {self._folder}",
                f"run: coach voices add {self.voice}",
            )

    @cached_property
    def _session(self) -> Any:  # noqa: ANN401 (untyped package)
        return open_model(self._folder / MODEL_FILE, threads=self._threads)

    @cached_property
    def _style(self) -> NDArray[np.float32]:
        return read_style(self._folder / self._style_file)


def _closed(text: str) -> str:
    """End a sentence with a full stop, for its falling tone; leave a word as it is.

    A word that is placed by itself ("Hold", a number) is 0.03 s shorter without one,
    and as well understood.
    """
    words = text.split()
    one_word = len(words) <= 1
    if one_word or not words[-1][-1].isalnum():
        return text
    return f"{text.rstrip()}."


def _inputs(
    session: Any,  # noqa: ANN401 (untyped package)
    tokens: Sequence[int],
    style: NDArray[np.float32],
    rate: float,
) -> dict[str, NDArray[Any]]:
    """Name the inputs as this export of the model does."""
    import numpy as np

    names = {each.name for each in session.get_inputs()}
    padded = np.array([[0, *tokens, 0]], dtype=np.int64)
    return {
        "input_ids" if "input_ids" in names else "tokens": padded,
        "style": style[max(len(tokens), 1) - 1],
        "speed": np.array([rate], dtype=np.float32),
    }
