from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.script.slots import Slot, fill, find_slots, number_words

if TYPE_CHECKING:
    from coach.script.slots import Quantity

VALUES: dict[str, Quantity] = {
    "reps": 15,
    "one": 1,
    "set": 2,
    "hold": 3.0,
    "move": 1.5,
    "side": "left",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no slot", "no slot"),
        ("{reps} of them", "Fifteen of them"),
        ("about {reps}", "about fifteen"),
        ("{one:set|sets} of {reps}.", "One set of fifteen."),
        ("{set:set|sets}", "Two sets"),
        ("{set:ordinal} set", "Second set"),
        ("{hold:second|seconds}", "Three seconds"),
        ("{hold + one:second|seconds} each", "Four seconds each"),
        ("{hold+move:second|seconds}", "Four point five seconds"),
        ("{side} leg", "Left leg"),
        ("the {side} leg", "the left leg"),
        ("{one} and {one}", "One and one"),
    ],
)
def test_slots_are_filled_in_words(text: str, expected: str) -> None:
    assert fill(text, "en", VALUES.__getitem__) == expected


@pytest.mark.parametrize(
    ("text", "names", "form"),
    [
        ("{reps}", ("reps",), ""),
        ("{hold + move:second|seconds}", ("hold", "move"), "second|seconds"),
        ("{set:ordinal}", ("set",), "ordinal"),
        ("{}", (), ""),
        ("{Reps}", (), ""),
        ("{reps:}", (), ""),
        ("{reps:set}", (), "set"),
        ("{reps:a|b|c}", (), "a|b|c"),
        ("{reps - 1}", (), ""),
        ("{ reps }", (), ""),
    ],
)
def test_a_slot_that_means_nothing_has_no_names(
    text: str, names: tuple[str, ...], form: str
) -> None:
    assert list(find_slots(text)) == [Slot(written=text, names=names, form=form)]


@given(st.text("{}:|+ abc", max_size=20))
def test_slots_are_found_in_any_text(text: str) -> None:
    for slot in find_slots(text):
        assert slot.written in text


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "zero"), (21, "twenty-one"), (1100, "one thousand one hundred")],
)
def test_numbers_are_written_without_commas(number: int, words: str) -> None:
    assert number_words(number, "en").replace(" and ", " ") == words


def test_numbers_in_another_language() -> None:
    assert [number_words(n, "de") for n in (3, 2, 1)] == ["drei", "zwei", "eins"]
