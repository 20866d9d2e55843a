"""MP3 frames of sounds that were encoded before, kept on disk and checked by content.

Losing it costs time and nothing else: a folder that cannot be read or written is no
fault, and a file that is not what was put there is as good as none.
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["FrameCache"]

_CHECKSUM_BYTES = 16


class FrameCache:
    """A folder with a file for each sound; any number of processes may share it."""

    def __init__(self, folder: Path) -> None:
        """Use this folder; it is made when the first frames are put."""
        self._folder = folder

    def get(self, key: str) -> bytes | None:
        """Read the frames of a sound; None where there are none or they are damaged."""
        try:
            stored = self._path(key).read_bytes()
        except OSError:
            return None
        frames = stored[_CHECKSUM_BYTES:]
        return frames if stored == _sealed(frames) else None

    def put(self, key: str, frames: bytes) -> None:
        """Keep the frames of a sound, or do without."""
        path = self._path(key)
        temporary = path.with_name(f".{path.name}.{os.urandom(8).hex()}.part")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                temporary.write_bytes(_sealed(frames))
                temporary.replace(path)
            finally:
                temporary.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.mp3frames"


def _sealed(frames: bytes) -> bytes:
    return blake2b(frames, digest_size=_CHECKSUM_BYTES).digest() + frames
