"""Folders of files that are checked by content: what caches and packs are kept in.

A file is a magic word, the checksum of all that follows, the file's own name, and the
content. Whatever is not exactly that is removed and counts as missing. A cache may be
lost, which costs time and nothing else: a folder that cannot be read or written is no
fault.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SealedFolder", "replace_file"]


class SealedFolder:
    """A folder of sealed files; any number of processes may share it."""

    def __init__(self, folder: Path, magic: bytes) -> None:
        """Use this folder; it is made when the first file is put."""
        self._folder = folder
        self._magic = magic

    def get(self, name: str) -> bytes | None:
        """Read a file's content; None where there is none or it is damaged."""
        path = self._folder / name
        try:
            stored = path.read_bytes()
        except OSError:
            return None
        content = stored[len(self._sealed(b"", name)) :]
        if stored == self._sealed(content, name):
            return content
        with suppress(OSError):
            path.unlink()
        return None

    def put(self, name: str, content: bytes) -> None:
        """Keep content under a name, or do without."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_file(self._folder / name, self._sealed(content, name))

    def _sealed(self, content: bytes, name: str) -> bytes:
        body = f"{name}\n".encode() + content
        return self._magic + hashlib.sha256(body).digest() + body


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
