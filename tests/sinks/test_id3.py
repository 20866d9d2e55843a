from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from conftest import require_tool
from mutagen.id3 import ID3
from samples import noise, tags_for, write

from coach.sinks.id3 import id3_tag
from coach.sinks.languages import iso_639_2
from coach.sinks.tags import ChapterTag
from coach.units import Frames

if TYPE_CHECKING:
    from pathlib import Path

    from coach.sinks.tags import TrackTags

COVER = b"\xff\xd8 a picture"


def frames_of(tag: bytes) -> list[tuple[str, bytes]]:
    """Cut a v2.3 tag: ten bytes of header a frame, sizes in plain big-endian."""
    found = []
    at = 10
    while tag[at] != 0:
        size = int.from_bytes(tag[at + 4 : at + 8], "big")
        assert tag[at + 8 : at + 10] == b"\0\0"
        found.append((tag[at : at + 4].decode(), tag[at + 10 : at + 10 + size]))
        at += 10 + size
    assert tag[at:] == bytes(1024)
    return found


def tag_of(tags: TrackTags) -> bytes:
    return id3_tag(tags, encoder="LAME, CBR 96 kb/s, quality 7", cover=COVER)


def test_frames_stand_in_the_order_that_players_need() -> None:
    assert [name for name, _ in frames_of(tag_of(tags_for(96_000)))] == [
        *("TIT2", "TPE1", "TPE2", "TALB", "TCON", "TYER", "TLEN", "TLAN", "TSSE"),
        *("COMM", "USLT", "SYLT", "CTOC", "CHAP", "CHAP", "APIC"),
    ]


def test_header_states_version_and_size() -> None:
    tag = tag_of(tags_for(96_000))
    assert tag[:6] == b"ID3\x03\x00\x00"
    stated = tag[6] << 21 | tag[7] << 14 | tag[8] << 7 | tag[9]
    assert stated == len(tag) - 10


def test_text_is_latin_1_and_utf_16_only_where_it_must_be() -> None:
    tags = replace(tags_for(96_000), title="Pompe du mollet, été", album="Шаг")
    frames = dict(frames_of(tag_of(tags)))
    assert frames["TIT2"] == b"\0" + tags.title.encode("latin-1") + b"\0"
    assert frames["TALB"] == b"\1" + tags.album.encode("utf-16") + b"\0\0"
    assert frames["TLEN"] == b"\x002000\0"
    assert frames["TYER"] == b"\x002025\0"
    assert frames["TLAN"] == b"\0eng\0"
    assert frames["COMM"] == b"\0eng\0Hold on; stop = sit down\0"
    assert frames["APIC"] == b"\0image/jpeg\0\x03\0" + COVER


def test_chapters_are_contiguous_in_order_and_all_listed() -> None:
    lengths = [48_000 * n for n in (5, 300, 1, 90, 12, 7, 31, 2, 44, 8, 3, 60)]
    onsets = [sum(lengths[:at]) for at in range(len(lengths))]
    chapters = tuple(
        ChapterTag(
            title="x" * (40 - 3 * at), onset=Frames(onset), duration=Frames(length)
        )
        for at, (onset, length) in enumerate(zip(onsets, lengths, strict=True))
    )
    tags = replace(tags_for(sum(lengths)), chapters=chapters)
    frames = frames_of(tag_of(tags))
    bodies = [body for name, body in frames if name == "CHAP"]
    starts, ends = [], []
    for at, body in enumerate(bodies):
        name, _, rest = body.partition(b"\0")
        assert name == f"chp{at}".encode()
        starts.append(int.from_bytes(rest[:4], "big"))
        ends.append(int.from_bytes(rest[4:8], "big"))
        assert rest[8:16] == b"\xff" * 8
        assert rest[16:20] == b"TIT2"
    assert starts[0] == 0
    assert starts[1:] == ends[:-1]
    assert ends[-1] == int(dict(frames)["TLEN"].strip(b"\0"))
    contents = dict(frames)["CTOC"]
    listed = b"".join(f"chp{at}\0".encode() for at in range(12))
    assert contents.startswith(b"toc\0\x03\x0c" + listed + b"TIT2")


