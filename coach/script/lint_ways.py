"""Ways through a script: values for the parameters that its conditions mention."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

from coach.script.model import Parameter
from coach.script.values import format_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from coach.diagnostics import Span
    from coach.script.model import Condition, Value

__all__ = ["describe", "set_number", "ways"]


def ways(
    conditions: Iterable[Condition],
    parameters: Mapping[str, Parameter],
    most: int,
    *,
    also: Iterable[str] = (),
) -> Iterator[dict[str, Value]]:
    """Yield values for what the conditions mention and `also`, `most` ways at the most.

    Numbers and durations take the values between which an answer can change.
    """
    mentioned: dict[str, set[int]] = {name: set() for name in also}
    for condition in conditions:
        limits = (each for each in condition.values if isinstance(each, int))
        mentioned.setdefault(condition.parameter, set()).update(limits)
    options = [_options(parameters[name], each) for name, each in mentioned.items()]
    for values in islice(product(*options), most):
        yield dict(zip(mentioned, values, strict=True))


def set_number(most: int, span: Span) -> Parameter:
    """Make the number of the set at hand, from 1 to `most`, a value like the others."""
    return Parameter(
        name="set",
        kind="number",
        default=1,
        minimum=1,
        maximum=most,
        help="",
        span=span,
    )


def describe(way: Mapping[str, Value], parameters: Mapping[str, Parameter]) -> str:
    """Write " where opening is brief and rest is 15 s"; nothing for no values."""
    values = (
        f"{n} is {format_value(parameters[n], value)}" for n, value in way.items()
    )
    return f" where {' and '.join(values)}" if way else ""


def _options(parameter: Parameter, limits: set[int]) -> list[Value]:
    """List what a parameter can be; a number without an end gets one."""
    if parameter.kind == "choice":
        return list(parameter.choices)
    if parameter.kind == "switch":
        return [True, False]
    low, default = parameter.minimum or 0, int(parameter.default)
    near = {low, default} | {limit + step for limit in limits for step in (-1, 0, 1)}
    high = max(near) if parameter.maximum is None else parameter.maximum
    return sorted(value for value in near | {high} if low <= value <= high)
