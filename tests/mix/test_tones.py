from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from conftest import require_tool

from coach.mix.tones import render_tone, tone, tone_frames
from coach.speech.loudness import integrated_lufs, true_peak_dbtp
from coach.units import FRAMES_PER_MS, SAMPLE_RATE
from coach.vocabulary import TONES, ToneName

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPEECH_LUFS = -17.0


def alone_in_silence(name: ToneName) -> NDArray[np.float32]:
    return np.pad(render_tone(name), SAMPLE_RATE)


def share_above_db(samples: NDArray[np.float32], frequency_hz: float) -> float:
    power = np.abs(np.fft.rfft(samples, 1 << 18)) ** 2
    at_hz = np.fft.rfftfreq(1 << 18, 1 / SAMPLE_RATE)
    return float(10 * np.log10(power[at_hz > frequency_hz].sum() / power.sum()))


def pitch_hz(samples: NDArray[np.float32], at_ms: int, window_ms: int = 40) -> float:
    first = (at_ms - window_ms // 2) * FRAMES_PER_MS
    part = samples[first : first + window_ms * FRAMES_PER_MS]
    power = np.abs(np.fft.rfft(part * np.hanning(len(part)), 1 << 17))
    return float(np.fft.rfftfreq(1 << 17, 1 / SAMPLE_RATE)[power.argmax()])


@pytest.mark.parametrize("name", TONES)
def test_a_tone_is_as_long_as_its_recipe_says(name: ToneName) -> None:
    samples = render_tone(name)
    assert samples.dtype == np.float32
    assert samples.shape == (tone_frames(name),)


def test_the_lengths_are_those_that_people_were_told() -> None:
    lengths_ms = {name: tone_frames(name) / FRAMES_PER_MS for name in TONES}
    assert lengths_ms == {
        "rise": 300,
        "fall": 450,
        "tick": 120,
        "set-end": 600,
        "done": 900,
        "chime": 1000,
    }


@pytest.mark.parametrize("name", TONES)
def test_nobody_is_startled(name: ToneName) -> None:
    for note in tone(name).notes:
        assert note.attack_ms >= 30
        assert note.release_ms >= 80
        assert note.attack_ms + note.release_ms <= note.length_ms


@pytest.mark.parametrize("name", TONES)
def test_nothing_clicks(name: ToneName) -> None:
    samples = render_tone(name)
    assert samples[0] == 0
    assert samples[-1] == 0
    # The partials need steps of their own: 784 Hz alone, at its level, moves by 0.023
    # of full scale from sample to sample. What a click adds is above all partials.
    spectrum = np.fft.rfft(np.pad(samples, SAMPLE_RATE))
    spectrum[: len(spectrum) * 4_000 // (SAMPLE_RATE // 2)] = 0
    assert np.abs(np.diff(np.fft.irfft(spectrum))).max() < 0.0001
    assert share_above_db(samples, 4_000) < -100


@pytest.mark.parametrize("name", TONES)
def test_what_matters_lies_where_older_ears_hear(name: ToneName) -> None:
    for note in tone(name).notes:
        for pitch in (note.frequency_hz, note.glide_to_hz or note.frequency_hz):
            assert 440 <= pitch <= 880
    assert share_above_db(render_tone(name), 2_000) < -15


@pytest.mark.parametrize("name", TONES)
def test_levels_are_those_of_the_recipe(name: ToneName) -> None:
    recipe = tone(name)
    measured = integrated_lufs(alone_in_silence(name))
    wanted_db = recipe.gain_db + recipe.level_lufs - measured
    assert measured == pytest.approx(recipe.level_lufs, abs=0.05), (
        f"set gain_db of '{name}' to {wanted_db:.2f}"
    )
    # A strong tone, 3 dB up, still peaks below the speech, which is limited to -2.
    assert true_peak_dbtp(render_tone(name)) + 3 < -6


def test_go_tones_are_3_lu_under_speech_and_the_tick_and_chime_softer() -> None:
    under_lu = {name: SPEECH_LUFS - tone(name).level_lufs for name in TONES}
    assert under_lu == {
        "rise": 3,
        "fall": 3,
        "tick": 12,
        "set-end": 3,
        "done": 3,
        "chime": 8,
    }


@pytest.mark.real
@pytest.mark.parametrize("name", TONES)
def test_ffmpeg_measures_the_same_level(name: ToneName) -> None:
    done = subprocess.run(
        [
            *(require_tool("ffmpeg"), "-nostats", "-hide_banner"),
            *("-f", "f32le", "-ar", str(SAMPLE_RATE), "-ac", "1", "-i", "pipe:0"),
            *("-af", "ebur128", "-f", "null", "-"),
        ],
        input=alone_in_silence(name).tobytes(),
        capture_output=True,
        check=True,
    )
    summary = done.stderr.decode().rpartition("Summary:")[2]
    match = re.search(r"I:\s+(-?[\d.]+) LUFS", summary)
    assert match is not None
    assert float(match[1]) == pytest.approx(tone(name).level_lufs, abs=0.15)


def test_rise_is_two_short_notes_a_fifth_up() -> None:
    samples = render_tone("rise")
    low, high = pitch_hz(samples, 70), pitch_hz(samples, 210)
    assert low == pytest.approx(523.25, rel=0.01)
    assert high == pytest.approx(783.99, rel=0.01)
    # The dip between the notes is what makes them two.
    peaks = np.abs(samples).reshape(-1, 10 * FRAMES_PER_MS).max(axis=1)
    assert peaks[12:15].min() < 0.6 * peaks.max()


def test_fall_is_one_longer_note_that_glides_down() -> None:
    samples = render_tone("fall")
    pitches = [pitch_hz(samples, at_ms) for at_ms in range(20, 431, 10)]
    assert np.all(np.diff(pitches) < 0)
    assert pitches[0] == pytest.approx(580, rel=0.02)
    assert pitches[-1] == pytest.approx(446, rel=0.02)
    # The same interval each 100 ms: an even glide by ear.
    steps = np.diff(np.log2(pitches[::10]))
    assert np.ptp(steps) < 0.01
    peaks = np.abs(samples).reshape(-1, 10 * FRAMES_PER_MS).max(axis=1)
    assert peaks[4:32].min() > 0.9 * peaks.max()
    assert tone_frames("fall") == 1.5 * tone_frames("rise")


def test_lengths_need_no_numpy() -> None:
    script = (
        "import sys\n"
        "from coach.mix.tones import tone_frames\n"
        "print(tone_frames('rise'), 'numpy' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "14400 False"
