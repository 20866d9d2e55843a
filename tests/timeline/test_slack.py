from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from durations import shipped_script, slow, timeline_with
from hypothesis import assume, given
from hypothesis import strategies as st

from coach.plan.model import Line, PlannedCue, Spoken, Window
from coach.timeline.fit import GAP, fit_window
from coach.timeline.ir import read_timeline, write_timeline
from coach.timeline.measures import Measures, Ruler
from coach.timeline.model import (
    Clip,
    Phase,
    SpeechSource,
    Timeline,
    ToneSource,
    Track,
    VoiceName,
)
from coach.timeline.slack import WindowSlack, windows
from coach.units import TICK, Frames, Milliseconds, floor_tick
from coach.utterance import Utterance
from coach.vocabulary import Origin, Tags

if TYPE_CHECKING:
    from coach.timeline.fit import WindowFit

GO = Frames(100 * TICK)
ORIGIN = Origin(file="test.toml", line=1)
LENGTHS = st.none() | st.integers(min_value=2_000, max_value=90_000)
TONES = st.integers(min_value=0, max_value=60_000)
WINDOWS = st.integers(min_value=60, max_value=400).map(lambda ticks: ticks * TICK)


def cue(name: str, rep: int) -> PlannedCue:
    line = Line(wording=0, parts=(Spoken(text=name),))
    return PlannedCue(cue=name, ladder=(line,), safety=False, origin=ORIGIN, rep=rep)


def fitted(length: int, tone: int, hold: int | None, ready: int | None) -> WindowFit:
    """Fit words of these lengths by the schedule's own hand."""
    window = Window(
        rep=1,
        phase="toes",
        lasts=Milliseconds(0),
        tone="rise",
        hold=None if hold is None else cue("hold", 1),
        ready=None if ready is None else cue("ready", 1),
    )
    measures = Measures(
        durations={
            Utterance(text="hold"): Frames(hold or 0),
            Utterance(text="ready"): Frames(ready or 0),
        },
        tones={},
        voice=VoiceName(engine="fake", name="fake"),
        key_of=lambda utterance: utterance.text,
        fastest=1.0,
    )
    return fit_window(window, Frames(length), Frames(tone), Ruler(measures=measures))


def measured(length: int, tone: int, fit: WindowFit, next_rep: int = 2) -> WindowSlack:
    """Put a fitted window into a timeline, and measure it there."""
    said = tuple(
        Clip(
            onset=Frames(GO + placed.onset),
            duration=placed.duration,
            cue=placed.utterance.text,
            text=placed.utterance.text,
            rep=1 if placed is fit.hold else next_rep,
            source=SpeechSource(take="take"),
        )
        for placed in (fit.hold, fit.ready)
        if placed
    )
    sound = Clip(
        onset=GO, duration=Frames(tone), cue="go", source=ToneSource(tone="rise")
    )
    timeline = Timeline(
        title="Test",
        language="en",
        duration=Frames(GO + length + TICK),
        routine="test",
        position="standing",
        voice=VoiceName(engine="fake", name="fake"),
        tags=Tags(artist="", album="", year=2024, comment=""),
        tracks=(
            Track(name="voice", clips=said),
            Track(name="tones", clips=(sound,) if tone else ()),
        ),
        sections=(),
        phases=(phase(1, GO, length), phase(next_rep, GO + length, TICK)),
        chapters=(),
    )
    return windows(timeline)[0]


def phase(rep: int, onset: int, length: int) -> Phase:
    return Phase(
        block=1,
        set=1,
        rep=rep,
        phase="toes",
        onset=Frames(onset),
        duration=Frames(length),
    )


