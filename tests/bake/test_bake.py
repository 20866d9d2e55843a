from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coach.bake import REPORT, LanguagesDifferError, bake, bake_scripts
from coach.bake.recogniser import FakeRecogniser
from coach.pipeline import Places
from coach.plan.repertoire import repertoire
from coach.routines import load_routine
from coach.speech.cache import TakeCache
from coach.speech.fake import FakeEngine, LackingWordsError
from coach.speech.keys import request_key
from coach.speech.pack import MANIFEST, Pack
from coach.speech.voices import UnknownVoiceError, VoiceNotInstalledError
from coach.utterance import Utterance

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coach.bake.recogniser import Recogniser
    from coach.bake.report import BakeReport
    from coach.script.model import Script

SCRIPT = """\
title = "Lift"
language = "{language}"
position = "seated"
artist = "A coach"
album = "Lifts"
comment = "For a test."

[parameters.opening]
default = "first"
choices = ["first", "brief"]
help = "how much is said"

[session]
opening = [
  {{ cue = "welcome", when = {{ opening = "first" }} }},
  {{ cue = "hello" }},
]
closing = [{{ cue = "done" }}]

[[block]]
name = "lift"
title = "Lift"
reps = 2
sets = 1
ready = "ready"

[[block.phase]]
name = "up"
lasts = "4 s"
tone = "rise"
ready = "up"

[[block.phase]]
name = "down"
lasts = "4 s"
tone = "fall"
ready = "down"

[cue.welcome]
say = "Welcome."
[cue.hello]
say = "{hello}"
[cue.ready]
say = "Ready <count 2>"
[cue.up]
say = ["Toes up", "Up"]
[cue.down]
say = "Down"
[cue.done]
say = "Done."
"""

SAID = {
    Utterance(text="Done."),
    Utterance(text="Down"),
    Utterance(text="Down", rate=1.15),
    Utterance(text="Hello."),
    Utterance(text="One"),
    Utterance(text="Ready"),
    Utterance(text="Toes up"),
    Utterance(text="Two"),
    Utterance(text="Up"),
    Utterance(text="Up", rate=1.15),
    Utterance(text="Welcome."),
}


def script(folder: Path, hello: str = "Hello.", language: str = "en") -> Script:
    path = folder / "lift.toml"
    path.write_text(SCRIPT.format(hello=hello, language=language))
    loaded = load_routine(str(path)).script
    assert loaded is not None
    return loaded


def baked(
    folder: Path,
    *scripts: Script,
    engine: FakeEngine | None = None,
    heard: Sequence[str] | None = None,
) -> BakeReport:
    def ear(_texts: Sequence[str]) -> Recogniser:
        return FakeRecogniser(heard or (), nearest="Up")

    return bake(
        scripts,
        engine=engine or FakeEngine(),
        folder=folder / "pack",
        credit="a hum",
        cache=TakeCache(folder / "cache"),
        ear=None if heard is None else ear,
    )


def test_a_pack_holds_the_whole_repertoire_under_the_engines_own_keys(
    tmp_path: Path,
) -> None:
    lift = script(tmp_path)
    engine = FakeEngine()
    report = baked(tmp_path, lift, engine=engine)
    pack = Pack.open(tmp_path / "pack")
    assert set(pack.utterances) == set(repertoire(lift, fastest=1.15)) == SAID
    assert (report.made, report.kept, report.takes.count) == (11, 0, 11)
    assert pack.identity.credit == "a hum"
    assert pack.identity.language == "en"
    for each in SAID:
        assert pack.key(each) == request_key(
            engine="fake", voice="hum", settings=engine.settings, utterance=each
        )


def test_a_second_bake_speaks_only_what_is_new_and_keeps_what_was_there(
    tmp_path: Path,
) -> None:
    baked(tmp_path, script(tmp_path))
    before = Pack.open(tmp_path / "pack")
    old = {entry.utterance: entry.stream for entry in before.entries()}
    engine = FakeEngine()
    report = baked(tmp_path, script(tmp_path, hello="Good day."), engine=engine)
    pack = Pack.open(tmp_path / "pack")
    assert engine.requests == [Utterance(text="Good day.")]
    assert (report.made, report.kept) == (1, 11)
    assert set(pack.utterances) == SAID | {Utterance(text="Good day.")}
    streams = {entry.utterance: entry.stream for entry in pack.entries()}
    assert {each: streams[each] for each in old} == old
    assert pack.identity == before.identity


