"""Where samples go: files by their extension, each in a module loaded when asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coach.sinks.sink import FileSink
    from coach.sinks.tags import TrackTags

    Maker = Callable[[Path, TrackTags, "_Encoding"], FileSink]

__all__ = ["FILE_SINKS", "check_output", "open_sink"]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Encoding:
    """What some formats want to know beside the tags."""

    bitrate_kbps: int
    cache_folder: Path | None


def open_sink(
    path: Path,
    tags: TrackTags,
    *,
    bitrate_kbps: int = 96,
    cache_folder: Path | None = None,
) -> FileSink:
    """Return a sink for the extension.

    `bitrate_kbps` is for MP3, Opus and AAC; `cache_folder` is where MP3 keeps what it
    has encoded.
    """
    encoding = _Encoding(bitrate_kbps=bitrate_kbps, cache_folder=cache_folder)
    return _maker(path)(path, tags, encoding)


def check_output(path: Path) -> None:
    """Raise at once where no sink could write this file, before any work is done."""
    from coach.sinks.atomic import check_target

    _maker(path)
    check_target(path)


def _maker(path: Path) -> Maker:
    make = FILE_SINKS.get(path.suffix.lower())
    if make is None:
        known = ", ".join(FILE_SINKS)
        raise UsageError(
            f"cannot tell the format of {path.name!r} from its name; "
            f"end it in one of {known}"
        )
    return make


def _mp3(path: Path, tags: TrackTags, encoding: _Encoding) -> FileSink:
    from coach.sinks.mp3 import Mp3Sink

    return Mp3Sink(
        path,
        tags,
        bitrate_kbps=encoding.bitrate_kbps,
        cache_folder=encoding.cache_folder,
    )


def _wav(path: Path, tags: TrackTags, _: _Encoding) -> FileSink:
    from coach.sinks.files import WavSink

    return WavSink(path, tags)


def _flac(path: Path, tags: TrackTags, _: _Encoding) -> FileSink:
    from coach.sinks.files import FlacSink

    return FlacSink(path, tags)


def _vorbis(path: Path, tags: TrackTags, _: _Encoding) -> FileSink:
    from coach.sinks.files import VorbisSink

    return VorbisSink(path, tags)


def _opus(path: Path, tags: TrackTags, encoding: _Encoding) -> FileSink:
    from coach.sinks.files import OpusSink

    return OpusSink(path, tags, bitrate_kbps=encoding.bitrate_kbps)


def _m4a(path: Path, tags: TrackTags, encoding: _Encoding) -> FileSink:
    from coach.sinks.m4a import M4aSink

    return M4aSink(path, tags, bitrate_kbps=encoding.bitrate_kbps)


FILE_SINKS: dict[str, Maker] = {
    ".mp3": _mp3,
    ".wav": _wav,
    ".flac": _flac,
    ".ogg": _vorbis,
    ".opus": _opus,
    ".m4a": _m4a,
}
"""What makes the sink for each extension."""
