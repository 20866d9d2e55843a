"""Words to sounds, by the espeak-ng library that `espeakng_loader` carries."""

from __future__ import annotations

import ctypes
import os
import re
from functools import cache
from threading import Lock

from coach.errors import MachineError

__all__ = ["TIE", "EspeakError", "carried_library", "phonemes"]

TIE = "^"
"""What stands between the parts of a diphthong or an affricate: "o^ʊ"."""

_RETRIEVAL = 1
_DO_NOT_EXIT = 0x8000
_UTF8 = 1
_IPA_WITH_TIE = 0x02 | 0x80 | ord(TIE) << 8

# A mark counts where it ends a word: "1.5", "10:30" and "sit-to-stand" stay whole.
_MARKS = re.compile(
    r"\s*(?:[;:,.!?]+(?=[\s\"“”()—…\u2013]|$)|[\"“”()—…\u2013])\s*|\s+-\s+"
)
_LANGUAGE_SWITCH = re.compile(r"\([a-z-]+\)")

_REINSTALL = "try: pip install --force-reinstall espeakng-loader"
_LONGEST_DATA_PATH = 156  # in bytes: measured; beyond it the library finds nothing

_turn = Lock()


class EspeakError(MachineError):
    """espeak-ng is not there, does not start, or lacks the language."""

    def __init__(self, reason: str, cure: str = _REINSTALL) -> None:
        """Say why, and what to do about it."""
        self.reason = reason
        self.cure = cure
        super().__init__(f"espeak-ng cannot work: {reason}; {cure}")


def carried_library() -> tuple[str, str]:
    """Return the paths of espeak-ng's library and data that the package carries."""
    try:
        import espeakng_loader
    except ImportError:
        raise EspeakError("the package espeakng-loader is not installed") from None
    library, data = espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    length = len(os.fsencode(data))
    if length > _LONGEST_DATA_PATH:
        raise EspeakError(
            f"it takes paths of {_LONGEST_DATA_PATH} bytes and its data has {length}",
            f"install the coach higher up than {data}",
        )
    return library, data


def phonemes(text: str, language: str) -> str:
    """Return IPA with stress marks and `TIE`, the text's punctuation in its place.

    `language` is espeak-ng's name for it, "en-us".
    """
    words = _MARKS.split(text.strip())
    marks = [_plain_mark(mark.group()) for mark in _MARKS.finditer(text.strip())]
    # The library keeps its language and its place in the text in globals.
    with _turn:
        library = _started()
        if library.espeak_SetVoiceByName(language.encode()) != 0:
            raise EspeakError(
                f"it does not know the language {language!r}", "use another voice"
            )
        sounds = [_clause(library, clause) for clause in words]
    joined = "".join(a + b for a, b in zip(sounds, [*marks, ""], strict=True))
    return joined.strip()


def _plain_mark(mark: str) -> str:
    """Write a dash of any kind as an em dash; keep other marks and one space."""
    sign = mark.strip().replace("\u2013", "—").replace("-", "—")
    before = " " if mark[0].isspace() and sign in {"—", "(", "“", '"'} else ""
    after = " " if mark[-1].isspace() else ""
    return before + sign + after


@cache
def _started() -> ctypes.CDLL:
    """Start the library, once: it cannot be started twice in one process."""
    path, data = carried_library()
    try:
        # Its symbols stay its own: made global, piper's own espeak-ng would meet them.
        library = ctypes.CDLL(path)
    except OSError as fault:
        raise EspeakError(str(fault)) from fault
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.argtypes = [
        ctypes.POINTER(ctypes.c_char_p),
        ctypes.c_int,
        ctypes.c_int,
    ]
    if library.espeak_Initialize(_RETRIEVAL, 0, os.fsencode(data), _DO_NOT_EXIT) <= 0:
        raise EspeakError(f"it cannot read its data in {data}")
    return library


def _clause(library: ctypes.CDLL, text: str) -> str:
    """Translate one clause: a piece a call, and the library moves the pointer."""
    rest = ctypes.c_char_p(text.encode())
    pieces: list[str] = []
    while rest.value:
        piece = library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA_WITH_TIE)
        pieces.append(_LANGUAGE_SWITCH.sub("", piece.decode()).strip())
    return " ".join(piece for piece in pieces if piece)
