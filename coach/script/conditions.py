"""Values at a place of the session: conditions and expressions over them."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coach.script.model import Condition, Expression, Value

__all__ = ["evaluate", "holds"]

_COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def evaluate(expression: Expression, values: Mapping[str, Value]) -> int:
    """Add up an expression: milliseconds, or a count."""
    return expression.constant + sum(int(values[n]) for n in expression.parameters)


def holds(conditions: Iterable[Condition], values: Mapping[str, Value]) -> bool:
    """Tell whether every condition is met; one on a value not known here is not."""
    return all(_holds(condition, values) for condition in conditions)


def _holds(condition: Condition, values: Mapping[str, Value]) -> bool:
    value = values.get(condition.parameter)
    if condition.operator == "in":
        return value in condition.values
    compare = _COMPARE[condition.operator]
    return isinstance(value, int) and all(
        compare(value, limit) for limit in condition.values
    )
