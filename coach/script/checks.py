"""Checks on a whole script: names that must exist, words that suit their place."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from coach.script.decode_parts import LIVE_NAMES, PLACE_NAMES
from coach.script.model import Countdown, Spoken
from coach.script.readers import listed
from coach.script.slots import find_slots

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.diagnostics import Span
    from coach.script.model import Block, Cue, Script, Step, Wording
    from coach.script.readers import Faults

__all__ = ["check_script", "in_set_cues", "references"]

_OF_REPS = {"rep", "left"}
"""What only words after a go tone have a value for."""
_NO_SIDE = {"side"}


def check_script(script: Script, faults: Faults) -> None:
    """Add every fault that shows only once the whole script is known."""
    for cue_id, span in references(script):
        if cue_id not in script.cues:
            near = faults.near(cue_id, script.cues)
            hint = f"did you mean '{near}'?" if near else "add [cue.<name>] for it"
            faults.add("unknown-cue", f"there is no cue '{cue_id}'", span, hint=hint)
    _check_slots(script, faults)
    _check_phases(script, faults)
    _check_places(script, faults)
    used = {cue_id for cue_id, _ in references(script)}
    for cue in script.cues.values():
        inherited = cue.span.file != script.span.file
        if cue.id not in used and not cue.live and not inherited:
            message = f"no step, phase or remark says the cue '{cue.id}'"
            faults.add("unused-cue", message, cue.span, severity="warning")


def references(script: Script) -> Iterator[tuple[str, Span]]:
    """List the cues that are said, each with the place that names it."""
    for block in script.blocks:
        yield from ((line, block.span) for line in _lines(block))
        for phase in block.phases:
            said = (phase.ready, phase.hold)
            yield from ((cue_id, phase.span) for cue_id in said if cue_id is not None)
        yield from ((remark.cue, remark.span) for remark in block.remarks)
    for step in _steps(script):
        if step.cue is not None:
            yield step.cue, step.span


def _lines(block: Block) -> Iterator[str]:
    """List the lines that lead to a go tone."""
    yield from (block.ready, block.again)
    if block.change_ready is not None:
        yield block.change_ready


def _steps(script: Script) -> Iterator[Step]:
    yield from (*script.opening, *script.closing)
    for block in script.blocks:
        yield from _steps_of(block)


def _steps_of(block: Block) -> tuple[Step, ...]:
    return (*block.intro, *block.practice, *block.resting, *block.changing)


def in_set_cues(block: Block) -> dict[str, Span]:
    """List the cues spoken between go tones, with the place that names them."""
    cues: dict[str, Span] = {}
    for phase in block.phases:
        for cue_id in (phase.ready, phase.hold):
            if cue_id is not None:
                cues.setdefault(cue_id, phase.span)
    for remark in block.remarks:
        cues.setdefault(remark.cue, remark.span)
    return cues


def _check_slots(script: Script, faults: Faults) -> None:
    known = script.parameters.keys() | PLACE_NAMES | {"reps", "sets"}
    if not any(block.sides for block in script.blocks):
        known -= _NO_SIDE
    valueless = _valueless(script)
    there_are = {
        live: f"there are: {listed(sorted(known | (LIVE_NAMES if live else set())))}"
        for live in (False, True)
    }
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
                    hint = there_are[cue.live]
                    faults.add("unknown-slot", message, wording.span, hint=hint)
                for name in sorted(valueless[cue.id] & names & set(slot.names)):
                    message = f"where '{cue.id}' is said there is no '{name}'"
                    hint = "rep and left: after a go tone; side: in a block with sides"
                    faults.add("no-value", message, wording.span, hint=hint)


def _valueless(script: Script) -> defaultdict[str, set[str]]:
    """Find for each cue what has no value in some place where it is said."""
    lacking: defaultdict[str, set[str]] = defaultdict(set)

    def lacks(cue_ids: Iterable[str | None], *names: set[str]) -> None:
        for cue_id in cue_ids:
            lacking[cue_id or ""].update(*names)

    for number, block in enumerate(script.blocks):
        # Opening and closing see the values of the first block.
        around = (*script.opening, *script.closing) if number == 0 else ()
        no_side = set() if block.sides else _NO_SIDE
        lacks((step.cue for step in (*around, *_steps_of(block))), _OF_REPS, no_side)
        lacks((phase.ready for phase in block.phases), _OF_REPS, no_side)
        lacks(_lines(block), _OF_REPS, no_side)
        lacks(in_set_cues(block), no_side)
    return lacking


def _wordings(cue: Cue) -> Iterable[Wording]:
    return (wording for ladder in cue.variants for wording in ladder)


def _check_phases(script: Script, faults: Faults) -> None:
    for block in script.blocks:
        names = [phase.name for phase in block.phases]
        hint = f"its phases: {listed(names)}"
        for remark in block.remarks:
            if remark.phase not in names:
                message = f"block '{block.name}' has no phase '{remark.phase}'"
                faults.add("unknown-phase", message, remark.span, hint=hint)


def _check_places(script: Script, faults: Faults) -> None:
    """Check that each cue's wordings suit the places where it is said."""
    in_sets = {cue_id for block in script.blocks for cue_id in in_set_cues(block)}
    lines = {cue_id for block in script.blocks for cue_id in _lines(block)}
    counting = set()
    for cue in script.cues.values():
        for wording in _wordings(cue):
            kinds = [type(part) for part in wording.parts]
            if Countdown in kinds:
                counting.add(cue.id)
            if cue.id in in_sets and kinds and kinds != [Spoken]:
                message = f"'{cue.id}' is said within a set, so it is one sentence"
                faults.add("not-one-sentence", message, wording.span)
            at = [place for place, kind in enumerate(kinds, 1) if kind is Countdown]
            if cue.id in lines and kinds and at != [len(kinds)]:
                message = f"'{cue.id}' leads to a go tone, so it ends in <count 3>"
                faults.add("no-countdown", message, wording.span)
    for step in _steps(script):
        if step.cue in counting:
            message = f"'{step.cue}' counts down, but no go tone follows here"
            faults.add("stray-countdown", message, step.span)
