"""Whole tracks, rendered as a person renders them, decoded and listened to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from bench.bench import long_script
from listening import (
    MS,
    clips_of,
    decoded,
    distance_to_sound,
    edges_of,
    first_sounding,
    lag,
    probed,
    sound_of,
)
from real_voices import VOICES, require_voice

from coach.pipeline import Places, Request, compile_routine, render
from coach.routines import open_timeline
from coach.tagging import track_tags
from coach.units import TICK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.pipeline import Compiled

pytestmark = pytest.mark.real

SPEAKERS = [
    pytest.param(voice, marks=() if voice == VOICES[0] else pytest.mark.slow)
    for voice in VOICES
]
"""The default voice, and in CI the others too."""

AAC_FRAME = 1024
"""What ffmpeg fills the last frame of an MP4 up to, whatever its edit list says."""

CODEC_SPREAD = 2 * TICK
"""How far MP3 spreads a sound, at most: a frame's own length and its overlap."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """A session, and what a decoder gives of its file."""

    made: Compiled
    path: Path
    heard: NDArray[np.float32]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tracks")


@pytest.fixture(scope="module", params=SPEAKERS)
def track(request: pytest.FixtureRequest, folder: Path) -> Rendered:
    """The default session as MP3, once for each voice."""
    return rendered(folder, request.param)


@cache
def rendered(folder: Path, voice: str) -> Rendered:
    made = compiled(folder, voice)
    path = folder / f"{voice}.mp3"
    render(made.timeline, made.voice, path)
    return Rendered(made=made, path=path, heard=decoded(path))


@cache
def compiled(folder: Path, voice: str, *, preview: bool = False) -> Compiled:
    require_voice(voice)
    places = Places(cache=folder / "cache", data=folder / "data")
    return compile_routine(Request(voice=voice, preview=preview), places)


def coach(folder: Path, *arguments: str) -> None:
    """Run the command line, its cache inside the folder."""
    command = [sys.executable, "-m", "coach", *arguments]
    subprocess.run(command, check=True, cwd=folder, env=own_places(folder))


def own_places(folder: Path) -> dict[str, str]:
    names = ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")
    root = str(Path(__file__).resolve().parents[1])
    return os.environ | dict.fromkeys(names, str(folder)) | {"PYTHONPATH": root}


def test_every_decoder_gives_the_timelines_length(track: Rendered) -> None:
    duration = track.made.timeline.duration
    assert len(track.heard) == duration
    assert len(decoded(track.path, "mpg123")) == duration


def test_every_take_and_tone_is_where_the_timeline_says(track: Rendered) -> None:
    """Cross-correlation finds each to the very frame, and hardly changed."""
    for clip in clips_of(track.made.timeline):
        sound, lead = sound_of(clip, track.made.voice)
        late, likeness = lag(track.heard, sound, clip.onset - lead, 50 * MS)
        assert (clip.cue, clip.onset, late) == (clip.cue, clip.onset, 0)
        assert likeness > 0.99, clip


def test_every_tone_begins_to_sound_on_its_onset(track: Rendered) -> None:
    """Its slow attack alone takes 2 ms, the chime's 4 ms, to come within 40 dB."""
    tones = [clip for clip in clips_of(track.made.timeline) if clip.text is None]
    for clip in tones:
        late = first_sounding(track.heard, clip.onset, clip.duration, 40, 50 * MS)
        assert 0 <= late <= 5 * MS, clip


def test_every_word_begins_to_sound_on_its_onset(track: Rendered) -> None:
    """Its first 150 ms by themselves: a soft consonant has no edge of its own."""
    for clip in clips_of(track.made.timeline):
        if clip.text is not None:
            sound, lead = sound_of(clip, track.made.voice)
            start = sound[lead : lead + min(clip.duration, 150 * MS)]
            late, likeness = lag(track.heard, start, clip.onset, 50 * MS)
            assert abs(late) <= 5 * MS, clip
            assert likeness > 0.9, clip


def test_between_sounds_is_digital_silence(track: Rendered) -> None:
    distance = distance_to_sound(track.made.timeline, track.made.voice)
    assert not track.heard[distance > CODEC_SPREAD].any()
    # More than a third of the session is that silent.
    assert np.count_nonzero(distance > CODEC_SPREAD) > len(distance) / 3
    # What the codec spreads around a sound lies 80 dB under full scale.
    assert np.abs(track.heard[distance > 0]).max() < 10 ** (-80 / 20)


def test_no_clip_begins_or_ends_with_a_click(track: Rendered) -> None:
    """Within 3 ms of either end of its samples, no step is over -40 dBFS."""
    steps = np.abs(np.diff(track.heard))
    for first, end in edges_of(track.made.timeline, track.made.voice):
        for edge in (first, end):
            near = steps[max(edge - 3 * MS, 0) : edge + 3 * MS]
            assert near.max(initial=0) < 10 ** (-40 / 20)


