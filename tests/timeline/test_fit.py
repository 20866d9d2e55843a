"""A window is fitted as one problem: against an oracle that tries every place."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest
from durations import (
    TONE_LENGTHS,
    any_lengths,
    compile_plan,
    fast,
    measures_of,
    shipped_script,
    slow,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.plan.expand import expand
from coach.plan.model import Line, PlannedCue, SetWork, Spoken, Window
from coach.plan.parameters import resolve_parameters
from coach.timeline.fit import fit_window
from coach.timeline.measures import Ruler
from coach.timeline.model import SpeechSource, Timeline
from coach.units import TICK, Frames, Milliseconds
from coach.utterance import Utterance
from coach.vocabulary import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from durations import Lengths

    from coach.timeline.fit import WindowFit
    from coach.timeline.model import Phase

QUICK: Final = 1.15
GAP: Final = 9_600


class Said(NamedTuple):
    """What is said in a window, and where: text, rate, onset."""

    text: str
    rate: float
    onset: int


class Case(NamedTuple):
    """A window: how long its rungs last, each ladder the fullest first."""

    hold: tuple[int, ...]
    ready: tuple[int, ...]
    length: int
    tone: int
    quick: bool = True

    def durations(self) -> dict[Utterance, Frames | None]:
        """Name the rungs h0, h1, ... and r0, r1, ..."""
        found: dict[Utterance, Frames | None] = {}
        for letter, ladder in (("h", self.hold), ("r", self.ready)):
            for rung, length in enumerate(ladder):
                text = f"{letter}{rung}"
                found[Utterance(text=text)] = Frames(length)
                found[Utterance(text=text, rate=QUICK)] = Frames(round(length / QUICK))
        return found


def fitted(case: Case) -> WindowFit:
    """Fit a window by the compiler's hand."""
    window = Window(
        rep=1,
        phase="toes",
        lasts=Milliseconds(0),
        tone="rise",
        hold=_cue("h", len(case.hold)),
        ready=_cue("r", len(case.ready)),
    )
    measures = measures_of(case.durations(), fastest=QUICK if case.quick else 1.0)
    return fit_window(
        window, Frames(case.length), Frames(case.tone), Ruler(measures=measures)
    )


def _cue(letter: str, rungs: int) -> PlannedCue | None:
    lines = tuple(
        Line(wording=rung, parts=(Spoken(text=f"{letter}{rung}"),))
        for rung in range(rungs)
    )
    origin = Origin(file="own.toml", line=1)
    return (
        rungs and PlannedCue(cue=letter, ladder=lines, safety=False, origin=origin)
    ) or None


def attempts(case: Case) -> Iterator[tuple[tuple[str, float] | None, ...]]:
    """Yield (hold, ready) in the order of the document."""
    holds = [(f"h{rung}", 1.0) for rung in range(len(case.hold))]
    readies = [(f"r{rung}", 1.0) for rung in range(len(case.ready))]
    quick_hold = [(text, QUICK) for text, _ in holds[-1:] if case.quick]
    quick_ready = [(text, QUICK) for text, _ in readies[-1:] if case.quick]
    yield from product(holds[:1], readies[:1])  # full and full
    yield from product(holds[:1], readies[1:])  # a shorter pre-cue
    yield from product(holds[1:], readies)  # a shorter hold cue
    yield from product(quick_hold, quick_ready)  # both shortest, faster
    yield from product([None], readies + quick_ready)  # no hold cue
    yield from product(holds + quick_hold, [None])  # no pre-cue


def oracle(case: Case) -> tuple[Said | None, Said | None]:
    """Try every tick for every attempt; the first attempt that has a place wins."""
    lengths = case.durations()

    def place(said: tuple[str, float] | None, onsets: range, end: int) -> Said | None:
        if said is None:
            return None
        length = lengths[Utterance(text=said[0], rate=said[1])]
        assert length is not None
        fits = [o for o in onsets if o + length <= end - GAP]
        return Said(*said, max(fits)) if fits else None

    ticks = range(0, case.length + 1, TICK)
    free = range(0)
    if any(onset >= max(28_800, case.tone + GAP) for onset in ticks):
        first = min(o for o in ticks if o >= max(28_800, case.tone + GAP))
        free = range(first, case.length + 1, TICK)
    early = range(free.start, min(free.stop, 48_001), TICK) if free else range(0)
    for hold, ready in attempts(case):
        ready_said = place(ready, free, case.length)
        if ready and not ready_said:
            continue
        end = ready_said.onset if ready_said else case.length
        hold_said = place(hold, early, end)
        if hold and not hold_said:
            continue
        return hold_said, ready_said
    return None, None


LADDERS = st.lists(st.integers(1, 90_000), max_size=3).map(
    lambda lengths: tuple(sorted(lengths, reverse=True))
)
ANY_LADDERS = st.lists(st.integers(1, 90_000), max_size=3).map(tuple)
CASES = st.builds(
    Case,
    hold=LADDERS | ANY_LADDERS,
    ready=LADDERS | ANY_LADDERS,
    length=st.integers(42, 220).map(lambda ticks: ticks * TICK),
    tone=st.sampled_from((0, *TONE_LENGTHS.values())),
    quick=st.booleans(),
)


