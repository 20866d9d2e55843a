"""Reading a script's small parts: parameters, conditions, cues, steps."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, cast

from coach.script.model import (
    Condition,
    Cue,
    Expression,
    Parameter,
    Step,
    Wording,
)
from coach.script.values import format_value, out_of_range, read_value, wanted
from coach.script.wording import MARKS, parse_wording
from coach.units import parse_duration
from coach.vocabulary import TONES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coach.diagnostics import Span
    from coach.script.model import ParameterKind, Value
    from coach.script.readers import Faults, TableReader

__all__ = [
    "PLACE_NAMES",
    "decode_conditions",
    "decode_cue",
    "decode_expression",
    "decode_parameter",
    "decode_steps",
    "decode_value",
]

PLACE_NAMES = frozenset({"set", "rep", "left", "side", "minutes"})
"""What words may name beside parameters: where in the session they are said."""

LIVE_NAMES = frozenset({"done", "minutes_left"})
"""The same, for words spoken on the spot."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_COMPARISON = re.compile(r"(<=|>=|<|>) *(.+)")
_MOST = 10**9

_TYPES: dict[type, ParameterKind] = {bool: "switch", int: "number", str: "duration"}


def decode_parameter(
    reader: TableReader, name: str, base: Parameter | None
) -> Parameter | None:
    """Read one parameter; what is not given is as in the script it is based on."""
    choices = tuple(text for text, _ in reader.strings("choices"))
    limits = {key: reader.raw(key) for key in ("min", "max", "default")}
    default = limits["default"]
    baked = reader.raw("baked")
    unit = reader.string("unit", default=base.unit if base else "")
    about = (
        reader.string("help", default=base.help)
        if base
        else reader.string("help", required=True)
    )
    reader.finish()
    span = reader.source.positions.key(reader.path)
    kind = base.kind if base else "choice" if choices else _TYPES.get(type(default))
    if not _NAME.fullmatch(name) or name in PLACE_NAMES | LIVE_NAMES | {"week"}:
        message = f"a parameter cannot be called '{name}'"
        hint = "use small letters, digits and _; set, rep, left, side, minutes, week, "
        reader.faults.add("bad-name", message, span, hint=hint + "done are taken")
        return None
    if default is None and base is None:
        reader.string("default", required=True)
    elif kind is None:
        message = "default: a number, a duration, text or true or false is wanted"
        reader.faults.add("wrong-type", message, reader.value_span("default"))
    if kind is None:
        return None
    # Where no default can be read, a long one: the lint finds time enough for words.
    blank = Parameter(name=name, kind=kind, default=_MOST, help="", span=span)
    parameter = replace(
        base or blank,
        unit=unit,
        help=about or "",
        choices=choices or (base.choices if base else ()),
        span=span,
    )
    parameter = _ranged(reader, parameter, limits, inherits=base is not None)
    parameter = replace(parameter, baked=_baked(reader, parameter, baked))
    if parameter.kind == "duration" and parameter.unit not in {"", "ms", "s", "min"}:
        message = f"unit: '{parameter.unit}' is none of ms, s, min"
        reader.faults.add("wrong-value", message, reader.value_span("unit"))
    return parameter


def _ranged(
    reader: TableReader,
    parameter: Parameter,
    limits: Mapping[str, object],
    *,
    inherits: bool,
) -> Parameter:
    """Read the range, then the default within it; of a wrong default tell once."""
    has_default = inherits
    for key, given in limits.items():
        if given is not None:
            value = decode_value(reader, parameter, key, given)
            if value is not None:
                parameter = _with(parameter, key, value)
            if key == "default":
                has_default = value is not None
    if has_default:
        _check_default(reader, parameter)
    return parameter


def _baked(
    reader: TableReader, parameter: Parameter, given: object
) -> tuple[Value, ...]:
    if given is None:
        return parameter.baked
    if not isinstance(given, list):
        message = "baked: a list of values is wanted"
        reader.faults.add("wrong-type", message, reader.value_span("baked"))
        return ()
    values = (decode_value(reader, parameter, "baked", each) for each in given)
    return tuple(value for value in values if value is not None)


