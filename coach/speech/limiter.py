"""The look-ahead limiter: run once on a take, when it is made.

Imports numpy at the top: import this module only where samples are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.speech.loudness import oversampled_peaks
from coach.units import FRAMES_PER_MS

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["limit"]

# Both ways, as the whole take is at hand: slower than a low voice's pitch period, so
# that the gain does not follow the waveform.
_REACH = 10 * FRAMES_PER_MS


def limit(samples: NDArray[np.float32], *, ceiling_dbtp: float) -> NDArray[np.float32]:
    """Turn down what would pass the ceiling, smoothly; leave the rest as it is."""
    ceiling = 10 ** (ceiling_dbtp / 20)
    peaks = oversampled_peaks(samples)
    if float(np.max(peaks, initial=0.0)) <= ceiling:
        return samples
    gain = _smooth(ceiling / np.maximum(peaks, ceiling))
    limited = (samples * gain).astype(np.float32)
    # A changing gain can lift a peak between samples by a hair: take that off too.
    excess = float(oversampled_peaks(limited).max()) / ceiling
    return limited if excess <= 1 else (limited / np.float32(excess)).astype(np.float32)


def _smooth(gain: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lower the gain around each dip, so that a moving average stays below it."""
    lowest = _sliding_minimum(np.pad(gain, 2 * _REACH, constant_values=1.0))
    half = _REACH + 1
    return _moving_average(_moving_average(lowest, half), half)


def _sliding_minimum(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the minimum over each window of 2 * _REACH + 1 values, by doubling."""
    window = 2 * _REACH + 1
    size = 1
    while size * 2 <= window:
        values = np.minimum(values[:-size], values[size:])
        size *= 2
    rest = window - size
    return np.minimum(values[:-rest], values[rest:])


def _moving_average(values: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    sums = np.cumsum(np.concatenate(([0.0], values)))
    averages: NDArray[np.float64] = (sums[size:] - sums[:-size]) / size
    return averages
