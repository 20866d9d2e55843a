"""A script with faults, made whole for the lint: what cannot be read accuses nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.script.checks import references
from coach.script.model import Cue

if TYPE_CHECKING:
    from collections.abc import Collection

    from coach.diagnostics import Span
    from coach.script.model import Block, Expression, Script, Step

__all__ = ["whole_script"]

_AMPLE_MS = 10**9
"""Stands in for a length that cannot be read: time enough for any words, in ms."""


def whole_script(script: Script, broken: Collection[Span]) -> Script:
    """Fill gaps so that rules can walk; `broken` are the places of the errors."""
    filled = replace(
        script,
        opening=_steps(script.opening),
        blocks=tuple(_block(block, broken) for block in script.blocks),
        closing=_steps(script.closing),
    )
    # A cue without wordings might say anything and takes no time.
    unknown = {
        cue_id: Cue(id=cue_id, variants=(), span=script.span)
        for cue_id, _ in references(filled)
    }
    cues = {
        cue.id: replace(cue, variants=tuple(filter(None, cue.variants)))
        for cue in script.cues.values()
    }
    return replace(filled, cues=unknown | cues)


def _block(block: Block, broken: Collection[Span]) -> Block:
    def length(written: Expression) -> Expression:
        is_broken = written.span in broken
        return replace(written, constant=_AMPLE_MS) if is_broken else written

    names = {phase.name for phase in block.phases}
    phases = (replace(each, lasts=length(each.lasts)) for each in block.phases)
    return replace(
        block,
        rest=length(block.rest),
        change=length(block.change),
        phases=tuple(phases),
        remarks=tuple(each for each in block.remarks if each.phase in names),
        intro=_steps(block.intro),
        practice=_steps(block.practice),
        resting=_steps(block.resting),
        changing=_steps(block.changing),
    )


def _steps(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Let a step of which nothing could be read say a cue that nobody knows."""
    return tuple(
        replace(step, cue="")
        if step.cue is None and step.tone is None and step.pause is None
        else step
        for step in steps
    )
