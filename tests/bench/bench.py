"""What a track costs, beside the usual way of making one; what the tables in docs show.

usage: python tests/bench/bench.py [--runs N] [--quick]

Prints Markdown. Every figure is the median of N runs of a whole process, children
included: CPU seconds are user and system together, and the peak is of the largest
process. Needs ffmpeg and espeak-ng, and a system that has `os.wait4`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    import numpy as np
    from numpy.typing import NDArray

    Run: TypeAlias = Callable[[int], "Cost"]
    SoundOf: TypeAlias = Callable[[dict[str, Any]], tuple[NDArray[np.float32], int]]

__all__ = ["Cost", "Growth", "Session", "Way", "main", "measure_growth", "measure_ways"]

HERE = Path(__file__).resolve().parent
SHIPPED_VOICE = "heart"
SETS_OF_MINUTES = {5: 2, 15: 7, 60: 30, 240: 120}
_SLACK_MS = 1500


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """The median of some runs."""

    cpu_s: float
    wall_s: float
    peak_mb: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """One way of making the track, and how it did."""

    name: str
    cost: Cost
    late_ms: float
    """The largest distance of a sound from its place, as decoded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Growth:
    """A track of one length."""

    minutes: float
    file_mb: float
    cost: Cost


class Session:
    """A folder with everything that the ways share: timelines, tones, spoken clips."""

    def __init__(self, folder: Path, options: Sequence[str] = ()) -> None:
        """Compile, and speak and render what is measured without."""
        self.folder = folder
        self.options = tuple(options)
        self.cache = folder / "user" / "cache"
        self.environment = _environment(folder)
        self.tones = folder / "tones"
        self.clips = folder / "clips"
        self._write_tones()
        self._coach("render", "standing", "--voice", "system", "-q", *options,
                    "-o", "warm.mp3", "--timeline", "system.json")  # fmt: skip
        self._coach("render", "standing", "--voice", SHIPPED_VOICE, "-q", *options,
                    "-o", "warm.mp3", "--timeline", "shipped.json")  # fmt: skip
        self.system = _read(folder / "system.json")
        self.shipped = _read(folder / "shipped.json")
        self._speak_clips()

    def ours(self, voice: str, *, first: bool = False) -> Run:
        """Measure `coach render`, with nothing in the cache on a first run."""

        def run(at: int) -> Cost:
            environment = dict(self.environment)
            if first:
                environment |= _user_folders(self.folder / f"first-{voice}-{at}")
            command = [sys.executable, "-m", "coach", "render", "standing", "-q"]
            command += ["--voice", voice, *self.options, "-o", "track.mp3"]
            return _measured(command, self.folder, environment)

        return run

    def pydub(self, way: str) -> Run:
        """Measure the usual way."""

        def run(_at: int) -> Cost:
            command = [sys.executable, str(HERE / "by_pydub.py"), way, "system.json"]
            command += [str(self.tones), str(self.clips), "track.mp3"]
            return _measured(command, self.folder, self.environment)

        return run

    def start_up(self, runs: int) -> Cost:
        """Measure `coach --help`."""
        command = [sys.executable, "-m", "coach", "--help"]
        return _median(
            [_measured(command, self.folder, self.environment) for _ in range(runs)]
        )

    def _coach(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "coach", *arguments]
        subprocess.run(command, check=True, cwd=self.folder, env=self.environment)

    def _write_tones(self) -> None:
        import soundfile

        from coach.mix.tones import render_tone
        from coach.vocabulary import TONES

        self.tones.mkdir()
        for name in TONES:
            soundfile.write(self.tones / f"{name}.wav", render_tone(name), 48_000)

    def _speak_clips(self) -> None:
        from bench.by_pydub import clip_name, clips_of, speak

        self.clips.mkdir()
        for clip in clips_of(self.system):
            if clip["text"]:
                path = self.clips / clip_name(clip["text"])
                if not path.exists():
                    speak(clip["text"], path)


