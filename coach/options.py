"""The command line's options and arguments: their types, names and help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "BakeVoice",
    "Base",
    "Bitrate",
    "CueName",
    "Files",
    "Guidance",
    "Hold",
    "Json",
    "JsonOutput",
    "KokoroName",
    "NewFile",
    "Opening",
    "Output",
    "PackFolder",
    "Parameter",
    "Picture",
    "Preview",
    "Quiet",
    "Rate",
    "Reps",
    "Rest",
    "Routine",
    "ScriptName",
    "Scripts",
    "Seated",
    "Sets",
    "SpokenFile",
    "TimelineFile",
    "VoiceOption",
    "Week",
    "Weights",
    "routine_names",
]


def _whole_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no whole number.") from None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no number.") from None


def routine_names() -> list[str]:
    """List the shipped routines, for completion too."""
    from coach.routines import shipped_routines

    return list(shipped_routines())


def _voice_names() -> list[str]:
    from coach.speech.voices import VOICES

    return list(VOICES)


Routine = Annotated[
    str,
    typer.Argument(
        metavar="ROUTINE",
        help="A shipped routine, a script (.toml) or a timeline (.json).",
        autocompletion=routine_names,
    ),
]
ScriptName = Annotated[
    str,
    typer.Argument(
        metavar="ROUTINE",
        help="A shipped routine or a script.",
        autocompletion=routine_names,
    ),
]
Parameter = Annotated[
    list[str] | None,
    typer.Option(
        "-p", "--param", metavar="NAME=VALUE", help="Set any declared parameter."
    ),
]
Reps = Annotated[
    str | None, typer.Option(metavar="NUMBER", help="Repetitions in a set.")
]
Sets = Annotated[str | None, typer.Option(metavar="NUMBER", help="How many sets.")]
Hold = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="Time for each movement, such as 3s."),
]
Rest = Annotated[
    str | None, typer.Option(metavar="TIME", help="Rest between sets, such as 30s.")
]
Guidance = Annotated[
    str | None,
    typer.Option(metavar="WORD", help="How much is said: full, faded or tones."),
]
Opening = Annotated[
    str | None,
    typer.Option(metavar="WORD", help="How much is explained: first, usual or brief."),
]
Seated = Annotated[bool, typer.Option("--seated", help="Take the seated version.")]
Week = Annotated[
    int | None,
    typer.Option(
        metavar="NUMBER",
        parser=_whole_number,
        help="Take this week of the routine's plan.",
    ),
]
VoiceOption = Annotated[
    str | None,
    typer.Option(
        "--voice",
        metavar="NAME",
        help="Whose voice; see: coach voices.",
        autocompletion=_voice_names,
    ),
]
Rate = Annotated[
    float | None,
    typer.Option(
        metavar="NUMBER",
        parser=_number,
        help="How quick the talk is: 1 is usual, 0.9 slower.",
    ),
]
Bitrate = Annotated[
    int,
    typer.Option(
        metavar="NUMBER",
        parser=_whole_number,
        help="Kilobits a second of mp3, opus and m4a: 64, 96 or 128.",
    ),
]
Preview = Annotated[
    bool, typer.Option("--preview", help="A taste of it, under a minute.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only faults.")]
Output = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="The file: mp3, wav, flac, ogg, opus or m4a.",
    ),
]
TimelineFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE.json", help="Write the timeline too, as JSON."),
]
JsonOutput = Annotated[
    str,
    typer.Option(
        "-o", "--output", metavar="FILE", help="The file; - is standard output."
    ),
]
Picture = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Draw it too: a file .svg or .png."),
]
Files = Annotated[
    list[Path], typer.Argument(metavar="FILE", help="Scripts or timelines.")
]
NewFile = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="The script to begin, ending in .toml."),
]
Base = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="ROUTINE",
        help="Begin from this routine, changing what differs.",
        autocompletion=routine_names,
    ),
]
CueName = Annotated[
    str, typer.Argument(metavar="CUE", help="The cue's name in the script.")
]
SpokenFile = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="The file to speak into."),
]
KokoroName = Annotated[str, typer.Argument(metavar="NAME", help="heart or michael.")]
Weights = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="FOLDER",
        help="A folder with the weights, instead of the network.",
    ),
]
Scripts = Annotated[
    list[str], typer.Argument(metavar="SCRIPT", help="Routines or scripts.")
]
BakeVoice = Annotated[
    str, typer.Option(metavar="NAME", help="The voice; its engine must be here.")
]
PackFolder = Annotated[
    Path,
    typer.Option("-o", "--output", metavar="FOLDER", help="The pack's folder."),
]
