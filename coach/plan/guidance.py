"""How much is said in a repetition, and which remark takes the place of "Hold"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.script.conditions import holds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.script.model import Block, Remark, Script, Value
    from coach.vocabulary import Level

__all__ = ["level_of", "remark_for"]


def level_of(
    script: Script, values: Mapping[str, Value], *, set_number: int, rep: int
) -> Level:
    """Tell how much is said: words fade within a set, and sooner in later sets."""
    fades = script.guidance.get(str(values.get("guidance")))
    if not fades:
        return "full"
    fade = fades[min(set_number, len(fades)) - 1]
    if rep <= fade.full:
        return "full"
    return "short" if rep <= fade.short else "tones"


def remark_for(
    block: Block,
    values: Mapping[str, Value],
    *,
    phase: str,
    rep: int,
    reps: int,
    level: Level,
) -> str | None:
    """Return the cue of the first remark that applies here."""
    for remark in block.remarks:
        if (
            remark.phase == phase
            and level in remark.levels
            and _falls_on(remark, rep, reps)
            and holds(remark.when, values)
        ):
            return remark.cue
    return None


def _falls_on(remark: Remark, rep: int, reps: int) -> bool:
    if remark.rep is not None:
        return rep == remark.rep
    if remark.left is not None:
        return reps - rep == remark.left
    if remark.halfway:
        return rep == (reps + 1) // 2 and reps > 1
    every = remark.every or 1
    first = every if remark.first is None else remark.first
    return first <= rep < reps and (rep - first) % every == 0
