"""A coaching script, read: what an author wrote, before any value is chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from coach.diagnostics import Span
    from coach.units import Milliseconds
    from coach.vocabulary import Level, ToneName

__all__ = [
    "Advice",
    "Block",
    "Condition",
    "Countdown",
    "Cue",
    "Expression",
    "Fade",
    "Parameter",
    "ParameterKind",
    "Part",
    "Pause",
    "PhasePattern",
    "PlanStep",
    "Remark",
    "Script",
    "Spoken",
    "Step",
    "Toned",
    "Value",
    "Wording",
]

Value = int | str | bool
"""A parameter's value; a duration is its milliseconds."""

ParameterKind = Literal["number", "duration", "choice", "switch"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """A value that the user may set for one run."""

    name: str
    kind: ParameterKind
    default: Value
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()
    baked: tuple[Value, ...] = ()
    """Values whose words belong in a voice pack; every value where none is given."""
    unit: str = ""
    help: str
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """What must hold for a step or remark to be used: one parameter against values."""

    parameter: str
    operator: Literal["in", "<", "<=", ">", ">="]
    values: tuple[Value, ...]
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Expression:
    """A sum of constants and parameters, `"{move} + {hold}"`: in ms, or a count."""

    constant: int
    parameters: tuple[str, ...] = ()
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Spoken:
    """One sentence, or one word placed by itself; slots are not yet filled."""

    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Toned:
    """A tone sounded inside a line: `<rise>`."""

    tone: ToneName


@dataclass(frozen=True, kw_only=True, slots=True)
class Pause:
    """A stated silence inside a line, in place of the usual one: `<pause 0.8 s>`."""

    lasts: Milliseconds


@dataclass(frozen=True, kw_only=True, slots=True)
class Countdown:
    """`<count 3>`: three, two, one, a second apart, the go tone at zero."""

    start: int


Part = Spoken | Toned | Pause | Countdown


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """One way of saying a cue."""

    text: str
    """As written."""
    parts: tuple[Part, ...]
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Cue:
    """Something to be said: variants that are equals, each a ladder, fullest first."""

    id: str
    variants: tuple[tuple[Wording, ...], ...]
    safety: bool = False
    live: bool = False
    """Spoken on the spot while playing, so never in a timeline of its own."""
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One item of an opening, a rest, a closing: a cue, a tone or a pause."""

    cue: str | None = None
    tone: ToneName | None = None
    pause: Milliseconds | None = None
    gap: Milliseconds | None = None
    """Silence before it, where it is not the usual one."""
    left: Milliseconds | None = None
    """In a rest: begins when this much is left, rather than after the step before."""
    optional: bool = False
    """Dropped first where time is short."""
    preview: bool = False
    """Of the opening: said in a preview too."""
    when: tuple[Condition, ...] = ()
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class PhasePattern:
    """One movement of a repetition: go tone, time, and its words."""

    name: str
    lasts: Expression
    tone: ToneName
    ready: str | None = None
    """The pre-cue: ends 0.2 s before the go tone; short, it skips its first rung."""
    hold: str | None = None
    """Said after the go tone in full repetitions."""
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """A phrase in place of "Hold" in certain repetitions; earlier ones win."""

    cue: str
    phase: str
    rep: int | None = None
    every: int | None = None
    """Every so many repetitions, never the last one."""
    first: int | None = None
    """The first repetition that `every` counts from; `every` itself if not given."""
    left: int | None = None
    halfway: bool = False
    levels: tuple[Level, ...] = ("full", "short", "tones")
    when: tuple[Condition, ...] = ()
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """An exercise: phases, repeated, in sets, with rests between."""

    name: str
    title: str
    reps: Expression
    sets: Expression
    rest: Expression
    change: Expression
    """Time to change sides, within a set."""
    sides: tuple[str, ...] = ()
    phases: tuple[PhasePattern, ...]
    remarks: tuple[Remark, ...] = ()
    intro: tuple[Step, ...] = ()
    practice: tuple[Step, ...] = ()
    ready: str
    """The line that ends on the first go tone."""
    resting: tuple[Step, ...] = ()
    again: str
    """The line that ends on the first go tone of each later set."""
    changing: tuple[Step, ...] = ()
    change_ready: str | None = None
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Fade:
    """How many repetitions of a set are said in full, and up to which in short."""

    full: int
    short: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanStep:
    """A step of the build-up: values for parameters, chosen by `--week`."""

    title: str
    values: dict[str, Value]
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    """Above these the session is allowed, and a notice says so."""

    limits: dict[str, int]
    length: Milliseconds | None
    text: str
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """A whole coaching script, its inheritance resolved."""

    name: str
    title: str
    language: str
    position: str
    artist: str
    album: str
    year: int
    comment: str
    seated: str | None
    parameters: dict[str, Parameter]
    cues: dict[str, Cue]
    guidance: dict[str, tuple[Fade, ...]]
    overhead: Milliseconds
    """Talking outside the sets, nominally: for `{minutes}`."""
    overheads: dict[str, Milliseconds] = field(default_factory=dict)
    """The same by the value of the parameter `opening`."""
    chapters: dict[str, str]
    """Titles of chapters by kind of section; "{set}" stands for the set's number."""
    opening: tuple[Step, ...]
    blocks: tuple[Block, ...]
    closing: tuple[Step, ...]
    plan: tuple[PlanStep, ...]
    advice: Advice | None
    span: Span
