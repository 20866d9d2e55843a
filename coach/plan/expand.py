"""From a script and its values to the plan: every cue of the session, in order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.plan.guidance import level_of, remark_for
from coach.plan.lines import CueFiller
from coach.plan.model import Counted, Item, Passage, Plan, SetWork, Window
from coach.script.conditions import evaluate, holds
from coach.script.values import format_value
from coach.units import Milliseconds
from coach.vocabulary import Tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coach.plan.model import PlannedCue
    from coach.script.model import Block, PhasePattern, Script, Step, Value
    from coach.vocabulary import Level, SectionKind

__all__ = ["expand", "expand_cue"]

STRONG_TONE_GAIN_DB = 3.0
"""Brings the go tones, 3 LU under speech, level with it."""

SAY_LEAD_IN = Milliseconds(500)
"""Silence before a cue that is spoken by itself."""

PREVIEW_PHASE = Milliseconds(10_000)
"""A longer phase is cut to this in a preview."""

PREVIEW_REST = Milliseconds(5_000)
"""A preview's rest: long enough for its first words."""


def expand(
    script: Script, values: Mapping[str, Value], *, preview: bool = False
) -> Plan:
    """Order every cue of the session that these values make."""
    session = _session(script, values)
    sequence = session.preview() if preview else session.whole()
    return _plan(script, values, tuple(sequence), preview=preview)


def expand_cue(script: Script, values: Mapping[str, Value], cue: str) -> Plan:
    """Plan a session that says one cue and nothing else."""
    session = _session(script, values)
    scope = session.scope(1)
    place = {"rep": 1, "left": int(scope["reps"]) - 1}
    live = {"done": scope["reps"], "minutes_left": 1}
    filled = session.cues.fill(cue, scope | place | live)
    counts = any(isinstance(p, Counted) for p in filled.ladder[0].parts)
    lead_in = Item(pause=SAY_LEAD_IN)
    talk = Passage(
        kind="opening",
        chapter=cue,
        items=(lead_in,) if counts else (lead_in, Item(cue=filled)),
        countdown=filled if counts else None,
    )
    return _plan(script, values, (talk,))


def _session(script: Script, values: Mapping[str, Value]) -> _Session:
    return _Session(script=script, values=values, cues=CueFiller(script=script))


def _plan(
    script: Script,
    values: Mapping[str, Value],
    sequence: tuple[Passage | SetWork, ...],
    *,
    preview: bool = False,
) -> Plan:
    return Plan(
        title=script.title,
        language=script.language,
        routine=script.name,
        position=script.position,
        preview=preview,
        parameters={n: _as_written(script, n, value) for n, value in values.items()},
        tags=Tags(
            artist=script.artist,
            album=script.album,
            year=script.year,
            comment=script.comment,
        ),
        sounding=values.get("tones") != "off",
        tone_gain_db=STRONG_TONE_GAIN_DB if values.get("tones") == "strong" else 0.0,
        sequence=sequence,
    )


def _cut_short(item: Item) -> Item:
    """Let words end after any of their sentences, where time is short."""
    if item.cue is None:
        return item
    cuts = (
        replace(line, parts=line.parts[:end])
        for line in item.cue.ladder
        for end in range(len(line.parts), 0, -1)
    )
    return replace(item, cue=replace(item.cue, ladder=tuple(cuts)))


def _as_written(script: Script, name: str, value: Value) -> Value:
    parameter = script.parameters[name]
    return format_value(parameter, value) if parameter.kind == "duration" else value


