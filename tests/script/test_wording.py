from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.script.model import Countdown, Part, Pause, Spoken, Toned
from coach.script.wording import parse_wording
from coach.units import Milliseconds


def said(text: str) -> Spoken:
    return Spoken(text=text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Hold", [said("Hold")]),
        ("Feet flat. Now rest.", [said("Feet flat."), said("Now rest.")]),
        ("Ready?  Go!", [said("Ready?"), said("Go!")]),
        ("Wait 1.5 seconds", [said("Wait 1.5 seconds")]),
        ("  two \n lines  ", [said("two lines")]),
        (
            "This <rise> and <set-end>",
            [said("This"), Toned(tone="rise"), said("and"), Toned(tone="set-end")],
        ),
        (
            "A <pause 0.8 s> b",
            [said("A"), Pause(lasts=Milliseconds(800)), said("b")],
        ),
        ("Starting in < count 3 >", [said("Starting in"), Countdown(start=3)]),
        ("<chime>", [Toned(tone="chime")]),
        ("", []),
    ],
)
def test_a_wording_is_sentences_and_marks(text: str, parts: list[Part]) -> None:
    assert parse_wording(text) == (tuple(parts), ())


@pytest.mark.parametrize(
    "mark",
    [
        "<bell>",
        "<count 0>",
        "<count 10>",
        "<count>",
        "<pause>",
        "<pause x>",
        "<>",
        "<Rise>",
    ],
)
def test_marks_that_mean_nothing_are_returned(mark: str) -> None:
    assert parse_wording(f"a {mark} b") == ((said("a"), said("b")), (mark,))


@given(st.text("ab .!?<>", max_size=30))
def test_no_sentence_is_empty_or_padded(text: str) -> None:
    parts, unknown = parse_wording(text)
    for part in parts:
        assert not isinstance(part, Spoken) or part.text == part.text.strip() != ""
    assert all(mark in text for mark in unknown)
