"""A desk for tests of whole commands: an empty folder, and voices that hum."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from coach.new_script import begin_script
from coach.pipeline import Places
from coach.resources import shipped
from coach.speech.fake import FakeEngine
from coach.speech.pack import PackEntry, PackIdentity, write_pack
from coach.speech.take import Take
from coach.speech.voices import VOICES
from coach.timeline.model import SpeechSource
from coach.units import SAMPLE_RATE, Frames
from coach.utterance import Utterance

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pytest

    from coach.speech.engine import RawSpeech
    from coach.timeline.model import Timeline

__all__ = ["SHORT", "Desk", "lay_desk", "spoken_in"]

SHORT = ("-p", "reps=2", "-p", "sets=1")
"""Parameters for the shortest session of a script that was just begun."""

QUIET_S = 0.05
"""The silence before and after what the fake engine hums."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """Where a test works: nothing of the user's own, and no shipped voice pack."""

    folder: Path
    places: Places
    packs: Path
    patch: pytest.MonkeyPatch

    def hum(self, name: str, *, fastest_rate: float = 1.15) -> FakeEngine:
        """Let a voice be installed, and hum."""
        engine: Any = FakeEngine(voice=name, fastest_rate=fastest_rate)
        self.install(name, engine)
        return engine  # type: ignore[no-any-return] # a property is what the seam asks

    def install(self, name: str, engine: Any) -> None:  # noqa: ANN401 - any engine
        """Let a voice be installed with this engine."""
        kind = replace(VOICES[name], make_engine=lambda *_: engine, cure=lambda _: None)
        self.patch.setitem(VOICES, name, kind)

    def remove(self, name: str, cure: str) -> None:
        """Let a voice not be installed."""
        kind = replace(VOICES[name], cure=lambda _: cure)
        self.patch.setitem(VOICES, name, kind)

    def pack(self, name: str, utterances: Iterable[Utterance]) -> None:
        """Put a pack of humming into the folder of packs."""
        engine = FakeEngine(voice=name)
        identity = PackIdentity(
            engine="fake",
            voice=name,
            language="en",
            settings={},
            credit="nobody",
            gain_db=0.0,
        )
        entries = [
            PackEntry(
                utterance=each,
                key=f"{index:032x}",
                take=_hummed(engine.speak(each)),
            )
            for index, each in enumerate(utterances)
        ]
        write_pack(self.packs / name, identity=identity, entries=entries)

    def begin(self, name: str = "mine.toml") -> Path:
        """Begin a script, seated shoulder rolls, in the folder."""
        path = self.folder / name
        begin_script(path, None)
        return path


def lay_desk(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Desk:
    """Make an empty folder the current one, with `heart` installed and humming."""
    folder, packs = tmp_path / "desk", tmp_path / "audio" / "voices"
    folder.mkdir()
    packs.mkdir(parents=True)
    monkeypatch.chdir(folder)
    places = Places(cache=tmp_path / "cache", data=tmp_path / "data")

    def found(name: Literal["scripts", "audio"]) -> Path:
        return packs.parent if name == "audio" else shipped(name)

    for module in ("cli", "asked"):
        monkeypatch.setattr(f"coach.{module}.places", lambda: places)
    monkeypatch.setattr("coach.pipeline.shipped", found)
    monkeypatch.setattr("coach.listings.shipped", found)
    # A hum needs no trimming, and its level is no matter here.
    monkeypatch.setattr("coach.speech.prepare.make_take", _hummed)
    monkeypatch.setattr("coach.speech.prepare.voice_gain_db", lambda _: 0.0)
    desk = Desk(folder=folder, places=places, packs=packs, patch=monkeypatch)
    desk.hum("heart")
    desk.remove("michael", "coach voices add michael")
    desk.remove("joe", "pip install joe")
    desk.remove("system", "pip install pyttsx3")
    return desk


def _hummed(raw: RawSpeech, **_: object) -> Take:
    edge = round(QUIET_S * SAMPLE_RATE)
    samples = raw.samples.repeat(SAMPLE_RATE // raw.sample_rate)
    return Take(
        samples=samples, lead=Frames(edge), sounding=Frames(len(samples) - 2 * edge)
    )


def spoken_in(timeline: Timeline) -> tuple[Utterance, ...]:
    """List what a session speaks, each utterance once."""
    return tuple(
        dict.fromkeys(
            Utterance(text=clip.text, rate=clip.source.rate)
            for track in timeline.tracks
            for clip in track.clips
            if isinstance(clip.source, SpeechSource) and clip.text
        )
    )
