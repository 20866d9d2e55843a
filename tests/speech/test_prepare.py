from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.speech.engine import RawSpeech
from coach.speech.loudness import active_level_lufs, integrated_lufs, true_peak_dbtp
from coach.speech.prepare import (
    COMMA_PAUSE,
    TARGET_LUFS,
    NoSpeechError,
    fade_edges,
    make_take,
    voice_gain_db,
)
from coach.units import FRAMES_PER_MS, SAMPLE_RATE

if TYPE_CHECKING:
    from coach.speech.take import Take

RATES_HZ = (16_000, 22_050, 24_000, 48_000)


def syllables(
    *spans_ms: int, rate_hz: int = 24_000, peak: float = 0.3, floor: float = 0.0
) -> RawSpeech:
    """Make speech-like noise and silence by turns, silence first."""
    random = np.random.default_rng(5)
    parts = []
    for index, span_ms in enumerate(spans_ms):
        length = span_ms * rate_hz // 1000
        noise = random.uniform(-1, 1, length)
        parts.append(noise * (peak if index % 2 else floor))
    samples = np.concatenate(parts).astype(np.float32)
    return RawSpeech(samples=samples, sample_rate=rate_hz)


def prepared(raw: RawSpeech, text: str = "Hold", gain_db: float = 0.0) -> Take:
    return make_take(raw, text=text, voice_gain_db=gain_db)


def sounding_part(take: Take) -> tuple[int, int]:
    loud = np.flatnonzero(
        np.abs(take.samples) >= np.abs(take.samples).max() * 10 ** (-40 / 20)
    )
    return int(loud[0]), int(loud[-1]) + 1


@given(
    spans_ms=st.lists(st.integers(1, 600), min_size=2, max_size=7),
    rate_hz=st.sampled_from(RATES_HZ),
    peak_db=st.floats(-40, 4),
    gain_db=st.floats(-12, 12),
)
@settings(max_examples=60, deadline=None)
def test_a_take_is_what_it_promises(
    spans_ms: list[int], rate_hz: int, peak_db: float, gain_db: float
) -> None:
    raw = syllables(*spans_ms, rate_hz=rate_hz, peak=10 ** (peak_db / 20))
    take = prepared(raw, "Up, on your toes.", gain_db)
    assert take.samples.dtype == np.float32
    assert take.samples[0] == take.samples[-1] == 0
    assert sounding_part(take) == (take.lead, take.lead + take.sounding)
    assert true_peak_dbtp(take.samples) <= -2 + 0.001
    assert take.lead >= 15 * FRAMES_PER_MS


@given(
    spans_ms=st.lists(st.integers(20, 400), min_size=2, max_size=6),
    rate_hz=st.sampled_from(RATES_HZ),
)
@settings(max_examples=30, deadline=None)
def test_the_same_speech_gives_the_same_take(spans_ms: list[int], rate_hz: int) -> None:
    raw = syllables(*spans_ms, rate_hz=rate_hz)
    first, second = prepared(raw), prepared(raw)
    assert first.samples.tobytes() == second.samples.tobytes()
    assert (first.lead, first.sounding) == (second.lead, second.sounding)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_silence_around_the_words_is_cut_off(rate_hz: int) -> None:
    take = prepared(syllables(400, 500, 450, rate_hz=rate_hz))
    assert take.sounding == pytest.approx(0.5 * SAMPLE_RATE, abs=0.002 * SAMPLE_RATE)
    assert take.lead == pytest.approx(0.020 * SAMPLE_RATE, abs=0.002 * SAMPLE_RATE)
    assert len(take.samples) == pytest.approx(
        0.540 * SAMPLE_RATE, abs=0.004 * SAMPLE_RATE
    )


def test_a_soft_ending_is_kept_and_does_not_count_as_sounding() -> None:
    """A tail 50 dB below the peak is neither cut nor sounding."""
    loud, soft = 24_000, 9_600
    wave = np.sin(np.arange(loud + soft) / 12)
    wave[loud:] *= 10 ** (-50 / 20)
    raw = RawSpeech(samples=(0.2 * wave).astype(np.float32), sample_rate=SAMPLE_RATE)
    take = prepared(raw)
    assert take.sounding == pytest.approx(loud, abs=240)
    assert len(take.samples) - take.lead - take.sounding == pytest.approx(
        soft + 20 * FRAMES_PER_MS, abs=240
    )


def test_nothing_above_the_trim_is_lost_where_speech_begins_at_once() -> None:
    take = prepared(syllables(0, 300))
    assert take.sounding == pytest.approx(0.3 * SAMPLE_RATE, abs=200)


