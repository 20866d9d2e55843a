"""The composition root: how a routine becomes a timeline, and a timeline a file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from coach.diagnostics import Diagnostic
from coach.errors import FaultyInputError, MachineError, UsageError
from coach.fit_report import fit_diagnostics
from coach.in_words import in_words
from coach.mix.blocks import mix_blocks
from coach.mix.tones import tone_frames
from coach.plan.expand import expand
from coach.plan.parameters import resolve_parameters
from coach.resources import shipped
from coach.routines import load_routine, open_timeline
from coach.sinks import open_sink
from coach.speech.voice import VoiceLacksWordsError
from coach.speech.voices import VoiceNotInstalledError, auto_candidates, open_voice
from coach.tagging import track_tags
from coach.timeline.measures import Measures, Needs
from coach.timeline.schedule import Unfit, schedule
from coach.units import frames
from coach.utterance import Utterance
from coach.vocabulary import TONES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coach.plan.model import Plan
    from coach.script.load import Loaded
    from coach.script.model import Script
    from coach.speech.take import Take
    from coach.speech.voice import Voice
    from coach.timeline.model import Clip, Timeline
    from coach.units import Frames

__all__ = [
    "AUTO",
    "Compiled",
    "OtherTakeError",
    "Places",
    "Request",
    "choose_voice",
    "compile_routine",
    "measured_schedule",
    "open_compiled",
    "open_named",
    "read_script",
    "render",
]

AUTO = "auto"
"""The voice that stands for the first one that can speak every line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """The user's own folders."""

    cache: Path
    data: Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What a person asked for; parameters as they typed them."""

    routine: str = "standing"
    parameters: Mapping[str, str] = field(default_factory=dict)
    week: int | None = None
    seated: bool = False
    voice: str = AUTO
    rate: float = 1.0
    preview: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Compiled:
    """A timeline, the voice that will speak it, and what there is to say about both."""

    timeline: Timeline
    voice: Voice
    diagnostics: tuple[Diagnostic, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    """Sentences about the voice: which was taken, and why not a better one."""


class OtherTakeError(MachineError):
    """A timeline was made with another version of its voice."""

    def __init__(self, text: str) -> None:
        """Carry the words whose take is not as long as the timeline says."""
        self.text = text
        super().__init__(
            f"This timeline was made with another version of its voice: {text!r} is "
            "not as long as it says. Compile the script again."
        )


def compile_routine(
    request: Request,
    places: Places,
    listener: Callable[[Utterance], None] | None = None,
) -> Compiled:
    """Script and parameters to timeline; `listener` hears of each take that is made."""
    loaded, script = read_script(request)
    values = resolve_parameters(script, request.parameters, request.week)
    plan = expand(script, values, preview=request.preview)
    voiced = choose_voice(plan, request, places, listener)
    found = loaded.diagnostics
    if not request.preview:
        # A preview is cut on purpose: what it leaves out is no news.
        found += _advice(script, voiced.timeline, values)
        found += fit_diagnostics(voiced.timeline)
    return replace(voiced, diagnostics=found, texts=loaded.texts)


def read_script(request: Request) -> tuple[Loaded, Script]:
    """Read the routine that was asked for, or its seated twin; raise on its faults."""
    loaded = load_routine(request.routine)
    if request.seated and loaded.script and loaded.script.position != "seated":
        loaded = load_routine(_twin(loaded.script, request.routine))
    if loaded.script is None:
        raise FaultyInputError(loaded.diagnostics, loaded.texts)
    return loaded, loaded.script


def choose_voice(
    plan: Plan,
    request: Request,
    places: Places,
    listener: Callable[[Utterance], None] | None = None,
) -> Compiled:
    """Schedule a plan with the voice asked for, or the first that has every line."""
    automatic = request.voice == AUTO
    names = auto_candidates(plan.language) if automatic else (request.voice,)
    remarks: list[str] = []
    for name in names:
        try:
            voice = open_named(name, plan.language, places, request.rate, listener)
            timeline = measured_schedule(plan, voice, request.rate)
        except (VoiceLacksWordsError, VoiceNotInstalledError) as fault:
            if name == names[-1]:
                raise
            remarks.append(str(fault))
        else:
            break
    if remarks:
        remarks.append(f"the voice {name} speaks instead")
    if request.rate != 1.0:
        if not voice.speaks_at_rate:
            remarks.append("the rate changes the pauses only: this voice is recorded")
        # The timeline states each take's own rate: from here on nothing is slowed.
        voice = open_named(name, plan.language, places, listener=listener)
    return Compiled(timeline=timeline, voice=voice, remarks=tuple(remarks))


def _twin(script: Script, routine: str) -> str:
    """Name the seated twin: a shipped routine, or a script beside this one."""
    if script.seated is None:
        raise UsageError(f"The routine {script.name} has no seated twin.")
    beside = script.seated.startswith("./")
    return str(Path(routine).parent / script.seated) if beside else script.seated


def open_named(
    name: str,
    language: str,
    places: Places,
    rate: float = 1.0,
    listener: Callable[[Utterance], None] | None = None,
) -> Voice:
    """Open a voice by its name, with its shipped pack and the user's own folders."""
    return open_voice(
        name,
        language=language,
        packs_folder=shipped("audio") / "voices",
        cache_folder=places.cache / "takes",
        data_folder=places.data,
        rate=rate,
        listener=listener,
    )