@settings(max_examples=400, deadline=None)
@given(CASES)
def test_try_in_order_full_shorter_faster_without(case: Case) -> None:
    fit = fitted(case)
    found = [
        placed and Said(placed.utterance.text, placed.utterance.rate, placed.onset)
        for placed in (fit.hold, fit.ready)
    ]
    assert found == list(oracle(case))


@settings(max_examples=200, deadline=None)
@given(CASES)
def test_a_shortfall_is_told_where_a_cue_is_not_said_in_its_fullest(case: Case) -> None:
    fit = fitted(case)
    for placed, shortfall, ladder in (
        (fit.hold, fit.hold_shortfall, case.hold),
        (fit.ready, fit.ready_shortfall, case.ready),
    ):
        full = placed is not None and (
            placed.line.wording == 0 and placed.utterance.rate == 1.0
        )
        assert (shortfall is not None) == (bool(ladder) and not full)
        if shortfall is not None:
            assert shortfall.need == ladder[0]
            assert 0 <= shortfall.slot <= case.length


LIMIT = 144_000 - GAP
"""Where the words of a window of 3 s end."""


@pytest.mark.parametrize(
    ("hold", "ready", "expected"),
    [
        # The rise takes 0.3 s, so words begin from 0.6 s; 2.8 s is where they end.
        ((20_000,), (50_000,), ("h0@1", "r0@1")),
        ((20_000,), (80_000, 50_000), ("h0@1", "r1@1")),
        ((60_000, 20_000), (70_000, 40_000), ("h1@1", "r0@1")),
        ((60_000,), (42_000,), ("h0@1.15", "r0@1.15")),
        ((60_000,), (70_000,), (None, "r0@1")),
        ((20_000,), (112_000,), (None, "r0@1.15")),
        ((20_000,), (140_000,), ("h0@1", None)),
        ((120_000, 115_000), (140_000,), ("h1@1.15", None)),
        ((140_000,), (140_000,), (None, None)),
    ],
)
def test_each_step_of_the_order(
    hold: tuple[int, ...], ready: tuple[int, ...], expected: tuple[str | None, ...]
) -> None:
    fit = fitted(Case(hold=hold, ready=ready, length=144_000, tone=14_400))
    said = tuple(
        placed and f"{placed.utterance.text}@{placed.utterance.rate:g}"
        for placed in (fit.hold, fit.ready)
    )
    assert said == expected


def test_a_hold_cue_starts_at_1_s_where_there_is_room() -> None:
    fit = fitted(Case(hold=(10_000,), ready=(), length=288_000, tone=21_600))
    assert fit.hold is not None
    assert fit.hold.onset == 47_232  # the last tick within 1.0 s


def test_a_hold_cue_waits_for_a_long_tone_to_end() -> None:
    fit = fitted(Case(hold=(80_000,), ready=(), length=144_000, tone=21_600))
    assert fit.hold is not None
    assert fit.hold.onset >= 21_600 + GAP


SCRIPT: Final = shipped_script("standing")


@pytest.mark.parametrize(
    "parameters",
    [
        {"guidance": "full", "hold": "2 s"},
        {"guidance": "faded", "hold": "2.5 s", "count": "every"},
        {"guidance": "tones", "hold": "2 s", "count": "down"},
        {"guidance": "full", "hold": "3 s", "variant": "3"},
    ],
)
@pytest.mark.parametrize("lengths", [fast, slow, *map(any_lengths, range(4))])
def test_every_window_that_differs_from_the_fullest_has_a_note_and_no_other_does(
    parameters: Mapping[str, str], lengths: Lengths
) -> None:
    values = resolve_parameters(SCRIPT, {"reps": "9", "rest": "90 s", **parameters})
    plan = expand(SCRIPT, values)
    timeline = compile_plan(plan, lengths)
    assert isinstance(timeline, Timeline)
    phases = iter(timeline.phases)
    expected = []
    for work in plan.sequence:
        if not isinstance(work, SetWork):
            continue
        for window in work.windows:
            phase = next(phases)
            for cue in (window.hold, window.ready):
                done = done_to(cue, phase, timeline) if cue else None
                if cue and done:
                    expected.append((cue.cue, work.set, cue.rep, *done))
    notes = [
        (note.cue, note.set, note.rep, note.slug, note.action)
        for note in timeline.fit
        if note.rep is not None
    ]
    assert notes == expected


def done_to(
    cue: PlannedCue, phase: Phase, timeline: Timeline
) -> tuple[str, str] | None:
    """Tell what became of a cue, from what is heard in its window."""
    end = phase.onset + phase.duration
    here = [
        clip
        for clip in timeline.tracks[0].clips
        if (clip.cue, clip.rep) == (cue.cue, cue.rep)
        and phase.onset <= clip.onset < end
    ]
    if not here:
        return "dropped", "not said"
    (clip,) = here
    assert isinstance(clip.source, SpeechSource)
    if clip.source.rate > 1:
        return "quickened", "1.15 times faster"
    if cue.ladder[0].parts == (Spoken(text=clip.text or ""),):
        return None
    return "shortened", f"wording {clip.wording}"