def measure_ways(session: Session, runs: int) -> list[Way]:
    """Make the session in each way, several times over, in turn."""
    shipped, system = (_our_sound(session, name) for name in (SHIPPED_VOICE, "system"))
    theirs = _their_sound(session)
    ways: list[tuple[str, Run, dict[str, Any], SoundOf]] = [
        ("coach, shipped voice, later runs", session.ours(SHIPPED_VOICE),
         session.shipped, shipped),
        ("coach, shipped voice, first run", session.ours(SHIPPED_VOICE, first=True),
         session.shipped, shipped),
        ("coach, system's voice, later runs", session.ours("system"),
         session.system, system),
        ("coach, system's voice, first run", session.ours("system", first=True),
         session.system, system),
        ("pydub overlay, clips spoken before", session.pydub("overlay"),
         session.system, theirs),
        ("pydub append, every cue spoken", session.pydub("append"),
         session.system, theirs),
    ]  # fmt: skip
    costs: dict[str, list[Cost]] = {name: [] for name, *_ in ways}
    late_ms: dict[str, float] = {}
    for at in range(runs):
        for name, run, timeline, sound_of in ways:
            costs[name].append(run(at))
            if name not in late_ms:
                track = session.folder / "track.mp3"
                late_ms[name] = largest_lag_ms(track, timeline, sound_of)
    return [
        Way(name=name, cost=_median(costs[name]), late_ms=late_ms[name])
        for name, *_ in ways
    ]


def measure_growth(session: Session, sets: Sequence[int], runs: int) -> list[Growth]:
    """Render ever longer sessions of the same exercise."""
    script = long_script(session.folder)
    track = session.folder / "long.mp3"
    grown = []
    for number in sets:
        command = [sys.executable, "-m", "coach", "render", str(script), "-q"]
        command += ["--voice", SHIPPED_VOICE, "--sets", str(number), "-o", str(track)]
        command += ["--timeline", "long.json"]
        costs = [
            _measured(command, session.folder, session.environment) for _ in range(runs)
        ]
        duration = _read(session.folder / "long.json")["duration"]
        grown.append(
            Growth(
                minutes=duration / 48_000 / 60,
                file_mb=track.stat().st_size / 1e6,
                cost=_median(costs),
            )
        )
    return grown


def _our_sound(session: Session, voice: str) -> SoundOf:
    """Return the takes and tones that the coach itself mixes."""
    from listening import sound_of

    from coach.pipeline import Places, open_named
    from coach.routines import open_timeline

    places = Places(cache=session.cache / "audio-coach", data=session.folder / "none")
    opened = open_named(voice, "en", places)
    name = "system.json" if voice == "system" else "shipped.json"
    timeline = open_timeline(session.folder / name)
    clips = {
        (clip.cue, clip.onset): clip
        for track in timeline.tracks
        for clip in track.clips
    }
    return lambda clip: sound_of(clips[clip["cue"], clip["onset"]], opened)


def _their_sound(session: Session) -> SoundOf:
    """Return what pydub was given, and the silence before it."""
    import numpy as np
    import soundfile
    import soxr

    from bench.by_pydub import clip_name

    def sound(clip: dict[str, Any]) -> tuple[NDArray[np.float32], int]:
        if clip["source"]["kind"] == "tone":
            path = session.tones / f"{clip['source']['tone']}.wav"
        else:
            path = session.clips / clip_name(clip["text"])
        samples, rate = soundfile.read(path, dtype="float32")
        at_48_khz = np.asarray(soxr.resample(samples, rate, 48_000), np.float32)
        magnitudes = np.abs(at_48_khz)
        loud = magnitudes >= magnitudes.max() / 100
        is_tone = clip["source"]["kind"] == "tone"
        return at_48_khz, 0 if is_tone else int(loud.argmax())

    return sound


def long_script(folder: Path) -> Path:
    """Write the shipped routine with as many sets as anyone likes."""
    from coach.resources import shipped

    text = (shipped("scripts") / "standing.toml").read_text(encoding="utf-8")
    head, mark, rest = text.partition("[parameters.sets]\n")
    path = folder / "long.toml"
    path.write_text(head + mark + rest.replace("max = 4", "max = 400", 1))
    return path