def measured_schedule(plan: Plan, voice: Voice, rate: float = 1.0) -> Timeline:
    """Measure what the schedule asks for until it has a timeline."""
    durations: dict[Utterance, Frames | None] = {}
    measures = Measures(
        durations=durations,
        tones={name: tone_frames(name) for name in TONES},
        voice=voice.name,
        key_of=voice.key,
        spoken=voice.spoken,
        fastest=voice.fastest_rate,
        pauses=1.0 if voice.speaks_at_rate else 1.0 / rate,
    )
    while isinstance(result := schedule(plan, measures), Needs):
        for each in result.wanted:
            durations[each] = voice.sounding(each, make=False)
        voice.check(result.required)
        for each in result.required:
            durations[each] = voice.sounding(each, make=True)
    if isinstance(result, Unfit):
        raise FaultyInputError(result.diagnostics)
    return result


def _advice(
    script: Script, timeline: Timeline, values: Mapping[str, int | str | bool]
) -> tuple[Diagnostic, ...]:
    """Say so where a session asks for more than the exercise's source does."""
    advice = script.advice
    if advice is None:
        return ()
    over = [
        f"{values[name]} {name}"
        for name, limit in advice.limits.items()
        if int(values[name]) > limit
    ]
    if advice.length is not None and timeline.duration > frames(advice.length):
        over.append(f"a length of {in_words(timeline.duration)}")
    if not over:
        return ()
    return (
        Diagnostic(
            slug="much",
            severity="notice",
            message=f"this session has {' and '.join(over)}",
            span=advice.span,
            hint=advice.text,
        ),
    )


def open_compiled(path: Path, places: Places) -> Compiled:
    """Open a timeline file, and the voice that it names."""
    timeline = open_timeline(path)
    voice = open_named(timeline.voice.name, timeline.language, places)
    return Compiled(timeline=timeline, voice=voice)


def render(
    timeline: Timeline,
    voice: Voice,
    path: Path,
    bitrate_kbps: int = 96,
    places: Places | None = None,
) -> None:
    """Timeline to file: mix it block by block into the sink for the extension.

    With `places`, sounds that were encoded before are taken from the user's cache.
    """

    def take(clip: Clip) -> Take:
        made = voice.take(_utterance(clip))
        if made.sounding != clip.duration:
            raise OtherTakeError(clip.text or "")
        return made

    cache_folder = places.cache / "frames" if places is not None else None
    tags = track_tags(timeline)
    with open_sink(
        path, tags, bitrate_kbps=bitrate_kbps, cache_folder=cache_folder
    ) as sink:
        for block in mix_blocks(timeline, take):
            sink.write(block)
        sink.finish()


def _utterance(clip: Clip) -> Utterance:
    rate = getattr(clip.source, "rate", 1.0)
    return Utterance(text=clip.text or "", rate=rate)
