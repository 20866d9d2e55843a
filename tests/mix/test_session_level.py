"""Speech at -17 LUFS and go tones 3 LU under it make sessions of -18 ±1 LUFS."""

from __future__ import annotations

import numpy as np
import pytest

from coach.mix.blocks import mix_blocks
from coach.mix.tones import tone_frames
from coach.speech.loudness import integrated_lufs
from coach.speech.take import Take
from coach.timeline.model import (
    Clip,
    SpeechSource,
    Timeline,
    ToneSource,
    Track,
    VoiceName,
)
from coach.units import SAMPLE_RATE, Frames, Milliseconds, frames
from coach.vocabulary import Tags, ToneName

SENTENCE_MS = Milliseconds(2_800)
WORD_MS = Milliseconds(500)


def like_speech(length_ms: Milliseconds, seed: int) -> Take:
    """Noise with the long-term spectrum of speech and four syllables a second."""
    length = frames(length_ms)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(length))
    at_hz = np.fft.rfftfreq(length, 1 / SAMPLE_RATE)
    spectrum *= (at_hz > 100) / (1 + (at_hz / 500) ** 2)
    syllables = np.sin(np.pi * 4 * np.arange(length) / SAMPLE_RATE) ** 2
    samples = (np.fft.irfft(spectrum, length) * syllables).astype(np.float32)
    many = np.tile(samples, 8)
    samples *= np.float32(10 ** ((-17 - integrated_lufs(many)) / 20))
    return Take(samples=samples, lead=Frames(0), sounding=length)


TAKES = {
    "sentence": like_speech(SENTENCE_MS, 1),
    "word": like_speech(WORD_MS, 2),
}


def spoken(at_ms: float, take: str) -> Clip:
    return Clip(
        onset=frames(Milliseconds(round(at_ms))),
        duration=TAKES[take].sounding,
        cue=take,
        source=SpeechSource(take=take),
    )


def sounded(at_ms: float, tone: ToneName, gain_db: float) -> Clip:
    return Clip(
        onset=frames(Milliseconds(round(at_ms))),
        duration=tone_frames(tone),
        cue=tone,
        source=ToneSource(tone=tone),
        gain_db=gain_db,
    )


def session(*, sentences: int, spoken_reps: int, gain_db: float) -> Timeline:
    """Make a session of 15 repetitions of 6 s after so many opening sentences."""
    set_ms = 2_000 + sentences * (SENTENCE_MS + 600) + 4_000
    voice = [
        spoken(2_000 + i * (SENTENCE_MS + 600), "sentence") for i in range(sentences)
    ]
    voice += [spoken(set_ms - 1_000 * n, "word") for n in (3, 2, 1)]
    tones = [sounded(0, "chime", 0.0)]
    for rep in range(15):
        go_ms = set_ms + 6_000 * rep
        if rep < spoken_reps or rep in (4, 9, 13):
            voice += [spoken(go_ms + after, "word") for after in (800, 2_300, 3_800)]
        tones.append(sounded(go_ms, "rise", gain_db))
        tones.append(sounded(go_ms + 3_000, "fall", gain_db))
    end_ms = set_ms + 90_000
    tones.append(sounded(end_ms, "set-end", 0.0))
    voice.append(spoken(end_ms + 1_000, "sentence"))
    tones.append(sounded(end_ms + 5_000, "done", 0.0))
    return Timeline(
        title="Test",
        language="en",
        duration=frames(Milliseconds(end_ms + 7_000)),
        routine="test",
        position="standing",
        voice=VoiceName(engine="fake", name="fake"),
        tags=Tags(artist="", album="", year=2024, comment=""),
        tracks=(
            Track(name="voice", clips=tuple(voice)),
            Track(name="tones", clips=tuple(tones)),
        ),
        sections=(),
        phases=(),
        chapters=(),
    )


def take_of(clip: Clip) -> Take:
    return TAKES[clip.cue]


@pytest.mark.parametrize(
    ("sentences", "spoken_reps", "gain_db"),
    [
        pytest.param(6, 1, 0.0, id="brief-tones"),
        pytest.param(6, 1, 3.0, id="brief-tones-strong"),
        pytest.param(6, 5, 0.0, id="brief-faded"),
        pytest.param(20, 15, 3.0, id="usual-full-strong"),
    ],
)
def test_sessions_lie_within_one_lu_of_minus_18(
    sentences: int, spoken_reps: int, gain_db: float
) -> None:
    whole = session(sentences=sentences, spoken_reps=spoken_reps, gain_db=gain_db)
    joined = np.concatenate(list(mix_blocks(whole, take_of)))
    assert integrated_lufs(joined) == pytest.approx(-18, abs=1)