def test_tags_say_what_the_timeline_says(track: Rendered) -> None:
    timeline = track.made.timeline
    found = probed(track.path)
    tags = track_tags(timeline)
    shown = found["format"]["tags"]
    assert shown["title"] == "Calf pump, standing, 2 x 15" == tags.title
    assert shown["artist"] == shown["album_artist"] == timeline.tags.artist
    assert shown["album"] == timeline.tags.album
    assert shown["genre"] == "Speech"
    assert shown["lyrics-eng"] == "\n".join(line.text for line in tags.lyrics)
    # ffprobe counts whole MP3 frames, the one before the first sample included.
    shown_s = float(found["format"]["duration"])
    assert round(shown_s * 48_000) == timeline.duration + TICK
    chapters = [
        (each["tags"]["title"], each["start"], each["end"])
        for each in found["chapters"]
    ]
    assert chapters == [
        (each.title, round(each.onset / MS), round((each.onset + each.duration) / MS))
        for each in timeline.chapters
    ]
    assert chapters[0][1] == 0
    assert [begin for _, begin, _ in chapters[1:]] == [end for *_, end in chapters[:-1]]
    kinds = [(each["codec_type"], each["codec_name"]) for each in found["streams"]]
    assert kinds == [("audio", "mp3"), ("video", "mjpeg")]


@pytest.mark.parametrize("extension", ["mp3", "wav", "flac", "ogg", "opus", "m4a"])
def test_every_format_holds_the_same_session(folder: Path, extension: str) -> None:
    made = compiled(folder, "system", preview=True)
    path = folder / f"preview.{extension}"
    render(made.timeline, made.voice, path)
    heard = decoded(path)
    missing = -made.timeline.duration % AAC_FRAME if extension == "m4a" else 0
    assert len(heard) == made.timeline.duration + missing
    for clip in clips_of(made.timeline):
        sound, lead = sound_of(clip, made.voice)
        late, likeness = lag(heard, sound, clip.onset - lead, 50 * MS)
        assert abs(late) <= 1, clip
        assert likeness > 0.9, clip
    if extension in {"wav", "flac"}:
        assert not heard[distance_to_sound(made.timeline, made.voice) > 0].any()


@pytest.mark.parametrize("extension", ["mp3", "wav", "flac", "ogg", "opus", "m4a"])
def test_the_same_request_gives_the_same_bytes(folder: Path, extension: str) -> None:
    made = compiled(folder, "system", preview=True)
    paths = [folder / f"{name}.{extension}" for name in ("once", "twice")]
    for path in paths:
        render(made.timeline, made.voice, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize("voice", SPEAKERS)
def test_the_timeline_alone_gives_the_same_bytes(tmp_path: Path, voice: str) -> None:
    """Two processes from the routine, and one from the JSON that a fourth wrote."""
    require_voice(voice)
    spoken = ("standing", "--preview", "--voice", voice)
    coach(tmp_path, "render", *spoken, "-q", "-o", "routine.mp3")
    coach(tmp_path, "render", *spoken, "-q", "-o", "again.mp3")
    coach(tmp_path, "compile", *spoken, "-o", "session.json")
    coach(tmp_path, "render", "session.json", "-q", "-o", "timeline.mp3")
    routine = (tmp_path / "routine.mp3").read_bytes()
    assert (tmp_path / "again.mp3").read_bytes() == routine
    assert (tmp_path / "timeline.mp3").read_bytes() == routine
    assert open_timeline(tmp_path / "session.json").preview


KILLED = """
import signal, sys
# A shell's background jobs, these tests among them, begin with it ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
from pathlib import Path
from coach.sinks import open_sink
from coach.sinks.sink import FileSink
write = FileSink.write

def write_and_tell(self, block):
    write(self, block)
    if self._frames > 480_000:
        print("half-way", flush=True)
        sys.stdin.read()

FileSink.write = write_and_tell
from coach.cli import run
sys.exit(run(["render", "standing", "--preview", "--voice", "system", "-o", "t.mp3"]))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("name", ["SIGKILL", "SIGINT"])
def test_a_render_that_is_killed_leaves_the_old_file(tmp_path: Path, name: str) -> None:
    require_voice("system")
    target = tmp_path / "t.mp3"
    target.write_bytes(b"what was there before")
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED],
        cwd=tmp_path,
        env=own_places(tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half-way\n"
        process.send_signal(getattr(signal, name))
        process.communicate(timeout=30)
    assert target.read_bytes() == b"what was there before"
    if name == "SIGINT":
        assert process.returncode == 130
        assert not list(tmp_path.glob(".t.*"))


MEMORY = r"""
import re, sys
from pathlib import Path
from coach.cli import run
code = run(["render", sys.argv[1], "-q", "--voice", "system", "-o", "long.mp3",
            "--opening", "brief", "-p", "count=none", "--sets", sys.argv[2]])
# Not `getrusage`: a child's figure begins at the size of the parent that forked it.
status = Path("/proc/self/status").read_text()
print(code, re.search(r"VmHWM:\s+(\d+)", status)[1])
"""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is Linux's")
def test_memory_does_not_grow_with_length(tmp_path: Path) -> None:
    """Sixteen times the sets: 20 MB at most, and those are the timeline."""
    require_voice("system")
    script = long_script(tmp_path)
    peaks_kb = []
    for sets in ("2", "32"):
        done = subprocess.run(
            [sys.executable, "-c", MEMORY, str(script), sets],
            check=True,
            capture_output=True,
            cwd=tmp_path,
            env=own_places(tmp_path),
        )
        code, peak_kb = done.stdout.split()[-2:]
        assert code == b"0"
        peaks_kb.append(int(peak_kb))
    assert peaks_kb[1] - peaks_kb[0] < 20_000
    assert probed(tmp_path / "long.mp3")["format"]["duration"] > "3600"
