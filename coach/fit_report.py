"""What was shortened or dropped to fit, as diagnostics: grouped, with places."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from coach.diagnostics import Diagnostic, Span
from coach.units import seconds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.timeline.model import Clip, FitNote, Timeline

__all__ = ["FIT_SLUGS", "fit_diagnostics"]

FIT_SLUGS = ("shortened", "quickened", "dropped")
"""What a diagnostic of this kind is called."""


def fit_diagnostics(timeline: Timeline) -> tuple[Diagnostic, ...]:
    """Report each cue that did not fit once, with the number of times."""
    notes = sorted(timeline.fit, key=_kind)
    groups = (tuple(notes) for _, notes in groupby(notes, key=_kind))
    words = {
        _place(clip): clip.text or ""
        for track in timeline.tracks
        for clip in track.clips
        if clip.text
    }
    return tuple(_diagnostic(group, words) for group in groups)


def _place(at: Clip | FitNote) -> tuple[object, ...]:
    return (at.cue, at.block, at.set, at.rep, at.side)


def _kind(note: FitNote) -> tuple[int, str, str, str]:
    line = note.origin.line if note.origin else 0
    return (line, note.cue, note.slug, note.action)


def _diagnostic(
    notes: tuple[FitNote, ...], words: Mapping[tuple[object, ...], str]
) -> Diagnostic:
    note = max(notes, key=lambda each: each.need - each.slot)
    times = f", {len(notes)} times" if len(notes) > 1 else ""
    if note.need > note.slot:
        why = f"needs {seconds(note.need):.2f} s and has {seconds(note.slot):.2f} s"
    else:
        why = "makes room for the words beside it"
    match note.slug:
        case "shortened":
            done = f"shortened to {words.get(_place(note), note.action)!r}"
        case "quickened":
            done = f"said {note.action}"
        case "dropped":
            done = note.action
    origin = note.origin
    return Diagnostic(
        slug=note.slug,
        severity="warning" if note.slug == "dropped" else "notice",
        message=f"{note.cue!r} {why}: {done}{times}",
        span=Span(
            file=origin.file if origin else "timeline",
            line=origin.line if origin else 1,
        ),
    )
