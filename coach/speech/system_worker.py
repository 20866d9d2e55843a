"""One utterance through pyttsx3, in a process of its own, which then ends.

pyttsx3 prints, polls and has hung, and espeak-ng says the same words the same way only
in a fresh process. So `coach.speech.system` runs this file as a program, with a time
limit. It imports nothing of the coach. It reads one JSON object from standard input:

    text, file      what to say, and where to write it
    language        "en-gb"
    words_a_minute  the pace asked of the system's voice
    library, data   espeak-ng's, as a package carries it; null for the system's own

Where it fails, the last line on standard error is the reason.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from typing import Any

__all__ = ["main", "speak"]


def speak(request: dict[str, Any]) -> None:
    """Write the words to the file that the request names."""
    if request["library"]:
        # pyttsx3 opens "libespeak-ng.so.1" by name: that finds a library already here.
        os.environ["ESPEAK_DATA_PATH"] = request["data"]
        ctypes.CDLL(request["library"], mode=ctypes.RTLD_GLOBAL)
    import pyttsx3

    faults: list[Exception] = []
    engine = pyttsx3.init()
    # pyttsx3 swallows what goes wrong in its queue and tells only who asked.
    engine.connect("error", lambda name, exception: faults.append(exception))  # noqa: ARG005 (called by name)
    engine.setProperty("voice", _voice(engine, request["language"]))
    engine.setProperty("rate", request["words_a_minute"])
    engine.proxy.setBusy(False)
    _settle()
    engine.save_to_file(request["text"], request["file"])
    engine.runAndWait()
    _settle()
    if faults:
        raise faults[0]


def _settle() -> None:
    """Wait for espeak-ng's own thread, where that is the driver.

    runAndWait cancels whatever that thread has not begun, the pace included, and comes
    back 10 ms after the words were handed over, spoken or not.
    """
    espeak = sys.modules.get("pyttsx3.drivers._espeak")
    if espeak is not None:
        espeak.Synchronize()


def _voice(engine: Any, language: str) -> str:  # noqa: ANN401 (untyped package)
    """Choose the default voice if it speaks the language, else the first that does."""
    default = engine.getProperty("voice")
    voices = sorted(engine.getProperty("voices"), key=lambda each: each.id != default)
    for exact in (True, False):
        for voice in voices:
            spoken = {_tag(each) for each in voice.languages}
            if not exact:
                spoken = {each.partition("-")[0] for each in spoken}
            if (language if exact else language.partition("-")[0]) in spoken:
                return str(voice.id)
    raise ValueError(f"the system has no voice for the language {language}")


def _tag(language: str | bytes) -> str:
    """Write a language as scripts do: "en-gb"."""
    text = language.decode() if isinstance(language, bytes) else language
    return text.strip("\x00\x02\x05").replace("_", "-").lower()


def main() -> int:
    """Speak what standard input asks for; return the process's exit code."""
    speak(json.load(sys.stdin))
    return 0


if __name__ == "__main__":
    sys.exit(main())