@given(length=WINDOWS, tone=TONES, hold=LENGTHS, ready=LENGTHS)
def test_words_may_grow_by_their_slack_and_no_further(
    length: int, tone: int, hold: int | None, ready: int | None
) -> None:
    fit = fitted(length, tone, hold, ready)
    assume((fit.hold is None) == (hold is None))
    assume((fit.ready is None) == (ready is None))
    window = measured(length, tone, fit)
    if window.slack is None:
        assert hold is None
        assert ready is None
        return
    assert window.slack >= 0
    more = floor_tick(window.slack)
    for longer in ((1, 0), (0, 1)):
        lengths = [
            None if old is None else old + share * more
            for old, share in zip((hold, ready), longer, strict=True)
        ]
        again = fitted(length, tone, *lengths)
        assert (again.hold is None) == (hold is None)
        assert (again.ready is None) == (ready is None)
    for old, share in ((hold, (1, 0)), (ready, (0, 1))):
        if old is not None:
            too_much = [
                None if each is None else each + part * (more + 2 * TICK)
                for each, part in zip((hold, ready), share, strict=True)
            ]
            again = fitted(length, tone, *too_much)
            assert (again.hold, again.ready).count(None) > (hold, ready).count(None)


@given(length=WINDOWS, tone=TONES, hold=LENGTHS, ready=LENGTHS)
def test_hold_cue_and_pre_cue_are_told_apart(
    length: int, tone: int, hold: int | None, ready: int | None
) -> None:
    fit = fitted(length, tone, hold, ready)
    window = measured(length, tone, fit)
    assert (window.hold is not None) == (fit.hold is not None)
    assert (window.ready is not None) == (fit.ready is not None)


@given(length=WINDOWS, tone=TONES, ready=LENGTHS)
def test_words_that_end_at_the_gap_announce_the_next_phase(
    length: int, tone: int, ready: int | None
) -> None:
    fit = fitted(length, tone, None, ready)
    window = measured(length, tone, fit, next_rep=1)
    assert window.hold is None
    assert (window.ready is not None) == (fit.ready is not None)


@pytest.mark.parametrize("routine", ["standing", "seated", "ankles"])
def test_each_phase_of_a_session_has_its_window(routine: str) -> None:
    timeline = timeline_with(shipped_script(routine), {})
    found = windows(timeline)
    assert [window.onset for window in found] == [p.onset for p in timeline.phases]
    said = [clip for window in found for clip in (window.hold, window.ready) if clip]
    assert said == [clip for clip in timeline.tracks[0].clips if clip.rep is not None]
    assert all(window.tone for window in found)
    for window, following in pairwise(found):
        if window.ready:
            assert window.ready.rep == following.rep
            assert 0 <= following.onset - window.ready.end - GAP < TICK
        if window.hold:
            assert window.hold.rep == window.rep
        assert (window.slack is None) == (window.hold is None and window.ready is None)
        assert window.slack is None or window.slack >= 0


def test_slack_is_what_the_words_and_their_gaps_leave() -> None:
    first = windows(measured_session())[0]
    assert first.phase == "toes"
    assert (first.hold and first.hold.text) == "Hold"
    assert first.ready
    words = 19_200 + first.ready.duration
    # The window lasts 3 s; its words begin 0.6 s after the tone; 0.2 s lie before and
    # after the pre-cue, which ends up to a tick early.
    left = first.duration - 28_800 - words - 2 * GAP
    assert first.slack is not None
    assert left - first.slack in range(TICK)


def test_a_session_without_tones_has_windows_too() -> None:
    parameters = {"tones": "off", "guidance": "full"}
    timeline = timeline_with(shipped_script("standing"), parameters)
    assert all(window.tone is None for window in windows(timeline))
    assert all(window.slack is not None for window in windows(timeline)[:-1])


def test_a_timeline_from_a_file_gives_the_same_windows() -> None:
    timeline = measured_session()
    read = read_timeline(write_timeline(timeline).encode(), "standing.json")
    assert isinstance(read, Timeline)
    assert windows(read) == windows(timeline)


def test_words_too_close_together_have_less_than_no_slack() -> None:
    timeline = measured_session()
    voice, tones = timeline.tracks
    longer = tuple(
        replace(clip, duration=Frames(clip.duration + 60_000))
        if clip.text == "Hold"
        else clip
        for clip in voice.clips
    )
    usual = windows(timeline)[0].slack
    first = windows(replace(timeline, tracks=(replace(voice, clips=longer), tones)))[0]
    assert usual is not None
    assert first.slack == usual - 60_000 < 0


def measured_session() -> Timeline:
    return timeline_with(shipped_script("standing"), {}, slow)
