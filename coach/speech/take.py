"""A take: one sentence or one word as one voice speaks it, ready to be placed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from coach.units import Frames

__all__ = ["Take"]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Take:
    """Mono samples at 48 kHz, trimmed, levelled and limited.

    Fit, gaps and a clip's onset and duration mean the sounding part; the mixer
    starts the samples `lead` frames before the clip's onset.
    """

    samples: NDArray[np.float32]
    """Shape (frames,); full scale is 1.0."""
    lead: Frames
    """Frames before the sounding part: soft breath and consonants."""
    sounding: Frames
    """Frames from the first to the last sample within 40 dB of the peak."""
