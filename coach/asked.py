"""What a command line asks for: options to a request, and what came of it, told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import UsageError
from coach.terminal import SpeechProgress, print_notes, print_remarks

if TYPE_CHECKING:
    from coach.pipeline import Compiled, Places, Request
    from coach.timeline.model import Timeline

__all__ = [
    "facts_of",
    "make",
    "path_and_length",
    "places",
    "request_of",
    "tell",
    "wishes_of",
]

_APP = "audio-coach"
_SLOWEST, _QUICKEST = 0.7, 1.3


def wishes_of(
    parameter: list[str] | None,
    reps: str | None,
    sets: str | None,
    hold: str | None,
    rest: str | None,
    guidance: str | None,
    opening: str | None,
) -> dict[str, str]:
    """Gather parameters: the named options, then each `-p`."""
    named = {
        "reps": reps,
        "sets": sets,
        "hold": hold,
        "rest": rest,
        "guidance": guidance,
        "opening": opening,
    }
    wishes = {name: text for name, text in named.items() if text is not None}
    for each in parameter or ():
        name, equals, text = each.partition("=")
        if not equals or not name:
            raise UsageError(
                f"-p takes NAME=VALUE, such as -p count=every, not {each}."
            )
        wishes[name.strip()] = text
    return wishes


def request_of(
    routine: str,
    wishes: dict[str, str],
    seated: bool,
    week: int | None,
    voice: str | None,
    rate: float | None,
    preview: bool,
) -> Request:
    """Put options together as one request; raise on a rate that no voice keeps."""
    from coach.pipeline import AUTO, Request

    if rate is not None and not _SLOWEST <= rate <= _QUICKEST:
        raise UsageError(f"--rate is from {_SLOWEST} to {_QUICKEST}, not {rate:g}.")
    return Request(
        routine=routine,
        parameters=wishes,
        week=week,
        seated=seated,
        voice=AUTO if voice is None else voice,
        rate=1.0 if rate is None else rate,
        preview=preview,
    )


def make(
    routine: str,
    wishes: dict[str, str],
    seated: bool,
    week: int | None,
    voice: str | None,
    rate: float | None,
    preview: bool,
    *,
    quiet: bool = False,
) -> Compiled:
    """Compile a routine, or open a timeline, which nothing can change any more."""
    from coach.pipeline import compile_routine, open_compiled
    from coach.routines import is_file

    if is_file(routine, ".json"):
        optional = (week, voice, rate)
        if wishes or seated or preview or any(each is not None for each in optional):
            raise UsageError(
                f"The timeline {Path(routine).name} has everything settled: it takes "
                "no parameters, week, voice, rate, --seated or --preview. Compile the "
                "routine again with them."
            )
        return open_compiled(Path(routine), places())
    request = request_of(routine, wishes, seated, week, voice, rate, preview)
    with SpeechProgress(quiet=quiet) as progress:
        return compile_routine(request, places(), progress.heard)


def tell(made: Compiled) -> None:
    """Print what is worth knowing of a session, on standard error."""
    print_remarks(made.remarks)
    print_notes(made.diagnostics)


def facts_of(made: Compiled) -> dict[str, object]:
    """Give the facts of a session for `--json`."""
    from coach.diagnostic_text import as_json
    from coach.units import seconds

    timeline = made.timeline
    return {
        "routine": timeline.routine,
        "title": timeline.title,
        "preview": timeline.preview,
        "voice": timeline.voice.name,
        "parameters": timeline.parameters,
        "length_s": round(seconds(timeline.duration), 3),
        "diagnostics": as_json(made.diagnostics),
        "remarks": list(made.remarks),
    }


def path_and_length(path: Path, timeline: Timeline) -> str:
    """Write where a session is, and how long it lasts."""
    from coach.units import clock_text

    return f"{path.resolve()} ({clock_text(timeline.duration)})"


def places() -> Places:
    """Find the user's own folders."""
    from platformdirs import user_cache_path, user_data_path

    from coach.pipeline import Places

    return Places(cache=user_cache_path(_APP), data=user_data_path(_APP))