def largest_lag_ms(path: Path, timeline: dict[str, Any], sound_of: SoundOf) -> float:
    """Decode, find every clip by cross-correlation, and measure the worst."""
    from listening import MS, decoded, lag

    from bench.by_pydub import clips_of

    heard = decoded(path)
    worst = 0.0
    for clip in clips_of(timeline):
        sound, lead = sound_of(clip)
        late, _ = lag(heard, sound, clip["onset"] - lead, _SLACK_MS * MS)
        worst = max(worst, abs(late) / MS)
    return worst


def _measured(
    command: Sequence[str], folder: Path, environment: dict[str, str]
) -> Cost:
    """Run a command in a folder, under a parent so small that it does not count."""
    measuring = [sys.executable, "-I", "-S", str(HERE / "measured.py"), *command]
    done = subprocess.run(
        measuring, check=True, stdout=subprocess.PIPE, cwd=folder, env=environment
    )
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def _environment(folder: Path) -> dict[str, str]:
    """Give every way compiled modules, as an installation has, and its own folders."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != "PYTHONDONTWRITEBYTECODE"
    }
    kept["PYTHONPATH"] = str(HERE.parents[1])
    kept["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    return kept | _user_folders(folder / "user")


def _user_folders(folder: Path) -> dict[str, str]:
    places = {"XDG_CACHE_HOME": folder / "cache", "XDG_DATA_HOME": folder / "data"}
    for place in places.values():
        place.mkdir(parents=True, exist_ok=True)
    return {name: str(place) for name, place in places.items()}


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        cpu_s=median(cost.cpu_s for cost in costs),
        wall_s=median(cost.wall_s for cost in costs),
        peak_mb=median(cost.peak_mb for cost in costs),
    )


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def ways_text(ways: Sequence[Way]) -> str:
    """Write the table of ways; the first one is what the others are compared with."""
    lines = [
        "| way | CPU s | times ours | wall s | peak MB | off its place, at most, ms |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {way.name} | {way.cost.cpu_s:.2f} "
        f"| {way.cost.cpu_s / ways[0].cost.cpu_s:.1f} | {way.cost.wall_s:.2f} "
        f"| {way.cost.peak_mb:.0f} | {way.late_ms:.1f} |"
        for way in ways
    ]
    return "\n".join(lines)


def growth_text(grown: Sequence[Growth]) -> str:
    """Write the table of lengths."""
    lines = [
        "| minutes | CPU s | wall s | peak MB | file MB |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {each.minutes:.0f} | {each.cost.cpu_s:.2f} | {each.cost.wall_s:.2f} "
        f"| {each.cost.peak_mb:.0f} | {each.file_mb:.1f} |"
        for each in grown
    ]
    return "\n".join(lines)


def machine_text(runs: int) -> str:
    """Say on what the figures were taken."""
    packages = ("numpy", "lameenc", "soundfile", "pydub", "pyttsx3")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    tools = ", ".join(
        " ".join(subprocess.check_output(command, text=True).split()[:words])
        for command, words in (
            (("ffmpeg", "-version"), 3),
            (("espeak-ng", "--version"), 4),
        )
    )
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {versions}; {tools}; medians of {runs}"
    )


def main(arguments: Sequence[str]) -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="a taste: a short session")
    chosen = parser.parse_args(arguments)
    with TemporaryDirectory() as name:
        session = Session(Path(name), ["--preview"] if chosen.quick else [])
        sets = (1, 2) if chosen.quick else tuple(SETS_OF_MINUTES.values())
        ways = measure_ways(session, chosen.runs)
        grown = measure_growth(session, sets, chosen.runs)
        started = session.start_up(chosen.runs)
    sys.stdout.write(
        f"{machine_text(chosen.runs)}\n\n{ways_text(ways)}\n\n{growth_text(grown)}\n\n"
        f"`coach --help`: {started.cpu_s:.2f} s CPU, {started.peak_mb:.0f} MB\n"
    )


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))
    main(sys.argv[1:])
