"""Time in integers: milliseconds in scripts, frames and ticks in timelines.

Half-open ranges are stored as onset + duration. A script's instants are whole
milliseconds, so at 48 kHz each is a whole number of frames; rounding happens once, to
the tick, and never accumulates.
"""

from __future__ import annotations

import re
from typing import NewType

__all__ = [
    "FRAMES_PER_MS",
    "SAMPLE_RATE",
    "TICK",
    "Frames",
    "Milliseconds",
    "ceil_tick",
    "clock_text",
    "floor_tick",
    "format_duration",
    "frames",
    "nearest_tick",
    "parse_duration",
    "seconds",
]

Frames = NewType("Frames", int)
"""A position or a length in samples at `SAMPLE_RATE`."""

Milliseconds = NewType("Milliseconds", int)
"""A duration as scripts state it."""

SAMPLE_RATE = 48_000
"""Frames a second of every timeline and take, in Hz."""

TICK = 1_152
"""Frames in one 48 kHz MP3 frame, 24 ms: three seconds are exactly 125 of them."""

FRAMES_PER_MS = SAMPLE_RATE // 1000

_DURATION = re.compile(
    r"(?:(?P<m>\d{1,4}) ?m(?:in)? ?)?(?:(?P<s>\d{1,5}(?:\.\d{1,3})?) ?s)?"
    r"|(?P<ms>\d{1,7}) ?ms",
)


def parse_duration(text: str) -> Milliseconds | None:
    """Read "3 s", "1m30s" or "250 ms" by full match; None where it is no duration."""
    match = _DURATION.fullmatch(text.strip())
    if match is None or not any(match.groups()):
        return None
    if match["ms"]:
        return Milliseconds(int(match["ms"]))
    whole, _, part = (match["s"] or "0").partition(".")
    in_ms = int(match["m"] or 0) * 60_000 + int(whole) * 1000 + int(part.ljust(3, "0"))
    return Milliseconds(in_ms)


def format_duration(duration: Milliseconds) -> str:
    """Write a duration the way scripts state it: "3 s", "1m30s", "250 ms"."""
    whole_s, rest_ms = divmod(duration, 1000)
    if rest_ms and not whole_s:
        return f"{rest_ms} ms"
    part = f".{rest_ms:03}".rstrip("0") if rest_ms else ""
    minutes, whole_s = divmod(whole_s, 60)
    if minutes and not (whole_s or part):
        return f"{minutes}m"
    return f"{minutes}m{whole_s}{part}s" if minutes else f"{whole_s}{part} s"


def frames(duration: Milliseconds) -> Frames:
    """Convert milliseconds to frames, exactly."""
    return Frames(duration * FRAMES_PER_MS)


def seconds(length: Frames) -> float:
    """Convert frames to seconds, for people and for tags; never for reckoning on."""
    return length / SAMPLE_RATE


def nearest_tick(position: int) -> Frames:
    """Round to the nearest tick (half up): at most 12 ms away."""
    return Frames((position + TICK // 2) // TICK * TICK)


def floor_tick(position: int) -> Frames:
    """Round down to a tick: for what must end before something."""
    return Frames(position // TICK * TICK)


def ceil_tick(position: int) -> Frames:
    """Round up to a tick: for what must begin after something."""
    return Frames(-(-position // TICK) * TICK)


def clock_text(position: Frames) -> str:
    """Write a position as minutes and seconds, "4:10"."""
    minutes, whole_s = divmod(int(seconds(position)), 60)
    return f"{minutes}:{whole_s:02}"
