"""The facts of a session for programs: plain values, ready for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.heard import parts_of
from coach.show.fits import fit_groups
from coach.units import FRAMES_PER_MS, Frames, seconds

if TYPE_CHECKING:
    from coach.heard import HeardSet, Part
    from coach.show.fits import FitGroup
    from coach.timeline.model import Timeline
    from coach.timeline.slack import WindowSlack

__all__ = ["as_data"]


def as_data(timeline: Timeline) -> dict[str, object]:
    """Gather the same facts for programs; times in seconds, slack in milliseconds."""
    parts = parts_of(timeline)
    sets = [heard for part in parts for heard in part.sets]
    return {
        "title": timeline.title,
        "language": timeline.language,
        "routine": timeline.routine,
        "position": timeline.position,
        "preview": timeline.preview,
        "parameters": dict(timeline.parameters),
        "voice": {"engine": timeline.voice.engine, "name": timeline.voice.name},
        "length_s": _s(timeline.duration),
        "chapters": [_chapter_data(part) for part in parts],
        "repetitions": [
            _of_set(heard)
            | {
                "rep": rep.rep,
                "onset_s": _s(rep.onset),
                "length_s": _s(Frames(rep.end - rep.onset)),
                "windows": [_window_data(window) for window in rep.windows],
            }
            for heard in sets
            for rep in heard.reps
        ],
        "least_slack": [
            _of_set(heard)
            | {"rep": least.rep, "phase": least.phase, "slack_ms": _ms(least.slack)}
            for heard in sets
            if (least := heard.tightest) is not None
        ],
        "fit": [_fit_data(group) for group in fit_groups(timeline)],
    }


def _chapter_data(part: Part) -> dict[str, object]:
    return {
        "title": part.title,
        "onset_s": _s(part.onset),
        "length_s": _s(part.duration),
        "lines": [
            {"onset_s": _s(line.onset), "cue": line.cue, "text": line.text}
            for line in part.lines
        ],
    }


def _of_set(heard: HeardSet) -> dict[str, object]:
    return {"block": heard.block, "set": heard.set, "side": heard.side}


def _window_data(window: WindowSlack) -> dict[str, object]:
    return {
        "phase": window.phase,
        "onset_s": _s(window.onset),
        "length_s": _s(window.duration),
        "tone": window.tone_name,
        "hold": window.hold.text if window.hold else None,
        "ready": window.ready.text if window.ready else None,
        "slack_ms": _ms(window.slack),
    }


def _fit_data(group: FitGroup) -> dict[str, object]:
    note = group.worst
    return {
        "cue": note.cue,
        "slug": note.slug,
        "action": note.action,
        "count": group.count,
        "said": group.said or None,
        "block": note.block,
        "set": note.set,
        "rep": note.rep,
        "side": note.side,
        "slot_s": _s(note.slot),
        "need_s": _s(note.need),
        "file": note.origin.file if note.origin else None,
        "line": note.origin.line if note.origin else None,
    }


def _s(length: Frames) -> float:
    return round(seconds(length), 3)


def _ms(length: Frames | None) -> int | None:
    """Convert to whole milliseconds, rounded down: slack is never overstated."""
    return None if length is None else length // FRAMES_PER_MS