@dataclass(frozen=True, kw_only=True, slots=True)
class _Session:
    """One run of a script; each method yields the part of the sequence it names."""

    script: Script
    values: Mapping[str, Value]
    cues: CueFiller

    def whole(self) -> Iterator[Passage | SetWork]:
        """Yield opening, each block's sets and rests, closing."""
        talk = [self.passage("opening", self.script.opening, self.scope(1))]
        for number, block in enumerate(self.script.blocks, 1):
            scope = self.scope(number)
            intro = self.passage("opening", block.intro, scope, block=number)
            practice = self.passage("practice", block.practice, scope, block=number)
            intro = replace(intro, chapter=block.title)
            talk += [passage for passage in (intro, practice) if passage.items]
            last = talk.pop() if talk else intro
            yield from talk
            yield from self.block(number, block, last)
            talk = []
        yield self.passage("closing", self.script.closing, self.scope(1))

    def preview(self) -> Iterator[Passage | SetWork]:
        """Yield a taste: the tones, one practice, a rest's first words, the end."""
        block, scope = self.script.blocks[0], self.scope(1)
        tones = dict.fromkeys(phase.tone for phase in block.phases)
        sounds = tuple(Item(tone=tone) for tone in tones if scope.get("tones") != "off")
        kept = tuple(step for step in self.script.opening if step.preview)
        opening = self.passage("opening", kept, scope)
        items = (Item(tone="chime"), *opening.items, *sounds)
        yield replace(opening, items=items)
        asked = {each.parameter for step in block.practice for each in step.when}
        parameters = self.script.parameters
        usual = {name: parameters[name].default for name in asked if name in parameters}
        practice = self.passage("practice", block.practice, scope | usual, block=1)
        if practice.items:
            yield practice
        else:
            yield replace(practice, countdown=self.cues.fill(block.ready, scope))
            once = self.set_work(1, block, scope | {"reps": 1})
            brief = (
                replace(window, lasts=min(window.lasts, PREVIEW_PHASE))
                for window in once.windows
            )
            yield replace(once, windows=tuple(brief))
        rest = self.passage("rest", block.resting, scope, block=1)
        items = tuple(_cut_short(item) for item in rest.items[:2])
        yield replace(rest, items=items, lasts=PREVIEW_REST)
        yield self.passage("closing", self.script.closing, scope)

    def scope(self, number: int) -> dict[str, Value]:
        """Values as words and conditions of a block see them, in its first set."""
        block = self.script.blocks[number - 1]
        reps, sets = (evaluate(e, self.values) for e in (block.reps, block.sets))
        own: dict[str, Value] = {"reps": reps, "sets": sets, "set": 1}
        own["minutes"] = self.nominal_minutes()
        return (
            dict(self.values) | own | ({"side": block.sides[0]} if block.sides else {})
        )

    def nominal_minutes(self) -> int:
        """Reckon the length from the plan alone, in whole minutes, at least one."""
        opening = str(self.values.get("opening"))
        total_ms: int = self.script.overheads.get(opening, self.script.overhead)
        for block in self.script.blocks:
            reps, sets, rest, change = (
                evaluate(e, self.values)
                for e in (block.reps, block.sets, block.rest, block.change)
            )
            sides = len(block.sides) or 1
            cycle_ms = sum(evaluate(phase.lasts, self.values) for phase in block.phases)
            total_ms += sets * (sides * reps * cycle_ms + (sides - 1) * change)
            total_ms += (sets - 1) * rest
        return max(1, (total_ms + 30_000) // 60_000)

    def block(
        self, number: int, block: Block, before: Passage
    ) -> Iterator[Passage | SetWork]:
        """Each set of a block, once for each side, with what lies between."""
        scope = self.scope(number)
        passage, countdown = before, block.ready
        for set_number in range(1, int(scope["sets"]) + 1):
            for index, side in enumerate(block.sides or (None,)):
                here = scope | {"set": set_number} | ({"side": side} if side else {})
                if index:
                    passage = self.between(number, block, here, changing=True)
                    countdown = block.change_ready or block.ready
                elif set_number > 1:
                    done = here | {"set": set_number - 1}
                    passage = self.between(number, block, done, changing=False)
                    countdown = block.again
                yield replace(passage, countdown=self.cues.fill(countdown, here))
                yield self.set_work(number, block, here)

    def between(
        self, number: int, block: Block, scope: dict[str, Value], *, changing: bool
    ) -> Passage:
        """Make the rest between two sets, or the change of sides within one."""
        steps = block.changing if changing else block.resting
        lasts = evaluate(block.change if changing else block.rest, self.values)
        passage = self.passage("rest", steps, scope, block=number)
        return replace(passage, lasts=Milliseconds(lasts), set=int(scope["set"]))

    def passage(
        self,
        kind: SectionKind,
        steps: tuple[Step, ...],
        scope: dict[str, Value],
        *,
        block: int | None = None,
    ) -> Passage:
        """Make a passage of the steps whose conditions hold."""
        used = (step for step in steps if holds(step.when, scope))
        items = (self.item(step, scope) for step in used)
        return Passage(
            kind=kind,
            chapter=self.chapter(kind, scope),
            items=tuple(item for item in items if item is not None),
            block=block,
        )

    def item(self, step: Step, scope: dict[str, Value]) -> Item | None:
        """Make one item; None for a go tone where tones are off."""
        if step.tone in {"rise", "fall"} and scope.get("tones") == "off":
            return None
        return Item(
            cue=self.cues.fill(step.cue, scope) if step.cue else None,
            tone=step.tone,
            pause=step.pause,
            gap=step.gap,
            left=step.left,
            optional=step.optional,
        )

    def chapter(self, kind: SectionKind, scope: Mapping[str, Value]) -> str:
        """Write a chapter's title."""
        title = self.script.chapters[kind]
        return title.replace("{set}", str(scope.get("set", 1)))

    def set_work(self, number: int, block: Block, scope: dict[str, Value]) -> SetWork:
        """Make one set: a window for each phase of each repetition."""
        side = str(scope["side"]) if block.sides else None
        title = self.chapter("set", scope)
        if len(self.script.blocks) > 1:
            title = f"{block.title}, {title.lower()}"
        return SetWork(
            chapter=f"{title}, {side}" if side else title,
            block=number,
            set=int(scope["set"]),
            side=side,
            windows=tuple(self.windows(block, scope)),
        )

    def windows(self, block: Block, scope: dict[str, Value]) -> Iterator[Window]:
        """Pair each phase's hold cue with the pre-cue of the phase that follows."""
        reps = int(scope["reps"])
        turns = [(rep, phase) for rep in range(1, reps + 1) for phase in block.phases]
        for (rep, phase), following in zip(turns, [*turns[1:], None], strict=True):
            here = scope | {"rep": rep, "left": reps - rep}
            level = self.level(scope, rep)
            yield Window(
                rep=rep,
                phase=phase.name,
                lasts=Milliseconds(evaluate(phase.lasts, self.values)),
                tone=phase.tone,
                hold=self.hold_cue(block, phase, here, level),
                ready=self.ready_cue(*following, scope) if following else None,
            )

    def level(self, scope: Mapping[str, Value], rep: int) -> Level:
        """Tell how much is said in a repetition of the set at hand."""
        return level_of(self.script, self.values, set_number=int(scope["set"]), rep=rep)

    def hold_cue(
        self, block: Block, phase: PhasePattern, here: dict[str, Value], level: Level
    ) -> PlannedCue | None:
        """Choose what is said after the go tone: a remark, or in full the hold cue."""
        rep, reps = int(here["rep"]), int(here["reps"])
        remark = remark_for(
            block, here, phase=phase.name, rep=rep, reps=reps, level=level
        )
        cue = remark or (phase.hold if level == "full" else None)
        return self.cues.fill(cue, here, rep) if cue else None

    def ready_cue(
        self, rep: int, phase: PhasePattern, scope: dict[str, Value]
    ) -> PlannedCue | None:
        """Make the pre-cue of a phase; the short form begins at its second wording."""
        level = self.level(scope, rep)
        if phase.ready is None or level == "tones":
            return None
        cue = self.cues.fill(phase.ready, scope, rep)
        return (
            replace(cue, ladder=cue.ladder[1:])
            if level == "short" and len(cue.ladder) > 1
            else cue
        )
