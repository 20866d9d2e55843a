from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from conftest import missing, require_module
from tiny_network import tiny_network

from coach.errors import UsageError
from coach.speech.kokoro import KokoroEngine, TooLongError
from coach.speech.onnx_session import NetworkError
from coach.speech.weights import WeightsError
from coach.utterance import Utterance

if TYPE_CHECKING:
    from coach.speech.engine import RawSpeech, SpeechEngine


def sounding_s(speech: RawSpeech) -> float:
    """Seconds from the first to the last sample within 45 dB of the peak."""
    level = np.abs(speech.samples)
    loud = np.flatnonzero(level > level.max() * 10 ** (-45 / 20))
    return float(loud[-1] - loud[0] + 1) / speech.sample_rate


def pcm_for_ear(speech: RawSpeech) -> bytes:
    """16 kHz, 16 bits, between pauses of 0.4 s: as in a session."""
    soxr = require_module("soxr")
    level = np.abs(speech.samples)
    heard = np.flatnonzero(level > level.max() * 10 ** (-55 / 20))
    sound = speech.samples[heard[0] - 480 : heard[-1] + 480]
    sound = soxr.resample(sound, speech.sample_rate, 16_000)
    pause = np.zeros(6400)
    loud = np.concatenate((pause, sound / np.abs(sound).max() * 16_000, pause))
    return loud.astype("<i2").tobytes()


@pytest.fixture(scope="module")
def weights() -> Path:
    require_module("onnxruntime")
    require_module("espeakng_loader")
    folder = os.environ.get("COACH_KOKORO_WEIGHTS")
    if folder is None:
        missing("COACH_KOKORO_WEIGHTS names no folder; see tools/kokoro_weights.sh")
    return Path(folder)


@pytest.fixture(scope="module")
def heart(weights: Path) -> KokoroEngine:
    return KokoroEngine("heart", weights)


@pytest.fixture(scope="module")
def michael(weights: Path) -> KokoroEngine:
    return KokoroEngine("michael", weights)


@pytest.fixture
def tiny_weights(tmp_path: Path) -> Path:
    """Style vector n is all n: the tiny network's sound tells which one was used."""
    require_module("espeakng_loader")
    rows = np.repeat(np.arange(510, dtype="<f4"), 256)
    (tmp_path / "af_heart.bin").write_bytes(rows.tobytes())
    (tmp_path / "kokoro.onnx").write_bytes(tiny_network())
    return tmp_path


@pytest.mark.real
@pytest.mark.slow
def test_the_voices_speak_at_the_pace_that_was_measured(
    heart: KokoroEngine, michael: KokoroEngine
) -> None:
    for engine, text, expected_s in (
        (heart, "Up on your toes", 0.90),
        (heart, "Hold.", 0.51),
        (heart, "Hold", 0.46),
        (michael, "Up on your toes", 1.08),
        (michael, "Hold.", 0.59),
    ):
        speech = engine.speak(Utterance(text=text))
        assert speech.sample_rate == 24_000
        assert speech.samples.dtype == np.float32
        assert speech.samples.ndim == 1
        assert sounding_s(speech) == pytest.approx(expected_s, abs=0.03)


@pytest.mark.real
@pytest.mark.slow
def test_the_same_words_are_the_same_bytes_whatever_came_before(
    weights: Path, heart: KokoroEngine
) -> None:
    hold = Utterance(text="Hold")
    first = heart.speak(hold).samples.tobytes()
    heart.speak(Utterance(text="Go"))
    assert heart.speak(hold).samples.tobytes() == first
    other = KokoroEngine("heart", weights, threads=1)
    assert other.speak(hold).samples.tobytes() == first


@pytest.mark.real
@pytest.mark.slow
def test_a_faster_rate_takes_less_time(heart: KokoroEngine) -> None:
    slow = sounding_s(heart.speak(Utterance(text="Stand tall")))
    fast = sounding_s(heart.speak(Utterance(text="Stand tall", rate=1.15)))
    assert 0.8 < fast / slow < 0.95


@pytest.mark.real
@pytest.mark.slow
def test_settings_tell_weights_and_voices_apart(
    heart: KokoroEngine, michael: KokoroEngine
) -> None:
    assert heart.settings == {
        "weights": "6e742170d309016e",
        "style": "d583ccff3cdca2f7",
        "phonemes": 1,
    }
    assert michael.settings["style"] == "1d1f21dd8da39c30"


