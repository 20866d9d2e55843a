"""Safety phrases: every way through a script says them, whatever its parameters are."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from coach.script.checks import in_set_cues
from coach.script.conditions import holds
from coach.script.lint_text import plain_text, wordings
from coach.script.lint_ways import describe, set_number, ways

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coach.diagnostics import Severity, Span
    from coach.script.lint_words import Moment, Required, Words
    from coach.script.model import Block, Script, Step, Value, Wording
    from coach.script.readers import Faults

__all__ = ["lint_safety"]

_MOST_TRIES = 50_000
"""Conditions that are tried for one phrase; what lies beyond is not looked at."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Talk:
    """Steps that are heard one after another, and the line that ends them."""

    name: str
    """Such as "the opening"."""
    steps: tuple[Step, ...] = ()
    line: str = ""
    """A cue that is always said."""
    span: Span
    sets: int = 1
    """Sets after which it is heard, of which conditions may choose."""


def lint_safety(script: Script, words: Words, policy: Severity, faults: Faults) -> None:
    """Add what a person might not be told."""
    due: dict[str, Required] = {}
    for required in words.required:
        if _suits(required, script):
            due.setdefault(required.slug, required)
    talks: dict[Moment, tuple[_Talk, ...]] = {
        "opening": (_opening(script),),
        "countdown": tuple(_countdowns(script)),
        "set-end": tuple(_set_ends(script)),
        "closing": (_closing(script),),
    }
    for required in due.values():
        check = _Check(script=script, required=required, policy=policy, faults=faults)
        for talk in talks[required.moment]:
            check.talk(talk)


def _suits(required: Required, script: Script) -> bool:
    return (
        required.position in {"", script.position}
        and (not required.parameter or required.parameter in script.parameters)
        and (not required.movement or _moves(script, required))
    )


def _moves(script: Script, required: Required) -> bool:
    said = {cue_id for block in script.blocks for cue_id in in_set_cues(block)}
    return any(
        required.movement.search(plain_text(wording.text))
        for cue_id in said
        for wording in wordings(script.cues[cue_id])
        if required.movement
    )


def _opening(script: Script) -> _Talk:
    first = script.blocks[0]
    steps = (*script.opening, *first.intro, *first.practice)
    span = _own(script, script.opening[0].span if script.opening else script.span)
    return _Talk(name="the opening", steps=steps, line=first.ready, span=span)


def _closing(script: Script) -> _Talk:
    steps = script.closing
    span = _own(script, steps[0].span if steps else script.span)
    return _Talk(name="the closing", steps=steps, span=span)


def _countdowns(script: Script) -> Iterator[_Talk]:
    for block in script.blocks:
        for line in dict.fromkeys((block.ready, block.again, block.change_ready)):
            if line:
                span = script.cues[line].span
                yield _Talk(name=f"the countdown '{line}'", line=line, span=span)


def _set_ends(script: Script) -> Iterator[_Talk]:
    """List what follows a set: a rest, the other side, the next block, the closing."""
    for block, following in zip(script.blocks, [*script.blocks[1:], None], strict=True):
        span = _own(script, block.span)
        sets = _most(script, block)
        rest = _Talk(
            name=f"the rest of block '{block.name}'",
            steps=block.resting,
            line=block.again,
            span=span,
        )
        if sets > 1:
            yield replace(rest, sets=sets - 1)
        if len(block.sides) > 1:
            name = f"the change of sides of block '{block.name}'"
            line = block.change_ready or block.ready
            yield replace(rest, name=name, steps=block.changing, line=line, sets=sets)
        if following:
            name = f"what leads from block '{block.name}' to '{following.name}'"
            steps = (*following.intro, *following.practice)
            yield replace(rest, name=name, steps=steps, line=following.ready)
        else:
            yield _closing(script)


def _most(script: Script, block: Block) -> int:
    """Find how many sets a block can have; two where there is no limit to them."""
    highest = (script.parameters[name].maximum for name in block.sets.parameters)
    return block.sets.constant + sum(2 if each is None else each for each in highest)


def _own(script: Script, span: Span) -> Span:
    """Point into the script itself where what is written there is inherited."""
    return span if span.file == script.span.file else script.span


@dataclass(frozen=True, kw_only=True, slots=True)
class _Check:
    """Looks for one phrase in every talk that is to say it."""

    script: Script
    required: Required
    policy: Severity
    faults: Faults
    known: dict[str, tuple[Wording, ...]] = field(default_factory=dict)
    """For each cue that was asked about, its wordings that lack the phrase."""

    def talk(self, talk: _Talk) -> None:
        """Find a way in which a talk does not say what is required."""
        if talk.line and not self.lacking(talk.line):
            return
        saying = [
            step
            for step in talk.steps
            if step.cue is not None and not step.optional and not self.lacking(step.cue)
        ]
        numbers = {**self.script.parameters, "set": set_number(talk.sets, talk.span)}
        conditions = [condition for step in saying for condition in step.when]
        most = max(1, _MOST_TRIES // (len(saying) + len(conditions) + 1))
        for way in ways(conditions, numbers, most):
            if not any(holds(step.when, way) for step in saying):
                where = describe(way, numbers)
                message = f"{talk.name} does not {self.required.what}{where}"
                span, hint = self.cure(talk, way)
                slug, policy = self.required.slug, self.policy
                self.faults.add(slug, message, span, hint=hint, severity=policy)
                return

    def lacking(self, cue_id: str) -> tuple[Wording, ...]:
        """List a cue's wordings that lack the phrase: one is enough to lose it."""
        if cue_id not in self.known:
            every = wordings(self.script.cues[cue_id])
            self.known[cue_id] = tuple(each for each in every if not self.says(each))
        return self.known[cue_id]

    def says(self, wording: Wording) -> bool:
        """Tell whether a wording has the phrase."""
        plain = plain_text(wording.text)
        return all(pattern.search(plain) for pattern in self.required.patterns)

    def cure(self, talk: _Talk, way: Mapping[str, Value]) -> tuple[Span, str]:
        """Find the place to mend, and say how: one wording, or all the talk."""
        heard = [step.cue for step in talk.steps if _may_apply(step, way)] + [talk.line]
        for cue_id in filter(None, heard):
            lacking = self.lacking(cue_id)
            every = self.script.cues[cue_id].variants
            if 0 < len(lacking) < sum(len(ladder) for ladder in every):
                hint = f"some wordings of '{cue_id}' do: all of them must"
                return _own(self.script, lacking[0].span), hint
        if not talk.steps:
            return talk.span, f'say: "{self.required.example}"'
        return talk.span, f'add a cue with safety = true: "{self.required.example}"'


def _may_apply(step: Step, way: Mapping[str, Value]) -> bool:
    return holds((c for c in step.when if c.parameter in way), way)
