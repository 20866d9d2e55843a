from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from conftest import require_module

from coach.speech import system_worker
from coach.speech.espeak import carried_library
from coach.speech.system import SystemEngine, SystemVoiceError
from coach.utterance import Utterance

on_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="only espeak-ng is the same voice everywhere"
)


def worker(folder: Path, program: str) -> Path:
    path = folder / "worker.py"
    path.write_text(program)
    return path


@pytest.mark.real
def test_the_systems_voice_speaks(capfd: pytest.CaptureFixture[str]) -> None:
    require_module("pyttsx3")
    speech = SystemEngine().speak(Utterance(text="Up on your toes"))
    assert speech.samples.dtype == np.float32
    assert speech.samples.ndim == 1
    assert 0.6 < len(speech.samples) / speech.sample_rate < 3
    assert np.abs(speech.samples).max() > 0.1
    assert capfd.readouterr() == ("", "")


@on_linux
@pytest.mark.real
def test_espeak_says_the_same_words_in_the_same_bytes_at_the_pace_asked() -> None:
    require_module("pyttsx3")
    engine = SystemEngine()
    hold = Utterance(text="Up on your toes")
    takes = [engine.speak(hold).samples for _ in range(4)]
    assert len({take.tobytes() for take in takes}) == 1
    # 1.42 s at 150 words a minute, 1.00 s at pyttsx3's own 200: what a lost pace gives.
    assert len(takes[0]) / 22_050 == pytest.approx(1.42, abs=0.02)
    fast = engine.speak(Utterance(text="Up on your toes", rate=1.15)).samples
    assert len(fast) / len(takes[0]) == pytest.approx(0.87, abs=0.04)


@on_linux
@pytest.mark.real
def test_a_long_text_is_whole() -> None:
    require_module("pyttsx3")
    engine = SystemEngine()
    once = engine.speak(Utterance(text="Up on your toes.")).samples
    long = engine.speak(Utterance(text="Up on your toes. " * 30)).samples
    assert len(long) / len(once) == pytest.approx(30, rel=0.05)


@on_linux
@pytest.mark.real
def test_dialects_and_languages_differ() -> None:
    require_module("pyttsx3")
    hold = Utterance(text="Hold the bar")
    takes = {
        language: SystemEngine(language).speak(hold).samples.tobytes()
        for language in ("en", "en-gb", "en-us", "de")
    }
    assert takes["en"] == takes["en-gb"]
    assert len(set(takes.values())) == 3


@on_linux
@pytest.mark.real
def test_a_language_that_the_system_lacks_is_named() -> None:
    require_module("pyttsx3")
    with pytest.raises(SystemVoiceError) as caught:
        SystemEngine("zz").speak(Utterance(text="Hold"))
    assert str(caught.value) == (
        "the system's voice did not speak: ValueError: the system has no voice for "
        "the language zz; try another voice"
    )


@on_linux
@pytest.mark.real
def test_the_library_is_the_packages_own(tmp_path: Path) -> None:
    require_module("pyttsx3")
    library, data = carried_library()
    request = {
        "text": "Hold",
        "file": str(tmp_path / "hold.wav"),
        "language": "en-gb",
        "words_a_minute": 150,
        "library": library,
        "data": data,
    }
    program = (
        "import json, runpy, sys\n"
        f"worker = runpy.run_path({system_worker.__file__!r})\n"
        "worker['speak'](json.loads(sys.argv[1]))\n"
        "maps = open('/proc/self/maps').read().split()\n"
        "print(sorted({path for path in maps if 'libespeak' in path}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, json.dumps(request)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == str([str(Path(library).resolve())])
    assert (tmp_path / "hold.wav").stat().st_size > 10_000


def test_a_worker_that_hangs_is_stopped(tmp_path: Path) -> None:
    sleeper = worker(tmp_path, "import time\ntime.sleep(60)\n")
    begun = time.monotonic()
    with pytest.raises(SystemVoiceError) as caught:
        SystemEngine(limit_s=0.5, worker=sleeper).speak(Utterance(text="Hold"))
    assert time.monotonic() - begun < 5
    assert str(caught.value) == (
        "the system's voice did not speak: it was stopped after 0.5 s; "
        "try again, or another voice"
    )


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("raise RuntimeError('no driver')", "RuntimeError: no driver"),
        ("import sys; sys.exit(7)", "exit code 7"),
        ("import os; os.abort()", "exit code -6"),
        ("print('Audio saved')", "it wrote no sound"),
    ],
)
def test_a_worker_that_fails_gives_the_reason(
    tmp_path: Path, program: str, reason: str
) -> None:
    if sys.platform == "win32" and "abort" in program:
        pytest.skip("Windows numbers its crashes otherwise")
    broken = worker(tmp_path, program)
    with pytest.raises(SystemVoiceError) as caught:
        SystemEngine(worker=broken).speak(Utterance(text="Hold"))
    assert str(caught.value) == (
        f"the system's voice did not speak: {reason}; try another voice"
    )


def test_a_worker_that_writes_rubbish_is_found_out(tmp_path: Path) -> None:
    rubbish = worker(
        tmp_path,
        "import json, sys\n"
        "open(json.load(sys.stdin)['file'], 'w').write('RIFF but no more')\n",
    )
    with pytest.raises(SystemVoiceError) as caught:
        SystemEngine(worker=rubbish).speak(Utterance(text="Hold"))
    assert caught.value.reason == "it wrote no sound"


def test_settings_name_pace_platform_and_versions() -> None:
    settings = dict(SystemEngine().settings)
    assert settings["words_a_minute"] == 150
    assert settings["platform"] == sys.platform
    assert set(settings) == {
        "words_a_minute",
        "platform",
        "pyttsx3",
        "espeakng-loader",
    }
