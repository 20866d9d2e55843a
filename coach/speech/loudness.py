"""Loudness and true peak after ITU-R BS.1770-4, of mono samples at 48 kHz.

The K-weighting is done by FFT: numpy has no recursive filter, and scipy's takes a
second to import. Imports numpy at the top: import this module only where samples are.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "active_level_lufs",
    "integrated_lufs",
    "oversampled_peaks",
    "true_peak_dbtp",
]

_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285),
          (1.0, -1.69065929318241, 0.73248077421585))  # fmt: skip
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))

_OFFSET_DB = -0.691
_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE_LU = -10.0
_HOPS_A_BLOCK = 4  # blocks overlap by 75 %
_GATING_HOP = SAMPLE_RATE // 10
_ACTIVE_HOP = SAMPLE_RATE // 100

_SETTLING = SAMPLE_RATE // 5  # by then the high pass has decayed by more than 150 dB
_LONGEST_FFT = 1 << 19

_PHASES = 4
_TAPS = 24  # a phase: flat within 0.05 dB to 20 kHz
_PEAK_BLOCK = 1 << 16


def integrated_lufs(samples: NDArray[np.float32]) -> float:
    """Measure the gated loudness in LUFS; -inf where nothing passes the gate."""
    return _gated_lufs(samples, _GATING_HOP)


def active_level_lufs(samples: NDArray[np.float32]) -> float:
    """Measure how loud the speech is while it sounds, in LUFS, however short it is.

    The same gates over blocks of 40 ms instead of 400: a word of 300 ms is not
    averaged with the silence around it.
    """
    return _gated_lufs(samples, _ACTIVE_HOP)


def true_peak_dbtp(samples: NDArray[np.float32]) -> float:
    """Measure the highest peak of the waveform, between samples too, in dBTP."""
    peak = float(np.max(oversampled_peaks(samples), initial=0.0))
    return 20 * float(np.log10(peak)) if peak > 0 else -np.inf


def oversampled_peaks(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give, for each frame, the highest magnitude from it up to the next one."""
    phases = _interpolator()
    padded = np.pad(samples, (_TAPS // 2 - 1, _TAPS // 2))
    peaks = np.abs(samples)
    for first in range(0, len(samples), _PEAK_BLOCK):
        part = peaks[first : first + _PEAK_BLOCK]
        around = padded[first : first + len(part) + _TAPS - 1]
        for taps in phases:
            between = np.convolve(around, taps, mode="valid")
            np.maximum(part, np.abs(between), out=part)
    return peaks


def _gated_lufs(samples: NDArray[np.float32], hop: int) -> float:
    short_by = _HOPS_A_BLOCK * hop - len(samples)
    if short_by > 0:
        samples = np.pad(samples, (0, short_by))
    sums = np.cumsum(np.concatenate(([0.0], _hop_energies(samples, hop))))
    power = (sums[_HOPS_A_BLOCK:] - sums[:-_HOPS_A_BLOCK]) / (_HOPS_A_BLOCK * hop)
    loud = power[power > _power(_ABSOLUTE_GATE_LUFS)]
    if not len(loud):
        return -np.inf
    gate = float(loud.mean()) * 10 ** (_RELATIVE_GATE_LU / 10)
    return _lufs(float(loud[loud > gate].mean()))


def _hop_energies(samples: NDArray[np.float32], hop: int) -> NDArray[np.float64]:
    """Sum the squares of the K-weighted samples over each whole hop."""
    wanted = len(samples) // hop * hop
    size = min(_LONGEST_FFT, 1 << (wanted + _SETTLING - 1).bit_length())
    step = (size - _SETTLING) // hop * hop
    weighting = _k_weighting(size)
    padded = np.concatenate((np.zeros(_SETTLING), samples[:wanted]))
    energies = []
    for first in range(0, wanted, step):
        # Overlap-save: what the circular convolution spoils is the settling time.
        spectrum = np.fft.rfft(padded[first : first + _SETTLING + step], size)
        weighted = np.fft.irfft(spectrum * weighting, size)
        part = weighted[_SETTLING : _SETTLING + min(step, wanted - first)]
        energies.append(np.square(part).reshape(-1, hop).sum(axis=1))
    return np.concatenate(energies)


@lru_cache(maxsize=8)
def _k_weighting(size: int) -> NDArray[np.complex128]:
    delay = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    response = np.ones(len(delay), dtype=np.complex128)
    for (b0, b1, b2), (a0, a1, a2) in (_SHELF, _HIGH_PASS):
        response *= (b0 + delay * (b1 + delay * b2)) / (a0 + delay * (a1 + delay * a2))
    return response


@lru_cache(maxsize=1)
def _interpolator() -> tuple[NDArray[np.float32], ...]:
    """Build windowed-sinc taps for the instants 1/4, 2/4 and 3/4 after a frame."""
    frames = np.arange(_TAPS) - (_TAPS // 2 - 1)
    filters = []
    for phase in range(1, _PHASES):
        away = frames - phase / _PHASES
        window = np.i0(7.0 * np.sqrt(1 - (away / (_TAPS / 2)) ** 2)) / np.i0(7.0)
        taps = np.sinc(away) * window
        filters.append((taps / taps.sum())[::-1].astype(np.float32))
    return tuple(filters)


def _power(lufs: float) -> float:
    return float(10 ** ((lufs - _OFFSET_DB) / 10))


def _lufs(power: float) -> float:
    return _OFFSET_DB + 10 * float(np.log10(power))
