"""Words that can never fit: reckoned from letters, before any voice has spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.script.lint_text import least_ms, wordings
from coach.script.lint_ways import applies, describe, set_number, ways
from coach.script.model import Countdown
from coach.units import Milliseconds, format_duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coach.script.model import (
        Block,
        Cue,
        Expression,
        Parameter,
        PhasePattern,
        Script,
        Step,
        Wording,
    )
    from coach.script.readers import Faults

__all__ = ["BEFORE_MS", "EARLIEST_MS", "SENTENCE_MS", "lint_fit"]

EARLIEST_MS = 600
"""Words begin no sooner than this after the go tone of their window, in ms."""

BEFORE_MS = 200
"""Silence before the next go tone, in ms."""

SENTENCE_MS = 600
"""Silence between the sentences of a rest, in ms."""

_MOST_TRIES = 50_000
"""Steps that are added up for one rest; ways beyond that are not looked at."""


def lint_fit(script: Script, faults: Faults) -> None:
    """Add words of sets and rests for which there is never time enough."""
    for block in script.blocks:
        for cue, phase, is_ready in _in_windows(script, block):
            for ladder in cue.variants:
                _check_ladder(script, ladder, cue, phase, faults, is_ready=is_ready)
        _check_rests(script, block, faults)


def _in_windows(
    script: Script, block: Block
) -> Iterator[tuple[Cue, PhasePattern, bool]]:
    """Yield cues with the phase within which they are said; pre-cues are marked."""
    phases = {phase.name: phase for phase in block.phases}
    for before, phase in zip(
        (block.phases[-1], *block.phases), block.phases, strict=False
    ):
        if phase.ready:
            yield script.cues[phase.ready], before, True
        if phase.hold:
            yield script.cues[phase.hold], phase, False
    for remark in block.remarks:
        yield script.cues[remark.cue], phases[remark.phase], False


def _check_ladder(
    script: Script,
    ladder: tuple[Wording, ...],
    cue: Cue,
    phase: PhasePattern,
    faults: Faults,
    *,
    is_ready: bool,
) -> None:
    within = f"of phase '{phase.name}'"
    most_ms = _most_ms(phase.lasts, script.parameters)
    shortest = min(ladder, key=lambda wording: least_ms(wording.text))
    need_ms = least_ms(shortest.text)
    if most_ms is not None and need_ms > _room_ms(most_ms):
        message = (
            f"'{cue.id}' never fits: it needs {need_ms / 1000:.2f} s at the least,"
            f" the window {within} has {_room_ms(most_ms) / 1000:.2f} s at the most"
        )
        hint = "say fewer words, or give the phase more time"
        faults.add("never-fits", message, shortest.span, hint=hint)
        return
    usual_ms = phase.lasts.constant + sum(
        int(script.parameters[name].default) for name in phase.lasts.parameters
    )
    need_ms = least_ms(ladder[0].text)
    if is_ready and need_ms > _room_ms(usual_ms):
        message = (
            f"the fullest wording of '{cue.id}' is never said at the defaults: it needs"
            f" {need_ms / 1000:.2f} s at the least, the window {within} has"
            f" {_room_ms(usual_ms) / 1000:.2f} s"
        )
        faults.add("never-full", message, ladder[0].span, severity="warning")


def _room_ms(lasts_ms: int) -> int:
    return max(0, lasts_ms - EARLIEST_MS - BEFORE_MS)


def _most_ms(length: Expression, parameters: Mapping[str, Parameter]) -> int | None:
    """Add the highest values up; None where one has no limit."""
    highest = [parameters[name].maximum for name in length.parameters]
    known = [each for each in highest if each is not None]
    return length.constant + sum(known) if len(known) == len(highest) else None


def _check_rests(script: Script, block: Block, faults: Faults) -> None:
    sets = _most_ms(block.sets, script.parameters)
    if sets is None or sets > 1:
        name = f"the rest of block '{block.name}'"
        parts = (block.rest, block.resting, block.again)
        _check_rest(script, name, parts, sets or 2, faults)
    if len(block.sides) > 1:
        name = f"the change of sides of block '{block.name}'"
        line = block.change_ready or block.ready
        parts = (block.change, block.changing, line)
        _check_rest(script, name, parts, sets or 2, faults)


def _check_rest(
    script: Script,
    name: str,
    parts: tuple[Expression, tuple[Step, ...], str],
    sets: int,
    faults: Faults,
) -> None:
    """Find a way in which even the shortest wordings are too long for a rest."""
    length, steps, line = parts
    said = tuple(step for step in steps if not step.optional)
    conditions = [condition for step in said for condition in step.when]
    known = script.parameters | {"set": set_number(sets, length.span)}
    most = max(1, _MOST_TRIES // (len(said) + len(conditions) + 1))
    least = {step.cue: _least_ms(script.cues[step.cue]) for step in said if step.cue}
    for way in ways(conditions, known, most, also=length.parameters):
        rest_ms = length.constant + sum(int(way[n]) for n in length.parameters)
        used = [step for step in said if applies(step.when, way)]
        over_ms = _over_ms(used, least, rest_ms, _countdown_ms(script.cues[line]))
        if over_ms > 0:
            message = (
                f"{name} lasts {format_duration(Milliseconds(rest_ms))}"
                f"{describe(way, known)}; its words need"
                f" {(rest_ms + over_ms) / 1000:.1f} s at the least"
            )
            hint = "make it longer, or mark a step optional = true"
            faults.add(
                "rest-too-short", message, length.span, hint=hint, severity="warning"
            )
            return


def _over_ms(
    steps: list[Step], least: Mapping[str, int], rest_ms: int, countdown_ms: int
) -> int:
    """Lay the steps out, tones taking no time; tell by how much they are too long."""
    now_ms = owed_ms = over_ms = 0
    for step in steps:
        owed_ms = owed_ms if step.gap is None else step.gap
        if step.left is not None:
            over_ms = max(over_ms, now_ms + owed_ms - (rest_ms - step.left))
            now_ms, owed_ms = rest_ms - step.left, 0
        if step.pause is not None:
            owed_ms = step.pause
        else:
            now_ms += owed_ms + (least[step.cue] if step.cue else 0)
            owed_ms = SENTENCE_MS
    silence_ms = SENTENCE_MS if steps else 0
    return max(over_ms, now_ms + silence_ms + countdown_ms - rest_ms)


def _least_ms(cue: Cue) -> int:
    return min(least_ms(wording.text) for wording in wordings(cue))


def _countdown_ms(cue: Cue) -> int:
    return min(
        least_ms(wording.text)
        + sum(1000 * p.start for p in wording.parts if isinstance(p, Countdown))
        for wording in wordings(cue)
    )
