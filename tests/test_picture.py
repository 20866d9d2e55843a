from __future__ import annotations

from collections import Counter
from dataclasses import replace
from io import BytesIO
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, TypeVar
from xml.etree import ElementTree as ET

import pytest
from durations import fast, shipped_script, slow, timeline_with
from PIL import Image

from coach.errors import UsageError
from coach.heard import parts_of
from coach.picture import draw_picture, draw_png, draw_svg
from coach.picture.marks import (
    FALL,
    INK,
    MUTED,
    PANEL,
    PAPER,
    RISE,
    TINTS,
    VOICE,
    tone_mark,
)
from coach.picture.rows import MOST_ROWS, break_into_rows
from coach.picture.shapes import Box, Polygon, Text
from coach.picture.sheet import lay_out
from coach.picture.words import broken, shortened, width_of
from coach.timeline.model import Chapter, Clip, Phase, Section
from coach.units import Frames
from coach.vocabulary import TONES

if TYPE_CHECKING:
    from pathlib import Path

    from coach.timeline.model import Timeline
    from coach.vocabulary import ToneName

LONG_MINUTES = 240
SVG = "{http://www.w3.org/2000/svg}"

_Placed = TypeVar("_Placed", Clip, Phase, Section, Chapter)


def standing(parameters: dict[str, str] | None = None) -> Timeline:
    return timeline_with(shipped_script("standing"), parameters or {}, fast)


def preview() -> Timeline:
    return timeline_with(shipped_script("standing"), {}, preview=True)


def sessions() -> list[Timeline]:
    return [
        standing(),
        standing({"tones": "off", "guidance": "full"}),
        standing({"reps": "30", "sets": "4", "hold": "10 s", "move": "3 s"}),
        timeline_with(shipped_script("ankles"), {}, slow),
        preview(),
        replace(standing(), chapters=(), sections=()),
    ]


def spoken_sessions() -> list[Timeline]:
    return [
        *sessions(),
        *(
            timeline_with(shipped_script(name), {}, lengths)
            for name in ("standing", "seated", "ankles")
            for lengths in (fast, slow)
        ),
        brief_in_words(standing()),
    ]


