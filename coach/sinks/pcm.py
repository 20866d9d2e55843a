"""Samples as 16-bit integers; imports numpy, and only encoders import this."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["to_int16"]


def to_int16(block: NDArray[np.float32]) -> NDArray[np.int16]:
    """Round to 16 bits, limited to full scale; undithered: silence stays silent."""
    if not block.any():
        return np.zeros(block.shape, "<i2")
    scaled = block * np.float32(32768)
    np.rint(scaled, out=scaled)
    np.clip(scaled, -32768, 32767, out=scaled)
    return scaled.astype("<i2")
