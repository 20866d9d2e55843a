"""Made-up voices, known only by how long their words last; and sessions for them."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from coach.plan.expand import expand
from coach.plan.parameters import resolve_parameters
from coach.routines import load_routine
from coach.script.load import load_script
from coach.timeline.measures import Measures, Needs
from coach.timeline.model import Timeline, VoiceName
from coach.timeline.schedule import schedule
from coach.units import SAMPLE_RATE, Frames

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coach.plan.model import Plan
    from coach.script.model import Script
    from coach.timeline.schedule import Unfit
    from coach.utterance import Utterance
    from coach.vocabulary import ToneName

    Lengths = Callable[[Utterance], Frames | None]

__all__ = [
    "TONE_LENGTHS",
    "any_lengths",
    "compile_plan",
    "compile_with",
    "fast",
    "measures_of",
    "own_script",
    "shipped_script",
    "slow",
    "timeline_with",
]

TONE_LENGTHS: Mapping[ToneName, Frames] = {
    "rise": Frames(14_400),
    "fall": Frames(21_600),
    "tick": Frames(5_760),
    "set-end": Frames(28_800),
    "done": Frames(43_200),
    "chime": Frames(48_000),
}


_COUNTDOWN = ("Three", "Two", "One")


def fast(utterance: Utterance) -> Frames:
    """Say how long a quick, natural voice takes: "Back to your heels" in 1.0 s."""
    return _by_letters(utterance, 80, 52)


def slow(utterance: Utterance) -> Frames:
    """Say how long a slow, formant voice takes: "Back to your heels" in 1.4 s."""
    return _by_letters(utterance, 120, 70)


def any_lengths(seed: int, *, longest_s: float = 4.0) -> Lengths:
    """Make up a voice whose sentences last what they will, from 20 ms to `longest_s`.

    Only the numbers of a countdown are never longer than their second allows.
    """

    def length(utterance: Utterance) -> Frames:
        drawn = zlib.crc32(f"{seed} {utterance.text}".encode()) / 2**32
        # Squared, so that most words are short enough for something to fit.
        most_s = 0.78 if utterance.text in _COUNTDOWN else longest_s
        length_s = 0.02 + drawn**2 * (most_s - 0.02)
        return Frames(round(length_s / utterance.rate * SAMPLE_RATE))

    return length


def _by_letters(utterance: Utterance, start_ms: int, letter_ms: int) -> Frames:
    length_ms = start_ms + letter_ms * len(utterance.text)
    return Frames(round(length_ms / utterance.rate * SAMPLE_RATE / 1000))


def shipped_script(name: str) -> Script:
    """Read a shipped script."""
    script = load_routine(name).script
    assert script is not None
    return script


def own_script(text: str, name: str = "own") -> Script:
    """Read a script from its text, its words not looked over."""
    loaded = load_script(f"{name}.toml", text.encode(), name, _NoLibrary(), lint="none")
    assert loaded.script is not None, loaded.diagnostics
    return loaded.script


class _NoLibrary:
    """Where a script is based on no other."""

    def shipped(self, name: str) -> None:  # noqa: ARG002 - the protocol's name
        return None

    def beside(self, file: str, name: str) -> None:  # noqa: ARG002 - likewise
        return None


def measures_of(
    durations: Mapping[Utterance, Frames | None], *, fastest: float = 1.15
) -> Measures:
    """Give the schedule these durations, with the made-up tones."""
    return Measures(
        durations=durations,
        tones=TONE_LENGTHS,
        voice=VoiceName(engine="fake", name="hum"),
        key_of=lambda utterance: f"{utterance.text}@{utterance.rate:g}",
        fastest=fastest,
    )


def compile_plan(
    plan: Plan, lengths: Lengths, *, fastest: float = 1.15
) -> Timeline | Unfit:
    """Measure what the schedule asks for until it has an answer."""
    durations: dict[Utterance, Frames | None] = {}
    measures = measures_of(durations, fastest=fastest)
    while isinstance(result := schedule(plan, measures), Needs):
        durations |= {
            each: lengths(each) for each in (*result.wanted, *result.required)
        }
    return result


def compile_with(
    script: Script,
    parameters: Mapping[str, str],
    lengths: Lengths,
    *,
    preview: bool = False,
    fastest: float = 1.15,
) -> Timeline | Unfit:
    """Compile a script for a made-up voice."""
    values = resolve_parameters(script, parameters)
    plan = expand(script, values, preview=preview)
    return compile_plan(plan, lengths, fastest=fastest)


def timeline_with(
    script: Script,
    parameters: Mapping[str, str],
    lengths: Lengths = fast,
    *,
    preview: bool = False,
) -> Timeline:
    """Compile a script that fits."""
    result = compile_with(script, parameters, lengths, preview=preview)
    assert isinstance(result, Timeline), result
    return result
