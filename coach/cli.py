"""The command line: options to one call, its result printed, an exit code.

Nothing but this and `coach.terminal` prints, reads the environment or exits.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import TyperException

from coach import __version__
from coach.asked import (
    facts_of,
    make,
    path_and_length,
    places,
    request_of,
    tell,
    wishes_of,
)
from coach.errors import CoachError, UsageError
from coach.options import (
    BakeVoice,
    Base,
    Bitrate,
    CueName,
    Files,
    Guidance,
    Hold,
    Json,
    JsonOutput,
    KokoroName,
    NewFile,
    Opening,
    Output,
    PackFolder,
    Parameter,
    Picture,
    Preview,
    Quiet,
    Rate,
    Reps,
    Rest,
    Routine,
    ScriptName,
    Scripts,
    Seated,
    Sets,
    SpokenFile,
    TimelineFile,
    VoiceOption,
    Week,
    Weights,
    routine_names,
)
from coach.terminal import (
    ReaderGoneError,
    SpeechProgress,
    complain,
    print_json,
    print_line,
    print_notes,
    print_remarks,
    say_line,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


__all__ = ["app", "run"]

_BITRATES_KBPS = (64, 96, 128)
_INTERRUPTED = 130
_BUG = 3

app = typer.Typer(
    help="Voice-guided exercise: tracks and timelines from coaching scripts.",
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _main(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.")
    ] = False,
) -> None:
    if version:
        print_line(__version__)
        raise typer.Exit
    if context.invoked_subcommand is None:
        print_line(context.get_help())


voices_app = typer.Typer(help="List the voices, or add one.", rich_markup_mode=None)
app.add_typer(voices_app, name="voices")


@app.command()
def render(
    routine: Routine = "standing",
    output: Output = None,
    timeline: TimelineFile = None,
    parameter: Parameter = None,
    reps: Reps = None,
    sets: Sets = None,
    hold: Hold = None,
    rest: Rest = None,
    guidance: Guidance = None,
    opening: Opening = None,
    seated: Seated = False,
    week: Week = None,
    voice: VoiceOption = None,
    rate: Rate = None,
    preview: Preview = False,
    bitrate: Bitrate = 96,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a track for a music player."""
    from coach.pipeline import render as render_file
    from coach.sinks import check_output
    from coach.sinks.atomic import check_target, write_text
    from coach.tagging import file_stem
    from coach.timeline.ir import write_timeline

    if bitrate not in _BITRATES_KBPS:
        raise UsageError(f"--bitrate is 64, 96 or 128, not {bitrate}.")
    if output is not None:
        check_output(output)
    if timeline is not None:
        check_target(timeline)
    wishes = wishes_of(parameter, reps, sets, hold, rest, guidance, opening)
    made = make(routine, wishes, seated, week, voice, rate, preview, quiet=quiet)
    path = output or Path(f"{file_stem(made.timeline)}.mp3")
    render_file(made.timeline, made.voice, path, bitrate, places())
    if timeline is not None:
        write_text(timeline, write_timeline(made.timeline))
    if not quiet and not as_json:
        tell(made)
        print_line(path_and_length(path, made.timeline))
    if as_json:
        print_json(facts_of(made) | {"file": str(path.resolve())})


@app.command(name="compile")
def compile_(
    routine: Routine = "standing",
    output: JsonOutput = "-",
    parameter: Parameter = None,
    reps: Reps = None,
    sets: Sets = None,
    hold: Hold = None,
    rest: Rest = None,
    guidance: Guidance = None,
    opening: Opening = None,
    seated: Seated = False,
    week: Week = None,
    voice: VoiceOption = None,
    rate: Rate = None,
    preview: Preview = False,
) -> None:
    """Make a timeline: JSON that says what sounds when."""
    from coach.sinks.atomic import check_target, write_text
    from coach.timeline.ir import write_timeline

    if output != "-":
        check_target(Path(output))
    wishes = wishes_of(parameter, reps, sets, hold, rest, guidance, opening)
    made = make(routine, wishes, seated, week, voice, rate, preview)
    tell(made)
    text = write_timeline(made.timeline)
    if output == "-":
        print_line(text.removesuffix("\n"))
    else:
        write_text(Path(output), text)
        print_line(path_and_length(Path(output), made.timeline))


@app.command()
def show(
    routine: Routine = "standing",
    parameter: Parameter = None,
    reps: Reps = None,
    sets: Sets = None,
    hold: Hold = None,
    rest: Rest = None,
    guidance: Guidance = None,
    opening: Opening = None,
    seated: Seated = False,
    week: Week = None,
    voice: VoiceOption = None,
    rate: Rate = None,
    preview: Preview = False,
    picture: Picture = None,
    as_json: Json = False,
) -> None:
    """Tell what a session holds: its chapters, words and times."""
    from coach.fit_report import FIT_SLUGS
    from coach.show import as_data, describe

    wishes = wishes_of(parameter, reps, sets, hold, rest, guidance, opening)
    made = make(routine, wishes, seated, week, voice, rate, preview)
    if picture is not None:
        from coach.picture import draw_picture

        draw_picture(made.timeline, picture)
    if as_json:
        print_json(as_data(made.timeline))
    else:
        print_line(describe(made.timeline).removesuffix("\n"))
        print_remarks(made.remarks)
        # What was done to fit is told above, with the words.
        print_notes([d for d in made.diagnostics if d.slug not in FIT_SLUGS])


