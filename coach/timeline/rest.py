"""Fitting talk into a rest: exactly so long, ending in a countdown, no overlaps.

Where time is short, optional items go first, the last of them first; then later lines
take shorter wordings before earlier ones; then the countdown line does; then lines go,
the last first. Tones, safety lines and the countdown itself stay.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.timeline.layout import Layout, countdown_clips
from coach.units import Frames, frames, nearest_tick

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.plan.model import Item, Line, Passage, PlannedCue
    from coach.timeline.measures import Ruler
    from coach.timeline.model import Clip

__all__ = ["GivenUp", "RestFit", "fit_rest"]


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenUp:
    """A cue said in a shorter wording, or (None) not said."""

    cue: PlannedCue
    wording: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RestFit:
    """The clips of a rest, and what was given up to make them fit."""

    clips: tuple[Clip, ...]
    countdown: tuple[Clip, ...]
    given_up: tuple[GivenUp, ...]
    over: int
    """Frames by which it still is too long; at most 0 where it fits."""
    need: Frames
    """Frames that everything in its fullest wording would take."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Choice:
    """How an item is said at the moment: its place in `lines`, or not at all."""

    item: Item
    lines: tuple[Line, ...]
    rung: int = 0
    dropped: bool = False

    @property
    def line(self) -> Line:
        return self.lines[self.rung]

    @property
    def is_words(self) -> bool:
        return self.item.cue is not None and not self.dropped

    @property
    def may_go(self) -> bool:
        return self.is_words and self.item.cue is not None and not self.item.cue.safety

    @property
    def may_shorten(self) -> bool:
        return self.may_go and self.rung + 1 < len(self.lines)


def fit_rest(
    passage: Passage, countdown: Item | None, start: int, end: int, ruler: Ruler
) -> RestFit:
    """Lay out a rest from the exact frame `start` to `end`, the next go tone."""
    talk = tuple(_choice(item, ruler) for item in passage.items)
    last = _choice(countdown, ruler) if countdown else None
    fit = fullest = _lay_out(passage, talk, last, start, end, ruler)
    while fit.over > 0:
        given = _give_up(talk, last)
        if given is None:
            break
        talk, last = given
        fit = _lay_out(passage, talk, last, start, end, ruler)
    chosen = talk + ((last,) if last else ())
    need = Frames(end - start + fullest.over)
    return replace(fit, given_up=tuple(_given_up(chosen)), need=need)


def _choice(item: Item, ruler: Ruler) -> _Choice:
    return _Choice(item=item, lines=ruler.usable(item.cue) if item.cue else ())


def _lay_out(
    passage: Passage,
    talk: Sequence[_Choice],
    last: _Choice | None,
    start: int,
    end: int,
    ruler: Ruler,
) -> RestFit:
    countdown: list[Clip] = []
    if last is not None and last.item.cue is not None:
        countdown = countdown_clips(last.item.cue, last.line, end, ruler, passage)
    limit = countdown[0].onset if countdown else end
    layout = Layout(passage=passage, ruler=ruler, cursor=nearest_tick(start))
    over = 0
    for choice in talk:
        item = choice.item
        if choice.dropped:
            continue
        layout.owe(item)
        if item.left is not None:
            onset = nearest_tick(end - frames(item.left))
            over = max(over, layout.cursor + layout.owed - onset)
            layout.cursor, layout.owed = onset, 0
        layout.item(item, choice.line if choice.lines else None)
    over = max(over, layout.cursor + layout.owed - limit)
    return RestFit(
        clips=tuple(layout.clips),
        countdown=tuple(countdown),
        given_up=(),
        over=over,
        need=Frames(0),
    )


def _give_up(
    talk: tuple[_Choice, ...], last: _Choice | None
) -> tuple[tuple[_Choice, ...], _Choice | None] | None:
    """Take the next step towards saying less; None where nothing is left to take."""
    for index in reversed(range(len(talk))):
        if talk[index].item.optional and talk[index].may_go:
            return _with(talk, index, replace(talk[index], dropped=True)), last
    for index in reversed(range(len(talk))):
        if talk[index].may_shorten:
            shorter = replace(talk[index], rung=talk[index].rung + 1)
            return _with(talk, index, shorter), last
    if last is not None and last.may_shorten:
        return talk, replace(last, rung=last.rung + 1)
    for index in reversed(range(len(talk))):
        if talk[index].may_go:
            return _with(talk, index, replace(talk[index], dropped=True)), last
    return None


def _with(
    talk: tuple[_Choice, ...], index: int, choice: _Choice
) -> tuple[_Choice, ...]:
    return (*talk[:index], choice, *talk[index + 1 :])


def _given_up(chosen: Sequence[_Choice]) -> Iterator[GivenUp]:
    for choice in chosen:
        if choice.item.cue is not None and (choice.dropped or choice.rung):
            wording = None if choice.dropped else choice.line.wording
            yield GivenUp(cue=choice.item.cue, wording=wording)