def test_nothing_to_say_leaves_frames_out() -> None:
    tags = replace(tags_for(96_000), chapters=(), lyrics=())
    names = [name for name, _ in frames_of(tag_of(tags))]
    assert not {"CHAP", "CTOC", "USLT", "SYLT"} & set(names)


def test_same_tags_give_the_same_bytes() -> None:
    assert tag_of(tags_for(96_000)) == tag_of(tags_for(96_000))


def test_mutagen_reads_it_all_back(tmp_path: Path) -> None:
    write(tmp_path / "track.mp3", noise(96_000))
    tag = ID3(tmp_path / "track.mp3", translate=False)
    assert tag.version == (2, 3, 0)
    assert tag["USLT::eng"].text == "Stand tall.\nLève les talons."
    assert tag["SYLT::eng"].text == [("Stand tall.", 0), ("Lève les talons.", 1000)]
    assert tag["CHAP:chp1"].sub_frames["TIT2"].text == ["Set 1 \N{EM DASH} Шаг"]
    assert tag["APIC:"].data[:2] == b"\xff\xd8"


@pytest.mark.parametrize(
    ("language", "code"),
    [("en", "eng"), ("en-GB", "eng"), ("es", "spa"), ("de", "deu"), ("fr", "fra"),
     ("pt-BR", "por"), ("it", "ita"), ("gsw", "gsw"), ("xx", "und"), ("", "und")],
)  # fmt: skip
def test_language_codes(language: str, code: str) -> None:
    assert iso_639_2(language) == code


@pytest.mark.real
def test_ffprobe_shows_chapters_and_text(tmp_path: Path) -> None:
    ffprobe = require_tool("ffprobe")
    write(tmp_path / "track.mp3", noise(96_000))
    command = [
        ffprobe,
        "-v",
        "warning",
        "-show_chapters",
        "-show_format",
        "-of",
        "json",
    ]
    said = subprocess.run(
        [*command, str(tmp_path / "track.mp3")], check=True, capture_output=True
    )
    assert said.stderr == b""
    shown = json.loads(said.stdout)
    assert [
        (chapter["start"], chapter["end"], chapter["tags"]["title"])
        for chapter in shown["chapters"]
    ] == [(0, 1000, "Opening"), (1000, 2000, "Set 1 \N{EM DASH} Шаг")]
    assert shown["format"]["tags"]["title"] == "Calf pump"
    assert shown["format"]["tags"]["date"] == "2025"
    assert shown["format"]["tags"]["lyrics-eng"] == "Stand tall.\nLève les talons."


@pytest.mark.real
def test_mpg123_shows_the_year(tmp_path: Path) -> None:
    mpg123 = require_tool("mpg123")
    write(tmp_path / "track.mp3", noise(96_000))
    command = [mpg123, "-t", str(tmp_path / "track.mp3")]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    for line in ("Title:   Calf pump", "Year:    2025", "Genre:   Speech"):
        assert line in said


@pytest.mark.real
def test_id3v2_lists_every_frame(tmp_path: Path) -> None:
    id3v2 = require_tool("id3v2")
    write(tmp_path / "track.mp3", noise(96_000))
    command = [id3v2, "-l", str(tmp_path / "track.mp3")]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "TYER (Year): 2025" in said
    assert "TLEN (Length): 2000" in said
    assert "COMM (Comments): ()[eng]: Hold on; stop = sit down" in said
    assert "APIC (Attached picture): ()[, 3]: image/jpeg," in said


@pytest.mark.real
def test_eyed3_shows_the_tag(tmp_path: Path) -> None:
    eyed3 = require_tool("eyeD3")
    write(tmp_path / "track.mp3", noise(96_000))
    command = [eyed3, "--no-color", "-v", str(tmp_path / "track.mp3")]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    for line in ("ID3 v2.3:", "recording date: 2025", "FRONT_COVER Image:", "CHAP x 2"):
        assert line in done.stdout
