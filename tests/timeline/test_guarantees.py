"""The guarantees of the schedule, for any durations: each test quotes its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from durations import (
    any_lengths,
    compile_plan,
    fast,
    measures_of,
    shipped_script,
    slow,
    timeline_with,
)
from guarantees import (
    check_all,
    check_beat,
    check_chapters,
    check_countdowns,
    check_places,
    check_safety,
    check_silence,
    check_tiling,
    check_windows,
    sounds,
    spoken,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.plan.expand import expand
from coach.plan.parameters import resolve_parameters
from coach.timeline.ir import write_timeline
from coach.timeline.model import Timeline, ToneSource
from coach.timeline.schedule import Unfit, schedule
from coach.units import SAMPLE_RATE, TICK, Frames

if TYPE_CHECKING:
    from durations import Lengths

    from coach.plan.model import Plan
    from coach.utterance import Utterance

SCRIPTS: Final = {n: shipped_script(n) for n in ("standing", "seated", "ankles")}

ROUTINES = ("standing", "seated")
LEVELS = ("full", "faded", "tones")
LEGS = ("Left leg.", "Right leg.")


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw a routine and values for its parameters."""
    name = draw(st.sampled_from(sorted(SCRIPTS)))
    if name == "ankles":
        given_values = {
            "stretch": f"{draw(st.integers(8, 30))} s",
            "stretches": str(draw(st.integers(1, 4))),
            "circles": str(draw(st.integers(2, 12))),
            "sets": str(draw(st.integers(1, 3))),
            "guidance": draw(st.sampled_from(("full", "faded"))),
        }
    else:
        guidance = draw(st.sampled_from(LEVELS))
        tones = ("normal", "strong", "off") if guidance == "full" else ("normal",)
        given_values = {
            "reps": str(draw(st.integers(1, 30))),
            "sets": str(draw(st.integers(1, 4))),
            "hold": f"{draw(st.integers(2000, 10000)) / 1000} s",
            "move": f"{draw(st.integers(0, 3000)) / 1000} s",
            "rest": f"{draw(st.integers(15_000, 120_000)) / 1000} s",
            "guidance": guidance,
            "tones": draw(st.sampled_from(tones)),
            "opening": draw(st.sampled_from(("first", "usual", "brief"))),
            "count": draw(st.sampled_from(("fives", "every", "down", "none"))),
            "breathing": draw(st.sampled_from(("on", "off"))),
            "variant": str(draw(st.integers(1, 4))),
        }
    script = SCRIPTS[name]
    return expand(
        script,
        resolve_parameters(script, given_values),
        preview=draw(st.booleans()),
    )


