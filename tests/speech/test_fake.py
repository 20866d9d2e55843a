from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.speech.fake import FakeEngine, LackingWordsError
from coach.utterance import Utterance

if TYPE_CHECKING:
    from coach.speech.engine import SpeechEngine


def test_it_hums_for_as_long_as_the_words_have_letters() -> None:
    speech = FakeEngine().speak(Utterance(text="Hold it, 4"))
    assert speech.sample_rate == 24_000
    assert speech.samples.dtype == np.float32
    sounding = np.flatnonzero(speech.samples)
    # 7 letters and digits at 90 ms, after 50 ms of silence.
    assert sounding[0] == 1200
    assert sounding[-1] == 1200 + 15_120 - 1
    assert len(speech.samples) == 15_120 + 2 * 1200
    assert np.abs(speech.samples).max() == pytest.approx(0.25)


def test_it_hums_at_220_hz() -> None:
    samples = FakeEngine().speak(Utterance(text="x" * 20)).samples
    spectrum = np.abs(np.fft.rfft(samples))
    peak_hz = spectrum.argmax() * 24_000 / len(samples)
    assert peak_hz == pytest.approx(220, abs=1)


@given(st.text(max_size=30), st.floats(0.8, 1.15))
def test_the_same_request_is_the_same_samples(text: str, rate: float) -> None:
    first = FakeEngine().speak(Utterance(text=text, rate=rate)).samples
    again = FakeEngine().speak(Utterance(text=text, rate=rate)).samples
    assert first.tobytes() == again.tobytes()


def test_a_faster_rate_takes_less_time() -> None:
    fast = FakeEngine().speak(Utterance(text="xxxxx", rate=1.25)).samples
    assert len(fast) == 5 * 90 * 24 / 1.25 + 2 * 1200


def test_it_remembers_what_was_asked_and_lacks_what_it_is_told_to() -> None:
    engine = FakeEngine(lacks={"Hold"})
    engine.speak(Utterance(text="Hold on"))
    with pytest.raises(LackingWordsError) as caught:
        engine.speak(Utterance(text="Hold"))
    assert str(caught.value) == 'the fake voice lacks "Hold"; let it have the words'
    assert engine.requests == [Utterance(text="Hold on"), Utterance(text="Hold")]


def test_it_is_a_speech_engine() -> None:
    engine: SpeechEngine = FakeEngine(voice="other", fastest_rate=1.0)
    assert (engine.engine, engine.voice, engine.fastest_rate) == ("fake", "other", 1.0)
    assert engine.settings == {"tone_hz": 220}
