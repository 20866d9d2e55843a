"""What was shortened or dropped to fit, as diagnostics: grouped, with places."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from coach.diagnostics import Diagnostic, Span
from coach.units import seconds

if TYPE_CHECKING:
    from coach.timeline.model import FitNote, Timeline

__all__ = ["fit_diagnostics"]

_SAID = {"shortened": "shortened to", "quickened": "said", "dropped": ""}


def fit_diagnostics(timeline: Timeline) -> tuple[Diagnostic, ...]:
    """Report each cue that did not fit once, with the number of times."""
    notes = sorted(timeline.fit, key=_kind)
    groups = (tuple(notes) for _, notes in groupby(notes, key=_kind))
    return tuple(_diagnostic(group) for group in groups)


def _kind(note: FitNote) -> tuple[int, str, str, str]:
    line = note.origin.line if note.origin else 0
    return (line, note.cue, note.slug, note.action)


def _diagnostic(notes: tuple[FitNote, ...]) -> Diagnostic:
    note = max(notes, key=lambda each: each.need - each.slot)
    times = f", {len(notes)} times" if len(notes) > 1 else ""
    action = " ".join(part for part in (_SAID[note.slug], note.action) if part)
    origin = note.origin
    return Diagnostic(
        slug=note.slug,
        severity="warning" if note.slug == "dropped" else "notice",
        message=(
            f"{note.cue!r} needs {seconds(note.need):.2f} s and has "
            f"{seconds(note.slot):.2f} s: {action}{times}"
        ),
        span=Span(
            file=origin.file if origin else "timeline",
            line=origin.line if origin else 1,
        ),
    )
