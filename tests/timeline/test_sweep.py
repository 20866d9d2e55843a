"""Every dose of the standing routine: a sample each time, all of it where asked for."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

import pytest
from durations import compile_plan, fast, shipped_script, slow
from guarantees import check_all

from coach.mix.tones import tone_frames
from coach.plan.expand import expand
from coach.plan.parameters import resolve_parameters
from coach.resources import shipped
from coach.speech.pack import Pack
from coach.timeline.measures import Measures, Needs
from coach.timeline.model import Timeline, VoiceName
from coach.timeline.schedule import schedule
from coach.timeline.slack import windows
from coach.vocabulary import TONES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from durations import Lengths

    from coach.plan.model import Plan
    from coach.units import Frames
    from coach.utterance import Utterance

STANDING: Final = shipped_script("standing")
DOSES: Final = tuple(
    product(
        range(1, 31),
        ("full", "faded", "tones"),
        ("fives", "every", "down", "none"),
        ("0 s", "1 s", "3 s"),
        range(2, 11),
    )
)
SAMPLE: Final = 89
"""Prime to the length of every list above, so that a sample meets all their values."""

PACKS: Final = sorted(
    path.parent for path in (shipped("audio") / "voices").glob("*/manifest.json")
)


def doses(every: int, first: int = 0) -> Iterator[dict[str, str]]:
    for reps, guidance, count, move, hold in DOSES[first::every]:
        yield {
            "reps": str(reps),
            "guidance": guidance,
            "count": count,
            "move": move,
            "hold": f"{hold} s",
            "opening": "brief",
        }


def check_doses(lengths: Lengths, every: int, first: int = 0) -> None:
    """Compile; speech that cannot fit is in `fit`, and the beat stands."""
    known: dict[Utterance, Frames | None] = {}

    def once(utterance: Utterance) -> Frames | None:
        return known.setdefault(utterance, lengths(utterance))

    for parameters in doses(every, first):
        plan = expand(STANDING, resolve_parameters(STANDING, parameters))
        timeline = compile_plan(plan, once)
        assert isinstance(timeline, Timeline), parameters
        check_all(timeline, plan)


@pytest.mark.parametrize("lengths", [fast, slow])
def test_a_sample_of_all_doses_compiles_without_overlap(lengths: Lengths) -> None:
    check_doses(lengths, SAMPLE)


@pytest.mark.slow
@pytest.mark.parametrize(("lengths", "first"), [(fast, 0), (slow, 1)])
def test_all_doses_compile_without_overlap(lengths: Lengths, first: int) -> None:
    check_doses(lengths, 2, first)


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_with_a_packs_own_lengths_no_overlap_and_nothing_to_ask_for(
    folder: Path,
) -> None:
    pack = Pack.open(folder)
    for parameters in doses(SAMPLE):
        plan = expand(STANDING, resolve_parameters(STANDING, parameters))
        check_all(packed(plan, pack), plan)


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("routine", ["standing", "seated"])
def test_at_the_defaults_a_pack_says_every_word_with_50_ms_of_slack(
    folder: Path, routine: str
) -> None:
    script = shipped_script(routine)
    timeline = packed(expand(script, resolve_parameters(script, {})), Pack.open(folder))
    assert timeline.fit == ()
    slacks = [window.slack for window in windows(timeline) if window.slack is not None]
    assert min(slacks) >= 2_400


def packed(plan: Plan, pack: Pack) -> Timeline:
    """Compile with the lengths of a pack alone, and of the shipped tones."""
    durations: dict[Utterance, Frames | None] = {}
    measures = Measures(
        durations=durations,
        tones={name: tone_frames(name) for name in TONES},
        voice=VoiceName(engine="pack", name="packed"),
        key_of=lambda utterance: pack.key(utterance) or "",
        fastest=pack.fastest_rate,
    )
    while isinstance(result := schedule(plan, measures), Needs):
        assert not result.required, result.required
        durations |= {each: pack.sounding(each) for each in result.wanted}
    assert isinstance(result, Timeline), result
    return result
