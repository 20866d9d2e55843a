"""A sink that keeps what it was given, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["RecorderSink"]


class RecorderSink:
    """Records blocks in memory, and whether the end was reached or thrown away."""

    def __init__(self) -> None:
        """Begin empty."""
        self.blocks: list[NDArray[np.float32]] = []
        self.finished = False
        self.discarded = False

    @property
    def samples(self) -> NDArray[np.float32]:
        """Everything written so far, as one array."""
        import numpy as np

        return np.concatenate([np.zeros(0, np.float32), *self.blocks])

    def __enter__(self) -> Self:
        """Record."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None:
        """Drop everything that was not finished."""
        if not self.finished:
            self.blocks.clear()
            self.discarded = True

    def write(self, block: NDArray[np.float32]) -> None:
        """Keep a copy: the mixer may use its block again."""
        self.blocks.append(block.copy())

    def finish(self) -> None:
        """Note that the session came to its end."""
        self.finished = True
