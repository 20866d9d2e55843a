"""MP3 frames of sounds that were encoded before, on disk, checked by content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.sealed import SealedFolder

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["FrameCache"]

_MAGIC = b"coach.frames/1\n"


class FrameCache:
    """A folder with a file for each sound; any number of processes may share it."""

    def __init__(self, folder: Path) -> None:
        """Use this folder; it is made when the first frames are put."""
        self._files = SealedFolder(folder, _MAGIC)

    def get(self, key: str) -> bytes | None:
        """Read the frames of a sound; None where there are none or they are damaged."""
        return self._files.get(f"{key}.mp3frames")

    def put(self, key: str, frames: bytes) -> None:
        """Keep the frames of a sound, or do without."""
        self._files.put(f"{key}.mp3frames", frames)
