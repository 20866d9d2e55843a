"""Everything a script can have a voice say: what a voice pack must hold."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from coach.plan.lines import CueFiller
from coach.plan.model import Counted, Spoken
from coach.script.checks import in_set_cues
from coach.script.conditions import evaluate
from coach.script.slots import find_slots
from coach.utterance import Utterance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.plan.model import PlannedCue
    from coach.script.model import Cue, Parameter, Script, Value

__all__ = ["HIGHEST_NUMBER", "repertoire"]

HIGHEST_NUMBER = 40
"""Numbers that are spoken by themselves reach so far: minutes, repetitions done."""


def repertoire(script: Script, *, fastest: float) -> tuple[Utterance, ...]:
    """List every utterance of a script, once each, for the values to be baked.

    Words said within a set, and live, are for all values of the parameters. The
    shortest wording of each in-set cue comes at the `fastest` rate too.
    """
    in_set = {cue_id for block in script.blocks for cue_id in in_set_cues(block)}
    cues = CueFiller(script=script)
    found: dict[Utterance, None] = {}
    for cue in script.cues.values():
        everything = cue.id in in_set or cue.live
        for variant in range(1, len(cue.variants) + 1):
            for values in _assignments(script, cue, everything=everything):
                planned = cues.fill(cue.id, values | {"variant": variant})
                found.update(dict.fromkeys(_said(planned)))
                if cue.id in in_set and fastest > 1.0:
                    (shortest,) = _said_in(planned, -1)
                    quick = Utterance(text=shortest.text, rate=fastest)
                    found[quick] = None
    return tuple(found)


def _assignments(
    script: Script, cue: Cue, *, everything: bool
) -> Iterator[dict[str, Value]]:
    """Yield every choice of values for the slots of a cue, wording by wording."""
    for ladder in cue.variants:
        for wording in ladder:
            slots = find_slots(wording.text)
            used = sorted({name for slot in slots for name in slot.names})
            options = [_options(script, name, everything=everything) for name in used]
            rest = _any_values(script, cue)
            for chosen in product(*options):
                yield rest | dict(zip(used, chosen, strict=True))


def _any_values(script: Script, cue: Cue) -> dict[str, Value]:
    """Give every slot of a cue some value, for the wordings that are not its turn."""
    names = {
        name
        for ladder in cue.variants
        for wording in ladder
        for slot in find_slots(wording.text)
        for name in slot.names
    }
    return {n: next(iter(_options(script, n, everything=False))) for n in names}


def _options(script: Script, name: str, *, everything: bool) -> Iterable[Value]:
    if name in script.parameters:
        return _values(script.parameters[name], everything=everything)
    blocks = script.blocks
    if name == "side":
        return dict.fromkeys(side for block in blocks for side in block.sides)
    most = {"set": _most(script, "sets"), "sets": _most(script, "sets")}
    reps = _most(script, "reps")
    most |= {"rep": reps, "reps": reps, "left": reps}
    return range(1, most.get(name, HIGHEST_NUMBER) + 1)


def _most(script: Script, name: str) -> int:
    """Find the highest count of sets or repetitions that a block can have."""
    highest = {n: each.maximum or 1 for n, each in script.parameters.items()}
    counts = (b.sets if name == "sets" else b.reps for b in script.blocks)
    return max(evaluate(count, highest) for count in counts)


def _values(parameter: Parameter, *, everything: bool) -> Iterable[Value]:
    if parameter.baked and not everything:
        return parameter.baked
    if parameter.kind == "choice":
        return parameter.choices
    if parameter.kind == "switch":
        return (False, True)
    step = 1000 if parameter.kind == "duration" else 1
    low = parameter.minimum or 0
    high = HIGHEST_NUMBER * step if parameter.maximum is None else parameter.maximum
    return range(low, high + 1, step)


def _said(planned: PlannedCue) -> Iterator[Utterance]:
    for index in range(len(planned.ladder)):
        yield from _said_in(planned, index)


def _said_in(planned: PlannedCue, index: int) -> Iterator[Utterance]:
    for part in planned.ladder[index].parts:
        if isinstance(part, Spoken):
            yield Utterance(text=part.text)
        elif isinstance(part, Counted):
            yield from (Utterance(text=word) for word in part.words)
