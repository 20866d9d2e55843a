from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.diagnostics import Span
from coach.script.model import Parameter, Value
from coach.script.values import format_value, out_of_range, read_value, wanted

NUMBER = Parameter(
    name="n",
    kind="number",
    default=5,
    minimum=1,
    maximum=30,
    help="",
    span=Span(file="t"),
)
DURATION = replace(NUMBER, kind="duration", default=3000, minimum=2000, maximum=90_000)
CHOICE = replace(NUMBER, kind="choice", choices=("full", "faded"), default="full")
SWITCH = replace(NUMBER, kind="switch", default=True)


@pytest.mark.parametrize(
    ("parameter", "text", "expected"),
    [
        (NUMBER, "15", 15),
        (NUMBER, " 07 ", 7),
        (NUMBER, "1.0", None),
        (NUMBER, "-1", None),
        (NUMBER, "\u0663", None),
        (NUMBER, "1000000000", None),
        (NUMBER, "", None),
        (DURATION, "3 s", 3000),
        (DURATION, "3", 3000),
        (DURATION, "2.5", 2500),
        (DURATION, "1m30s", 90_000),
        (DURATION, "250 ms", 250),
        (DURATION, "3 seconds", None),
        (DURATION, "-3 s", None),
        (DURATION, "", None),
        (CHOICE, "full", "full"),
        (CHOICE, "Full", None),
        (SWITCH, "ON", True),
        (SWITCH, "no", False),
        (SWITCH, "1", None),
    ],
)
def test_values_are_read_as_people_type_them(
    parameter: Parameter, text: str, expected: Value | None
) -> None:
    value = read_value(parameter, text)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        (NUMBER, "a whole number from 1 to 30"),
        (replace(NUMBER, maximum=None), "a whole number from 1"),
        (replace(NUMBER, minimum=None, maximum=None), "a whole number"),
        (DURATION, "a time from 2 s to 1m30s"),
        (CHOICE, "one of full, faded"),
        (SWITCH, "on or off"),
    ],
)
def test_what_a_parameter_takes(parameter: Parameter, expected: str) -> None:
    assert wanted(parameter) == expected


@pytest.mark.parametrize(
    ("parameter", "value", "outside"),
    [
        (NUMBER, 0, True),
        (NUMBER, 1, False),
        (NUMBER, 30, False),
        (NUMBER, 31, True),
        (replace(NUMBER, minimum=None, maximum=None), 10**9, False),
        (SWITCH, True, False),
        (CHOICE, "full", False),
    ],
)
def test_a_range_includes_its_ends(
    parameter: Parameter, value: Value, *, outside: bool
) -> None:
    assert out_of_range(parameter, value) == outside


@given(st.integers(0, 10**7))
def test_a_duration_that_is_written_is_read_back(value: int) -> None:
    assert read_value(DURATION, format_value(DURATION, value)) == value


def test_a_switch_is_written_on_or_off() -> None:
    assert [format_value(SWITCH, value) for value in (True, False)] == ["on", "off"]
