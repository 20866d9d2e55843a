"""What the schedule is told of sound: how long each utterance and tone lasts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coach.plan.model import Counted, Spoken
from coach.units import Frames
from coach.utterance import Utterance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coach.plan.model import Line, PlannedCue
    from coach.timeline.model import VoiceName
    from coach.vocabulary import ToneName

__all__ = ["Measures", "Needs", "Ruler", "utterances"]


def _as_asked(utterance: Utterance) -> Utterance:
    return utterance


@dataclass(frozen=True, kw_only=True, slots=True)
class Measures:
    """Everything about one voice and the tones that placing depends on."""

    durations: Mapping[Utterance, Frames | None]
    """Sounding lengths; None where the voice's pack does not hold the words."""
    tones: Mapping[ToneName, Frames]
    voice: VoiceName
    key_of: Callable[[Utterance], str]
    """The request key of an utterance's take."""
    spoken: Callable[[Utterance], Utterance] = _as_asked
    """The utterance at the rate at which the voice, slowed by its user, speaks it."""
    fastest: float = 1.15
    """The highest rate at which in-set words may be spoken; 1.0 where it is fixed."""
    pauses: float = 1.0
    """How much longer than stated the pauses of openings and closings are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Needs:
    """Utterances to measure before the schedule can be finished."""

    wanted: tuple[Utterance, ...]
    """To be looked up; in a pack that lacks them, None is an answer."""
    required: tuple[Utterance, ...]
    """To be made, for no wording of their cue is in the pack."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ruler:
    """Looks lengths up and notes what is not known yet.

    What is unknown counts as nothing long, so that a round of scheduling runs to its
    end and asks for all it lacks at once, fuller wordings before shorter ones.
    """

    measures: Measures
    wanted: dict[Utterance, None] = field(default_factory=dict)
    required: dict[Utterance, None] = field(default_factory=dict)

    def length(self, utterance: Utterance) -> Frames | None:
        """Return the sounding length; None where the voice cannot say it."""
        if utterance not in self.measures.durations:
            self.wanted[utterance] = None
            return Frames(0)
        return self.measures.durations[utterance]

    def key(self, utterance: Utterance) -> str:
        """Return the request key of a take; empty as long as it is not measured."""
        known = self.measures.durations.get(utterance) is not None
        return self.measures.key_of(utterance) if known else ""

    def usable(self, cue: PlannedCue) -> tuple[Line, ...]:
        """Return the lines that the voice has; all, now required, where it has none."""
        lines = tuple(line for line in cue.ladder if not _lacked(line, self.measures))
        if not lines:
            for line in cue.ladder:
                self.required.update(dict.fromkeys(_lacked(line, self.measures)))
        return lines or cue.ladder

    def needs(self) -> Needs | None:
        """Return what is still to be measured."""
        if not self.wanted and not self.required:
            return None
        return Needs(wanted=tuple(self.wanted), required=tuple(self.required))


def utterances(line: Line) -> tuple[Utterance, ...]:
    """Return everything a line has the voice say, countdown numbers included."""
    said: list[Utterance] = []
    for part in line.parts:
        if isinstance(part, Spoken):
            said.append(Utterance(text=part.text))
        elif isinstance(part, Counted):
            said += [Utterance(text=word) for word in part.words]
    return tuple(said)


def _lacked(line: Line, measures: Measures) -> tuple[Utterance, ...]:
    known = measures.durations
    return tuple(u for u in utterances(line) if u in known and known[u] is None)
