"""The system's own voices through pyttsx3: SAPI5, NSSS, and espeak-ng on Linux."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from coach.errors import MachineError
from coach.speech.engine import RawSpeech
from coach.speech.espeak import carried_library

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.utterance import Utterance

__all__ = ["SystemEngine", "SystemVoiceError"]

WORDS_A_MINUTE = 150
"""What older listeners find comfortable, as the system's voices count it."""

_WORKER = Path(__file__).with_name("system_worker.py")
_DIALECTS = {"en": "en-gb"}


class SystemVoiceError(MachineError):
    """The system's voice did not speak."""

    def __init__(self, reason: str, cure: str) -> None:
        """Say why, and what to do about it."""
        self.reason = reason
        self.cure = cure
        super().__init__(f"the system's voice did not speak: {reason}; {cure}")


class SystemEngine:
    """The voice that the operating system has for a language, "en" or "en-us"."""

    engine = "system"
    fastest_rate = 1.15

    def __init__(
        self, language: str = "en", *, limit_s: float = 30, worker: Path = _WORKER
    ) -> None:
        """Take the language, and how long an utterance may take to be made."""
        self.voice = _DIALECTS.get(language.lower(), language.lower())
        self._limit_s = limit_s
        self._worker = worker

    @property
    def settings(self) -> Mapping[str, str | int | float]:
        """What changes the samples, as far as a program can know it."""
        return {
            "words_a_minute": WORDS_A_MINUTE,
            "platform": sys.platform,
            "pyttsx3": _version("pyttsx3"),
            "espeakng-loader": _version("espeakng-loader"),
        }

    def speak(self, utterance: Utterance) -> RawSpeech:
        """Speak in a fresh process, because only there espeak-ng repeats itself."""
        import soundfile

        with TemporaryDirectory(prefix="audio-coach-") as folder:
            # The system's synthesiser writes AIFF on macOS, whatever it is asked.
            suffix = "aiff" if sys.platform == "darwin" else "wav"
            file = Path(folder) / f"speech.{suffix}"
            self._run_worker(utterance, file)
            try:
                samples, sample_rate = soundfile.read(file, dtype="float32")
            except (OSError, soundfile.LibsndfileError) as fault:
                raise SystemVoiceError(
                    "it wrote no sound", "try another voice"
                ) from fault
        mono = samples if samples.ndim == 1 else samples.mean(axis=1)
        return RawSpeech(samples=mono, sample_rate=sample_rate)

    def _run_worker(self, utterance: Utterance, file: Path) -> None:
        library, data = carried_library() if sys.platform == "linux" else (None, None)
        request = {
            "text": utterance.text,
            "file": str(file),
            "language": self.voice,
            "words_a_minute": round(WORDS_A_MINUTE * utterance.rate),
            "library": library,
            "data": data,
        }
        try:
            done = subprocess.run(  # noqa: S603 (this file's neighbour, no shell)
                [sys.executable, "-P", str(self._worker)],
                input=json.dumps(request),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                timeout=self._limit_s,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise SystemVoiceError(
                f"it was stopped after {self._limit_s:g} s",
                "try again, or another voice",
            ) from None
        if done.returncode != 0:
            lines = done.stderr.strip().splitlines()
            reason = lines[-1] if lines else f"exit code {done.returncode}"
            raise SystemVoiceError(reason, "try another voice")


@cache
def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
