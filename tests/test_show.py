from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from durations import (
    fast,
    own_script,
    shipped_script,
    slow,
    timeline_with,
)

from coach.heard import heard_lines
from coach.in_words import in_words
from coach.show import as_data, describe
from coach.timeline.ir import read_timeline, write_timeline
from coach.timeline.model import (
    Chapter,
    Clip,
    FitNote,
    Phase,
    SpeechSource,
    Timeline,
    ToneSource,
    Track,
    VoiceName,
)
from coach.timeline.slack import windows
from coach.units import SAMPLE_RATE, TICK, Frames
from coach.vocabulary import Origin, Tags

if TYPE_CHECKING:
    from coach.vocabulary import ToneName


def said(onset: int, text: str, cue: str = "a") -> Clip:
    return Clip(
        onset=Frames(onset),
        duration=Frames(10),
        cue=cue,
        text=text,
        source=SpeechSource(take=text),
    )


def toned(onset: int, tone: ToneName, cue: str = "a") -> Clip:
    return Clip(
        onset=Frames(onset),
        duration=Frames(10),
        cue=cue,
        source=ToneSource(tone=tone),
    )


def small(parameters: dict[str, str]) -> Timeline:
    """Compile the smallest script for a voice that is known by its lengths."""
    text = (Path(__file__).parent / "golden" / "small.toml").read_text("utf-8")
    return timeline_with(own_script(text, "small"), parameters, fast)


def section(text: str, title: str) -> list[str]:
    """Return the lines of one chapter."""
    (chapter,) = (part for part in text.split("\n\n") if part[6:].startswith(title))
    return chapter.splitlines()


def test_the_takes_and_tones_of_a_line_are_joined() -> None:
    clips = (
        said(0, "This sound"),
        toned(20, "rise"),
        said(40, "means up."),
        said(60, "Starting in", cue="b"),
        said(80, "Three", cue="b"),
        said(100, "Two", cue="b"),
        said(120, "One", cue="b"),
        toned(140, "done", cue="c"),
    )
    assert [(line.onset, line.end, line.text) for line in heard_lines(clips)] == [
        (0, 50, "This sound (rise) means up."),
        (60, 130, "Starting in Three, Two, One"),
        (140, 150, "(done)"),
    ]


def by_hand() -> Timeline:
    """Make a session of 24 s whose every frame is known: three repetitions."""
    ticks_a_second = 125 / 3

    def at(second: float) -> Frames:
        return Frames(round(second * ticks_a_second) * TICK)

    def word(second: float, text: str, cue: str, rep: int | None = None) -> Clip:
        clip = replace(said(at(second), text, cue), duration=at(0.48))
        return clip if rep is None else replace(clip, block=1, set=1, rep=rep)

    def go(second: float, tone: ToneName) -> Clip:
        return replace(toned(at(second), tone, "go"), duration=at(0.36), rep=1)

    voice = (
        word(0.12, "Ready.", "welcome"),
        word(1.2, "Starting in", "ready"),
        word(2.04, "Two", "ready"),
        word(3, "One", "ready"),
        word(3.96 + 0.96, "Hold", "hold", 1),
        word(3.96 + 2.304, "Down", "down", 1),
        word(6.96 + 2.304, "Up", "up", 2),
        word(21.96, "Well done.", "bye"),
    )
    tones = [go(3.96 + 3 * n, "fall" if n % 2 else "rise") for n in range(6)]
    phases = [
        Phase(
            block=1,
            set=1,
            rep=n // 2 + 1,
            phase="down" if n % 2 else "up",
            onset=tones[n].onset,
            duration=at(3),
        )
        for n in range(6)
    ]
    edges = {"Opening": at(0), "Set 1": at(1.08), "Closing": at(21.84), "": at(24)}
    return Timeline(
        title="By hand",
        language="en",
        duration=edges[""],
        routine="hand",
        position="seated",
        parameters={"reps": 3, "hold": "3 s", "late": "250 ms", "breathing": False},
        voice=VoiceName(engine="fake", name="hum"),
        tags=Tags(artist="", album="", year=2024, comment=""),
        tracks=(Track(name="voice", clips=voice), Track(name="tones", clips=(*tones,))),
        sections=(),
        phases=(*phases,),
        chapters=tuple(
            Chapter(title=title, onset=onset, duration=Frames(end - onset))
            for (title, onset), end in zip(
                edges.items(), [*edges.values()][1:], strict=False
            )
        ),
        fit=tuple(
            FitNote(
                slug="shortened",
                cue="down",
                block=1,
                set=1,
                rep=rep,
                slot=at(1.2),
                need=at(1.2 + rep * 0.24),
                action="wording 1",
                origin=Origin(file="hand.toml", line=7),
            )
            for rep in (1, 2)
        ),
    )


