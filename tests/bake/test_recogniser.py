from __future__ import annotations

import numpy as np
import pytest
from conftest import require_module

from coach.bake.recogniser import (
    FakeRecogniser,
    Recogniser,
    RecogniserMissingError,
    SphinxRecogniser,
    spoken_words,
)
from coach.resources import shipped
from coach.speech.pack import Pack
from coach.utterance import Utterance

TEXTS = ("Hold", "Two", "Up on your toes", "Back to your heels", "Sit tall, feet flat.")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Sit tall, feet flat.", "sit tall feet flat"),
        ("That's halfway", "that's halfway"),
        ("hip-width apart", "hip width apart"),
        ("Two, too, to", "to to to"),
        ("of four.", "of for"),
        ("", ""),
    ],
)
def test_what_cannot_be_heard_is_left_out_of_the_words(text: str, words: str) -> None:
    assert spoken_words(text) == words


def test_the_fake_hears_what_it_was_told_to_in_turn() -> None:
    fake: Recogniser = FakeRecogniser(["Hold", "Two"], nearest="Hold")
    silence = np.zeros(4800, dtype=np.float32)
    assert [fake.hear(silence), fake.hear(silence)] == ["hold", "to"]
    assert fake.nearest(silence) == "hold"


def test_without_the_package_the_fault_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("coach.bake.recogniser.find_spec", lambda _name: None)
    with pytest.raises(RecogniserMissingError) as caught:
        SphinxRecogniser(TEXTS)
    assert str(caught.value) == (
        "no recogniser is installed, so nobody would hear the takes; "
        'run: pip install "audio-coach[bake]"'
    )


@pytest.mark.real
@pytest.mark.slow
def test_a_real_ear_hears_real_words_in_any_order() -> None:
    require_module("pocketsphinx")
    pack = Pack.open(shipped("audio") / "voices" / "heart")
    ear = SphinxRecogniser(pack_texts := [each.text for each in pack.utterances])
    assert "Back to your heels" in pack_texts
    said = ("Up on your toes", "Back to your heels", "Up on your toes")
    takes = [pack.take(Utterance(text=text)) for text in said]
    heard = [ear.hear(take.samples) for take in takes if take]
    assert heard == [spoken_words(text) for text in said]
    assert [ear.nearest(take.samples) for take in takes if take] == heard


@pytest.mark.real
@pytest.mark.slow
def test_a_real_ear_does_not_hear_words_that_are_not_there() -> None:
    require_module("pocketsphinx")
    pack = Pack.open(shipped("audio") / "voices" / "heart")
    toes = pack.take(Utterance(text="Up on your toes"))
    assert toes is not None
    ear = SphinxRecogniser(TEXTS)
    assert ear.hear(toes.samples[::-1].copy()) != "up on your toes"
