"""Hears what a rendered file really holds: decoders, and where in it a sound lies."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import numpy as np
from conftest import require_tool

from coach.mix.tones import render_tone
from coach.timeline.model import ToneSource
from coach.units import SAMPLE_RATE
from coach.utterance import Utterance

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from coach.speech.voice import Voice
    from coach.timeline.model import Clip, Timeline

__all__ = [
    "MS",
    "clips_of",
    "decoded",
    "distance_to_sound",
    "edges_of",
    "first_sounding",
    "lag",
    "level_of",
    "probed",
    "sound_of",
]

MS = SAMPLE_RATE // 1000


def decoded(path: Path, decoder: str = "ffmpeg") -> NDArray[np.float32]:
    """Decode a mono file at 48 kHz; what the decoder has to say fails the test."""
    tool = require_tool(decoder)
    # Of other formats ffmpeg says what it guesses, and that is no fault of the file.
    level = "warning" if path.suffix == ".mp3" else "error"
    arguments = {
        "ffmpeg": ["-v", level, "-i", str(path), "-f", "f32le", "-"],
        "mpg123": ["-q", "-s", "-e", "f32", str(path)],
    }
    done = subprocess.run([tool, *arguments[decoder]], check=True, capture_output=True)
    assert done.stderr == b""
    return np.frombuffer(done.stdout, np.float32)


def probed(path: Path) -> dict[str, Any]:
    """What ffprobe says of a file: its format, stream and chapters."""
    command = [require_tool("ffprobe"), "-v", "error", "-of", "json", "-show_format"]
    command += ["-show_streams", "-show_chapters", str(path)]
    found: dict[str, Any] = json.loads(subprocess.check_output(command))
    return found


def level_of(path: Path) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBTP, by ffmpeg's ebur128."""
    command = [require_tool("ffmpeg"), "-hide_banner", "-nostats", "-i", str(path)]
    command += ["-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    summary = done.stderr.rpartition("Summary:")[2]
    lines = dict(
        line.split(":", 1) for line in summary.splitlines() if line.count(":") == 1
    )
    named = {name.strip(): value.split() for name, value in lines.items()}
    return float(named["I"][0]), float(named["Peak"][0])


def clips_of(timeline: Timeline) -> Iterator[Clip]:
    """Every clip of every track."""
    for track in timeline.tracks:
        yield from track.clips


def sound_of(clip: Clip, voice: Voice) -> tuple[NDArray[np.float32], int]:
    """Return a clip's samples, and how many of them come before its onset."""
    gain = np.float32(10 ** (clip.gain_db / 20))
    if isinstance(clip.source, ToneSource):
        return render_tone(clip.source.tone) * gain, 0
    take = voice.take(Utterance(text=clip.text or "", rate=clip.source.rate))
    return take.samples * gain, take.lead


def lag(
    heard: NDArray[np.float32], sound: NDArray[np.float32], at: int, slack: int
) -> tuple[int, float]:
    """Find a sound near where it should be: frames late, and its likeness up to 1."""
    padded = np.pad(heard[max(at - slack, 0) : at + len(sound) + slack], (0, slack))
    padded = np.pad(padded, (max(slack - at, 0), 0))[: len(sound) + 2 * slack]
    size = 1 << (len(padded) + len(sound)).bit_length()
    spectrum = np.fft.rfft(padded, size) * np.fft.rfft(sound, size).conj()
    products = np.fft.irfft(spectrum, size)[: 2 * slack + 1]
    sums = np.cumsum(np.pad(np.square(padded, dtype=np.float64), (1, 0)))
    energies = np.maximum(sums[len(sound) :] - sums[: -len(sound)], 1e-9)
    alike = products / (np.sqrt(energies) * np.linalg.norm(sound))
    late = int(alike.argmax())
    return late - slack, float(alike[late])


def first_sounding(
    heard: NDArray[np.float32], onset: int, duration: int, within_db: int, before: int
) -> int:
    """Say how many frames after `onset` the first sample so near to the peak is."""
    begin = max(onset - before, 0)
    magnitudes = np.abs(heard[begin : onset + duration])
    threshold = magnitudes[onset - begin :].max() * 10 ** (-within_db / 20)
    return begin + int((magnitudes >= threshold).argmax()) - onset


def edges_of(timeline: Timeline, voice: Voice) -> Iterator[tuple[int, int]]:
    """Give the first frame and the end of each clip's samples, faint edges included."""
    for clip in clips_of(timeline):
        samples, lead = sound_of(clip, voice)
        first = clip.onset - lead
        yield max(first, 0), min(first + len(samples), timeline.duration)


def distance_to_sound(timeline: Timeline, voice: Voice) -> NDArray[np.int64]:
    """Give for each frame how far the nearest clip's samples are, 0 inside one."""
    far = np.iinfo(np.int32).max
    begins = np.full(timeline.duration, far, np.int64)
    ends = np.full(timeline.duration, -far, np.int64)
    inside = np.zeros(timeline.duration + 1, np.int64)
    for first, end in edges_of(timeline, voice):
        inside[first] += 1
        inside[end] -= 1
        begins[first] = first
        ends[end - 1] = end - 1
    at = np.arange(timeline.duration)
    next_begin = np.minimum.accumulate(begins[::-1])[::-1]
    last_end = np.maximum.accumulate(ends)
    distance = np.minimum(next_begin - at, at - last_end)
    distance[np.cumsum(inside[:-1]) > 0] = 0
    return distance
