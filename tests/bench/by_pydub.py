"""The usual way to make such a track: clips and pydub, exported through ffmpeg.

usage: python by_pydub.py append|overlay SESSION.json TONES CLIPS OUT.mp3

`append` has espeak-ng speak every cue, and joins cues and silences one after another.
`overlay` lays clips that were spoken before, in the folder CLIPS, over one silence.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pydub import AudioSegment

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    SoundOf: TypeAlias = Callable[[dict[str, Any]], AudioSegment]

SAMPLE_RATE = 48_000
SPEAK = ("espeak-ng", "-v", "en-gb", "-s", "150")


def speak(text: str, path: Path) -> None:
    """Have espeak-ng speak into a WAV file."""
    subprocess.run([*SPEAK, "-w", str(path), text], check=True)


def clip_name(text: str) -> str:
    """Name a clip's file by its words."""
    return "".join(letter if letter.isalnum() else "-" for letter in text)[:80] + ".wav"


def append(session: dict[str, Any], sound_of: SoundOf) -> AudioSegment:
    """Join cues and the silences between them."""
    track = AudioSegment.silent(0, SAMPLE_RATE)
    for clip in sorted(clips_of(session), key=lambda clip: clip["onset"]):
        missing_ms = clip["onset"] * 1000 / SAMPLE_RATE - len(track)
        track += AudioSegment.silent(max(missing_ms, 0), SAMPLE_RATE)
        track += sound_of(clip)
    missing_ms = session["duration"] * 1000 / SAMPLE_RATE - len(track)
    return track + AudioSegment.silent(max(missing_ms, 0), SAMPLE_RATE)


def overlay(session: dict[str, Any], sound_of: SoundOf) -> AudioSegment:
    """Lay every cue over one long silence."""
    length_ms = session["duration"] * 1000 / SAMPLE_RATE
    track = AudioSegment.silent(length_ms, SAMPLE_RATE)
    for clip in clips_of(session):
        at_ms = clip["onset"] * 1000 / SAMPLE_RATE
        track = track.overlay(sound_of(clip), position=at_ms)
    return track


def clips_of(session: dict[str, Any]) -> list[dict[str, Any]]:
    """Every clip of every track."""
    return [clip for track in session["tracks"] for clip in track["clips"]]


def main() -> None:
    """Make the track."""
    way, session_path, tones, clips, out = sys.argv[1:]
    session = json.loads(Path(session_path).read_text(encoding="utf-8"))

    @cache
    def stored(path: Path) -> AudioSegment:
        return AudioSegment.from_wav(path).set_frame_rate(SAMPLE_RATE)

    def tone(clip: dict[str, Any]) -> AudioSegment:
        return stored(Path(tones) / f"{clip['source']['tone']}.wav")

    def spoken_now(clip: dict[str, Any]) -> AudioSegment:
        if clip["source"]["kind"] == "tone":
            return tone(clip)
        with TemporaryDirectory() as folder:
            speak(clip["text"], Path(folder) / "cue.wav")
            return AudioSegment.from_wav(Path(folder) / "cue.wav")

    def spoken_before(clip: dict[str, Any]) -> AudioSegment:
        if clip["source"]["kind"] == "tone":
            return tone(clip)
        return stored(Path(clips) / clip_name(clip["text"]))

    if way == "append":
        track = append(session, spoken_now)
    else:
        track = overlay(session, spoken_before)
    track.export(out, format="mp3", bitrate="96k")


if __name__ == "__main__":
    main()