@pytest.mark.parametrize(
    ("text", "spans_ms", "pauses_ms"),
    [
        ("Up on your toes.", (50, 500, 200, 500, 50), [200]),
        ("Stand tall, hands on.", (50, 500, 200, 500, 50), [400]),
        ("Stand tall; hands on.", (50, 500, 80, 500, 50), [400]),
        ("Stand tall, hands on.", (50, 500, 600, 500, 50), [600]),
        ("Stand tall, hands on.", (50, 500, 40, 500, 50), [40]),
        ("Ready, two, one.", (50, 300, 90, 300, 90, 300, 50), [400, 400]),
        # The longest silence is a consonant's, and stands where no comma does.
        ("Rest, and sit on a chair.", (50, 300, 90, 700, 95, 300, 50), [400, 95]),
        ("About 1,000 in all.", (50, 300, 120, 700, 50), [120]),
        ("Hold on,", (50, 300, 120, 300, 50), [120]),
    ],
)
def test_the_voices_own_pauses_at_commas_are_lengthened(
    text: str, spans_ms: tuple[int, ...], pauses_ms: list[int]
) -> None:
    take = prepared(syllables(*spans_ms), text)
    quiet = np.abs(take.samples) < 0.001
    edges = np.flatnonzero(np.diff(np.pad(quiet.astype(int), 1)))
    lengths = edges[1::2] - edges[::2]
    inner = [length / FRAMES_PER_MS for length in lengths if length > 500][1:-1]
    assert inner == pytest.approx(pauses_ms, abs=12)


def test_a_pause_is_lengthened_by_silence_without_a_click() -> None:
    raw = syllables(50, 500, 200, 500, 50, floor=0.002)
    take = prepared(raw, "Stand tall, hands on.")
    plain = prepared(raw, "Stand tall hands on.")
    added = len(take.samples) - len(plain.samples)
    assert added == pytest.approx(COMMA_PAUSE - 0.2 * SAMPLE_RATE, abs=700)
    middle = take.samples[take.lead + 24_500 : take.lead + 43_000]
    longest = max(np.diff(np.flatnonzero(np.concatenate(([1], middle, [1])))))
    assert longest >= added
    assert np.abs(np.diff(middle)).max() < 0.01


@pytest.mark.parametrize("peak", [0.05, 0.3, 1.2])
def test_a_voice_comes_to_the_target(peak: float) -> None:
    texts = ("Up on your toes", "Hold", "Back to your heels", "Breathe")
    spoken = [
        (text, syllables(300, 120 + 90 * index, 60, 300, 200, peak=peak))
        for index, text in enumerate(texts)
    ]
    gain_db = voice_gain_db(spoken)
    takes = [make_take(raw, text=text, voice_gain_db=gain_db) for text, raw in spoken]
    joined = np.concatenate([take.samples for take in takes])
    # Words of noise without a gap in them: 1.4 LU is what the gaps of speech make.
    assert integrated_lufs(joined) == pytest.approx(TARGET_LUFS + 1.4, abs=0.5)


def test_takes_of_one_voice_come_to_one_level() -> None:
    soft, loud = syllables(100, 400, 100, peak=0.1), syllables(100, 400, 100, peak=0.15)
    gain_db = voice_gain_db([("Soft", soft), ("Loud", loud)])
    levels = [
        active_level_lufs(make_take(raw, text="x", voice_gain_db=gain_db).samples)
        for raw in (soft, loud)
    ]
    assert levels[0] == pytest.approx(levels[1], abs=0.1)


def test_a_take_is_corrected_by_three_decibels_at_most() -> None:
    raw = syllables(100, 400, 100, rate_hz=SAMPLE_RATE, peak=0.01)
    corrected = np.abs(prepared(raw).samples).max() / np.abs(raw.samples).max()
    assert 20 * np.log10(corrected) == pytest.approx(3.0, abs=0.01)


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(0, np.float32),
        np.zeros(24_000, np.float32),
        np.full(24_000, np.nan, np.float32),
        np.array([0, np.inf, 0], np.float32),
    ],
)
def test_silence_is_no_take(samples: np.ndarray) -> None:
    with pytest.raises(NoSpeechError) as caught:
        prepared(RawSpeech(samples=samples, sample_rate=24_000), "Halfway")
    assert caught.value.text == "Halfway"
    assert str(caught.value) == (
        "the voice made no sound for 'Halfway'; try the line in other words, "
        "or another voice"
    )


def test_a_voice_below_hearing_has_no_gain() -> None:
    with pytest.raises(NoSpeechError):
        voice_gain_db([("Hold", syllables(100, 400, 100, peak=1e-5))])


@given(length=st.integers(1, 1_000))
@settings(max_examples=20, deadline=None)
def test_a_fade_ends_in_silence_and_keeps_the_middle(length: int) -> None:
    faded = fade_edges(np.ones(length, np.float32))
    assert len(faded) == length
    if length > 1:
        assert faded[0] == faded[-1] == 0
    assert faded[240:-240] == pytest.approx(1.0)