def brief_in_words(timeline: Timeline) -> Timeline:
    """Say every line in a quarter of its time, one right after the other."""
    return replace(
        timeline,
        duration=Frames(timeline.duration // 4),
        tracks=tuple(
            replace(
                track,
                clips=tuple(
                    replace(
                        clip,
                        onset=Frames(clip.onset // 4),
                        duration=Frames(clip.duration // 4),
                    )
                    for clip in track.clips
                ),
            )
            for track in timeline.tracks
        ),
        sections=(),
        phases=(),
        chapters=(),
    )


def repeated(timeline: Timeline, times: int) -> Timeline:
    """Put a session after itself, so many times."""
    shifts = [timeline.duration * n for n in range(times)]

    def shifted(things: tuple[_Placed, ...]) -> tuple[_Placed, ...]:
        return tuple(
            replace(thing, onset=Frames(thing.onset + shift))
            for shift in shifts
            for thing in things
        )

    return replace(
        timeline,
        duration=Frames(timeline.duration * times),
        tracks=tuple(replace(t, clips=shifted(t.clips)) for t in timeline.tracks),
        sections=shifted(timeline.sections),
        phases=shifted(timeline.phases),
        chapters=shifted(timeline.chapters),
    )


def texts(timeline: Timeline) -> list[Text]:
    return [each for each in lay_out(timeline).shapes if isinstance(each, Text)]


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg.encode())  # noqa: S314 - what the coach itself has written


def edges(text: Text) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of what the letters cover."""
    left = text.x - {"left": 0, "middle": 0.5, "right": 1}[text.anchor] * text.length
    return (left, text.y - 0.7 * text.size, left + text.length, text.y)


def test_the_svg_is_well_formed_and_says_what_it_shows() -> None:
    root = parsed(draw_svg(standing()))
    title, description = (root.findtext(f"{SVG}{tag}") for tag in ("title", "desc"))
    assert title is not None
    assert title.startswith("Calf pump, standing, ")
    assert title.endswith(" seconds")
    assert description is not None
    assert description.startswith(
        "Time runs from left to right. Chapters: Opening 0:00, Practice 0:"
    )
    background = root.find(f"{SVG}rect")
    assert background is not None
    assert background.get("fill") == PAPER


@pytest.mark.parametrize("timeline", spoken_sessions())
def test_nothing_lies_outside_and_no_words_cover_others(timeline: Timeline) -> None:
    sheet = lay_out(timeline)
    for shape in sheet.shapes:
        if isinstance(shape, Box):
            assert shape.x >= 0 <= shape.y
            assert shape.x + shape.width <= sheet.width
            assert shape.y + shape.height <= sheet.height
        elif not isinstance(shape, Text):
            assert all(0 <= x <= sheet.width for x, _ in shape.points)
            assert all(0 <= y <= sheet.height for _, y in shape.points)
    boxes = [(edges(text), text.text) for text in texts(timeline)]
    for (left, top, right, bottom), text in boxes:
        assert left >= 0, text
        assert right <= sheet.width, text
        assert 0 <= top < bottom <= sheet.height
    for (one, first), (other, second) in combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0]
        assert apart or one[3] <= other[1] or other[3] <= one[1], (first, second)


def test_a_repetition_is_enlarged_with_its_words_gaps_and_seconds() -> None:
    shown = [text.text for text in texts(standing())]
    assert "One repetition, to scale: Set 1, repetition 1" in shown
    assert {"toes", "heels", "rise", "fall", "Hold", "Back to your heels"} <= {*shown}
    assert shown.count("0.2 s") >= 2
    assert [f"{n} s" for n in range(7)] == [
        text for text in shown if text.removesuffix(" s").isdigit() and " " in text
    ]


def test_words_are_written_in_a_sets_first_rows_and_where_they_are_new() -> None:
    timeline = standing({"guidance": "full", "sets": "1"})
    shown = [text.text for text in texts(timeline)]
    spoken = [clip.text for clip in timeline.tracks[0].clips]
    assert {"Five", "Ten", "Halfway", "Three more", "Last one"} <= {*shown}
    assert 5 < shown.count("Back to your heels") < spoken.count("Back to your heels")


@pytest.mark.parametrize("timeline", spoken_sessions())
def test_every_line_outside_sets_is_written_out(timeline: Timeline) -> None:
    root = parsed(draw_svg(timeline))
    shown = " ".join(element.text or "" for element in root.iter(f"{SVG}text"))
    parts = parts_of(timeline)
    drawn = break_into_rows(parts).rows[-1].end
    spoken = Counter(
        line.text
        for part in parts
        for line in part.lines
        if any(clip.text for clip in line.clips) and line.onset < drawn
    )
    assert spoken
    for text, times in spoken.items():
        assert shown.count(text) >= times, text


@pytest.mark.parametrize("timeline", spoken_sessions())
def test_all_that_is_said_in_sets_is_written_once_at_least(timeline: Timeline) -> None:
    shown = {text.text for text in texts(timeline)}
    for part in parts_of(timeline):
        for window in (w for each in part.sets for w in each.windows):
            for clip in (window.hold, window.ready):
                assert clip is None or clip.text in shown


def test_words_that_repeat_are_written_in_later_rows_with_room() -> None:
    timeline = standing()
    shown = [text.text for text in texts(timeline)]
    spoken = [clip.text for clip in timeline.tracks[0].clips]
    times = spoken.count("Keep breathing")
    assert shown.count("Keep breathing") == times > 2


def test_a_rows_last_line_runs_on_beside_the_tone_that_follows() -> None:
    assert "Step away when you feel steady." in [t.text for t in texts(standing())]


@pytest.mark.parametrize("timeline", sessions())
def test_rows_follow_one_another_and_break_between_lines(timeline: Timeline) -> None:
    parts = parts_of(timeline)
    rows = break_into_rows(parts)
    assert rows.rows[0].onset == 0
    assert len(rows.rows) <= MOST_ROWS
    for before, row in pairwise(rows.rows):
        assert row.onset == before.end
    if rows.complete:
        assert rows.rows[-1].end == timeline.duration
    clips = [clip for track in timeline.tracks for clip in track.clips]
    for row in rows.rows:
        assert 0 < row.end - row.onset + row.indent <= rows.length
        assert not any(c.onset < row.onset < c.end for c in clips)


def test_the_repetitions_of_a_set_stand_beneath_one_another() -> None:
    rows = break_into_rows(parts_of(standing()))
    columns = {
        (rep.onset - row.onset + row.indent) % (6 * 48_000)
        for row in rows.rows
        for heard in row.part.sets
        for rep in heard.reps
        if row.onset <= rep.onset < row.end
    }
    assert columns == {0}


def test_a_session_of_hours_is_drawn_up_to_a_point_and_says_so() -> None:
    timeline = repeated(standing(), 50)
    assert timeline.duration > LONG_MINUTES * 60 * 48_000
    sheet = lay_out(timeline)
    assert sheet.height < 4_000
    assert len(sheet.shapes) < 4_000
    (note,) = [t.text for t in texts(timeline) if t.text.startswith("Drawn up to ")]
    assert note.endswith(" seconds more follow.")
    assert "3 hours" in note


def test_a_crowded_session_is_thinned() -> None:
    timeline = standing()
    tones = timeline.tracks[1]
    crowd = tuple(
        replace(tones.clips[0], onset=Frames(n * 1_152), duration=Frames(1_000))
        for n in range(timeline.duration // 1_152)
    )
    crowded = replace(timeline, tracks=(replace(tones, clips=crowd),), phases=())
    assert len(lay_out(crowded).shapes) < 10_000


def test_the_same_timeline_gives_the_same_picture() -> None:
    assert draw_svg(standing()) == draw_svg(standing())
    assert draw_png(preview()) == draw_png(preview())


def test_the_png_has_the_sheet_at_one_and_a_half_times_its_size() -> None:
    timeline = preview()
    sheet = lay_out(timeline)
    with Image.open(BytesIO(draw_png(timeline))) as image:
        assert image.size == (sheet.width * 3 // 2, sheet.height * 3 // 2)
        pixels = image.convert("RGB")
    assert pixels.getpixel((2, 2)) == tuple(bytes.fromhex(PAPER[1:]))
    used = pixels.getcolors(1 << 24)
    assert used is not None
    colours = {colour for _, colour in used}
    for colour in (RISE, FALL, VOICE):
        assert tuple(bytes.fromhex(colour[1:])) in colours


def test_words_in_any_alphabet_make_a_picture() -> None:
    title = "Pompe \N{LATIN SMALL LETTER A WITH GRAVE} mollets \u65e5 <&> \x1b\ud800"
    timeline = replace(preview(), title=title)
    root = parsed(draw_svg(timeline))
    shown = [element.text for element in root.iter(f"{SVG}text")]
    plain = title.replace("\x1b", " ").replace("\ud800", " ")
    assert shown[0] == f"{plain} (preview)"
    assert draw_png(timeline).startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["session.svg", "session.PNG"])
def test_the_extension_chooses_the_format(name: str, tmp_path: Path) -> None:
    timeline = preview()
    draw_picture(timeline, tmp_path / name)
    wanted = draw_png(timeline) if "PNG" in name else draw_svg(timeline).encode()
    assert (tmp_path / name).read_bytes() == wanted


@pytest.mark.parametrize("name", ["session.jpg", "session"])
def test_another_extension_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        draw_picture(standing(), tmp_path / name)
    assert str(caught.value) == (
        f"A picture is an .svg or a .png file, and {name} is neither: "
        "give one of these two extensions."
    )
    assert not list(tmp_path.iterdir())


def test_tones_differ_without_their_colours() -> None:
    def outline(tone: ToneName) -> list[object]:
        return [
            shape.points if isinstance(shape, Polygon) else replace(shape, fill="")
            for shape in tone_mark(tone, 0, 0, 30, 20)
            if isinstance(shape, Polygon | Box)
        ]

    for one, other in combinations(TONES, 2):
        assert outline(one) != outline(other)


@pytest.mark.parametrize("paper", [PAPER, PANEL, *TINTS.values()])
def test_letters_and_marks_stand_out(paper: str) -> None:
    for letters in (INK, MUTED):
        assert contrast(letters, paper) >= 4.5
    for mark in (RISE, FALL, VOICE):
        assert contrast(mark, paper) >= 3
    for letters in (RISE, FALL, VOICE):
        assert contrast(letters, PANEL) >= 4.5


def contrast(one: str, other: str) -> float:
    """Reckon the contrast ratio of WCAG 2: (L1 + 0.05) / (L2 + 0.05)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (byte / 255 for byte in bytes.fromhex(colour[1:]))
    ]
    return sum(
        w * part for w, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
    )


def test_text_is_broken_and_cut_to_its_room() -> None:
    text = "Stand tall, both hands on your support"
    assert broken(text, 10, 1_000, 3) == (text,)
    lines = broken(text, 10, 80, 3)
    assert " ".join(lines) == text
    assert all(width_of(line, 10) <= 80 for line in lines)
    assert broken(text, 10, 80, 1) == ("Stand tall, both...",)
    assert shortened(text, 10, 80) == "Stand tall, both..."
    assert broken("", 10, 80, 3) == ()