def test_a_session_is_written_from_its_title_to_its_length() -> None:
    assert describe(by_hand(), width=76).splitlines() == [
        "By hand",
        "24 seconds, seated, in the voice hum (fake).",
        "Reps 3, hold 3 seconds, late 250 ms, breathing off.",
        "",
        "0:00  Opening: 1 second",
        "  0:00  Ready.",
        "",
        "0:01  Set 1: 20 seconds",
        "  0:01  Starting in Two, One",
        "  0:03  3 repetitions: up (rise) 3 seconds, down (fall) 3 seconds",
        '    1  up: "Hold" "Down"; down: "Up"',
        "    2 to 3  tones only",
        "    Least slack 1024 ms: repetition 1, up.",
        "",
        "0:21  Closing: 2 seconds",
        "  0:21  Well done.",
        "",
        "Said with fewer words, faster or not at all, to fit:",
        "  down, 2 times: shortened to wording 1; needs 1.68 s and has 1.20 s in set",
        "  1, repetition 2 (hand.toml:7).",
        "The whole session lasts 24 seconds.",
    ]


def test_repetitions_in_which_only_tones_sound_are_folded() -> None:
    timeline = small({"guidance": "faded", "reps": "9", "sets": "1"})
    assert section(describe(timeline), "Set 1, left")[3:-1] == [
        '    1  up: "Stay up there" "Lower it"; down: "Lift"',
        '    2  up: "Lower it"',
        "    3 to 7  tones only",
        '    8  down: "Last one"',
        "    9  tones only",
    ]


def test_without_tones_none_are_named() -> None:
    text = describe(small({"tones": "off"}))
    assert "2 repetitions: up 2.5 seconds, down 2 seconds" in text
    assert "(rise)" not in text
    assert "tones only" not in text


def test_words_said_faster_to_make_room_for_others_say_so() -> None:
    timeline = by_hand()
    note = replace(
        timeline.fit[0],
        slug="quickened",
        action="1.15 times faster",
        slot=timeline.fit[0].need,
    )
    text = describe(replace(timeline, fit=(note,)), width=200)
    assert (
        '  down, 1 time: "Down", 1.15 times faster; makes room for the words beside it '
        "in set 1, repetition 1 (hand.toml:7).\n"
    ) in text


def test_each_note_is_counted() -> None:
    timeline = timeline_with(shipped_script("standing"), {"hold": "2 s"}, slow)
    counts = [entry["count"] for entry in rows(as_data(timeline), "fit")]
    assert sum(counts) == len(timeline.fit) > len(counts)


def test_words_that_are_left_out_are_told() -> None:
    timeline = by_hand()
    note = replace(timeline.fit[0], slug="dropped", action="not said", rep=3)
    text = describe(replace(timeline, fit=(note,)))
    assert "  down, 1 time: not said; needs 1.44 s and has 1.20 s in set 1" in text


