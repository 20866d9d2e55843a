"""Lengths, amounts and parameters in words, as they are read and read aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.units import SAMPLE_RATE, frames, parse_duration

if TYPE_CHECKING:
    from coach.timeline.model import Timeline
    from coach.units import Frames

__all__ = ["counted", "in_words", "parameters_in_words"]


def parameters_in_words(timeline: Timeline) -> str:
    """Write the parameters as a sentence: "Reps 15, hold 3 seconds, breathing on."."""
    text = ", ".join(
        f"{name} {_value(value)}" for name, value in timeline.parameters.items()
    )
    return f"{text[:1].upper()}{text[1:]}."


def _value(value: str | int | bool) -> str:  # noqa: FBT001 - a parameter's value
    if isinstance(value, bool):
        return "on" if value else "off"
    duration = parse_duration(value) if isinstance(value, str) else None
    if duration is None or duration % 1000:
        return str(value)
    return in_words(frames(duration))


def in_words(length: Frames) -> str:
    """Write a length in words, whole seconds: "5 minutes 5 seconds"."""
    minutes, whole_s = divmod(length // SAMPLE_RATE, 60)
    hours, minutes = divmod(minutes, 60)
    amounts = ((hours, "hour"), (minutes, "minute"), (whole_s, "second"))
    said = [f"{counted(number, unit)}" for number, unit in amounts if number]
    return " ".join(said) or "0 seconds"


def counted(number: float, unit: str) -> str:
    """Write an amount: "1 second", "2.5 seconds"."""
    return f"{number:g} {unit}{'' if number == 1 else 's'}"
