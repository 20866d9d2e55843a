"""A session as people read it, plain enough to be read aloud."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING

from coach.heard import HeardLine, HeardSet, parts_of
from coach.in_words import counted, in_words, parameters_in_words
from coach.show.fits import fit_groups
from coach.units import (
    FRAMES_PER_MS,
    Frames,
    clock_text,
    seconds,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.heard import HeardRep, Part
    from coach.show.fits import FitGroup
    from coach.timeline.model import FitNote, Timeline
    from coach.timeline.slack import WindowSlack

__all__ = ["describe"]

_NARROWEST = 40


def describe(timeline: Timeline, *, width: int = 80) -> str:
    """Write the whole session in plain lines of at most `width` columns."""
    columns = max(width, _NARROWEST)
    lines = [
        line
        for paragraph in _paragraphs(timeline)
        for line in (paragraph.lines(columns) if paragraph else ("",))
    ]
    return "\n".join(_printable(line) for line in lines) + "\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Paragraph:
    """Text that is wrapped, its further lines as far in as the text after `head`."""

    head: str = ""
    text: str

    def lines(self, columns: int) -> list[str]:
        return wrap(
            self.text,
            columns,
            initial_indent=self.head,
            subsequent_indent=" " * len(self.head),
            break_on_hyphens=False,
        )


def _paragraphs(timeline: Timeline) -> Iterator[_Paragraph | None]:
    yield _Paragraph(text=timeline.title + (" (preview)" if timeline.preview else ""))
    voice = timeline.voice
    yield _Paragraph(
        text=f"{in_words(timeline.duration)}, {timeline.position}, "
        f"in the voice {voice.name} ({voice.engine})."
    )
    if timeline.parameters:
        yield _Paragraph(text=parameters_in_words(timeline))
    for part in parts_of(timeline):
        yield None
        yield from _part(part, timeline)
    yield None
    yield from _fit(timeline)
    yield _Paragraph(text=f"The whole session lasts {in_words(timeline.duration)}.")


def _length(part: Part, timeline: Timeline) -> Frames:
    """Give a chapter's length; of a rest all of it, its countdown included."""
    for section in timeline.sections:
        if section.kind == "rest" and part.onset <= section.onset < part.end:
            return section.duration
    return part.duration


def _part(part: Part, timeline: Timeline) -> Iterator[_Paragraph]:
    yield _Paragraph(
        head=f"{clock_text(part.onset)}  ",
        text=f"{part.title}: {in_words(_length(part, timeline))}",
    )
    things: list[HeardLine | HeardSet] = [*part.lines, *part.sets]
    for thing in sorted(things, key=lambda thing: thing.onset):
        if isinstance(thing, HeardLine):
            yield _Paragraph(head=f"  {clock_text(thing.onset)}  ", text=thing.text)
        else:
            yield from _set(thing)


def _set(heard: HeardSet) -> Iterator[_Paragraph]:
    first = heard.reps[0]
    phases = ", ".join(_phase(window) for window in first.windows)
    yield _Paragraph(
        head=f"  {clock_text(heard.onset)}  ",
        text=f"{counted(len(heard.reps), 'repetition')}: {phases}",
    )
    places = max(len(str(rep.rep)) for rep in heard.reps)
    for silent, group in groupby(heard.reps, key=lambda rep: not _words(rep)):
        reps = tuple(group)
        if silent:
            yield _silent(reps, places)
        else:
            for rep in reps:
                yield _Paragraph(head=f"    {rep.rep:>{places}}  ", text=_words(rep))
    least = heard.tightest
    if least is not None and least.slack is not None:
        # Rounded down: slack is never overstated.
        slack_ms = least.slack // FRAMES_PER_MS
        yield _Paragraph(
            head="    ",
            text=f"Least slack {slack_ms} ms: repetition {least.rep}, {least.phase}.",
        )


def _phase(window: WindowSlack) -> str:
    tone = f" ({window.tone_name})" if window.tone else ""
    return f"{window.phase}{tone} {counted(_rounded_s(window.duration), 'second')}"


def _rounded_s(length: Frames) -> float:
    """Round to tenths: on the tick, equal phases differ by 24 ms."""
    return round(seconds(length), 1)


def _words(rep: HeardRep) -> str:
    """Write what is said in each phase; nothing where only tones sound."""
    phases = []
    for window in rep.windows:
        said = [f'"{clip.text}"' for clip in (window.hold, window.ready) if clip]
        if said:
            phases.append(f"{window.phase}: {' '.join(said)}")
    return "; ".join(phases)


def _silent(reps: Sequence[HeardRep], places: int) -> _Paragraph:
    sounds = any(window.tone for rep in reps for window in rep.windows)
    text = "tones only" if sounds else "nothing said"
    first, last = reps[0].rep, reps[-1].rep
    numbers = f"{first:>{places}}" + (f" to {last}" if last > first else "")
    return _Paragraph(head=f"    {numbers}  ", text=text)


def _fit(timeline: Timeline) -> Iterator[_Paragraph]:
    groups = tuple(fit_groups(timeline))
    if not groups:
        yield _Paragraph(text="Everything is said in its fullest wording.")
        return
    yield _Paragraph(text="Said with fewer words, faster or not at all, to fit:")
    for group in groups:
        note = group.worst
        times = counted(group.count, "time")
        yield _Paragraph(
            head="  ",
            text=f"{note.cue}, {times}: {_done(group)}; {_lack(note)}{_where(note)}.",
        )


def _lack(note: FitNote) -> str:
    if note.need <= note.slot:
        return "makes room for the words beside it"
    return f"needs {seconds(note.need):.2f} s and has {seconds(note.slot):.2f} s"


def _done(group: FitGroup) -> str:
    words = f'"{group.said}"' if group.said else group.worst.action
    match group.worst.slug:
        case "dropped":
            return group.worst.action
        case "quickened":
            return f"{words}, {group.worst.action}" if group.said else words
        case _:
            return f"shortened to {words}"


def _where(note: FitNote) -> str:
    """Write where the words lack most, and where they stand in the script."""
    places = [
        f"set {note.set}" if note.set is not None else "",
        note.side or "",
        f"repetition {note.rep}" if note.rep is not None else "",
    ]
    at = ", ".join(place for place in places if place)
    origin = f" ({note.origin.file}:{note.origin.line})" if note.origin else ""
    return (f" in {at}" if at else "") + origin


def _printable(line: str) -> str:
    """Show what no terminal should act on by its number."""
    return "".join(
        letter if letter.isprintable() else f"<U+{ord(letter):04X}>" for letter in line
    )
