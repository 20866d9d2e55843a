from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.speech.limiter import limit
from coach.speech.loudness import true_peak_dbtp
from coach.units import FRAMES_PER_MS, SAMPLE_RATE

CEILING_DBTP = -2.0


@given(
    seed=st.integers(0, 2**32 - 1),
    length=st.integers(1, 20_000),
    gain_db=st.floats(-30, 30),
    bursts=st.integers(0, 5),
)
@settings(max_examples=60, deadline=None)
def test_nothing_passes_the_ceiling(
    seed: int, length: int, gain_db: float, bursts: int
) -> None:
    random = np.random.default_rng(seed)
    samples = 0.1 * random.standard_normal(length)
    samples[random.integers(0, length, bursts)] *= 50
    samples *= 10 ** (gain_db / 20)
    limited = limit(samples.astype(np.float32), ceiling_dbtp=CEILING_DBTP)
    assert limited.dtype == np.float32
    assert len(limited) == length
    assert true_peak_dbtp(limited) <= CEILING_DBTP + 0.001


def test_what_is_below_the_ceiling_is_left_as_it_is() -> None:
    samples = (0.5 * np.sin(np.arange(9_600) / 7)).astype(np.float32)
    assert limit(samples, ceiling_dbtp=CEILING_DBTP) is samples


def test_a_peak_turns_down_only_its_surroundings() -> None:
    hum = (0.25 * np.sin(np.arange(SAMPLE_RATE) / 40)).astype(np.float32)
    loud = hum.copy()
    loud[24_000:24_010] = 2.0
    limited = limit(loud, ceiling_dbtp=CEILING_DBTP)
    reach = 21 * FRAMES_PER_MS
    before, after = slice(0, 24_000 - reach), slice(24_010 + reach, None)
    assert limited[before] == pytest.approx(hum[before], rel=1e-4)
    assert limited[after] == pytest.approx(hum[after], rel=1e-4)


def test_the_gain_changes_smoothly() -> None:
    samples = np.ones(SAMPLE_RATE, np.float32) * 0.5
    samples[24_000:24_100] = 3.0
    gain = limit(samples, ceiling_dbtp=CEILING_DBTP) / samples
    assert np.abs(np.diff(gain)).max() < 0.005


def test_the_level_of_what_is_too_loud_all_along_is_the_ceiling() -> None:
    samples = (3 * np.sin(np.arange(SAMPLE_RATE) / 20)).astype(np.float32)
    limited = limit(samples, ceiling_dbtp=CEILING_DBTP)
    assert true_peak_dbtp(limited) == pytest.approx(CEILING_DBTP, abs=0.1)
    assert np.abs(limited[20_000:28_000]).max() == pytest.approx(0.794, abs=0.01)
