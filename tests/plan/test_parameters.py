from __future__ import annotations

from typing import Final

import pytest
from durations import own_script, shipped_script

from coach.plan.parameters import ParameterError, resolve_parameters

STANDING: Final = shipped_script("standing")
KNOWN: Final = (
    "reps, sets, hold, move, rest, guidance, opening, count, breathing, tones, variant"
)


def test_the_defaults_then_the_weeks_step_then_what_was_given() -> None:
    defaults = resolve_parameters(STANDING, {})
    assert (defaults["reps"], defaults["rest"], defaults["hold"]) == (15, 30_000, 3_000)
    week = resolve_parameters(STANDING, {}, week=1)
    assert (week["reps"], week["rest"], week["guidance"]) == (8, 45_000, "full")
    given = resolve_parameters(STANDING, {"reps": "9", "breathing": "no"}, week=1)
    assert given == week | {"reps": 9, "breathing": False}
    assert list(given) == KNOWN.split(", ")


@pytest.mark.parametrize(
    ("given", "name", "sentence"),
    [
        (
            {"rep": "3"},
            "rep",
            (
                "The routine standing has no parameter rep. Did you mean reps? "
                f"It has: {KNOWN}."
            ),
        ),
        (
            {"speed": "3"},
            "speed",
            f"The routine standing has no parameter speed. It has: {KNOWN}.",
        ),
        (
            {"reps": "0"},
            "reps",
            "reps is a whole number of repetitions from 1 to 30, not '0'.",
        ),
        (
            {"reps": "31"},
            "reps",
            "reps is a whole number of repetitions from 1 to 30, not '31'.",
        ),
        (
            {"reps": "-3"},
            "reps",
            "reps is a whole number of repetitions from 1 to 30, not '-3'.",
        ),
        (
            {"reps": "1.5"},
            "reps",
            "reps is a whole number of repetitions from 1 to 30, not '1.5'.",
        ),
        (
            {"reps": ""},
            "reps",
            "reps is a whole number of repetitions from 1 to 30, not ''.",
        ),
        (
            {"reps": "9" * 5000},
            "reps",
            f"reps is a whole number of repetitions from 1 to 30, not '{'9' * 5000}'.",
        ),
        ({"hold": "1"}, "hold", "hold is a time from 2 s to 10 s, not '1 s'."),
        ({"hold": "1m30s"}, "hold", "hold is a time from 2 s to 10 s, not '1m30s'."),
        ({"hold": "long"}, "hold", "hold is a time from 2 s to 10 s, not 'long'."),
        ({"rest": "121 s"}, "rest", "rest is a time from 15 s to 2m, not '2m1s'."),
        (
            {"guidance": "FULL"},
            "guidance",
            "guidance is one of full, faded, tones, not 'FULL'.",
        ),
        ({"breathing": "maybe"}, "breathing", "breathing is on or off, not 'maybe'."),
        (
            {"tones": "off"},
            "tones",
            (
                "Tones can be off only where guidance is full: without its sound, a "
                "movement needs its words. Add --guidance full."
            ),
        ),
    ],
)
def test_a_value_that_cannot_be_is_told_in_a_sentence(
    given: dict[str, str], name: str, sentence: str
) -> None:
    with pytest.raises(ParameterError) as told:
        resolve_parameters(STANDING, given)
    assert str(told.value) == sentence
    assert told.value.name == name
    assert told.value.exit_code == 2


@pytest.mark.parametrize(
    ("routine", "week", "sentence"),
    [
        ("standing", 0, "The plan of standing has weeks 1 to 6, not 0."),
        ("standing", 7, "The plan of standing has weeks 1 to 6, not 7."),
        ("ankles", 1, "The routine ankles has no weekly plan."),
    ],
)
def test_a_week_that_is_not_in_the_plan(routine: str, week: int, sentence: str) -> None:
    with pytest.raises(ParameterError) as told:
        resolve_parameters(shipped_script(routine), {}, week=week)
    assert str(told.value) == sentence


@pytest.mark.parametrize("week", range(1, 7))
def test_tones_can_be_off_in_each_week_with_full_guidance(week: int) -> None:
    values = resolve_parameters(STANDING, {"tones": "off", "guidance": "full"}, week)
    assert values["tones"] == "off"


OWN: Final = """
title = "Own"
language = "en"
position = "seated"
artist = "A"
album = "A"
comment = "C"
[parameters.reps]
default = 2
help = "no limits"
[parameters.lasts]
default = "2 s"
help = "no limits"
[session]
opening = []
closing = []
[[block]]
name = "b"
title = "Lift"
reps = "{reps}"
ready = "ready"
[[block.phase]]
name = "up"
lasts = "{lasts}"
tone = "rise"
[cue.ready]
say = "Starting in <count 3>"
"""


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"reps": "0"}, "Lift would have 1 sets of 0."),
        (
            {"lasts": "999 ms"},
            "A phase of Lift would last less than 1 s: too quick to follow.",
        ),
        (
            {"reps": "999999999"},
            "This session would last 555,556 hours; a day is the most.",
        ),
        (
            {"lasts": "99999 s"},
            "This session would last 56 hours; a day is the most.",
        ),
    ],
)
def test_a_dose_that_cannot_be(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(ParameterError) as told:
        resolve_parameters(own_script(OWN), given)
    assert str(told.value) == sentence
