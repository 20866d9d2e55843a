"""Baking: all that scripts can have a voice say, made once, into a voice pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.bake.measures import hear_pack, measure_session, measure_takes
from coach.bake.recogniser import SphinxRecogniser
from coach.bake.report import BakeReport
from coach.errors import UsageError
from coach.plan.repertoire import repertoire
from coach.routines import load_routine
from coach.sealed import replace_file
from coach.speech.cache import TakeCache
from coach.speech.keys import request_key
from coach.speech.pack import MANIFEST, Pack, PackEntry, PackIdentity, write_pack
from coach.speech.voice import Voice, calibrated_gain_db
from coach.speech.voices import VOICES, UnknownVoiceError, VoiceNotInstalledError
from coach.speech.weights import STYLES
from coach.timeline.model import VoiceName

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from coach.bake.recogniser import Recogniser
    from coach.pipeline import Places
    from coach.script.model import Script
    from coach.speech.engine import SpeechEngine
    from coach.speech.voices import VoiceKind
    from coach.utterance import Utterance

__all__ = ["REPORT", "LanguagesDifferError", "bake", "bake_scripts"]

REPORT = "REPORT.md"

_KOKORO_CREDIT = (
    "Kokoro-82M by hexgrad, Apache-2.0, voice {}; ONNX export by thewh1teagle, MIT"
)


class LanguagesDifferError(UsageError):
    """A pack speaks one language and the scripts are in several."""

    def __init__(self, languages: Sequence[str]) -> None:
        """Carry the languages."""
        self.languages = tuple(languages)
        super().__init__(
            f"the scripts are in {' and '.join(languages)}, and a voice pack is in "
            "one language: bake one pack for each"
        )


def bake_scripts(
    routines: Sequence[str],
    voice: str,
    folder: Path,
    places: Places,
    listener: Callable[[Utterance], None] | None = None,
) -> BakeReport:
    """Bake routines, by shipped name or path, with a voice's own engine.

    The pack is listened to where it is in English: the recogniser knows no other.
    """
    scripts = [script for name in routines if (script := load_routine(name).script)]
    language = _language(scripts)
    if voice not in VOICES:
        raise UnknownVoiceError(voice, tuple(VOICES))
    kind = VOICES[voice]
    if cure := kind.cure(places.data):
        raise VoiceNotInstalledError(voice, cure)
    return bake(
        scripts,
        engine=kind.make_engine(language, places.data),
        folder=folder,
        credit=_credit(kind, voice),
        cache=TakeCache(places.cache / "takes"),
        ear=SphinxRecogniser if language.partition("-")[0] == "en" else None,
        listener=listener,
    )


def bake(
    scripts: Sequence[Script],
    *,
    engine: SpeechEngine,
    folder: Path,
    credit: str,
    cache: TakeCache,
    ear: Callable[[Sequence[str]], Recogniser] | None = None,
    listener: Callable[[Utterance], None] | None = None,
) -> BakeReport:
    """Make or complete the pack in `folder`, and the report beside it.

    What a pack of the very same voice there holds is kept as it is. Takes are cached
    as they are made: a bake that was interrupted goes on from there.
    """
    language = _language(scripts)
    fastest = engine.fastest_rate
    wanted = {u: None for each in scripts for u in repertoire(each, fastest=fastest)}
    old = _same_voice(folder, engine)
    kept = {entry.utterance: entry for entry in old.entries()} if old else {}
    missing = [utterance for utterance in wanted if utterance not in kept]
    gain_db = old.identity.gain_db if old else calibrated_gain_db(engine, cache)
    speaker = Voice(
        name=VoiceName(engine=engine.engine, name=engine.voice),
        pack=old,
        engine=engine,
        cache=cache,
        cure="",
        listener=listener,
    )
    made = [
        PackEntry(utterance=u, key=speaker.key(u), take=speaker.take(u))
        for u in missing
    ]
    identity = PackIdentity(
        engine=engine.engine,
        voice=engine.voice,
        language=language,
        settings=dict(engine.settings),
        credit=credit,
        gain_db=gain_db,
    )
    write_pack(folder, identity=identity, entries=(*kept.values(), *made))
    pack = Pack.open(folder)
    report = BakeReport(
        identity=identity,
        made=len(made),
        kept=len(kept),
        takes=measure_takes(pack),
        hearing=hear_pack(pack, ear) if ear else None,
        sessions=tuple(
            s for each in scripts for s in measure_session(each, pack, cache)
        ),
    )
    replace_file(folder / REPORT, report.text.encode())
    return report


def _credit(kind: VoiceKind, voice: str) -> str:
    if voice in STYLES:
        return _KOKORO_CREDIT.format(STYLES[voice])
    return kind.description


def _language(scripts: Sequence[Script]) -> str:
    languages = sorted({script.language for script in scripts})
    if len(languages) != 1:
        raise LanguagesDifferError(languages)
    return languages[0]


def _same_voice(folder: Path, engine: SpeechEngine) -> Pack | None:
    """Open the pack that is there, if this engine would make the very same takes."""
    if not (folder / MANIFEST).is_file():
        return None
    pack = Pack.open(folder)
    same = all(
        pack.key(utterance)
        == request_key(
            engine=engine.engine,
            voice=engine.voice,
            settings=engine.settings,
            utterance=utterance,
        )
        for utterance in pack.utterances
    )
    return pack if same else None
