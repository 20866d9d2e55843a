from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any, Final

import pytest
from goldens import golden_file
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.timeline.ir import MAX_BYTES, read_timeline, write_timeline
from coach.timeline.model import (
    Chapter,
    Clip,
    FitNote,
    Origin,
    Phase,
    Section,
    SpeechSource,
    Tags,
    Timeline,
    ToneSource,
    Track,
    VoiceName,
)
from coach.units import TICK, Frames
from coach.vocabulary import TONES

SMALL: Final = golden_file("small").read_text("utf-8")

TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
TICKS = st.integers(0, 400).map(lambda ticks: Frames(ticks * TICK))
NUMBER = st.none() | st.integers(1, 40)
DURATION = Frames(1000 * TICK)


@st.composite
def clips(draw: st.DrawFn) -> tuple[Clip, ...]:
    onsets = sorted(draw(st.sets(TICKS, max_size=5)))
    return tuple(
        Clip(
            onset=onset,
            duration=Frames(draw(st.integers(1, TICK))),
            cue=draw(TEXT),
            text=draw(TEXT),
            block=draw(NUMBER),
            rep=draw(NUMBER),
            side=draw(st.none() | TEXT),
            origin=draw(st.none() | st.builds(Origin, file=TEXT, line=st.integers(1))),
            source=draw(
                st.builds(ToneSource, tone=st.sampled_from(TONES))
                | st.builds(SpeechSource, take=TEXT, rate=st.floats(0.5, 2.0))
            ),
            gain_db=draw(st.floats(-60, 12)),
        )
        for onset in onsets
    )


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    edge = draw(st.integers(1, 999)) * TICK
    section = Section(kind="set", set=1, onset=Frames(0), duration=Frames(edge))
    phase = Phase(
        block=1, set=1, rep=1, phase="up", onset=Frames(0), duration=Frames(edge)
    )
    note = FitNote(
        slug="dropped", cue="c", slot=Frames(1), need=Frames(2), action="not said"
    )
    return Timeline(
        title=draw(TEXT),
        language="en",
        duration=DURATION,
        routine=draw(TEXT),
        position=draw(TEXT),
        preview=draw(st.booleans()),
        parameters=draw(
            st.dictionaries(TEXT, TEXT | st.integers() | st.booleans(), max_size=4)
        ),
        voice=VoiceName(engine=draw(TEXT), name=draw(TEXT)),
        tags=Tags(artist=draw(TEXT), album="", year=2026, comment=draw(TEXT)),
        tracks=(
            Track(name="voice", clips=draw(clips())),
            Track(name="tones", clips=draw(clips())),
        ),
        sections=draw(st.sampled_from(((), (section,)))),
        phases=draw(st.sampled_from(((), (phase,)))),
        chapters=(
            Chapter(title=draw(TEXT), onset=Frames(0), duration=Frames(edge)),
            Chapter(title="B", onset=Frames(edge), duration=Frames(DURATION - edge)),
        ),
        fit=draw(st.sampled_from(((), (note,)))),
    )


@settings(max_examples=60, deadline=None)
@given(timelines())
def test_what_is_written_is_read_back_the_same(timeline: Timeline) -> None:
    text = write_timeline(timeline)
    assert read_timeline(text.encode(), "t.json") == timeline
    assert json.loads(text)["title"] == timeline.title


def told(data: bytes) -> list[str]:
    """Read what is no timeline: what is said about it."""
    result = read_timeline(data, "t.json")
    assert isinstance(result, tuple)
    for each in result:
        assert each.severity == "error"
        assert each.hint == "a timeline is what coach compile writes"
        assert each.span.file == "t.json"
    return [f"{each.slug}: {each.message}" for each in result]


def changed(**keys: Any) -> bytes:  # noqa: ANN401 - JSON
    return json.dumps(json.loads(SMALL) | keys).encode()


