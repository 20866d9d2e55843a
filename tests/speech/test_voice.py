from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from coach.errors import MachineError
from coach.speech.cache import TakeCache
from coach.speech.fake import FakeEngine
from coach.speech.keys import request_key
from coach.speech.pack import Pack, PackEntry, PackIdentity, write_pack
from coach.speech.prepare import CALIBRATION, make_take
from coach.speech.voice import Voice, VoiceLacksWordsError
from coach.timeline.model import VoiceName
from coach.utterance import Utterance

if TYPE_CHECKING:
    from pathlib import Path

NAME = VoiceName(engine="fake", name="hum")
CURE = "coach voices add hum"
HOLD = Utterance(text="Hold")
TOES = Utterance(text="Up on your toes")
QUICK_TOES = Utterance(text="Up on your toes", rate=1.15)
OWN = Utterance(text="Words of one's own")
PACK_GAIN_DB = 6.0


def live(tmp_path: Path, engine: FakeEngine | None = None, rate: float = 1.0) -> Voice:
    return Voice(
        name=NAME,
        pack=None,
        engine=engine or FakeEngine(),
        cache=TakeCache(tmp_path / "cache"),
        cure=CURE,
        rate=rate,
    )


def pack_in(folder: Path, *utterances: Utterance) -> Pack:
    engine = FakeEngine()
    identity = PackIdentity(
        engine="fake",
        voice="hum",
        language="en",
        settings=dict(engine.settings),
        credit="nobody",
        gain_db=PACK_GAIN_DB,
    )
    entries = [
        PackEntry(
            utterance=each,
            key=f"{index:032x}",
            # One second longer than the engine's, to tell the two apart.
            take=make_take(
                engine.speak(replace(each, text=each.text + "x" * 11)),
                text=each.text,
                voice_gain_db=PACK_GAIN_DB,
            ),
        )
        for index, each in enumerate(utterances)
    ]
    write_pack(folder, identity=identity, entries=entries)
    return Pack.open(folder)


def packed(
    tmp_path: Path, engine: FakeEngine | None = None, rate: float = 1.0
) -> Voice:
    return Voice(
        name=NAME,
        pack=pack_in(tmp_path / "pack", HOLD, QUICK_TOES),
        engine=engine,
        cache=TakeCache(tmp_path / "cache"),
        cure=CURE,
        rate=rate,
    )


def test_an_engine_speaks_each_utterance_once(tmp_path: Path) -> None:
    engine = FakeEngine()
    voice = live(tmp_path, engine)
    length = voice.sounding(HOLD, make=False)
    take = voice.take(HOLD)
    assert take.sounding == length == voice.sounding(HOLD, make=True)
    calibration = [Utterance(text=text) for text in CALIBRATION]
    assert sorted(engine.requests) == sorted([HOLD, *calibration])
    again = FakeEngine()
    assert live(tmp_path, again).take(HOLD).samples.tobytes() == take.samples.tobytes()
    assert again.requests == []


def test_the_cache_changes_nothing_but_the_time(tmp_path: Path) -> None:
    with_cache = live(tmp_path).take(TOES)
    (tmp_path / "file").write_text("")
    without = live(tmp_path / "file").take(TOES)
    assert with_cache.samples.tobytes() == without.samples.tobytes()
    assert live(tmp_path).key(TOES) == live(tmp_path / "file").key(TOES)


def test_a_key_is_that_of_the_engines_request(tmp_path: Path) -> None:
    engine = FakeEngine()
    assert live(tmp_path, engine).key(HOLD) == request_key(
        engine="fake", voice="hum", settings=engine.settings, utterance=HOLD
    )


def test_a_listener_hears_of_what_an_engine_has_spoken(tmp_path: Path) -> None:
    heard: list[Utterance] = []
    cache = TakeCache(tmp_path)
    for _ in range(2):
        voice = Voice(
            name=NAME,
            pack=None,
            engine=FakeEngine(),
            cache=cache,
            cure=CURE,
            listener=heard.append,
        )
        voice.sounding(HOLD, make=True)
        voice.take(TOES)
    assert heard == [HOLD, TOES]