VOICES = st.one_of(
    st.sampled_from((fast, slow)),
    st.builds(
        any_lengths, st.integers(0, 2**32), longest_s=st.sampled_from((1.5, 3.0, 6.0))
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plan=plans(), lengths=VOICES)
def test_all_guarantees_hold_or_the_session_is_refused(
    plan: Plan, lengths: Lengths
) -> None:
    result = compile_plan(plan, lengths)
    if isinstance(result, Unfit):
        assert lengths not in {fast, slow}
        for diagnostic in result.diagnostics:
            assert diagnostic.slug == "does-not-fit"
            assert "may not be" in diagnostic.message
    else:
        check_all(result, plan)


def _named(case: tuple[str, Lengths]) -> str:
    return f"{case[0]}-{case[1].__name__}"


@pytest.fixture(params=[(n, v) for n in SCRIPTS for v in (fast, slow)], ids=_named)
def default(request: pytest.FixtureRequest) -> tuple[Timeline, Plan]:
    name, lengths = request.param
    script = SCRIPTS[name]
    plan = expand(script, resolve_parameters(script, {}))
    timeline = compile_plan(plan, lengths)
    assert isinstance(timeline, Timeline)
    return timeline, plan


def test_the_go_tone_of_each_phase_sounds_exactly_on_its_phases_start(
    default: tuple[Timeline, Plan],
) -> None:
    check_beat(*default)


def test_no_two_sounds_overlap_and_in_a_set_a_fifth_of_a_second_lies_between(
    default: tuple[Timeline, Plan],
) -> None:
    check_silence(default[0])


def test_the_pre_cue_ends_before_its_tone_and_the_hold_cue_starts_after_it(
    default: tuple[Timeline, Plan],
) -> None:
    check_windows(default[0])


def test_countdown_numbers_sit_on_a_1_s_grid_the_go_tone_is_at_zero(
    default: tuple[Timeline, Plan],
) -> None:
    check_countdowns(default[0])


def test_clip_onsets_section_and_chapter_edges_and_the_duration_are_ticks(
    default: tuple[Timeline, Plan],
) -> None:
    check_places(default[0])


def test_chapters_and_sections_are_contiguous_from_0_to_the_duration(
    default: tuple[Timeline, Plan],
) -> None:
    check_tiling(default[0])


def test_a_skip_lands_on_the_countdown_line_never_on_a_go_tone(
    default: tuple[Timeline, Plan],
) -> None:
    check_chapters(default[0])


def test_a_safety_line_is_never_dropped_or_shortened(
    default: tuple[Timeline, Plan],
) -> None:
    check_safety(*default)


@pytest.mark.parametrize("routine", ROUTINES)
@pytest.mark.parametrize("move_ms", [0, 250, 1000, 1001])
@pytest.mark.parametrize("hold_ms", [2000, 3000, 3337])
def test_go_tones_are_move_plus_hold_apart_rounded_once_and_never_drift(
    routine: str, move_ms: int, hold_ms: int
) -> None:
    parameters = {
        "reps": "30",
        "sets": "3",
        "rest": "17.003 s",
        "move": f"{move_ms / 1000} s",
        "hold": f"{hold_ms / 1000} s",
    }
    timeline = timeline_with(SCRIPTS[routine], parameters)
    first = timeline.phases[0].onset
    expected = []
    for number in range(3):
        before_ms = number * (60 * (move_ms + hold_ms) + 17_003)
        for k in range(60):
            exact = first + 48 * (before_ms + k * (move_ms + hold_ms))
            expected.append((2 * exact + TICK) // (2 * TICK) * TICK)
    tones = [clip.onset for clip in sounds(timeline) if clip.cue.endswith(".go")]
    assert tones == expected


@pytest.mark.parametrize("routine", ROUTINES)
def test_phases_are_never_moved_by_speech_and_the_beat_is_the_same_at_all_three_levels(
    routine: str,
) -> None:
    beats = set()
    for guidance in LEVELS:
        for lengths in (fast, slow, any_lengths(4), any_lengths(9)):
            parameters = {"guidance": guidance, "rest": "60 s"}
            timeline = timeline_with(SCRIPTS[routine], parameters, lengths)
            first = timeline.phases[0].onset
            beats.add(tuple((p.onset - first, p.duration) for p in timeline.phases))
    assert len(beats) == 1


@pytest.mark.parametrize("rest_s", [15, 16.5, 20, 30, 44.999, 45, 60, 120])
@pytest.mark.parametrize("lengths", [fast, slow])
def test_a_rest_is_exactly_as_long_as_the_parameter_says(
    rest_s: float, lengths: Lengths
) -> None:
    parameters = {"rest": f"{rest_s} s", "reps": "5", "sets": "3"}
    timeline = timeline_with(SCRIPTS["standing"], parameters, lengths)
    rests = [section for section in timeline.sections if section.kind == "rest"]
    assert len(rests) == 2
    for rest in rests:
        ends = [p.onset + p.duration for p in timeline.phases]
        assert rest.onset in ends
        assert rest.onset + rest.duration in [p.onset for p in timeline.phases]
        assert abs(rest.duration - rest_s * SAMPLE_RATE) <= TICK


def test_the_seat_is_offered_from_45_s_and_people_are_called_up_20_s_before() -> None:
    short = timeline_with(SCRIPTS["standing"], {"rest": "44.999 s"})
    assert not {"rest.sit", "rest.stand"} & {clip.cue for clip in spoken(short)}
    timeline = timeline_with(SCRIPTS["standing"], {"rest": "45 s"})
    assert "rest.sit" in {clip.cue for clip in spoken(timeline)}
    (stand,) = (clip for clip in spoken(timeline) if clip.cue == "rest.stand")
    (second,) = (s for s in timeline.sections if s.kind == "set" and s.set == 2)
    assert abs(second.onset - 20 * SAMPLE_RATE - stand.onset) <= TICK // 2


def test_tones_off_has_no_go_tones_in_sets_words_or_preview() -> None:
    for preview in (False, True):
        timeline = timeline_with(
            SCRIPTS["standing"],
            {"tones": "off", "guidance": "full"},
            preview=preview,
        )
        tones = {
            c.source.tone for c in sounds(timeline) if isinstance(c.source, ToneSource)
        }
        assert tones == {"chime", "set-end", "done"}


def test_strong_tones_are_3_db_louder_and_nothing_else_is() -> None:
    for preview in (False, True):
        timeline = timeline_with(
            SCRIPTS["standing"], {"tones": "strong"}, preview=preview
        )
        for clip in sounds(timeline):
            is_go = isinstance(clip.source, ToneSource) and clip.source.tone in {
                "rise",
                "fall",
            }
            assert clip.gain_db == (3.0 if is_go else 0.0)


def test_sides_left_then_right_with_the_change_between_exactly_so_long() -> None:
    timeline = timeline_with(SCRIPTS["ankles"], {"sets": "2"})
    parts = [(s.kind, s.set, s.side) for s in timeline.sections if s.block == 1]
    assert parts == [
        ("set", 1, "left"),
        ("rest", 1, None),
        ("set", 1, "right"),
        ("rest", 1, None),
        ("set", 2, "left"),
        ("rest", 2, None),
        ("set", 2, "right"),
    ]
    lasting = [s.duration for s in timeline.sections if s.kind == "rest"]
    for length, expected_s in zip(lasting, (20, 30, 20), strict=True):
        assert abs(length - expected_s * SAMPLE_RATE) <= TICK
    called = [(c.cue, c.text) for c in spoken(timeline) if c.text in LEGS]
    assert called == [("stretch.ready", leg) for leg in LEGS * 2]
    assert [c.cue for c in spoken(timeline)].count("change") >= 2
    by_side = [(c.set, c.side) for c in spoken(timeline) if c.rep and c.block == 1]
    assert list(dict.fromkeys(by_side)) == [
        (1, "left"),
        (1, "right"),
        (2, "left"),
        (2, "right"),
    ]


@pytest.mark.parametrize("routine", sorted(SCRIPTS))
@pytest.mark.parametrize("parameters", [{}, {"variant": "2"}])
def test_a_preview_is_under_a_minute_with_both_tones_and_a_rest_of_5_s(
    routine: str, parameters: dict[str, str]
) -> None:
    script = SCRIPTS[routine]
    for lengths in (fast, slow):
        timeline = timeline_with(script, parameters, lengths, preview=True)
        assert timeline.preview
        assert '"preview": true' in write_timeline(timeline)
        assert timeline.duration < 60 * SAMPLE_RATE
        first_tones = [
            c.source.tone for c in sounds(timeline) if isinstance(c.source, ToneSource)
        ][:3]
        assert first_tones == ["chime", "rise", "fall"]
        (rest,) = (s for s in timeline.sections if s.kind == "rest")
        assert abs(rest.duration - 5 * SAMPLE_RATE) <= TICK
        end = rest.onset + rest.duration
        said = [c.cue for c in spoken(timeline) if rest.onset <= c.onset < end]
        assert said[0] in {"set.end", "change", "rest"}
        kinds = [section.kind for section in timeline.sections]
        practised = "set" if routine == "ankles" else "practice"
        assert practised in kinds


@pytest.mark.parametrize("opening", ["first", "usual", "brief"])
def test_a_preview_practises_however_the_session_opens(opening: str) -> None:
    timeline = timeline_with(SCRIPTS["standing"], {"opening": opening}, preview=True)
    assert {"teach.up", "teach.heels"} <= {clip.cue for clip in spoken(timeline)}


def test_minutes_come_from_the_plan_only() -> None:
    texts = {
        tuple(clip.text for clip in spoken(timeline) if clip.cue == "welcome")
        for timeline in (
            timeline_with(SCRIPTS["standing"], {"variant": "3"}, lengths)
            for lengths in (fast, slow, any_lengths(1))
        )
    }
    # 75 s of talk, 2 x 15 x 6 s of work, 30 s of rest: 285 s.
    assert texts == {
        ("Good to have you here.", "Two sets of fifteen.", "About five minutes.")
    }


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"reps": "1", "sets": "1"}, "One set of one."),
        ({"reps": "20", "sets": "3"}, "Three sets of twenty."),
        ({"reps": "1", "sets": "1", "variant": "3"}, "One set of one."),
    ],
)
def test_singulars(parameters: dict[str, str], expected: str) -> None:
    timeline = timeline_with(SCRIPTS["standing"], parameters)
    assert expected in [clip.text for clip in spoken(timeline)]


def test_one_minute_is_a_minute() -> None:
    parameters = {"reps": "1", "sets": "1", "variant": "3", "opening": "brief"}
    timeline = timeline_with(SCRIPTS["standing"], parameters)
    assert "About one minute." in [clip.text for clip in spoken(timeline)]


def test_the_same_bytes_twice_and_whatever_the_order_of_the_durations() -> None:
    script = SCRIPTS["standing"]
    plan = expand(script, resolve_parameters(script, {}))
    lengths: dict[Utterance, Frames] = {}
    first = compile_plan(plan, lambda each: lengths.setdefault(each, fast(each)))
    turned = dict(reversed(lengths.items()))
    again = schedule(plan, measures_of(turned))
    assert isinstance(first, Timeline)
    assert isinstance(again, Timeline)
    assert write_timeline(first) == write_timeline(again)


def test_values_given_in_another_order_give_the_same_bytes() -> None:
    given_values = {"reps": "3", "sets": "1", "hold": "4 s"}
    turned = dict(reversed(given_values.items()))
    script = SCRIPTS["seated"]
    texts = {
        write_timeline(timeline_with(script, each)) for each in (given_values, turned)
    }
    assert len(texts) == 1
