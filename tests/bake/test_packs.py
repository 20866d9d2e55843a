"""The two shipped voice packs: nothing is missing, and the words fit."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from coach.bake.measures import measure_session
from coach.plan.repertoire import repertoire
from coach.resources import shipped
from coach.routines import load_routine, shipped_routines
from coach.speech.cache import TakeCache
from coach.speech.loudness import active_level_lufs, true_peak_dbtp
from coach.speech.opus import HIGHEST_DBTP
from coach.speech.pack import MOST_PACK_BYTES, Pack
from coach.units import SAMPLE_RATE, seconds

if TYPE_CHECKING:
    from pathlib import Path

    from coach.bake.measures import SessionFacts
    from coach.script.model import Script
    from coach.vocabulary import SectionKind

PACKED = ("heart", "michael")
ROUTINES = shipped_routines()
TALK: tuple[SectionKind, ...] = ("opening", "rest", "closing")
QUICK = 1.15

pytestmark = pytest.mark.parametrize("voice", PACKED)


def pack_folder(voice: str) -> Path:
    return shipped("audio") / "voices" / voice


@cache
def pack_of(voice: str) -> Pack:
    return Pack.open(pack_folder(voice))


def script_of(routine: str) -> Script:
    script = load_routine(routine).script
    assert script is not None
    return script


@cache
def sessions(voice: str, routine: str) -> tuple[SessionFacts, ...]:
    # The voice has no engine here, so nothing is ever read from this cache.
    no_cache = TakeCache(pack_folder(voice) / "none")
    return tuple(measure_session(script_of(routine), pack_of(voice), no_cache))


@pytest.mark.parametrize("routine", ROUTINES)
def test_every_line_that_a_shipped_script_can_speak_is_in_the_pack(
    voice: str, routine: str
) -> None:
    pack = pack_of(voice)
    needed = repertoire(script_of(routine), fastest=QUICK)
    missing = [f"{u.text!r} at {u.rate:g}" for u in needed if pack.key(u) is None]
    assert not missing, (
        f"{len(missing)} lines of {routine} are not in the pack {voice}: "
        f"{', '.join(missing)}; run: coach bake {' '.join(ROUTINES)} "
        f"--voice {voice} -o audio/voices/{voice}"
    )


def test_the_pack_holds_nothing_that_no_script_speaks(voice: str) -> None:
    spoken = {
        utterance
        for routine in ROUTINES
        for utterance in repertoire(script_of(routine), fastest=QUICK)
    }
    stale = [each.text for each in pack_of(voice).utterances if each not in spoken]
    assert not stale, f"remove audio/voices/{voice} and bake it anew: {stale}"


def test_the_pack_is_small(voice: str) -> None:
    files = list(pack_folder(voice).iterdir())
    assert sum(file.stat().st_size for file in files) <= MOST_PACK_BYTES
    names = {file.suffix for file in files}
    assert names == {".json", ".opus", ".md"}


def test_the_pack_names_its_voice_and_whom_to_credit(voice: str) -> None:
    identity = pack_of(voice).identity
    assert (identity.engine, identity.voice) == ("kokoro", voice)
    assert identity.language == "en"
    assert sorted(identity.settings) == ["phonemes", "style", "weights"]
    assert "Kokoro-82M by hexgrad, Apache-2.0" in identity.credit


def test_both_packs_come_from_the_same_weights(voice: str) -> None:
    mine, heart = pack_of(voice).identity.settings, pack_of("heart").identity.settings
    assert mine["weights"] == heart["weights"]
    assert mine["phonemes"] == heart["phonemes"]


def test_takes_decode_at_their_length_and_level(voice: str) -> None:
    pack = pack_of(voice)
    for utterance in pack.utterances[::20]:
        take = pack.take(utterance)
        assert take is not None
        assert 0 <= take.lead < take.lead + take.sounding <= len(take.samples)
        assert take.sounding > SAMPLE_RATE // 10
        assert true_peak_dbtp(take.samples) <= HIGHEST_DBTP
        assert -17.0 <= active_level_lufs(take.samples) <= -14.0, utterance


@pytest.mark.parametrize("routine", ROUTINES)
def test_at_the_defaults_every_cue_has_its_fullest_words_and_50_ms_to_spare(
    voice: str, routine: str
) -> None:
    for session in sessions(voice, routine):
        assert session.given_up == ()
        assert session.windows
        for window in session.windows:
            assert seconds(window.slack) >= 0.050, window


@pytest.mark.parametrize("routine", ["standing", "seated"])
def test_at_the_defaults_the_first_repetitions_say_hold_and_both_pre_cues(
    voice: str, routine: str
) -> None:
    said = {
        (window.phase, window.hold, window.ready)
        for session in sessions(voice, routine)
        for window in session.windows
    }
    assert ("toes", "Hold", "Back to your heels") in said
    assert ("heels", "Hold", "Up on your toes") in said


@pytest.mark.parametrize("routine", ["standing", "seated"])
def test_every_opening_gives_a_session_under_five_minutes(
    voice: str, routine: str
) -> None:
    lengths = {
        each.opening: seconds(each.duration) for each in sessions(voice, routine)
    }
    assert sorted(lengths, key=str) == ["brief", "first", "usual"]
    assert max(lengths.values()) < 300, lengths


@pytest.mark.parametrize("routine", ["standing", "seated"])
def test_talk_goes_at_130_to_160_words_a_minute(voice: str, routine: str) -> None:
    for session in sessions(voice, routine):
        paces = {each.kind: round(each.words_a_minute) for each in session.paces}
        for kind in TALK:
            assert 130 <= paces[kind] <= 160, (session.opening, paces)