@pytest.mark.parametrize(
    ("asked", "rate", "spoken"),
    [
        (1.0, 1.0, 1.0),
        (1.15, 1.0, 1.15),
        (1.0, 0.9, 0.9),
        (1.15, 0.9, 1.035),
        (1.15, 1.15, 1.15),
        (1.0, 0.5, 0.8),
        (1.0, 2.0, 1.15),
    ],
)
def test_the_users_rate_changes_the_speech_of_an_engine(
    tmp_path: Path, asked: float, rate: float, spoken: float
) -> None:
    voice = live(tmp_path, rate=rate)
    assert voice.speaks_at_rate
    utterance = Utterance(text="Hold", rate=asked)
    assert voice.spoken(utterance) == Utterance(text="Hold", rate=spoken)
    plain = live(tmp_path)
    remade = voice.spoken(utterance)
    assert plain.key(remade) == voice.key(utterance)
    assert plain.sounding(remade, make=True) == voice.sounding(utterance, make=True)


def test_a_voice_of_one_rate_speaks_at_that(tmp_path: Path) -> None:
    voice = live(tmp_path, FakeEngine(fastest_rate=1.0), rate=0.9)
    assert not voice.speaks_at_rate
    assert voice.fastest_rate == 1.0
    assert voice.spoken(HOLD) == HOLD


def test_a_pack_alone_speaks_what_is_in_it(tmp_path: Path) -> None:
    voice = packed(tmp_path, rate=0.9)
    assert not voice.can_say_anything
    assert not voice.speaks_at_rate
    assert voice.fastest_rate == 1.15
    assert voice.spoken(HOLD) == HOLD
    length = voice.sounding(HOLD, make=False)
    assert length is not None
    assert voice.take(HOLD).sounding == length == voice.sounding(HOLD, make=True)
    assert voice.key(HOLD) == f"{0:032x}"
    assert voice.sounding(TOES, make=False) is None
    assert voice.sounding(QUICK_TOES, make=False) is not None


def test_a_pack_alone_names_what_it_lacks(tmp_path: Path) -> None:
    voice = packed(tmp_path)
    for ask in (voice.take, voice.key, lambda each: voice.sounding(each, make=True)):
        with pytest.raises(VoiceLacksWordsError) as caught:
            ask(OWN)
        assert isinstance(caught.value, MachineError)
        assert (caught.value.voice, caught.value.cure) == ("hum", CURE)
        assert caught.value.texts == ("Words of one's own",)
        assert str(caught.value) == (
            "the voice hum cannot say 'Words of one's own'; run: coach voices add hum"
        )


def test_all_that_is_lacking_is_named_at_once(tmp_path: Path) -> None:
    voice = packed(tmp_path)
    voice.check([HOLD, QUICK_TOES])
    numbers = [Utterance(text=f"Number {n}") for n in range(7)]
    with pytest.raises(VoiceLacksWordsError) as caught:
        voice.check([HOLD, *numbers])
    assert len(caught.value.texts) == 7
    assert str(caught.value) == (
        "the voice hum cannot say 'Number 0', 'Number 1', 'Number 2', 'Number 3', "
        "'Number 4' and 2 more; run: coach voices add hum"
    )


def test_an_engine_behind_a_pack_adds_words_at_the_packs_gain(tmp_path: Path) -> None:
    engine = FakeEngine()
    voice = packed(tmp_path, engine)
    assert voice.can_say_anything
    assert voice.sounding(HOLD, make=True) == voice.take(HOLD).sounding
    assert voice.sounding(OWN, make=False) is None
    assert engine.requests == []
    voice.check([OWN])
    take = voice.take(OWN)
    assert engine.requests == [OWN]
    assert take.samples.tobytes() == (
        make_take(
            FakeEngine().speak(OWN), text=OWN.text, voice_gain_db=PACK_GAIN_DB
        ).samples.tobytes()
    )
    assert voice.sounding(OWN, make=False) is None


def test_the_cache_never_answers_for_a_pack(tmp_path: Path) -> None:
    """Else a timeline would depend on what its user has rendered before."""
    engine = FakeEngine()
    before = live(tmp_path, engine)
    before.take(HOLD)
    before.take(OWN)
    voice = packed(tmp_path, FakeEngine())
    assert voice.sounding(OWN, make=False) is None
    assert voice.sounding(HOLD, make=True) != before.sounding(HOLD, make=True)


def test_at_another_rate_the_engine_speaks_for_its_pack(tmp_path: Path) -> None:
    engine = FakeEngine()
    voice = packed(tmp_path, engine, rate=0.9)
    assert voice.speaks_at_rate
    assert voice.sounding(HOLD, make=False) is None
    voice.take(HOLD)
    assert engine.requests == [Utterance(text="Hold", rate=0.9)]


def test_what_an_engine_cannot_say_is_its_own_error(tmp_path: Path) -> None:
    voice = live(tmp_path, FakeEngine(lacks=["Hold"]))
    with pytest.raises(MachineError, match='the fake voice lacks "Hold"'):
        voice.take(HOLD)
