"""The seam to whatever takes sound: blocks of samples in, their source unknown.

How to add a sink:

1. Write one file here with a class derived from `FileSink`: `_open` gets a temporary
   path and the tags, `_encode` each block, `_close` completes the file, and `_abandon`
   lets go of it after a fault. (What is no file implements `Sink` itself.)
2. Import the format's package inside those methods or at the top of that file, which
   only the registry loads.
3. Leave temporary names, renaming and the system's refusals to `FileSink`; raise
   `coach.errors.MachineError` where a program or a package is missing.
4. Add its extension to the registry in `coach.sinks`, and its proofs (decoded length,
   positions, tags) to `tests/sinks/`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Protocol

from coach.sinks.atomic import AtomicFile, explained

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    import numpy as np
    from numpy.typing import NDArray

    from coach.sinks.tags import TrackTags

__all__ = ["FileSink", "Sink"]


class Sink(Protocol):
    """Takes blocks in order; leaving the `with` before `finish` discards them.

    with open_sink(path, tags) as sink:
        for block in blocks:
            sink.write(block)
        sink.finish()
    """

    def __enter__(self) -> Self:
        """Make ready to take blocks."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None:
        """Discard what was not finished."""

    def write(self, block: NDArray[np.float32]) -> None:
        """Take mono samples at 48 kHz, shape (frames,), full scale 1.0."""

    def finish(self) -> None:
        """Complete what was written: only now does a file take its place."""


class FileSink(ABC):
    """A sink that ends as a file, whole or not at all."""

    def __init__(self, path: Path, tags: TrackTags) -> None:
        """Remember what to make; nothing is touched before the `with`."""
        self.path = path
        self._tags = tags
        self._frames = 0
        self._file: AtomicFile | None = None

    def __enter__(self) -> Self:
        """Check the target and open a temporary file beside it."""
        self._file = AtomicFile(self.path)
        try:
            with explained(self.path):
                self._open(self._file.temporary, self._tags)
        except BaseException:
            self._discard()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None:
        """Remove the temporary file unless `finish` has put it in place."""
        if self._file is not None:
            self._discard()

    def write(self, block: NDArray[np.float32]) -> None:
        """Encode one block."""
        with explained(self.path):
            self._encode(block)
        self._frames += block.size

    def finish(self) -> None:
        """Complete the file and put it in the target's place."""
        if self._file is None:
            raise RuntimeError("finish needs an open sink")
        if self._frames != self._tags.duration:
            raise ValueError(
                f"{self._frames} frames written, {self._tags.duration} promised"
            )
        with explained(self.path):
            self._close()
        self._file.commit()
        self._file = None

    def _discard(self) -> None:
        file, self._file = self._file, None
        try:
            self._abandon()
        finally:
            if file is not None:
                file.discard()

    @abstractmethod
    def _open(self, path: Path, tags: TrackTags) -> None:
        """Begin a file at this temporary path."""

    @abstractmethod
    def _encode(self, block: NDArray[np.float32]) -> None:
        """Add the block's samples."""

    @abstractmethod
    def _close(self) -> None:
        """Write what comes last, tags included, and close the file."""

    @abstractmethod
    def _abandon(self) -> None:
        """Close the file without completing it; `_open` may have failed half-way."""