def _check_default(reader: TableReader, parameter: Parameter) -> None:
    """Check what only the whole parameter shows; an inherited default may not suit."""
    default, span = parameter.default, reader.value_span("default")
    if parameter.kind == "choice" and default not in parameter.choices:
        message = f"default: '{default}' is none of the choices"
        reader.faults.add("wrong-value", message, span)
    if out_of_range(parameter, default):
        message = f"default: {format_value(parameter, default)} is outside its range"
        reader.faults.add("wrong-value", message, span)


def _with(parameter: Parameter, key: str, value: Value) -> Parameter:
    if key == "default":
        return replace(parameter, default=value)
    if key == "min":
        return replace(parameter, minimum=int(value))
    return replace(parameter, maximum=int(value))


def decode_value(
    reader: TableReader, parameter: Parameter, key: str, given: object
) -> Value | None:
    """Take a TOML value as a value of a parameter, within its range."""
    value: Value | None = None
    if parameter.kind in {"switch", "number"}:
        if type(given) is (bool if parameter.kind == "switch" else int):
            value = cast("Value", given)
    elif isinstance(given, str):
        value = read_value(parameter, given)
    if value is None or abs(int(value) if not isinstance(value, str) else 0) > _MOST:
        message = f"{key}: {wanted(parameter)} is wanted"
        reader.faults.add("wrong-value", message, reader.value_span(key))
        return None
    if out_of_range(parameter, value):
        shown = format_value(parameter, value)
        message = f"{key}: {shown} is outside; {wanted(parameter)} is wanted"
        reader.faults.add("wrong-value", message, reader.value_span(key))
        return None
    return value


def decode_conditions(
    reader: TableReader, parameters: Mapping[str, Parameter]
) -> tuple[Condition, ...]:
    """Read `when = { rest = ">= 45 s", opening = ["usual", "brief"] }`."""
    when = reader.table("when", "when")
    if when is None:
        return ()
    found: list[Condition] = []
    span = reader.span("when")
    known = {**parameters, "set": _set_number(span)}
    for name in when.names:
        if name in known:
            found += _conditions(when, known[name], name)
    for name in parameters:
        when.raw(name)
    when.raw("set")
    when.finish()
    return tuple(found)


def _set_number(span: Span) -> Parameter:
    return Parameter(name="set", kind="number", default=1, help="", span=span)


def _conditions(
    when: TableReader, parameter: Parameter, name: str
) -> Iterator[Condition]:
    given, span = when.raw(name), when.value_span(name)
    if isinstance(given, str) and given.lstrip().startswith(("<", ">")):
        for text in given.split(","):
            match = _COMPARISON.fullmatch(text.strip())
            limit = read_value(parameter, match[2]) if match else None
            if match is None or limit is None or isinstance(limit, str):
                message = f"{name}: {text.strip()!r} is no comparison with a value"
                hint = 'write ">= 45 s", or ">= 30 s, < 45 s"'
                when.faults.add("wrong-value", message, span, hint=hint)
                continue
            operator = cast("Literal['<', '<=', '>', '>=']", match[1])
            yield Condition(
                parameter=name, operator=operator, values=(limit,), span=span
            )
        return
    options = given if isinstance(given, list) else [given]
    values = [decode_value(when, parameter, name, option) for option in options]
    known = tuple(value for value in values if value is not None)
    # Half a condition would be another one.
    if len(known) == len(values):
        yield Condition(parameter=name, operator="in", values=known, span=span)


def decode_expression(
    reader: TableReader,
    key: str,
    parameters: Mapping[str, Parameter],
    kind: Literal["number", "duration"],
    inherited: Expression,
) -> Expression:
    """Read a count or a length: 15, "3 s", "{reps}", "{move} + {hold}"."""
    given, span = reader.raw(key), reader.value_span(key)
    if given is None:
        return inherited
    total, names = 0, list[str]()
    terms = given.split("+") if isinstance(given, str) else [given]
    for term in terms:
        written = str(term).strip()
        name = written[1:-1].strip() if written.startswith("{") else ""
        number = _constant(term, kind)
        if name and written.endswith("}") and _is_of_kind(parameters.get(name), kind):
            names.append(name)
        elif number is not None and 0 <= number <= _MOST:
            total += number
        else:
            example = '15 or "{reps}"' if kind == "number" else '"3 s" or "{hold}"'
            message = f"{key}: {written!r} is no {kind}; write {example}"
            reader.faults.add("wrong-value", message, span)
    return Expression(constant=total, parameters=tuple(names), span=span)


