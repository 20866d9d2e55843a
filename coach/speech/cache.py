"""Takes that were made before, kept on disk and checked by content: one file a take."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from coach.sealed import SealedFolder
from coach.speech.keys import is_key
from coach.speech.take import Take
from coach.units import Frames

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["TakeCache"]

_MAGIC = b"coach.take/1\n"
_PLACE = struct.Struct("<QQ")  # lead and sounding, in frames
_GAIN = struct.Struct("<d")


class TakeCache:
    """A folder of takes and of voices' gains; any number of processes may share it."""

    def __init__(self, folder: Path) -> None:
        """Use this folder; it is made when the first take is put."""
        self._files = SealedFolder(folder, _MAGIC)

    def get(self, key: str) -> Take | None:
        """Read the take of a request key; None where there is none or it is damaged."""
        import numpy as np

        content = self._read(key, "take")
        if content is None:
            return None
        lead, sounding = _PLACE.unpack_from(content)
        samples = np.frombuffer(content, dtype="<f4", offset=_PLACE.size)
        return Take(
            samples=samples.astype(np.float32),
            lead=Frames(lead),
            sounding=Frames(sounding),
        )

    def put(self, key: str, take: Take) -> None:
        """Keep a take under its request key, or do without."""
        place = _PLACE.pack(take.lead, take.sounding)
        self._write(key, "take", place + take.samples.astype("<f4").tobytes())

    def get_gain_db(self, key: str) -> float | None:
        """Read a voice's gain; None where there is none or it is damaged."""
        content = self._read(key, "gain")
        return None if content is None else float(_GAIN.unpack(content)[0])

    def put_gain_db(self, key: str, gain_db: float) -> None:
        """Keep a voice's gain, or do without."""
        self._write(key, "gain", _GAIN.pack(gain_db))

    def _read(self, key: str, kind: str) -> bytes | None:
        # A timeline's key is whatever its file says: only a real one names a file.
        return self._files.get(f"{key}.{kind}") if is_key(key) else None

    def _write(self, key: str, kind: str, content: bytes) -> None:
        self._files.put(f"{key}.{kind}", content)
