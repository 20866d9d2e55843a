"""Openings, rests and countdowns: what is said between the sets."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import pytest
from durations import compile_with, own_script, timeline_with
from guarantees import check_all, sounds, spoken
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.plan.expand import expand
from coach.plan.parameters import resolve_parameters
from coach.timeline.schedule import Unfit
from coach.units import SAMPLE_RATE, TICK, Frames

if TYPE_CHECKING:
    from durations import Lengths

    from coach.script.model import Script
    from coach.timeline.model import Timeline
    from coach.utterance import Utterance

SECOND: Final = SAMPLE_RATE


def script(
    *,
    opening: str = '[{ cue = "hello" }]',
    resting: str = "[]",
    closing: str = '[{ cue = "bye" }]',
    rest: str = "20 s",
    again: str = "ready",
    more: str = "",
) -> Script:
    """Write a script of two sets of one repetition around the given talk."""
    return own_script(
        f"""
        title = "Own"
        language = "en"
        position = "seated"
        artist = "A"
        album = "A"
        comment = "C"
        [parameters.tones]
        default = "normal"
        choices = ["normal", "off"]
        help = "h"
        [session]
        opening = {opening}
        closing = {closing}
        [[block]]
        name = "b"
        title = "B"
        reps = 1
        sets = 2
        rest = "{rest}"
        ready = "ready"
        again = "{again}"
        resting = {resting}
        [[block.phase]]
        name = "up"
        lasts = "3 s"
        tone = "rise"
        [[block.phase]]
        name = "down"
        lasts = "3 s"
        tone = "fall"
        [cue.hello]
        say = "Hello."
        [cue.bye]
        say = "Goodbye."
        [cue.ready]
        say = "Starting in <count 3>"
        {more}
        """
    )


def seconds_long(lengths_s: dict[str, float], usual_s: float = 0.5) -> Lengths:
    """Give each text its length in seconds."""

    def length(utterance: Utterance) -> Frames:
        return Frames(round(lengths_s.get(utterance.text, usual_s) * SECOND))

    return length


def messages(result: Timeline | Unfit) -> list[str]:
    assert isinstance(result, Unfit), result
    return [
        f"{d.span.file}:{d.span.line}: {d.severity}[{d.slug}]: {d.message}; {d.hint}"
        for d in result.diagnostics
    ]


def texts(timeline: Timeline) -> list[str | None]:
    """What is said in the rest."""
    (rest,) = (section for section in timeline.sections if section.kind == "rest")
    end = rest.onset + rest.duration
    return [c.text for c in spoken(timeline) if rest.onset <= c.onset < end]


def line_of(script_: Script, cue: str) -> int:
    return script_.cues[cue].variants[0][0].span.line


def test_sentences_follow_one_another_with_six_tenths_of_a_second_between() -> None:
    more = '[cue.talk]\nsay = "One here. Two here. <pause 1.5 s> Three here."'
    own = script(opening='[{ cue = "hello" }, { cue = "talk" }]', more=more)
    clips = spoken(timeline_with(own, {}, seconds_long({})))[:4]
    gaps = [(b.onset - a.end) / SECOND for a, b in itertools.pairwise(clips)]
    for gap, stated in zip(gaps, (0.6, 0.6, 1.5), strict=True):
        assert stated <= gap < stated + TICK / SECOND


def test_before_a_safety_line_the_silence_is_longer() -> None:
    more = '[cue.care]\nsafety = true\nsay = "Take care."'
    own = script(opening='[{ cue = "hello" }, { cue = "care" }]', more=more)
    first, second = spoken(timeline_with(own, {}, seconds_long({})))[:2]
    assert 0.8 <= (second.onset - first.end) / SECOND < 0.8 + TICK / SECOND


def test_a_rest_that_is_too_short_for_its_countdown_is_refused() -> None:
    own = script(rest="3 s")
    assert messages(compile_with(own, {}, seconds_long({}))) == [
        (
            f"own.toml:{line_of(own, 'ready')}: error[does-not-fit]: 'ready' may not "
            "be left out, and has 3.00 s where 3.77 s are needed; "
            "give it more time, or fewer words"
        )
    ]


def test_a_safety_line_that_a_rest_has_no_room_for_is_refused() -> None:
    more = '[cue.care]\nsafety = true\nsay = "Take good care."\n'
    more += '[cue.talk]\nsay = "Rest."'
    own = script(resting='[{ cue = "care" }, { cue = "talk" }]', rest="8 s", more=more)
    found = messages(compile_with(own, {}, seconds_long({"Take good care.": 4.5})))
    assert found == [
        (
            f"own.toml:{line_of(own, 'care')}: error[does-not-fit]: 'care' may not be "
            "shortened or left out, and has 8.00 s where 8.88 s are needed; "
            "give it more time, or fewer words"
        )
    ]


def test_a_countdown_that_is_a_safety_line_is_not_shortened() -> None:
    more = """
    [cue.next]
    safety = true
    say = "Both hands on the chair. Starting in <count 3>"
    """
    own = script(rest="6 s", again="next", more=more)
    found = messages(
        compile_with(own, {}, seconds_long({"Both hands on the chair.": 2.0}))
    )
    assert found == [
        (
            f"own.toml:{line_of(own, 'next')}: error[does-not-fit]: 'next' may not be "
            "shortened or left out, and has 6.00 s where 6.38 s are needed; "
            "give it more time, or fewer words"
        )
    ]


def test_a_number_longer_than_its_second_is_refused() -> None:
    own = script()
    assert messages(compile_with(own, {}, seconds_long({"Two": 0.95}))) == [
        (
            f"own.toml:{line_of(own, 'ready')}: error[does-not-fit]: 'ready' counts a "
            "number a second, and 'Two' takes 0.95 s; take a voice that speaks faster"
        )
    ]


def test_a_silence_stated_before_the_countdown_is_kept() -> None:
    more = '[cue.talk]\nsay = ["A long talk.", "Talk."]'
    own = script(
        resting='[{ cue = "talk" }, { pause = "4 s" }]', rest="12 s", more=more
    )
    for length_s, expected in ((3.8, "A long talk."), (6.0, "Talk.")):
        timeline = timeline_with(own, {}, seconds_long({"A long talk.": length_s}))
        talk, first, *_ = (c for c in spoken(timeline) if c.set == 1 and not c.rep)
        assert talk.text == expected
        assert first.onset - talk.end >= 4 * SECOND


WORDS = {"Long one.": 4.0, "Long two.": 4.0, "Extra.": 2.0, "Be ready.": 2.0}


@pytest.mark.parametrize(
    ("rest_s", "said", "given_up"),
    [
        (20, ["Long one.", "Extra.", "Long two.", "Be ready."], []),
        (16, ["Long one.", "Long two.", "Be ready."], ["extra: not said"]),
        (
            13,
            ["Long one.", "Two.", "Be ready."],
            ["extra: not said", "two: wording 1"],
        ),
        (
            10,
            ["One.", "Two.", "Be ready."],
            ["one: wording 1", "extra: not said", "two: wording 1"],
        ),
        (
            7,
            ["One.", "Two."],
            ["one: wording 1", "extra: not said", "two: wording 1", "next: wording 1"],
        ),
        (
            5.5,
            ["One."],
            ["one: wording 1", "extra: not said", "two: not said", "next: wording 1"],
        ),
    ],
)
def test_what_a_short_rest_gives_up_and_in_which_order(
    rest_s: float, said: list[str], given_up: list[str]
) -> None:
    more = """
    [cue.one]
    say = ["Long one.", "One."]
    [cue.extra]
    say = "Extra."
    [cue.two]
    say = ["Long two.", "Two."]
    [cue.next]
    say = ["Be ready. Starting in <count 3>", "Starting in <count 3>"]
    """
    own = script(
        resting='[{cue = "one"}, {cue = "extra", optional = true}, {cue = "two"}]',
        rest=f"{rest_s} s",
        again="next",
        more=more,
    )
    timeline = timeline_with(own, {}, seconds_long(WORDS))
    assert texts(timeline) == [*said, "Starting in", "Three", "Two", "One"]
    assert [f"{note.cue}: {note.action}" for note in timeline.fit] == given_up
    assert {note.slot for note in timeline.fit} <= {round(rest_s * SECOND)}


@pytest.mark.parametrize("safety", ["false", "true"])
def test_what_is_said_when_so_much_is_left_begins_just_then(safety: str) -> None:
    more = f'[cue.up]\nsafety = {safety}\nsay = "Stand up."\n[cue.talk]\nsay = "Rest."'
    own = script(resting='[{ cue = "talk" }, { cue = "up", left = "10 s" }]', more=more)
    timeline = timeline_with(own, {}, seconds_long({}))
    (up,) = (clip for clip in spoken(timeline) if clip.cue == "up")
    second_set = timeline.phases[2].onset
    assert abs(second_set - 10 * SECOND - up.onset) <= TICK


def test_a_line_of_nothing_but_tones_is_mute_where_the_tones_are_off() -> None:
    more = '[cue.listen]\nsay = "<rise> <fall>"'
    resting = opening = '[{ cue = "hello" }, { cue = "listen" }]'
    own = script(opening=opening, resting=resting, more=more)
    assert [c.cue for c in sounds(timeline_with(own, {}))].count("listen") == 4
    off = timeline_with(own, {"tones": "off"})
    assert "listen" not in {clip.cue for clip in sounds(off)}


@pytest.mark.parametrize("opening", ["[]", '[{ pause = "2 s" }]'])
def test_a_mute_opening_has_no_chapter_and_the_first_begins_at_0(opening: str) -> None:
    own = script(opening=opening)
    timeline = timeline_with(own, {})
    assert [c.title for c in timeline.chapters] == ["Set 1", "Set 2", "Closing"]
    assert timeline.chapters[0].onset == 0
    check_all(timeline, expand(own, resolve_parameters(own, {})))


def test_chapters_begin_in_silence_however_close_the_talk_is() -> None:
    more = '[cue.talk]\nsay = "Rest."'
    own = script(
        resting='[{ cue = "talk", gap = "0 s" }]',
        closing='[{ cue = "bye", gap = "0 s" }]',
        opening='[{ cue = "hello" }, { pause = "0 s" }]',
        more=more,
    )
    check_all(timeline_with(own, {}), expand(own, resolve_parameters(own, {})))


def test_a_session_ends_with_the_silence_its_script_states_or_with_a_second() -> None:
    for closing, silence_s in (
        ('[{ cue = "bye" }]', 1.0),
        ('[{ cue = "bye" }, { pause = "2.5 s" }]', 2.5),
        ("[]", 1.0),
    ):
        timeline = timeline_with(script(closing=closing), {}, seconds_long({}))
        phase_end = timeline.phases[-1].onset + timeline.phases[-1].duration
        last = max(phase_end, sounds(timeline)[-1].end)
        assert (
            silence_s * SECOND <= timeline.duration - last < silence_s * SECOND + TICK
        )


@settings(max_examples=60, deadline=None)
@given(
    gap_ms=st.integers(0, 3000),
    rest_ms=st.integers(5_000, 40_000),
    left_ms=st.integers(5_000, 30_000),
    lengths_s=st.lists(st.floats(0.05, 6.0), min_size=4, max_size=4),
)
def test_any_rest_keeps_every_guarantee_or_is_refused(
    gap_ms: int, rest_ms: int, left_ms: int, lengths_s: list[float]
) -> None:
    more = """
    [cue.one]
    say = ["Long one.", "One."]
    [cue.two]
    say = ["Long two.", "Two."]
    """
    own = script(
        resting=f"""[{{ tone = "set-end" }}, {{ cue = "one", gap = "{gap_ms} ms" }},
        {{ cue = "two", left = "{left_ms} ms", optional = true }}]""",
        rest=f"{rest_ms} ms",
        more=more,
    )
    names = ("Long one.", "One.", "Long two.", "Two.")
    lengths = seconds_long(dict(zip(names, lengths_s, strict=True)))
    result = compile_with(own, {}, lengths)
    if isinstance(result, Unfit):
        assert [d.message[:7] for d in result.diagnostics] == ["'ready'"]
        assert rest_ms < 7_000
    else:
        check_all(result, expand(own, resolve_parameters(own, {})))
