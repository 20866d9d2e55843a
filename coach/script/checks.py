"""Checks on a whole script: names that must exist, words that suit their place."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from coach.script.decode_parts import LIVE_NAMES, PLACE_NAMES
from coach.script.model import Countdown, Spoken
from coach.script.slots import find_slots

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.diagnostics import Span
    from coach.script.model import Block, Cue, Script, Step, Wording
    from coach.script.readers import Faults

__all__ = ["check_script", "in_set_cues"]


def check_script(script: Script, faults: Faults) -> None:
    """Add every fault that shows only once the whole script is known."""
    for cue_id, span in _references(script):
        if cue_id not in script.cues:
            near = get_close_matches(cue_id, script.cues, n=1)
            hint = f"did you mean '{near[0]}'?" if near else "add [cue.<name>] for it"
            faults.add("unknown-cue", f"there is no cue '{cue_id}'", span, hint=hint)
    _check_slots(script, faults)
    for block in script.blocks:
        _check_block(script, block, faults)
    used = {cue_id for cue_id, _ in _references(script)}
    for cue in script.cues.values():
        inherited = cue.span.file != script.span.file
        if cue.id not in used and not cue.live and not inherited:
            message = f"no step, phase or remark says the cue '{cue.id}'"
            faults.add("unused-cue", message, cue.span, severity="warning")


def _references(script: Script) -> Iterator[tuple[str, Span]]:
    steps = [*script.opening, *script.closing]
    for block in script.blocks:
        steps += [*block.intro, *block.practice, *block.resting, *block.changing]
        lines = (block.ready, block.again, block.change_ready)
        yield from ((line, block.span) for line in lines if line)
        for phase in block.phases:
            said = (phase.ready, phase.hold)
            yield from ((cue_id, phase.span) for cue_id in said if cue_id)
        yield from ((remark.cue, remark.span) for remark in block.remarks)
    yield from ((step.cue, step.span) for step in steps if step.cue)


def in_set_cues(block: Block) -> dict[str, Span]:
    """List the cues spoken between go tones, with the place that names them."""
    cues: dict[str, Span] = {}
    for phase in block.phases:
        for cue_id in (phase.ready, phase.hold):
            if cue_id:
                cues.setdefault(cue_id, phase.span)
    for remark in block.remarks:
        cues.setdefault(remark.cue, remark.span)
    return cues


def _check_slots(script: Script, faults: Faults) -> None:
    sides = any(block.sides for block in script.blocks)
    known = script.parameters.keys() | PLACE_NAMES | {"reps", "sets"}
    known -= set() if sides else {"side"}
    for cue in script.cues.values():
        names = known | (LIVE_NAMES if cue.live else set())
        for wording in _wordings(cue):
            for slot in find_slots(wording.text):
                if not slot.names:
                    message = f"{slot.written} is no slot"
                    hint = "write {reps}, {sets:set|sets} or {set:ordinal}"
                    faults.add("bad-slot", message, wording.span, hint=hint)
                for name in sorted(set(slot.names) - names):
                    message = f"nothing is called '{name}' in {slot.written}"
                    hint = f"there are: {', '.join(sorted(names))}"
                    faults.add("unknown-slot", message, wording.span, hint=hint)


def _wordings(cue: Cue) -> Iterable[Wording]:
    return (wording for ladder in cue.variants for wording in ladder)


def _check_block(script: Script, block: Block, faults: Faults) -> None:
    names = [phase.name for phase in block.phases]
    for remark in block.remarks:
        if remark.phase not in names:
            message = f"block '{block.name}' has no phase '{remark.phase}'"
            hint = f"its phases: {', '.join(names)}"
            faults.add("unknown-phase", message, remark.span, hint=hint)
    _check_in_set(script, block, faults)
    _check_countdowns(script, block, faults)


def _check_in_set(script: Script, block: Block, faults: Faults) -> None:
    for cue_id in in_set_cues(block):
        for wording in _wordings_of(script, cue_id):
            if len(wording.parts) > 1 or not isinstance(wording.parts[0], Spoken):
                message = f"'{cue_id}' is said within a set, so it is one sentence"
                faults.add("not-one-sentence", message, wording.span)


def _check_countdowns(script: Script, block: Block, faults: Faults) -> None:
    for cue_id in filter(None, (block.ready, block.again, block.change_ready)):
        for wording in _wordings_of(script, cue_id):
            counts = [
                n for n, p in enumerate(wording.parts) if isinstance(p, Countdown)
            ]
            if counts != [len(wording.parts) - 1]:
                message = f"'{cue_id}' leads to a go tone, so it ends in <count 3>"
                faults.add("no-countdown", message, wording.span)
    for step in _steps(script, block):
        for wording in _wordings_of(script, step.cue or ""):
            if any(isinstance(part, Countdown) for part in wording.parts):
                message = f"'{step.cue}' counts down, but no go tone follows here"
                faults.add("stray-countdown", message, step.span)


def _steps(script: Script, block: Block) -> tuple[Step, ...]:
    return (
        *script.opening,
        *script.closing,
        *block.intro,
        *block.practice,
        *block.resting,
        *block.changing,
    )


def _wordings_of(script: Script, cue_id: str) -> Iterable[Wording]:
    cue = script.cues.get(cue_id)
    return (w for w in _wordings(cue) if w.parts) if cue else ()
