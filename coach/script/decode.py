"""Reading a script: from TOML data with positions to a `Script`, every fault collected.

A script based on another begins as that one and replaces what it states: its own text,
a parameter's keys, a cue by its id, a block's keys by the block's name.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.script.decode_parts import (
    decode_conditions,
    decode_cue,
    decode_expression,
    decode_parameter,
    decode_steps,
    decode_value,
)
from coach.script.model import (
    Advice,
    Block,
    Expression,
    Fade,
    PhasePattern,
    PlanStep,
    Remark,
    Script,
)
from coach.script.readers import TableReader
from coach.units import Milliseconds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.diagnostics import Span
    from coach.script.model import Cue, Parameter, Step, Value
    from coach.script.readers import Faults
    from coach.script.source import Source
    from coach.vocabulary import Level, ToneName

__all__ = ["decode_script"]

CHAPTERS = {
    "opening": "Opening",
    "practice": "Practice",
    "set": "Set {set}",
    "rest": "Rest",
    "closing": "Closing",
}

_LEVELS: tuple[Level, ...] = ("full", "short", "tones")
# A movement's tone is short, or its window would have no room for words.
_GO_TONES: tuple[ToneName, ...] = ("rise", "fall", "tick")
_YEARS = (1900, 9999)
_MOST_REPS = 1000


def decode_script(
    source: Source, name: str, base: Script | None, faults: Faults
) -> Script:
    """Read a script; where `faults` gained some, the result is only for more checks."""
    reader = TableReader(source, (), source.data, faults, what="the script")
    base = base or _blank_script(source)
    reader.string("based_on")
    parameters = _parameters(reader, base)
    session = reader.table("session", "session", required=not base.opening)
    overhead, overheads = _overhead(reader, base)
    script = Script(
        name=name,
        title=_text(reader, "title", base.title),
        language=_text(reader, "language", base.language),
        position=_text(reader, "position", base.position),
        artist=_text(reader, "artist", base.artist),
        album=_text(reader, "album", base.album),
        year=reader.integer("year", *_YEARS, default=base.year),
        comment=_text(reader, "comment", base.comment),
        seated=reader.string("seated"),
        parameters=parameters,
        cues=base.cues | _cues(reader),
        guidance=_guidance(reader) or base.guidance,
        overhead=overhead,
        overheads=overheads,
        chapters=_chapters(reader, base),
        opening=_steps(session, "opening", parameters, base.opening),
        blocks=_blocks(reader, parameters, base),
        closing=_steps(session, "closing", parameters, base.closing),
        plan=_plan(reader, parameters) or base.plan,
        advice=_advice(reader, parameters) or base.advice,
        span=source.positions.value(()),
    )
    if session:
        session.finish()
    reader.finish()
    return script


def _blank_script(source: Source) -> Script:
    """Make what a script that is based on no other inherits: nothing."""
    return Script(
        name="",
        title="",
        language="",
        position="",
        artist="",
        album="",
        year=_YEARS[0],
        comment="",
        seated=None,
        parameters={},
        cues={},
        guidance={},
        overhead=Milliseconds(0),
        chapters=CHAPTERS,
        opening=(),
        blocks=(),
        closing=(),
        plan=(),
        advice=None,
        span=source.positions.value(()),
    )


def _text(reader: TableReader, key: str, inherited: str) -> str:
    text = reader.string(key, required=not inherited)
    if text is not None and not text.strip():
        message = f"{key}: text is wanted, this is empty"
        reader.faults.add("wrong-value", message, reader.value_span(key))
    return text or inherited


def _steps(
    reader: TableReader | None,
    key: str,
    parameters: Mapping[str, Parameter],
    inherited: tuple[Step, ...],
) -> tuple[Step, ...]:
    """Read a list of steps; one that is written, even empty, replaces the inherited."""
    steps = decode_steps(reader, key, parameters) if reader else ()
    return steps if reader and key in reader.names else inherited


def _cues(reader: TableReader) -> dict[str, Cue]:
    named = reader.named_tables("cue", "cue")
    return {cue_id: decode_cue(each, cue_id) for cue_id, each in named}


def _parameters(reader: TableReader, base: Script) -> dict[str, Parameter]:
    parameters = dict(base.parameters)
    for name, each in reader.named_tables("parameters", "parameter"):
        parameter = decode_parameter(each, name, parameters.get(name))
        if parameter is not None:
            parameters[name] = parameter
    return parameters


def _overhead(
    reader: TableReader, base: Script
) -> tuple[Milliseconds, dict[str, Milliseconds]]:
    """Read one nominal length of all talking, or one for each way of opening."""
    if isinstance(reader.raw("overhead"), dict):
        table = reader.table("overhead", "overhead")
        lengths = {n: table.duration(n) for n in table.names} if table else {}
        by_opening = {n: length for n, length in lengths.items() if length is not None}
        longest = max(by_opening.values(), default=0)
        return Milliseconds(longest), by_opening
    length = reader.duration("overhead")
    return (base.overhead, base.overheads) if length is None else (length, {})


def _guidance(reader: TableReader) -> dict[str, tuple[Fade, ...]]:
    guidance: dict[str, tuple[Fade, ...]] = {}
    table = reader.table("guidance", "guidance")
    for name in table.names if table else ():
        fades = []
        for row in table.tables(name, "fade") if table else ():
            full = row.integer("full", 0, _MOST_REPS, default=0)
            short = row.integer("short", full, _MOST_REPS, default=full)
            row.finish()
            fades.append(Fade(full=full, short=short))
        guidance[name] = tuple(fades)
    return guidance


def _chapters(reader: TableReader, base: Script) -> dict[str, str]:
    titles = dict(base.chapters)
    table = reader.table("chapters", "chapters")
    if table:
        titles = {kind: table.string(kind, default=titles[kind]) for kind in titles}
        table.finish()
    return titles


def _plan(
    reader: TableReader, parameters: Mapping[str, Parameter]
) -> tuple[PlanStep, ...]:
    steps = []
    for each in reader.tables("plan", "plan step"):
        title = each.string("title", required=True) or ""
        values: dict[str, Value] = {}
        for name, parameter in parameters.items():
            given = each.raw(name)
            if given is not None:
                value = decode_value(each, parameter, name, given)
                values |= {} if value is None else {name: value}
        each.finish()
        span = each.source.positions.value(each.path)
        steps.append(PlanStep(title=title, values=values, span=span))
    return tuple(steps)


def _advice(reader: TableReader, parameters: Mapping[str, Parameter]) -> Advice | None:
    table = reader.table("advice", "advice")
    if table is None:
        return None
    numbers = [n for n, each in parameters.items() if each.kind == "number"]
    limits = {name: table.integer(name, 0, 10**6) for name in numbers}
    advice = Advice(
        limits={name: limit for name, limit in limits.items() if limit is not None},
        length=table.duration("length"),
        text=table.string("text", required=True) or "",
        span=reader.span("advice"),
    )
    table.finish()
    return advice


def _blocks(
    reader: TableReader, parameters: Mapping[str, Parameter], base: Script
) -> tuple[Block, ...]:
    blocks = {block.name: block for block in base.blocks}
    own: set[str] = set()
    for each in reader.tables("block", "block", required=not blocks):
        name = each.string("name", required=True) or ""
        if name in own:
            message = f"there are two blocks called '{name}'"
            reader.faults.add("same-name", message, each.value_span("name"))
        own.add(name)
        blocks[name] = _block(each, name, parameters, blocks.get(name))
    return tuple(blocks.values())


def _block(
    reader: TableReader,
    name: str,
    parameters: Mapping[str, Parameter],
    base: Block | None,
) -> Block:
    span = reader.source.positions.value(reader.path)
    base = base or _blank_block(name, span)

    def count(key: str, inherited: Expression) -> Expression:
        return decode_expression(reader, key, parameters, "number", inherited)

    def length(key: str, inherited: Expression) -> Expression:
        return decode_expression(reader, key, parameters, "duration", inherited)

    block = Block(
        name=name,
        title=reader.string("title", default=base.title),
        reps=count("reps", base.reps),
        sets=count("sets", base.sets),
        rest=length("rest", base.rest),
        change=length("change", base.change),
        sides=tuple(text for text, _ in reader.strings("sides")) or base.sides,
        phases=_phases(reader, parameters) or base.phases,
        remarks=_remarks(reader, parameters) or base.remarks,
        intro=_steps(reader, "intro", parameters, base.intro),
        practice=_steps(reader, "practice", parameters, base.practice),
        ready=_text(reader, "ready", base.ready),
        resting=_steps(reader, "resting", parameters, base.resting),
        again=reader.string("again", default=base.again),
        changing=_steps(reader, "changing", parameters, base.changing),
        change_ready=reader.string("change_ready") or base.change_ready,
        span=span,
    )
    reader.finish()
    if not block.phases:
        message = f"block '{name}' has no [[block.phase]]"
        reader.faults.add("missing-key", message, span)
    return replace(block, again=block.again or block.ready)


def _blank_block(name: str, span: Span) -> Block:
    """Make what a block that replaces no other begins with."""
    return Block(
        name=name,
        title=name,
        reps=Expression(constant=10, span=span),
        sets=Expression(constant=1, span=span),
        rest=Expression(constant=30_000, span=span),
        change=Expression(constant=15_000, span=span),
        phases=(),
        ready="",
        again="",
        span=span,
    )


def _phases(
    reader: TableReader, parameters: Mapping[str, Parameter]
) -> tuple[PhasePattern, ...]:
    phases = []
    for each in reader.tables("phase", "phase"):
        span = each.source.positions.value(each.path)
        none = Expression(constant=0, span=span)
        phase = PhasePattern(
            name=each.string("name", required=True) or "",
            lasts=decode_expression(each, "lasts", parameters, "duration", none),
            tone=each.choice("tone", _GO_TONES, required=True) or "rise",
            ready=each.string("ready"),
            hold=each.string("hold"),
            span=span,
        )
        if "lasts" not in each.names:
            each.string("lasts", required=True)
        each.finish()
        phases.append(phase)
    return tuple(phases)


def _remarks(
    reader: TableReader, parameters: Mapping[str, Parameter]
) -> tuple[Remark, ...]:
    remarks = []
    for each in reader.tables("remark", "remark"):
        span = each.source.positions.value(each.path)
        remark = Remark(
            cue=each.string("cue", required=True) or "",
            phase=each.string("phase", required=True) or "",
            rep=each.integer("rep", 1, _MOST_REPS),
            every=each.integer("every", 1, _MOST_REPS),
            first=each.integer("first", 1, _MOST_REPS),
            left=each.integer("left", 0, _MOST_REPS),
            halfway=each.boolean("halfway", default=False),
            levels=_levels(each),
            when=decode_conditions(each, parameters),
            span=span,
        )
        each.finish()
        given = [
            key for key in ("rep", "every", "left", "halfway") if key in each.names
        ]
        if len(given) != 1:
            message = "a remark needs one of the keys rep, every, left and halfway"
            each.faults.add("missing-key", message, span)
        remarks.append(remark)
    return tuple(remarks)


def _levels(reader: TableReader) -> tuple[Level, ...]:
    named = reader.strings("levels")
    for text, span in named:
        if text not in _LEVELS:
            message = f"levels: '{text}' is none of {', '.join(_LEVELS)}"
            reader.faults.add("wrong-value", message, span)
    chosen = tuple(level for level in _LEVELS if level in dict(named))
    return chosen if named else _LEVELS
