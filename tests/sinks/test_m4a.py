from __future__ import annotations

import json
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from conftest import require_module, require_tool
from mutagen.mp4 import MP4
from samples import decoded_by_ffmpeg, noise, tags_for, write

from coach.sinks import m4a, open_sink
from coach.sinks.m4a import FfmpegError, NoFfmpegError, find_ffmpeg

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.real
def test_m4a_has_its_length_positions_chapters_and_cover(tmp_path: Path) -> None:
    ffmpeg, ffprobe = require_tool("ffmpeg"), require_tool("ffprobe")
    path = tmp_path / "track.m4a"
    samples = noise(96_000)
    write(path, samples)
    command = [ffprobe, "-v", "error", "-show_chapters", "-show_format", "-of", "json"]
    said = subprocess.run([*command, str(path)], check=True, capture_output=True)
    shown = json.loads(said.stdout)
    assert shown["format"]["duration"] == "2.000000"
    assert shown["format"]["tags"]["title"] == "Calf pump"
    assert shown["format"]["tags"]["comment"] == "Hold on; stop = sit down"
    assert shown["format"]["tags"]["lyrics"] == "Stand tall.\nLève les talons."
    assert [
        (float(chapter["start_time"]), chapter["tags"]["title"])
        for chapter in shown["chapters"]
    ] == [(0, "Opening"), (1, "Set 1 \N{EM DASH} Шаг")]
    assert bytes(MP4(path)["covr"][0])[:2] == b"\xff\xd8"
    heard = decoded_by_ffmpeg(ffmpeg, path)
    # The file states its length; ffmpeg itself decodes the last AAC frame to its end.
    assert samples.size <= heard.size < samples.size + 1024
    product = np.fft.rfft(heard, 1 << 18) * np.fft.rfft(samples, 1 << 18).conj()
    assert int(np.fft.irfft(product).argmax()) == 0


@pytest.mark.real
def test_same_samples_give_the_same_bytes(tmp_path: Path) -> None:
    require_tool("ffmpeg")
    for name in ("a.m4a", "b.m4a"):
        write(tmp_path / name, noise(48_000))
    assert (tmp_path / "a.m4a").read_bytes() == (tmp_path / "b.m4a").read_bytes()


def interrupt(target: Path) -> None:
    with open_sink(target, tags_for(480_000)) as sink:
        sink.write(noise(240_000))
        raise KeyboardInterrupt


@pytest.mark.real
def test_interruption_leaves_nothing_behind(tmp_path: Path) -> None:
    require_tool("ffmpeg")
    target = tmp_path / "track.m4a"
    target.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        interrupt(target)
    assert [entry.name for entry in tmp_path.iterdir()] == ["track.m4a"]
    assert target.read_bytes() == b"old"


def test_no_ffmpeg_says_where_one_comes_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with (
        pytest.raises(NoFfmpegError) as refusal,
        open_sink(tmp_path / "track.m4a", tags_for(1)),
    ):
        pass
    assert str(refusal.value) == (
        "M4A needs ffmpeg, and there is none: install it with "
        "'pip install \"audio-coach[ffmpeg]\"', or write an .mp3 instead"
    )
    assert list(tmp_path.iterdir()) == []


def test_extra_is_used_where_the_system_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_module("imageio_ffmpeg")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "imageio_ffmpeg" in find_ffmpeg()


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
@pytest.mark.parametrize("length", [1000, 480_000])
def test_failing_ffmpeg_becomes_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    broken = tmp_path / "ffmpeg"
    broken.write_text(
        "#!/bin/sh\necho 'first' >&2\necho 'Unknown encoder' >&2\nexit 1\n"
    )
    broken.chmod(broken.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(m4a, "find_ffmpeg", lambda: str(broken))
    target = tmp_path / "track.m4a"
    with pytest.raises(FfmpegError) as refusal:
        write(target, noise(length), block_size=4800)
    assert str(refusal.value) == (
        f"ffmpeg could not write {target}: Unknown encoder; write an .mp3 instead"
    )
    assert [entry.name for entry in tmp_path.iterdir()] == ["ffmpeg"]
