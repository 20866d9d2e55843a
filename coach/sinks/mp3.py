"""MP3: constant bit rate, mono, 48 kHz, gapless; imports numpy and lameenc.

`Mp3File` lays out a file from finished MP3 frames and knows no encoder; the encoders
(`coach.sinks.islands`, `coach.sinks.lame`) make frames and know no file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from coach.errors import UsageError
from coach.sinks.frame_cache import FrameCache
from coach.sinks.gapless import BITRATES_KBPS, Crc16, frame_bytes, info_frame
from coach.sinks.islands import IslandEncoder
from coach.sinks.lame import lame_quality
from coach.sinks.pcm import to_int16
from coach.sinks.sink import FileSink

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from coach.sinks.tags import TrackTags
    from coach.units import Frames

__all__ = ["Mp3File", "Mp3Sink"]


class Mp3File:
    """An ID3 tag, an Info frame and the audio frames, in that order."""

    def __init__(self, file: BinaryIO, *, tag: bytes, bitrate_kbps: int) -> None:
        """Write the tag and keep room for the Info frame."""
        self._file = file
        self._bitrate_kbps = bitrate_kbps
        self._info_at = len(tag)
        self._audio_bytes = 0
        self._crc = Crc16()
        file.write(tag)
        file.write(bytes(frame_bytes(bitrate_kbps)))

    def append(self, mp3: bytes) -> None:
        """Add audio frames of this file's bit rate."""
        self._file.write(mp3)
        self._crc.update(mp3)
        self._audio_bytes += len(mp3)

    def finish(self, samples: Frames) -> None:
        """Write the Info frame, now that all counts are known; the file stays open."""
        info = info_frame(
            bitrate_kbps=self._bitrate_kbps,
            quality=lame_quality(self._bitrate_kbps),
            samples=samples,
            frames=self._audio_bytes // frame_bytes(self._bitrate_kbps),
            music_crc=self._crc.value,
        )
        self._file.seek(self._info_at)
        self._file.write(info)


class Mp3Sink(FileSink):
    """Writes an MP3 with its tags, each distinct sound encoded once, in flat memory."""

    def __init__(
        self,
        path: Path,
        tags: TrackTags,
        *,
        bitrate_kbps: int,
        cache_folder: Path | None = None,
    ) -> None:
        """Refuse a bit rate that MP3 does not have."""
        if bitrate_kbps not in BITRATES_KBPS:
            known = ", ".join(map(str, BITRATES_KBPS))
            raise UsageError(
                f"MP3 has no bit rate of {bitrate_kbps} kb/s; choose from {known}"
            )
        super().__init__(path, tags)
        self._bitrate_kbps = bitrate_kbps
        self._cache = None if cache_folder is None else FrameCache(cache_folder)
        self._output: BinaryIO | None = None

    def _open(self, path: Path, tags: TrackTags) -> None:
        from coach.sinks.cover import draw_cover
        from coach.sinks.id3 import id3_tag

        quality = lame_quality(self._bitrate_kbps)
        encoder = f"LAME, CBR {self._bitrate_kbps} kb/s, quality {quality}"
        cover = draw_cover(tags.title, position=tags.position, subtitle=tags.subtitle)
        self._output = path.open("wb")
        self._mp3 = Mp3File(
            self._output,
            tag=id3_tag(tags, encoder=encoder, cover=cover),
            bitrate_kbps=self._bitrate_kbps,
        )
        self._encoder = IslandEncoder(self._bitrate_kbps, self._cache)

    def _encode(self, block: NDArray[np.float32]) -> None:
        self._mp3.append(self._encoder.encode(to_int16(block)))

    def _close(self) -> None:
        self._mp3.append(self._encoder.flush())
        self._mp3.finish(self._tags.duration)
        if self._output is not None:
            self._output.close()

    def _abandon(self) -> None:
        if self._output is not None:
            self._output.close()
