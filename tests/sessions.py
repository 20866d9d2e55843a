"""Whole sessions for tests: shipped scripts, in a voice that is nothing but lengths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.plan.expand import expand
from coach.plan.parameters import resolve_parameters
from coach.routines import load_routine
from coach.timeline.measures import Measures, Needs
from coach.timeline.model import Timeline, VoiceName
from coach.timeline.schedule import schedule
from coach.units import SAMPLE_RATE, Frames

if TYPE_CHECKING:
    from coach.utterance import Utterance
    from coach.vocabulary import ToneName

__all__ = ["TONE_LENGTHS", "session"]

TONE_LENGTHS: dict[ToneName, Frames] = {
    "rise": Frames(14_400),
    "fall": Frames(21_600),
    "tick": Frames(5_760),
    "set-end": Frames(28_800),
    "done": Frames(43_200),
    "chime": Frames(48_000),
}


def session(
    routine: str = "standing",
    parameters: dict[str, str] | None = None,
    *,
    letter_s: float = 0.06,
    preview: bool = False,
) -> Timeline:
    """Compile a shipped routine; each character of its words lasts `letter_s`."""
    script = load_routine(routine).script
    assert script is not None
    values = resolve_parameters(script, parameters or {})
    plan = expand(script, values, preview=preview)
    durations: dict[Utterance, Frames | None] = {}
    measures = Measures(
        durations=durations,
        tones=TONE_LENGTHS,
        voice=VoiceName(engine="fake", name="hum"),
        key_of=lambda utterance: f"{utterance.text}@{utterance.rate:g}",
    )
    while isinstance(result := schedule(plan, measures), Needs):
        for each in (*result.wanted, *result.required):
            length_s = (0.15 + letter_s * len(each.text)) / each.rate
            durations[each] = Frames(round(length_s * SAMPLE_RATE))
    assert isinstance(result, Timeline), result
    return result
