from __future__ import annotations

import re
import subprocess
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile
from conftest import require_tool

from coach.speech.loudness import (
    active_level_lufs,
    integrated_lufs,
    oversampled_peaks,
    true_peak_dbtp,
)
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def sine(hz: float, *, peak_dbfs: float, duration_s: float) -> NDArray[np.float32]:
    instants = np.arange(round(duration_s * SAMPLE_RATE)) / SAMPLE_RATE
    wave = 10 ** (peak_dbfs / 20) * np.sin(2 * np.pi * hz * instants)
    return wave.astype(np.float32)


def babble(duration_s: float, *, seed: int = 1) -> NDArray[np.float32]:
    """Make noise that rises and falls like speech."""
    random = np.random.default_rng(seed)
    length = round(duration_s * SAMPLE_RATE)
    syllables = np.abs(np.sin(2 * np.pi * 2.3 * np.arange(length) / SAMPLE_RATE)) ** 3
    noise = np.cumsum(random.standard_normal(length)) * 0.001
    noise = np.diff(noise, prepend=0.0) * 50 + 0.1 * random.standard_normal(length)
    wave: NDArray[np.float32] = (noise * syllables).astype(np.float32)
    return wave


def test_bs_1770_calibration() -> None:
    # ITU-R BS.1770-4, Annex 1: "If a 0 dB FS, 1 kHz (997 Hz to be exact) sine wave is
    # applied to the left, centre, or right channel input, the indicated loudness will
    # equal -3.01 LKFS."
    wave = sine(997, peak_dbfs=0, duration_s=20)
    assert integrated_lufs(wave) == pytest.approx(-3.01, abs=0.005)


def test_ebu_calibration() -> None:
    # EBU Tech 3341's first test signal, -23 dBFS in two channels, is 3 dB more in one.
    wave = sine(997, peak_dbfs=-20, duration_s=20)
    assert integrated_lufs(wave) == pytest.approx(-23.0, abs=0.1)


def test_the_relative_gate() -> None:
    # EBU Tech 3341, test 3: 10 s at -36, 60 s at -23, 10 s at -36 LUFS:
    # "I = -23.0 +-0.1 LUFS".
    soft = sine(1000, peak_dbfs=-33, duration_s=10)
    loud = sine(1000, peak_dbfs=-20, duration_s=60)
    whole = np.concatenate((soft, loud, soft))
    assert integrated_lufs(whole) == pytest.approx(-23.0, abs=0.1)


def test_the_absolute_gate() -> None:
    # EBU Tech 3341, test 4, adds 10 s at -72 LUFS at either end.
    faint = sine(1000, peak_dbfs=-69, duration_s=10)
    soft = sine(1000, peak_dbfs=-33, duration_s=10)
    loud = sine(1000, peak_dbfs=-20, duration_s=60)
    whole = np.concatenate((faint, soft, loud, soft, faint))
    assert integrated_lufs(whole) == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("length", [0, 1, 100, 30_000])
def test_silence_has_no_loudness(length: int) -> None:
    silence = np.zeros(length, np.float32)
    assert integrated_lufs(silence) == -np.inf
    assert active_level_lufs(silence) == -np.inf
    assert true_peak_dbtp(silence) == -np.inf


def test_the_active_level_of_a_short_word_is_that_of_a_long_one() -> None:
    long = sine(997, peak_dbfs=-20, duration_s=5)
    word = np.pad(sine(997, peak_dbfs=-20, duration_s=0.3), 20_000)
    assert active_level_lufs(long) == pytest.approx(-23.0, abs=0.1)
    assert active_level_lufs(word) == pytest.approx(-23.0, abs=0.55)
    assert integrated_lufs(word) < -25


def test_loudness_does_not_depend_on_where_the_blocks_are_cut() -> None:
    """Longer than one transform: the parts must join without a seam."""
    wave = sine(997, peak_dbfs=-20, duration_s=40)
    assert integrated_lufs(wave) == pytest.approx(-23.01, abs=0.005)


def test_a_peak_between_samples_is_found() -> None:
    # BS.1770-4, Annex 2: a sine at a quarter of the rate, 45 degrees out of phase,
    # peaks 3 dB above its samples.
    count = np.arange(SAMPLE_RATE)
    wave = np.sin(2 * np.pi * count / 4 + np.pi / 4).astype(np.float32)
    wave *= np.hanning(SAMPLE_RATE).astype(np.float32)
    assert 20 * np.log10(np.abs(wave).max()) == pytest.approx(-3.01, abs=0.01)
    assert true_peak_dbtp(wave) == pytest.approx(0.0, abs=0.05)


def test_peaks_are_never_below_the_samples() -> None:
    wave = babble(3)
    assert (oversampled_peaks(wave) >= np.abs(wave)).all()


def test_five_minutes_are_measured_in_a_moment() -> None:
    wave = babble(300)
    before_s = time.process_time()
    integrated_lufs(wave)
    assert time.process_time() - before_s < 3


@pytest.mark.real
@pytest.mark.parametrize("seed", [1, 2])
def test_ffmpeg_measures_the_same(tmp_path: Path, seed: int) -> None:
    ffmpeg = require_tool("ffmpeg")
    wave = np.concatenate((babble(8, seed=seed), 0.05 * babble(4, seed=seed + 9)))
    file = tmp_path / "wave.wav"
    soundfile.write(file, wave, SAMPLE_RATE, subtype="FLOAT")
    arguments = ["-nostats", "-i", str(file), "-af", "ebur128=peak=true"]
    done = subprocess.run(
        [ffmpeg, *arguments, "-f", "null", "-"],
        capture_output=True,
        text=True,
        check=True,
    )
    summary = done.stderr.partition("Summary:")[2]
    loudness, peak = (
        float(re.search(rf"{label}:\s+(\S+)", summary)[1])  # type: ignore[index]
        for label in ("I", "Peak")
    )
    assert integrated_lufs(wave) == pytest.approx(loudness, abs=0.1)
    assert true_peak_dbtp(wave) == pytest.approx(peak, abs=0.2)
