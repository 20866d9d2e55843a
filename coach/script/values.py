"""Values of parameters: read from text, held to their range, written for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.units import Milliseconds, format_duration, parse_duration

if TYPE_CHECKING:
    from coach.script.model import Parameter, Value

__all__ = ["format_value", "out_of_range", "read_value", "wanted"]

_SWITCH = {
    "on": True,
    "yes": True,
    "true": True,
    "off": False,
    "no": False,
    "false": False,
}

_MOST_DIGITS = 9


def read_value(parameter: Parameter, text: str) -> Value | None:
    """Read a value as a person types it: 15, "3 s", a bare 3 for seconds, on, off."""
    text = text.strip()
    match parameter.kind:
        case "number":
            plain = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
            return int(text) if plain else None
        case "duration":
            length = parse_duration(text)
            bare = f"{text} {parameter.unit or 's'}"
            return parse_duration(bare) if length is None else length
        case "choice":
            return text if text in parameter.choices else None
        case "switch":
            return _SWITCH.get(text.lower())


def out_of_range(parameter: Parameter, value: Value) -> bool:
    """Tell whether a number or duration is outside its parameter's range."""
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    low, high = parameter.minimum, parameter.maximum
    return (low is not None and value < low) or (high is not None and value > high)


def wanted(parameter: Parameter) -> str:
    """Say what a parameter takes: "a whole number from 1 to 30", "on or off"."""
    match parameter.kind:
        case "choice":
            return f"one of {', '.join(parameter.choices)}"
        case "switch":
            return "on or off"
        case kind:
            noun = "a whole number" if kind == "number" else "a time"
            low = _end(parameter, "from", parameter.minimum)
            high = _end(parameter, "to", parameter.maximum)
            of = f" of {parameter.unit}" if kind == "number" and parameter.unit else ""
            return noun + of + low + high


def _end(parameter: Parameter, word: str, end: int | None) -> str:
    return "" if end is None else f" {word} {format_value(parameter, end)}"


def format_value(parameter: Parameter, value: Value) -> str:
    """Write a value as a person would type it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if parameter.kind == "duration" and isinstance(value, int):
        return format_duration(Milliseconds(value))
    return str(value)