def with_clip(**keys: Any) -> bytes:  # noqa: ANN401 - JSON
    document = json.loads(SMALL)
    document["tracks"][0]["clips"][1] |= keys
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "syntax: this is no JSON: Expecting value"),
        (
            b"[1, 2",
            "syntax: this is no JSON: Expecting ',' delimiter",
        ),
        (
            b"{}",
            (
                "wrong-schema: no timeline that this coach can read: its schema is not "
                "'coach.timeline/1'"
            ),
        ),
        (
            b'{"schema": "coach.timeline/2"}',
            (
                "wrong-schema: no timeline that this coach can read: its schema is not "
                "'coach.timeline/1'"
            ),
        ),
        (
            changed(duration="4"),
            "wrong-value: duration: Input should be a valid integer",
        ),
        (
            changed(duration=1.5),
            "wrong-value: duration: Input should be a valid integer",
        ),
        (
            changed(duration=True),
            "wrong-value: duration: Input should be a valid integer",
        ),
        (changed(duration=0), "wrong-value: duration is 0, not from 1 to 4147200000"),
        (
            changed(sample_rate=44100),
            "wrong-value: sample_rate is 44100, not 48000",
        ),
        (changed(chapters=[]), None),
        (
            changed(chapters=[{"title": "A", "onset": 1152, "duration": 5}]),
            "wrong-value: chapters[0] does not begin where the one before it ends",
        ),
        (
            changed(chapters=[{"title": "A", "onset": 0, "duration": 1152}]),
            "wrong-value: the chapters do not end with the session",
        ),
        (
            changed(parameters={"reps": [1]}),
            "wrong-value: parameters.reps.str: Input should be a valid string",
        ),
        (
            changed(parameters={f"p{n}": 1 for n in range(257)}),
            "wrong-value: parameters: more than 256",
        ),
        (
            changed(tracks=[{"name": "bed", "clips": []}]),
            "wrong-value: tracks[0].name: Input should be 'voice' or 'tones'",
        ),
        (
            changed(tracks=[{"name": "voice", "clips": []}] * 2),
            "wrong-value: two tracks have the same name",
        ),
        (
            with_clip(onset=1),
            "wrong-value: tracks[voice].clips[1] begins on no multiple of 1152",
        ),
        (
            with_clip(onset=0),
            (
                "wrong-value: tracks[voice].clips[1] begins before the clip before "
                "it has ended"
            ),
        ),
        (
            with_clip(onset=-1152),
            "wrong-value: tracks[voice].clips[1] lies outside the session",
        ),
        (
            with_clip(duration=10**30),
            "wrong-value: tracks[voice].clips[1] lies outside the session",
        ),
        (
            with_clip(duration=0),
            "wrong-value: tracks[voice].clips[1] lies outside the session",
        ),
        (
            with_clip(gain_db=13),
            "wrong-value: tracks[voice].clips[1] has a gain of 13.0 dB",
        ),
        (
            with_clip(gain_db=float("nan")),
            "wrong-value: tracks[voice].clips[1] has a gain of nan dB",
        ),
        (
            with_clip(gain_db=float("-inf")),
            "wrong-value: tracks[voice].clips[1] has a gain of -inf dB",
        ),
        (
            with_clip(text=None),
            (
                "wrong-value: tracks[voice].clips[1] is speech without words, or with "
                "too many"
            ),
        ),
        (
            with_clip(source={"kind": "speech", "take": "t", "rate": float("nan")}),
            "wrong-value: tracks[voice].clips[1] is spoken at the rate nan",
        ),
        (
            with_clip(onset="0"),
            "wrong-value: tracks[0].clips[1].onset: Input should be a valid integer",
        ),
    ],
)
def test_what_is_no_timeline_is_told_in_a_sentence(
    data: bytes, expected: str | None
) -> None:
    if expected is None:
        assert isinstance(read_timeline(data, "t.json"), Timeline)
    else:
        assert told(data)[0] == expected


def test_each_missing_key_is_told() -> None:
    assert told(b'{"schema": "coach.timeline/1", "title": "T", "duration": 1152}') == [
        f"wrong-value: {name}: Field required"
        for name in (
            "language",
            "routine",
            "position",
            "voice",
            "tags",
            "tracks",
            "sections",
            "phases",
            "chapters",
        )
    ]


def filled(key: str, item: str, count: int) -> bytes:
    """Put many items in front of those of one of the lists."""
    return SMALL.replace(
        f'"{key}": [', f'"{key}": [{",".join([item] * count)},', 1
    ).encode()


MILLION: Final = 1_000_000


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        (
            "deep",
            b"[" * MILLION,
            "syntax: this is no JSON: maximum recursion depth exceeded",
        ),
        (
            "digits",
            b"9" * MILLION,
            "syntax: this is no JSON: Exceeds the limit (4300 digits)",
        ),
        ("bytes", b" " * (MAX_BYTES + 1), "too-large: more than 33554432 bytes"),
        (
            "utf-8",
            b'{"schema": "\xff"}',
            "syntax: this is no JSON: 'utf-8' codec can't decode",
        ),
        (
            "values",
            b"[" + b"1," * (2 * MILLION + 1) + b"1]",
            "too-large: more than 2000000 values",
        ),
        (
            "clips",
            filled("clips", "{}", MILLION),
            "wrong-value: tracks[0].clips[0].onset: Field required",
        ),
        (
            "phases",
            filled("phases", "[]", MILLION),
            "wrong-value: phases[0]: Input should be an object",
        ),
        (
            "chapters",
            filled("chapters", "null", MILLION),
            "wrong-value: chapters[0]: Input should be an object",
        ),
        (
            "fit",
            b'{"schema": "coach.timeline/1", "fit": [' + b"1," * MILLION + b"1]}",
            "wrong-value: title: Field required",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else "",
)
def test_what_is_hostile_is_refused_at_once(
    name: str, data: bytes, expected: str
) -> None:
    start_s = time.process_time()
    messages = told(data)
    assert time.process_time() - start_s < 3, name
    assert messages[0].startswith(expected)
    assert len(messages) <= 20


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_bytes_raise(data: bytes) -> None:
    told(data)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("onset", "name", "clips", "x")), inner)
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(key=st.sampled_from(sorted(json.loads(SMALL))), value=ANYTHING)
def test_no_value_raises(key: str, value: object) -> None:
    result = read_timeline(changed(**{key: value}), "t.json")
    assert isinstance(result, Timeline) or result


def test_a_timeline_of_another_order_of_keys_is_the_same() -> None:
    document = dict(reversed(json.loads(SMALL).items()))
    first = read_timeline(SMALL.encode(), "t.json")
    assert read_timeline(json.dumps(document).encode(), "t.json") == first


def test_a_later_coachs_extra_keys_are_left_alone() -> None:
    timeline = read_timeline(changed(mood="calm"), "t.json")
    assert isinstance(timeline, Timeline)
    assert replace(timeline, title="Small") == read_timeline(SMALL.encode(), "t.json")
