"""Takes that were made before, kept on disk and checked by content.

One file holds one take and says which: a magic word, the checksum of all that follows,
the file's own name with the request key in it, then lengths and samples. Whatever is
not exactly that is removed and made again. Losing the cache costs time and nothing
else, so a folder that cannot be read or written is no fault.
"""

from __future__ import annotations

import hashlib
import os
import struct
from contextlib import suppress
from typing import TYPE_CHECKING

from coach.speech.keys import is_key
from coach.speech.take import Take
from coach.units import Frames

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["TakeCache", "replace_file"]

_MAGIC = b"coach.take/1\n"
_PLACE = struct.Struct("<QQ")  # lead and sounding, in frames
_GAIN = struct.Struct("<d")


class TakeCache:
    """A folder of takes and of voices' gains; any number of processes may share it."""

    def __init__(self, folder: Path) -> None:
        """Use this folder; it is made when the first take is put."""
        self._folder = folder

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
        if not is_key(key):
            return None
        path = self._folder / f"{key}.{kind}"
        try:
            stored = path.read_bytes()
        except OSError:
            return None
        content = _unseal(stored, path.name)
        if content is None:
            with suppress(OSError):
                path.unlink()
        return content

    def _write(self, key: str, kind: str, content: bytes) -> None:
        path = self._folder / f"{key}.{kind}"
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_file(path, _seal(content, path.name))


def replace_file(path: Path, content: bytes) -> None:
    """Write a whole file or leave what was there: readers never see half of one."""
    temporary = path.with_name(f".{path.name}.{os.urandom(8).hex()}.part")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _seal(content: bytes, name: str) -> bytes:
    body = f"{name}\n".encode() + content
    return _MAGIC + hashlib.sha256(body).digest() + body


def _unseal(stored: bytes, name: str) -> bytes | None:
    """Return what was sealed under this name; None where anything is amiss."""
    content = stored[len(_seal(b"", name)) :]
    return content if stored == _seal(content, name) else None