@app.command()
def check(
    files: Files,
    as_json: Json = False,
) -> None:
    """Look scripts over: every fault at once, each with its place."""
    from coach.check import check_files
    from coach.diagnostic_text import as_json as to_json
    from coach.diagnostic_text import render as to_text

    checked = check_files(files)
    if as_json:
        print_json({"diagnostics": to_json(checked.diagnostics)})
    else:
        print_line(to_text(checked.diagnostics, checked.texts))
    raise typer.Exit(checked.exit_code)


@app.command()
def new(
    file: NewFile,
    base: Base = None,
) -> None:
    """Begin a script of your own: a commented one that works as it is."""
    from coach.new_script import begin_script

    begin_script(file, base)
    shown = f'"{file}"' if " " in str(file) else file
    print_line(f"{file.resolve()}: edit it, then try: coach check {shown}")


@app.command()
def say(
    routine: ScriptName,
    cue: CueName,
    output: SpokenFile = None,
    parameter: Parameter = None,
    reps: Reps = None,
    sets: Sets = None,
    hold: Hold = None,
    rest: Rest = None,
    guidance: Guidance = None,
    opening: Opening = None,
    seated: Seated = False,
    voice: VoiceOption = None,
) -> None:
    """Speak one cue into a file, and tell how it fits."""
    from coach.say import say_cue

    wishes = wishes_of(parameter, reps, sets, hold, rest, guidance, opening)
    with SpeechProgress(quiet=False) as progress:
        said = say_cue(
            request_of(routine, wishes, seated, None, voice, None, False),
            cue,
            output or Path(f"{cue}.mp3"),
            places(),
            progress.heard,
        )
    print_line(said)


@app.command()
def routines(as_json: Json = False) -> None:
    """List the routines that come with the coach."""
    from coach.listings import routine_facts, routine_text

    facts = routine_facts()
    print_json(facts) if as_json else print_line(routine_text(facts))


@voices_app.callback(invoke_without_command=True)
def voices(context: typer.Context, as_json: Json = False) -> None:
    """List the voices: those that can speak now, and how to get the others."""
    if context.invoked_subcommand is None:
        from coach.listings import voice_facts, voice_text

        facts = voice_facts(places().data)
        print_json(facts) if as_json else print_line(voice_text(facts))


@voices_app.command("add")
def voices_add(
    name: KokoroName,
    source: Weights = None,
) -> None:
    """Get what a voice needs to speak words that are not in its pack."""
    from coach.speech.voices import install_voice

    print_line(install_voice(name, data_folder=places().data, source=source))


@app.command()
def bake(
    scripts: Scripts,
    voice: BakeVoice,
    output: PackFolder,
) -> None:
    """Make or complete a voice pack for these scripts."""
    from coach.bake import bake_scripts

    with SpeechProgress(quiet=False) as progress:
        report = bake_scripts(scripts, voice, output, places(), progress.heard)
    print_line(report.text)


@app.command()
def doctor(as_json: Json = False) -> None:
    """Look this computer over: voices, formats, cache and sound."""
    from coach.doctor import doctor_facts, doctor_text

    facts = doctor_facts(places())
    print_json(facts) if as_json else print_line(doctor_text(facts))


def _usage(fault: TyperException, arguments: Sequence[str]) -> Iterator[str]:
    """Say what is wrong with a command line, and where it is told how it goes."""
    from coach.routines import is_file

    yield fault.format_message()
    first = arguments[0]
    if first in routine_names() or is_file(first, ".toml") or is_file(first, ".json"):
        yield f"To make its track: coach render {first}"
    context = getattr(fault, "ctx", None)
    command = context.command_path if context else f"coach {first}"
    yield f"For help: {command} --help"


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return the exit code: the one place that catches all."""
    try:
        code = app(args=list(arguments), prog_name="coach", standalone_mode=False)
    except CoachError as fault:
        complain(fault, json_wanted="--json" in arguments)
        return fault.exit_code
    except TyperException as fault:
        print_remarks(tuple(_usage(fault, arguments)))
        return UsageError.exit_code
    except (typer.Abort, KeyboardInterrupt):
        code = _INTERRUPTED
    except ReaderGoneError:
        return 0
    except Exception as fault:
        if os.environ.get("COACH_DEBUG"):
            raise
        say_line(
            f"This is a fault of the coach itself, not yours: {type(fault).__name__}: "
            f"{fault}. Set COACH_DEBUG=1 to see where, and please report it."
        )
        return _BUG
    if code == _INTERRUPTED:
        say_line("Stopped. Nothing was left half-written.")
    return code if isinstance(code, int) else 0