def _constant(term: object, kind: Literal["number", "duration"]) -> int | None:
    if kind == "duration":
        return parse_duration(term.strip()) if isinstance(term, str) else None
    return term if isinstance(term, int) and not isinstance(term, bool) else None


def _is_of_kind(parameter: Parameter | None, kind: ParameterKind) -> bool:
    return parameter is not None and parameter.kind == kind


def decode_cue(reader: TableReader, cue_id: str) -> Cue:
    """Read a cue: `say`, one wording or a ladder, or `variants` of these."""
    ladders: list[tuple[Wording, ...]] = []
    said = reader.strings("say")
    if said:
        ladders.append(_ladder(reader, said))
    ladders += [_ladder(reader, texts) for texts in _variants(reader)]
    safety = reader.boolean("safety", default=False)
    live = reader.boolean("live", default=False)
    reader.finish()
    span = reader.source.positions.key(reader.path)
    given = [key for key in ("say", "variants") if key in reader.names]
    if len(given) != 1:
        message = f"cue '{cue_id}' needs the key 'say', or else 'variants'"
        reader.faults.add("missing-key", message, span)
    elif not all(ladders or [()]):
        message = f"cue '{cue_id}' has no wording"
        reader.faults.add("empty-wording", message, reader.value_span(given[0]))
    if safety and any(len(ladder) > 1 for ladder in ladders):
        message = f"'{cue_id}' is a safety phrase, so none of its wordings is shorter"
        hint = "list equal wordings under variants"
        reader.faults.add("safety-ladder", message, span, hint=hint)
    return Cue(id=cue_id, variants=tuple(ladders), safety=safety, live=live, span=span)


def _variants(reader: TableReader) -> Iterator[tuple[tuple[str, Span], ...]]:
    variants = reader.raw("variants")
    if variants is None:
        return
    if not isinstance(variants, list):
        message = "variants: a list of wordings or of ladders is wanted"
        reader.faults.add("wrong-type", message, reader.value_span("variants"))
        return
    for index, variant in enumerate(variants):
        path = (*reader.path, "variants", index)
        rungs = variant if isinstance(variant, list) else [variant]
        nested = isinstance(variant, list)
        texts = []
        for place, text in enumerate(rungs):
            span = reader.source.positions.value((*path, place) if nested else path)
            if isinstance(text, str):
                texts.append((text, span))
            else:
                message = "variants: text or a list of texts is wanted"
                reader.faults.add("wrong-type", message, span)
        yield tuple(texts)


def _ladder(
    reader: TableReader, texts: tuple[tuple[str, Span], ...]
) -> tuple[Wording, ...]:
    return tuple(_wording(text, span, reader.faults) for text, span in texts)


def _wording(text: str, span: Span, faults: Faults) -> Wording:
    parts, unknown = parse_wording(text)
    for mark in unknown:
        message = f"{mark} is no mark; there are {MARKS}"
        faults.add("unknown-mark", message, span)
    if not parts and not unknown:
        faults.add("empty-wording", "a wording says nothing", span)
    return Wording(text=text, parts=parts, span=span)


def decode_steps(
    reader: TableReader, key: str, parameters: Mapping[str, Parameter]
) -> tuple[Step, ...]:
    """Read a list of steps: cues, tones and pauses with their conditions."""
    return tuple(_step(each, parameters) for each in reader.tables(key, "step"))


def _step(reader: TableReader, parameters: Mapping[str, Parameter]) -> Step:
    step = Step(
        cue=reader.string("cue"),
        tone=reader.choice("tone", TONES),
        pause=reader.duration("pause"),
        gap=reader.duration("gap"),
        left=reader.duration("left"),
        optional=reader.boolean("optional", default=False),
        preview=reader.boolean("preview", default=False),
        when=decode_conditions(reader, parameters),
        span=reader.source.positions.value(reader.path),
    )
    reader.finish()
    if sum(key in reader.names for key in ("cue", "tone", "pause")) != 1:
        message = "a step is one of a cue, a tone or a pause"
        reader.faults.add("bad-step", message, step.span)
    return step
