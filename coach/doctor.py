"""Looking the computer over: voices, formats, cache and sound, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coach.errors import CoachError
from coach.listings import voice_facts, voice_text
from coach.sinks import FILE_SINKS
from coach.sinks.m4a import find_ffmpeg

if TYPE_CHECKING:
    from pathlib import Path

    from coach.pipeline import Places

__all__ = ["doctor_facts", "doctor_text"]

_MB = 1e6


def doctor_facts(places: Places) -> dict[str, Any]:
    """Gather what works here."""
    ffmpeg = _ffmpeg()
    return {
        "voices": voice_facts(places.data),
        "formats": [name for name in FILE_SINKS if ffmpeg or name != ".m4a"],
        "ffmpeg": ffmpeg,
        "cache": _cache(places.cache),
    }


def _ffmpeg() -> str | None:
    try:
        return str(find_ffmpeg())
    except CoachError:
        return None


def _cache(folder: Path) -> dict[str, Any]:
    sizes = [_size(path) for path in folder.rglob("*") if path.is_file()]
    return {"folder": str(folder), "files": len(sizes), "bytes": sum(sizes)}


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        # Another coach has just cleared it away.
        return 0


def _cache_line(cache: dict[str, Any]) -> str:
    return (
        f"Cache: {cache['files']} files, {cache['bytes'] / _MB:.1f} MB, in "
        f"{cache['folder']}. It may be deleted; it is made again as it is needed."
    )


def doctor_text(facts: dict[str, Any]) -> str:
    """Write the same as plain sentences."""
    formats = ", ".join(name.removeprefix(".") for name in facts["formats"])
    lines = [
        "Voices:",
        voice_text(facts["voices"]),
        "",
        f"Formats: {formats}.",
    ]
    if facts["ffmpeg"] is None:
        lines.append('For m4a, install ffmpeg: pip install "audio-coach[ffmpeg]"')
    lines += [
        "",
        _cache_line(facts["cache"]),
        "",
        "Sound: the coach makes tracks, which any music player plays.",
    ]
    return "\n".join(lines)
