"""One cue by itself: spoken into a file, and how it fits where a session says it."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from coach.errors import UsageError
from coach.pipeline import choose_voice, compile_routine, read_script, render
from coach.plan.expand import expand_cue
from coach.plan.parameters import resolve_parameters
from coach.timeline.slack import windows
from coach.units import seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from coach.pipeline import Places, Request
    from coach.timeline.model import Timeline
    from coach.utterance import Utterance

__all__ = ["UnknownCueError", "say_cue"]


class UnknownCueError(UsageError):
    """A script has no cue of this name."""

    def __init__(self, routine: str, cue: str, available: tuple[str, ...]) -> None:
        """Carry the script's name, the cue's, and the cues that there are."""
        self.routine = routine
        self.cue = cue
        self.available = available
        near = get_close_matches(cue, available) or _same_end(cue, available)
        told = (
            f"Did you mean {' or '.join(near)}?"
            if near
            else f"It has: {', '.join(available)}."
        )
        super().__init__(f"The routine {routine} has no cue {cue}. {told}")


def _same_end(cue: str, available: tuple[str, ...]) -> list[str]:
    return [each for each in available if each.rpartition(".")[2] == cue]


def say_cue(
    request: Request,
    cue: str,
    path: Path,
    places: Places,
    listener: Callable[[Utterance], None],
) -> str:
    """Render one cue to a file; return sentences on its words, its slot and slack."""
    _, script = read_script(request)
    if cue not in script.cues:
        raise UnknownCueError(script.name, cue, tuple(script.cues))
    values = resolve_parameters(script, request.parameters)
    spoken = choose_voice(expand_cue(script, values, cue), request, places, listener)
    voice = spoken.timeline.voice.name
    session = compile_routine(replace(request, voice=voice), places, listener)
    render(spoken.timeline, spoken.voice, path)
    lines = [
        _words(spoken.timeline),
        *_fits(session.timeline, cue),
        f"{path.resolve()} ({seconds(spoken.timeline.duration):.1f} s)",
    ]
    return "\n".join(lines)


def _words(timeline: Timeline) -> str:
    clips = timeline.tracks[0].clips
    words = " ".join(clip.text or "" for clip in clips)
    length = seconds(clips[-1].end) - seconds(clips[0].onset)
    return f'{timeline.voice.name}: "{words}", {length:.2f} s.'


def _fits(timeline: Timeline, cue: str) -> Iterator[str]:
    """Say how much room the cue has in the windows of the session that say it."""
    slacks = [
        (each.slack, clip, each.rep, each.phase)
        for each in windows(timeline)
        for clip in (each.hold, each.ready)
        if clip is not None and clip.cue == cue and each.slack is not None
    ]
    if not slacks:
        yield _outside_sets(timeline, cue)
        return
    slack, clip, rep, phase = min(slacks, key=lambda each: each[0])
    slot = seconds(clip.duration) + seconds(slack)
    yield (
        f"Its tightest slot is {slot:.2f} s, in repetition {rep} after {phase}: "
        f"{seconds(slack):.2f} s to spare."
    )


def _outside_sets(timeline: Timeline, cue: str) -> str:
    """Say where a cue that no repetition says has its time."""
    onsets = [c.onset for t in timeline.tracks for c in t.clips if c.cue == cue]
    rests = [each for each in timeline.sections if each.kind == "rest"]
    if not onsets:
        return "This session does not say it."
    if any(r.onset <= o < r.onset + r.duration for r in rests for o in onsets):
        return "It is said in a rest, whose time it shares with the other words there."
    return "It is said outside the sets, so it has all the time it takes."
