"""WAV, FLAC, Ogg Vorbis and Opus, block by block; imports soundfile and mutagen."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, NoReturn

import soundfile
from mutagen import MutagenError
from mutagen.flac import FLAC, Picture
from mutagen.ogg import OggPage
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

from coach.sinks.atomic import OutputError, raise_refusal
from coach.sinks.cover import draw_cover
from coach.sinks.pcm import to_int16
from coach.sinks.sink import FileSink
from coach.units import FRAMES_PER_MS, SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from coach.sinks.tags import TrackTags
    from coach.units import Frames

__all__ = ["FlacSink", "OpusSink", "VorbisSink", "WavSink"]

_OPUS_LOWEST_BPS = 6_000
_OPUS_SPAN_BPS = 250_000
_SERIAL = 1
_FRONT_COVER = 3
# libvorbis takes its working memory from the stack, by the length of one write.
_FRAMES_AT_ONCE = 1 << 16


class _SoundFileSink(FileSink):
    """What libsndfile writes; subclasses say which format, and tag it."""

    container: str
    coding: str
    compression: float | None = None
    _output: soundfile.SoundFile | None = None

    def _open(self, path: Path, tags: TrackTags) -> None:
        self._path = path
        try:
            self._output = soundfile.SoundFile(
                path,
                "w",
                SAMPLE_RATE,
                1,
                self.coding,
                format=self.container,
                compression_level=self.compression,
            )
            self._begin(self._output, tags)
        except soundfile.LibsndfileError as fault:
            self._refused(fault)

    def _encode(self, block: NDArray[np.float32]) -> None:
        if self._output is None:
            raise RuntimeError("write needs an open sink")
        try:
            for at in range(0, block.size, _FRAMES_AT_ONCE):
                self._output.write(self._form(block[at : at + _FRAMES_AT_ONCE]))
        except soundfile.LibsndfileError as fault:
            self._refused(fault)

    def _close(self) -> None:
        self._abandon()
        try:
            self._tag(self._path, self._tags)
        except MutagenError as fault:
            self._refused(fault)

    def _abandon(self) -> None:
        try:
            if self._output is not None:
                self._output.close()
        except soundfile.LibsndfileError as fault:
            self._refused(fault)

    def _begin(self, output: soundfile.SoundFile, tags: TrackTags) -> None:
        """Set what must stand before the samples."""

    def _form(
        self, block: NDArray[np.float32]
    ) -> NDArray[np.float32] | NDArray[np.int16]:
        """Return the samples as the coding wants them."""
        return to_int16(block)

    def _tag(self, path: Path, tags: TrackTags) -> None:
        """Tag the complete file."""

    def _refused(self, fault: Exception) -> NoReturn:
        # Neither library passes on what the disk refused.
        raise_refusal(self._path)
        raise OutputError(self.path, str(fault)) from fault


class WavSink(_SoundFileSink):
    """16-bit WAV; its few tags go in a LIST INFO chunk."""

    container = "WAV"
    coding = "PCM_16"

    def _begin(self, output: soundfile.SoundFile, tags: TrackTags) -> None:
        output.title = tags.title
        output.artist = tags.artist
        output.album = tags.album
        output.genre = tags.genre
        output.date = str(tags.year)
        output.comment = tags.comment


class FlacSink(_SoundFileSink):
    """16-bit FLAC."""

    container = "FLAC"
    coding = "PCM_16"

    def _tag(self, path: Path, tags: TrackTags) -> None:
        file = FLAC(path)
        for name, text in _vorbis_comments(tags).items():
            file[name] = text
        file.add_picture(_picture(tags))
        file.save()


class _OggSink(_SoundFileSink):
    """Vorbis or Opus in Ogg."""

    container = "OGG"
    tagger: type[OggVorbis | OggOpus]

    def _form(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        return block

    def _tag(self, path: Path, tags: TrackTags) -> None:
        _number_stream(path)
        file = self.tagger(path)
        for name, text in _vorbis_comments(tags).items():
            file[name] = text
        picture = b64encode(_picture(tags).write())
        file["METADATA_BLOCK_PICTURE"] = picture.decode("ascii")
        file.save()


class VorbisSink(_OggSink):
    """Ogg Vorbis at libsndfile's own quality, about 70 kb/s for speech."""

    coding = "VORBIS"
    tagger = OggVorbis


class OpusSink(_OggSink):
    """Ogg Opus near a stated bit rate."""

    coding = "OPUS"
    tagger = OggOpus

    def __init__(self, path: Path, tags: TrackTags, *, bitrate_kbps: int) -> None:
        """State the bit rate the way libsndfile does: 1 is 6 kb/s and 0 is 256 kb/s."""
        super().__init__(path, tags)
        level = 1 - (bitrate_kbps * 1000 - _OPUS_LOWEST_BPS) / _OPUS_SPAN_BPS
        self.compression = min(max(level, 0.0), 1.0)


def _vorbis_comments(tags: TrackTags) -> dict[str, str]:
    comments = {
        "TITLE": tags.title,
        "ARTIST": tags.artist,
        "ALBUMARTIST": tags.artist,
        "ALBUM": tags.album,
        "GENRE": tags.genre,
        "DATE": str(tags.year),
        "LANGUAGE": tags.language,
        "COMMENT": tags.comment,
    }
    if tags.lyrics:
        comments["LYRICS"] = "\n".join(line.text for line in tags.lyrics)
    return comments | dict(_chapter_comments(tags))


def _chapter_comments(tags: TrackTags) -> Iterator[tuple[str, str]]:
    for at, chapter in enumerate(tags.chapters):
        yield f"CHAPTER{at:03}", _clock(chapter.onset)
        yield f"CHAPTER{at:03}NAME", chapter.title


def _clock(position: Frames) -> str:
    """Write a position as 00:04:10.125, as chapter comments do."""
    whole_s, rest_ms = divmod(round(position / FRAMES_PER_MS), 1000)
    minutes, whole_s = divmod(whole_s, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{whole_s:02}.{rest_ms:03}"


def _picture(tags: TrackTags) -> Picture:
    picture = Picture()
    picture.type = _FRONT_COVER
    picture.mime = "image/jpeg"
    picture.data = draw_cover(
        tags.title, position=tags.position, subtitle=tags.subtitle
    )
    return picture


def _number_stream(path: Path) -> None:
    """Give the stream a fixed serial number: libsndfile draws one at random."""
    with path.open("r+b") as file:
        at, end = 0, path.stat().st_size
        while at < end:
            file.seek(at)
            page = OggPage(file)
            page.serial = _SERIAL
            file.seek(at)
            at += file.write(page.write())