def test_the_same_bake_gives_the_same_bytes(tmp_path: Path) -> None:
    first = tmp_path / "first"
    second = tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        baked(folder, script(tmp_path))
    baked(second, script(tmp_path))
    names = sorted(path.name for path in (first / "pack").iterdir())
    assert names == sorted(path.name for path in (second / "pack").iterdir())
    assert names[:2] == [REPORT, MANIFEST]
    for name in names:
        one, other = first / "pack" / name, second / "pack" / name
        assert one.read_bytes() == other.read_bytes()


def test_an_interrupted_bake_goes_on_from_its_cache(tmp_path: Path) -> None:
    lift = script(tmp_path)
    with pytest.raises(LackingWordsError):
        baked(tmp_path, lift, engine=FakeEngine(lacks=["Done."]))
    assert not (tmp_path / "pack").exists()
    engine = FakeEngine()
    baked(tmp_path, lift, engine=engine)
    made_before = set(repertoire(lift, fastest=1.15)) - set(engine.requests)
    assert Utterance(text="Welcome.") in made_before
    assert Utterance(text="Done.") in engine.requests


def test_another_voice_does_not_mix_with_the_pack_that_is_there(
    tmp_path: Path,
) -> None:
    baked(tmp_path, script(tmp_path, hello="Good day."))
    report = baked(tmp_path, script(tmp_path), engine=FakeEngine(voice="drone"))
    pack = Pack.open(tmp_path / "pack")
    assert set(pack.utterances) == SAID
    assert pack.identity.voice == "drone"
    assert (report.made, report.kept) == (11, 0)


def test_the_report_says_what_was_heard_and_measured(tmp_path: Path) -> None:
    texts = [each.text for each in sorted(SAID)]
    heard = ["cup" if text == "Up" else text for text in texts]
    heard[texts.index("Two")] = "too"
    heard[texts.index("Down")] = "town"
    report = baked(tmp_path, script(tmp_path), heard=heard)
    assert report.text == (tmp_path / "pack" / REPORT).read_text()
    hearing = report.text[report.text.index("## Heard") : report.text.index("## Sess")]
    assert hearing == (
        "## Heard\n"
        "\n"
        "An offline recogniser (a fake) wrote down each take by itself. "
        "No person has listened.\n"
        "\n"
        "- 8 of 11 were heard word for word.\n"
        "- 2 were written down otherwise, and yet sound more like their own text "
        "than like any other of the pack.\n"
        "- 1 sound more like another text, or like none.\n"
        "\n"
        "| text | rate | written down | most like |\n"
        "| --- | --: | --- | --- |\n"
        "| Down | 1 | town | up |\n"
        "| Up | 1 | cup | its own text |\n"
        "| Up | 1.15 | cup | its own text |\n"
        "\n"
    )
    rows = report.text.splitlines()
    assert "| lift | first | 0:22 | 65 | 166 | nothing |" in rows
    assert "| lift | brief | 0:21 | 80 | 166 | nothing |" in rows
    assert "| lift | up |  | Down | 2832 | 2 |" in rows


def test_a_pack_that_nobody_heard_says_so(tmp_path: Path) -> None:
    report = baked(tmp_path, script(tmp_path))
    assert "No recogniser has listened to these takes, and no person." in report.text


def test_one_pack_is_in_one_language(tmp_path: Path) -> None:
    english = script(tmp_path)
    german = script(tmp_path, language="de")
    with pytest.raises(LanguagesDifferError) as caught:
        baked(tmp_path, english, german)
    assert str(caught.value) == (
        "the scripts are in de and en, and a voice pack is in one language: "
        "bake one pack for each"
    )


def test_an_unknown_voice_and_one_without_its_engine_are_refused(
    tmp_path: Path,
) -> None:
    places = Places(cache=tmp_path / "cache", data=tmp_path / "data")
    with pytest.raises(UnknownVoiceError):
        bake_scripts(["ankles"], "hart", tmp_path / "pack", places)
    with pytest.raises(VoiceNotInstalledError):
        bake_scripts(["ankles"], "heart", tmp_path / "pack", places)