def test_a_session_that_fits_says_so() -> None:
    text = describe(replace(small({}), fit=()))
    assert "\n\nEverything is said in its fullest wording.\nThe whole" in text


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("routine", ["standing", "seated", "ankles"])
def test_lines_are_no_wider_than_wanted(routine: str, width: int) -> None:
    text = describe(timeline_with(shipped_script(routine), {}, slow), width=width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert text.isascii()


def test_every_word_of_the_session_is_shown() -> None:
    timeline = small({})
    text = " ".join(describe(timeline).split())
    for clip in timeline.tracks[0].clips:
        assert (clip.text or "") in text


def test_a_terminal_is_told_nothing_by_a_timeline() -> None:
    timeline = replace(small({}), title="Calf\x1b[2Jpump\u202e")
    assert describe(timeline).startswith("Calf<U+001B>[2Jpump<U+202E>\n")


def test_a_preview_says_that_it_is_one() -> None:
    timeline = timeline_with(shipped_script("standing"), {}, preview=True)
    assert describe(timeline).startswith(f"{timeline.title} (preview)\n")


def test_a_session_without_chapters_is_one_chapter() -> None:
    text = describe(replace(small({}), chapters=(), sections=()))
    assert "\n0:00  Small: " in text
    assert text.count("  2 repetitions: ") == 4


@pytest.mark.parametrize(
    ("length_s", "words"),
    [
        (0.4, "0 seconds"),
        (1, "1 second"),
        (61, "1 minute 1 second"),
        (120, "2 minutes"),
        (3 * 3600 + 5, "3 hours 5 seconds"),
    ],
)
def test_lengths_in_words(length_s: float, words: str) -> None:
    assert in_words(Frames(int(length_s * SAMPLE_RATE))) == words


def rows(data: dict[str, object], name: str) -> list[dict[str, int]]:
    found = data[name]
    assert isinstance(found, list)
    return found


def test_the_data_have_the_same_facts() -> None:
    data = json.loads(json.dumps(as_data(by_hand())))
    assert data["length_s"] == 24.0
    assert data["voice"] == {"engine": "fake", "name": "hum"}
    assert data["chapters"][:2] == [
        {
            "title": "Opening",
            "onset_s": 0.0,
            "length_s": 1.08,
            "lines": [{"onset_s": 0.12, "cue": "welcome", "text": "Ready."}],
        },
        {
            "title": "Set 1",
            "onset_s": 1.08,
            "length_s": 20.76,
            "lines": [{"onset_s": 1.2, "cue": "ready", "text": "Starting in Two, One"}],
        },
    ]
    place = {"block": 1, "set": 1, "side": None}
    assert data["repetitions"][0] == {
        **place,
        "rep": 1,
        "onset_s": 3.96,
        "length_s": 6.0,
        "windows": [
            {
                "phase": "up",
                "onset_s": 3.96,
                "length_s": 3.0,
                "tone": "rise",
                "hold": "Hold",
                "ready": "Down",
                "slack_ms": 1024,
            },
            {
                "phase": "down",
                "onset_s": 6.96,
                "length_s": 3.0,
                "tone": "fall",
                "hold": None,
                "ready": "Up",
                "slack_ms": 1704,
            },
        ],
    }
    assert [rep["rep"] for rep in data["repetitions"]] == [1, 2, 3]
    assert data["least_slack"] == [{**place, "rep": 1, "phase": "up", "slack_ms": 1024}]
    assert data["fit"] == [
        {
            **place,
            "rep": 2,
            "cue": "down",
            "slug": "shortened",
            "action": "wording 1",
            "count": 2,
            "said": None,
            "slot_s": 1.2,
            "need_s": 1.68,
            "file": "hand.toml",
            "line": 7,
        }
    ]


@pytest.mark.parametrize("routine", ["standing", "seated", "ankles"])
def test_the_data_have_the_slack_of_every_window(routine: str) -> None:
    timeline = timeline_with(shipped_script(routine), {}, slow)
    data = json.loads(json.dumps(as_data(timeline)))
    assert [
        window["slack_ms"] for rep in data["repetitions"] for window in rep["windows"]
    ] == [
        None if window.slack is None else window.slack // 48
        for window in windows(timeline)
    ]


def test_a_timeline_from_a_file_is_shown_alike() -> None:
    timeline = small({})
    read = read_timeline(write_timeline(timeline).encode(), "small.json")
    assert isinstance(read, Timeline)
    assert describe(read) == describe(timeline)
    assert as_data(read) == as_data(timeline)
