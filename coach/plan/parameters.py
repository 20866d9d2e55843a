"""Routine parameters: from what a person typed to values, or a sentence why not."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from coach.errors import UsageError
from coach.script.conditions import evaluate
from coach.script.values import format_value, out_of_range, read_value, wanted
from coach.units import Milliseconds, format_duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.script.model import Parameter, PlanStep, Script, Value

__all__ = ["ParameterError", "resolve_parameters"]

SHORTEST_PHASE = Milliseconds(1_000)
LONGEST_SESSION = Milliseconds(23 * 3_600_000)
"""Work and rests; the talk around them may take an hour more."""


class ParameterError(UsageError):
    """A parameter that is not declared, or a value that it cannot take."""

    def __init__(self, name: str, sentence: str) -> None:
        """Carry the parameter's name beside the sentence."""
        self.name = name
        super().__init__(sentence)


def resolve_parameters(
    script: Script,
    given: Mapping[str, str],
    week: int | None = None,
) -> dict[str, Value]:
    """Take the defaults, then the plan's step, then what was given."""
    values = {name: parameter.default for name, parameter in script.parameters.items()}
    if week is not None:
        values |= _plan_step(script, week).values
    for name, text in given.items():
        if name not in script.parameters:
            raise ParameterError(name, _undeclared(script, name))
        values[name] = _parse(script.parameters[name], text)
    _check_tones(values)
    _check_dose(script, values)
    return values


def _plan_step(script: Script, week: int) -> PlanStep:
    if not script.plan:
        raise ParameterError("week", f"The routine {script.name} has no weekly plan.")
    if not 1 <= week <= len(script.plan):
        raise ParameterError(
            "week",
            f"The plan of {script.name} has weeks 1 to {len(script.plan)}, not {week}.",
        )
    return script.plan[week - 1]


def _undeclared(script: Script, name: str) -> str:
    near = get_close_matches(name, script.parameters, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    known = ", ".join(script.parameters) or "none"
    return f"The routine {script.name} has no parameter {name}.{hint} It has: {known}."


def _check_tones(values: Mapping[str, Value]) -> None:
    """Without tones the words are the beat, so none of them may fade."""
    if values.get("tones") == "off" and values.get("guidance", "full") != "full":
        raise ParameterError(
            "tones",
            "Tones can be off only where guidance is full: without its sound, a "
            "movement needs its words. Add --guidance full.",
        )


def _check_dose(script: Script, values: Mapping[str, Value]) -> None:
    """Refuse a session of nothing, of no time, or of more than a day."""
    total_ms = 0
    for block in script.blocks:
        reps, sets = evaluate(block.reps, values), evaluate(block.sets, values)
        lengths_ms = [evaluate(phase.lasts, values) for phase in block.phases]
        if reps < 1 or sets < 1:
            raise ParameterError(
                block.name, f"{block.title} would have {sets} sets of {reps}."
            )
        if min(lengths_ms) < SHORTEST_PHASE:
            raise ParameterError(
                block.name,
                f"A phase of {block.title} would last less than "
                f"{format_duration(SHORTEST_PHASE)}: too quick to follow.",
            )
        sides = len(block.sides) or 1
        rests_ms = evaluate(block.rest, values) + evaluate(block.change, values)
        total_ms += sets * sides * (reps * sum(lengths_ms) + rests_ms)
    if total_ms > LONGEST_SESSION:
        hours = total_ms / 3_600_000
        raise ParameterError(
            "length", f"This session would last {hours:,.0f} hours; a day is the most."
        )


def _parse(parameter: Parameter, text: str) -> Value:
    value = read_value(parameter, text)
    if value is None or out_of_range(parameter, value):
        shown = text if value is None else format_value(parameter, value)
        raise ParameterError(
            parameter.name, f"{parameter.name} is {wanted(parameter)}, not {shown!r}."
        )
    return value
