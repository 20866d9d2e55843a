"""Words that can never fit: reckoned from letters, before any voice has spoken."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from coach.script.conditions import holds
from coach.script.lint_text import least_ms, wordings
from coach.script.lint_ways import describe, set_number, ways
from coach.script.model import Countdown
from coach.units import Milliseconds, format_duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

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

_MOST_SETS = 1_000
_MOST_TRIES = 50_000
"""Steps that are added up for one rest; ways beyond that are not looked at."""


def lint_fit(script: Script, faults: Faults) -> None:
    """Add words of sets and rests for which there is never time enough."""
    misfits: set[Wording] = set()
    for cue_id, (most_ms, phase) in _narrowest(script, _most_ms, _said_in).items():
        for ladder in script.cues[cue_id].variants:
            if not _check_shortest(cue_id, ladder, most_ms, phase, faults):
                misfits.add(ladder[0])
    for cue_id, (usual_ms, phase) in _narrowest(script, _usual_ms, _ready_in).items():
        for ladder in script.cues[cue_id].variants:
            if ladder[0] not in misfits:
                _check_fullest(cue_id, ladder[0], usual_ms, phase, faults)
    lengths = {
        cue.id: (_least_ms(cue), _countdown_ms(cue)) for cue in script.cues.values()
    }
    for block in script.blocks:
        _check_rests(script, block, lengths, faults)


def _ready_in(block: Block) -> Iterator[tuple[str, PhasePattern]]:
    """Pair each pre-cue with the phase within which it is said: the one before."""
    around = zip((*block.phases[-1:], *block.phases), block.phases, strict=False)
    for before, phase in around:
        if phase.ready:
            yield phase.ready, before


def _said_in(block: Block) -> Iterator[tuple[str, PhasePattern]]:
    """Pair each cue of a set with a phase within which it is said."""
    yield from _ready_in(block)
    yield from ((phase.hold, phase) for phase in block.phases if phase.hold)
    phases = {phase.name: phase for phase in block.phases}
    yield from ((remark.cue, phases[remark.phase]) for remark in block.remarks)


def _narrowest(
    script: Script,
    length_ms: Callable[[Expression, Mapping[str, Parameter]], float],
    pairs: Callable[[Block], Iterator[tuple[str, PhasePattern]]],
) -> dict[str, tuple[float, PhasePattern]]:
    """Find for each cue the shortest of the phases within which it is said."""
    found: dict[str, tuple[float, PhasePattern]] = {}
    for block in script.blocks:
        for cue_id, phase in pairs(block):
            lasts_ms = length_ms(phase.lasts, script.parameters)
            if cue_id not in found or lasts_ms < found[cue_id][0]:
                found[cue_id] = (lasts_ms, phase)
    return found


def _check_shortest(
    cue_id: str,
    ladder: tuple[Wording, ...],
    most_ms: float,
    phase: PhasePattern,
    faults: Faults,
) -> bool:
    """Tell whether the shortest wording can ever fit."""
    shortest = min(ladder, key=lambda wording: least_ms(wording.text))
    need_ms, room_ms = least_ms(shortest.text), _room_ms(most_ms)
    fits = need_ms <= room_ms
    if not fits:
        message = (
            f"'{cue_id}' never fits: it needs {need_ms / 1000:.2f} s at the least, and"
            f" phase '{phase.name}' has {room_ms / 1000:.2f} s for it at the most"
        )
        hint = "say fewer words, or give the phase more time"
        faults.add("never-fits", message, shortest.span, hint=hint)
    return fits


def _check_fullest(
    cue_id: str,
    wording: Wording,
    usual_ms: float,
    phase: PhasePattern,
    faults: Faults,
) -> None:
    need_ms, room_ms = least_ms(wording.text), _room_ms(usual_ms)
    if need_ms > room_ms:
        message = (
            f"the fullest wording of '{cue_id}' is never said unless a parameter is"
            f" changed: it needs {need_ms / 1000:.2f} s at the least, and phase"
            f" '{phase.name}' has {room_ms / 1000:.2f} s for it"
        )
        hint = "say fewer words, or give the phase more time"
        span = wording.span
        faults.add("never-full", message, span, hint=hint, severity="warning")


def _room_ms(lasts_ms: float) -> float:
    return max(0, lasts_ms - EARLIEST_MS - BEFORE_MS)


def _most_ms(length: Expression, parameters: Mapping[str, Parameter]) -> float:
    """Add the highest values up; infinite where one has no limit."""
    highest = (parameters[name].maximum for name in length.parameters)
    return length.constant + sum(inf if each is None else each for each in highest)


def _usual_ms(length: Expression, parameters: Mapping[str, Parameter]) -> float:
    return length.constant + sum(int(parameters[n].default) for n in length.parameters)


def _check_rests(
    script: Script, block: Block, lengths: Mapping[str, tuple[int, int]], faults: Faults
) -> None:
    sets = int(min(_most_ms(block.sets, script.parameters), _MOST_SETS))
    if sets > 1:
        name = f"the rest of block '{block.name}'"
        parts = (block.rest, block.resting, block.again)
        _check_rest(script, name, parts, lengths, sets, faults)
    if len(block.sides) > 1:
        name = f"the change of sides of block '{block.name}'"
        line = block.change_ready or block.ready
        parts = (block.change, block.changing, line)
        _check_rest(script, name, parts, lengths, sets, faults)


def _check_rest(
    script: Script,
    name: str,
    parts: tuple[Expression, tuple[Step, ...], str],
    lengths: Mapping[str, tuple[int, int]],
    sets: int,
    faults: Faults,
) -> None:
    """Find a way in which even the shortest wordings are too long for a rest."""
    length, steps, line = parts
    said = tuple(step for step in steps if not step.optional)
    conditions = [condition for step in said for condition in step.when]
    known = {**script.parameters, "set": set_number(sets, length.span)}
    most = max(1, _MOST_TRIES // (len(said) + len(conditions) + 1))
    for way in ways(conditions, known, most, also=length.parameters):
        rest_ms = length.constant + sum(int(way[n]) for n in length.parameters)
        used = [step for step in said if holds(step.when, way)]
        over_ms = _over_ms(used, lengths, rest_ms, lengths[line][1])
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
    steps: list[Step],
    lengths: Mapping[str, tuple[int, int]],
    rest_ms: int,
    countdown_ms: int,
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
            now_ms += owed_ms + (lengths[step.cue][0] if step.cue else 0)
            owed_ms = SENTENCE_MS
    silence_ms = SENTENCE_MS if steps else 0
    return max(over_ms, now_ms + silence_ms + countdown_ms - rest_ms)


def _least_ms(cue: Cue) -> int:
    return min((least_ms(wording.text) for wording in wordings(cue)), default=0)


def _countdown_ms(cue: Cue) -> int:
    return min(
        (
            least_ms(wording.text)
            + sum(1000 * p.start for p in wording.parts if isinstance(p, Countdown))
            for wording in wordings(cue)
        ),
        default=0,
    )
