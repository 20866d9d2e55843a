"""Sounds and tags that the sink tests share."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import numpy as np

from coach.sinks import open_sink
from coach.sinks.tags import ChapterTag, LyricLine, TrackTags
from coach.units import SAMPLE_RATE, Frames

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["decoded_by_ffmpeg", "noise", "tags_for", "write"]


def noise(length: int) -> NDArray[np.float32]:
    """Speech-like: noise under 4 kHz that comes and goes every half second."""
    rng = np.random.default_rng(length)
    spectrum = np.fft.rfft(rng.normal(size=max(length, 2)))
    hz = np.fft.rfftfreq(max(length, 2), 1 / SAMPLE_RATE)
    spectrum[hz > 4000] = 0
    sound = np.fft.irfft(spectrum, max(length, 2))[:length]
    swell = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / SAMPLE_RATE * 2)
    return (
        0.3 * swell * sound / max(float(np.abs(sound).max(initial=0)), 1e-9)
    ).astype(np.float32)


def tags_for(length: int) -> TrackTags:
    """Two chapters and two lines, with and without Latin-1."""
    half = length // 2
    return TrackTags(
        title="Calf pump",
        artist="Calf Pump Coach",
        album="Calf Pump Coach - Standing",
        year=2025,
        language="en-GB",
        comment="Hold on; stop = sit down",
        duration=Frames(length),
        chapters=(
            ChapterTag(title="Opening", onset=Frames(0), duration=Frames(half)),
            ChapterTag(
                title="Set 1 \N{EM DASH} Шаг",
                onset=Frames(half),
                duration=Frames(length - half),
            ),
        ),
        lyrics=(
            LyricLine(onset=Frames(0), text="Stand tall."),
            LyricLine(onset=Frames(half), text="Lève les talons."),
        ),
        position="standing",
        subtitle="2 x 15",
    )


def write(
    path: Path,
    samples: NDArray[np.float32],
    *,
    block_size: int = 48_000,
    bitrate_kbps: int = 96,
) -> None:
    """Write the samples in blocks through the sink for the path's extension."""
    tags = tags_for(samples.size)
    with open_sink(path, tags, bitrate_kbps=bitrate_kbps) as sink:
        for at in range(0, samples.size, block_size):
            sink.write(samples[at : at + block_size])
        sink.finish()


def decoded_by_ffmpeg(ffmpeg: str, path: Path) -> NDArray[np.float32]:
    """Decode to mono; any error fails the test."""
    command = [ffmpeg, "-v", "error", "-i", str(path), "-f", "f32le", "-"]
    done = subprocess.run(command, check=True, capture_output=True)
    assert done.stderr == b""
    return np.frombuffer(done.stdout, np.float32)
