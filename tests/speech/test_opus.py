from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.speech import opus
from coach.speech.engine import RawSpeech
from coach.speech.loudness import active_level_lufs, true_peak_dbtp
from coach.speech.opus import HIGHEST_DBTP, OpusLevelError, decode, encode
from coach.speech.prepare import make_take
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from coach.speech.take import Take


def vowel(duration_s: float, *, hz: float = 120, peak: float = 0.3) -> Take:
    """Make a take of a buzz with a rising and falling level."""
    instants = np.arange(round(duration_s * SAMPLE_RATE)) / SAMPLE_RATE
    buzz = sum(np.sin(2 * np.pi * hz * n * instants) / n for n in range(1, 20))
    envelope = np.sin(np.pi * instants / duration_s) ** 0.5
    samples = (peak * buzz * envelope).astype(np.float32)
    raw = RawSpeech(samples=samples, sample_rate=SAMPLE_RATE)
    return make_take(raw, text="vowel", voice_gain_db=0.0)


@given(
    duration_s=st.floats(0.05, 1.5),
    hz=st.sampled_from([90, 120, 220]),
    peak=st.floats(0.02, 0.2),
)
@settings(max_examples=10, deadline=None)
def test_length_level_and_ceiling_survive(
    duration_s: float, hz: float, peak: float
) -> None:
    take = vowel(duration_s, hz=hz, peak=peak)
    decoded = decode(encode(take.samples, text="vowel"))
    assert decoded.dtype == np.float32
    assert len(decoded) == len(take.samples)
    assert decoded[0] == decoded[-1] == 0
    change_lu = active_level_lufs(decoded) - active_level_lufs(take.samples)
    assert abs(change_lu) <= 0.3
    assert true_peak_dbtp(decoded) <= HIGHEST_DBTP


def test_sounds_come_back_in_their_place() -> None:
    """Not before and not after: 3 frames are 63 microseconds."""
    take = vowel(0.7)
    decoded = decode(encode(take.samples, text="vowel"))
    size = 1 << (2 * len(decoded)).bit_length()
    product = np.fft.rfft(decoded, size) * np.fft.rfft(take.samples, size).conj()
    lag = int(np.argmax(np.fft.irfft(product)))
    assert min(lag, size - lag) <= 3


def test_the_onset_lies_where_lead_says() -> None:
    take = vowel(0.7)
    decoded = decode(encode(take.samples, text="vowel"))
    loud = np.flatnonzero(np.abs(decoded) >= np.abs(decoded).max() * 0.01)
    assert loud[0] == pytest.approx(take.lead, abs=0.005 * SAMPLE_RATE)


def test_the_same_take_gives_the_same_bytes() -> None:
    take = vowel(0.3)
    assert encode(take.samples, text="x") == encode(take.samples, text="x")


def test_a_second_of_speech_is_about_six_kilobytes() -> None:
    take = vowel(2.0)
    assert 3_000 < len(encode(take.samples, text="x")) / 2 < 8_000


def test_pages_carry_the_checksum_of_rfc_3533() -> None:
    # "A 32 bit CRC checksum of the page (direct algorithm, initial val and final XOR =
    # 0, generator polynomial=0x04c11db7)."
    stream = encode(vowel(0.3).samples, text="x")
    end = stream.index(b"OggS", 4)
    page = bytearray(stream[:end])
    (stated,) = struct.unpack_from("<I", page, 22)
    struct.pack_into("<I", page, 22, 0)
    register = 0
    for byte in page:
        register ^= byte << 24
        for _ in range(8):
            carry = register & 0x80000000
            register = (register << 1) & 0xFFFFFFFF ^ (0x04C11DB7 if carry else 0)
    assert stated == register


def test_a_take_whose_level_cannot_be_held_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(opus, "_LEVEL_TOLERANCE_LU", -1.0)
    monkeypatch.setattr(opus, "_MOST_CHANGE_LU", -1.0)
    with pytest.raises(OpusLevelError) as caught:
        encode(vowel(0.3).samples, text="Up on your toes")
    assert caught.value.text == "Up on your toes"
    assert str(caught.value) == (
        "Opus cannot hold the level of the take 'Up on your toes'; "
        "say it in other words"
    )


def test_a_take_that_is_all_peaks_is_a_little_soft_rather_than_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(opus, "_LEVEL_TOLERANCE_LU", -1.0)
    take = vowel(0.3)
    decoded = decode(encode(take.samples, text="Up on your toes"))
    change_lu = active_level_lufs(decoded) - active_level_lufs(take.samples)
    assert abs(change_lu) <= 1.5
    assert true_peak_dbtp(decoded) <= opus.HIGHEST_DBTP


def test_a_libsndfile_without_opus_says_so() -> None:
    with pytest.raises(opus.OpusUnreadableError) as caught:
        decode(b"OggS and nothing that could be decoded")
    assert str(caught.value) == (
        f"libsndfile {caught.value.version} cannot decode Opus: install the package "
        "soundfile from a wheel, which carries one that can"
    )