@pytest.mark.real
@pytest.mark.slow
def test_the_words_that_went_wrong_before_are_recognised(
    heart: KokoroEngine, michael: KokoroEngine
) -> None:
    pocketsphinx = require_module("pocketsphinx")
    texts = ["thirty", "forty", "four", "six", "stand tall"]
    others = ["thirteen", "fourteen", "for", "sit", "fifty", "lift", "hold", "left"]
    ear = pocketsphinx.Decoder(lm=None, samprate=16_000, loglevel="FATAL")
    choices = " | ".join([*texts, *others])
    ear.add_jsgf_string("cues", f"#JSGF V1.0; grammar g; public <cue> = {choices} ;")
    ear.activate_search("cues")
    heard = []
    for engine in (heart, michael):
        for text in texts:
            speech = engine.speak(Utterance(text=text.capitalize()))
            ear.start_utt()
            ear.process_raw(pcm_for_ear(speech), no_search=False, full_utt=True)
            ear.end_utt()
            heard.append(ear.hyp().hypstr)
    assert heard == texts * 2


def test_the_style_vector_is_the_one_for_the_length_in_tokens(
    tiny_weights: Path,
) -> None:
    require_module("onnxruntime")
    heart = KokoroEngine("heart", tiny_weights)
    # "Hold" is five symbols; a sentence gets a full stop, a single word does not.
    assert set(heart.speak(Utterance(text="Hold")).samples) == {4.0}
    assert set(heart.speak(Utterance(text="Hold.")).samples) == {5.0}
    # "Hold it." is nine.
    assert set(heart.speak(Utterance(text="Hold it")).samples) == {8.0}
    assert set(heart.speak(Utterance(text="Hold it!")).samples) == {8.0}


def test_the_rate_is_the_networks_speed(tiny_weights: Path) -> None:
    require_module("onnxruntime")
    heart = KokoroEngine("heart", tiny_weights)
    spoken = heart.speak(Utterance(text="Hold", rate=1.5)).samples
    assert set(spoken) == {6.0}


def test_the_hubs_export_names_its_inputs_otherwise(tiny_weights: Path) -> None:
    require_module("onnxruntime")
    other = tiny_network(tokens="input_ids", sound="waveform")
    (tiny_weights / "kokoro.onnx").write_bytes(other)
    speech = KokoroEngine("heart", tiny_weights).speak(Utterance(text="Hold"))
    assert set(speech.samples) == {4.0}


def test_missing_files_are_named_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(WeightsError) as caught:
        KokoroEngine("michael", tmp_path).speak(Utterance(text="Hold"))
    assert str(caught.value) == (
        f"the voice michael lacks kokoro.onnx and am_michael.bin in {tmp_path}; "
        "run: coach voices add michael"
    )


def test_an_unknown_voice_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        KokoroEngine("hart", tmp_path)
    assert str(caught.value) == (
        "kokoro has no voice 'hart' here; it has heart and michael"
    )


def test_a_file_that_is_no_network_is_refused(tiny_weights: Path) -> None:
    onnxruntime = require_module("onnxruntime")
    (tiny_weights / "kokoro.onnx").write_text("<html>not found</html>")
    with pytest.raises(NetworkError) as caught:
        KokoroEngine("heart", tiny_weights).speak(Utterance(text="Hold"))
    assert str(caught.value) == (
        "kokoro.onnx is no voice that onnxruntime "
        f"{onnxruntime.__version__} opens; fetch it again, or elsewhere"
    )


def test_a_sentence_beyond_the_model_is_refused(tiny_weights: Path) -> None:
    with pytest.raises(TooLongError) as caught:
        KokoroEngine("heart", tiny_weights).speak(Utterance(text="hold and " * 100))
    assert caught.value.tokens > 510
    assert str(caught.value) == (
        "kokoro speaks at most 510 sounds at a time and "
        f'"hold and hold and hold and hold and hold..." has {caught.value.tokens}; '
        "make it two sentences"
    )


def test_it_is_a_speech_engine(tmp_path: Path) -> None:
    engine: SpeechEngine = KokoroEngine("heart", tmp_path)
    assert (engine.engine, engine.voice, engine.fastest_rate) == (
        "kokoro",
        "heart",
        1.15,
    )


def test_without_onnxruntime_it_says_how_to_get_it(
    tiny_weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(NetworkError) as caught:
        KokoroEngine("heart", tiny_weights).speak(Utterance(text="Hold"))
    assert str(caught.value) == (
        "the package onnxruntime is not installed; "
        'run: pip install "audio-coach[kokoro]"'
    )
