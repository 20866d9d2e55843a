from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from durations import shipped_script, timeline_with

from coach.tagging import dose, file_stem, spoken_lines, track_tags

if TYPE_CHECKING:
    from coach.timeline.model import Timeline


def session(
    routine: str = "standing",
    parameters: dict[str, str] | None = None,
    *,
    preview: bool = False,
) -> Timeline:
    return timeline_with(shipped_script(routine), parameters or {}, preview=preview)


def test_tags_of_a_session() -> None:
    timeline = session(parameters={"reps": "5"})
    tags = track_tags(timeline)
    assert tags.title == "Calf pump, standing, 2 x 5"
    assert tags.artist == timeline.tags.artist
    assert tags.album == timeline.tags.album
    assert tags.year == timeline.tags.year
    assert tags.comment == timeline.tags.comment
    assert (tags.genre, tags.language, tags.position) == ("Speech", "en", "standing")
    assert (tags.subtitle, tags.duration) == ("2 x 5", timeline.duration)
    assert [each.title for each in tags.chapters] == [
        "Opening",
        "Practice",
        "Set 1",
        "Rest",
        "Set 2",
        "Closing",
    ]


def test_a_preview_is_called_one() -> None:
    timeline = session(preview=True)
    assert track_tags(timeline).title == "Calf pump, standing, 2 x 15 (preview)"
    assert file_stem(timeline) == "standing-2x15-preview"


@pytest.mark.parametrize(
    ("routine", "amount", "stem"),
    [
        ("standing", "2 x 15", "standing-2x15"),
        ("seated", "2 x 15", "seated-2x15"),
        ("ankles", "", "ankles"),
    ],
)
def test_dose_and_file_name(routine: str, amount: str, stem: str) -> None:
    timeline = session(routine)
    assert (dose(timeline), file_stem(timeline)) == (amount, stem)


def test_a_title_without_a_dose() -> None:
    timeline = session("ankles")
    assert track_tags(timeline).title == timeline.title


def test_a_line_is_joined_from_its_takes() -> None:
    timeline = session(parameters={"reps": "5"})
    lines = list(spoken_lines(timeline))
    voice = next(track for track in timeline.tracks if track.name == "voice")
    assert [line.onset for line in lines] == sorted(line.onset for line in lines)
    assert lines[0].onset == voice.clips[0].onset
    assert lines[0].text == (
        "Welcome to your calf exercise, standing. Two sets of five."
    )
    assert " ".join(line.text for line in lines) == " ".join(
        clip.text or "" for clip in voice.clips
    )
    countdowns = [line.text for line in lines if line.text.endswith("Three Two One")]
    assert len(countdowns) == 2


def test_each_repetition_has_lines_of_its_own() -> None:
    timeline = session(parameters={"reps": "3", "guidance": "full"})
    texts = [line.text for line in spoken_lines(timeline)]
    assert texts.count("Back to your heels") == 6


def test_no_words_no_lyrics() -> None:
    timeline = session(parameters={"reps": "3"})
    silent = tuple(track for track in timeline.tracks if track.name != "voice")
    assert list(spoken_lines(replace(timeline, tracks=silent))) == []
