"""The ID3v2.3 tag of an MP3, in the order that players need; imports mutagen.

mutagen orders frames by size, which jumbles chapters, and it has no setting for that;
so its bytes are cut into frames and put together again in the order given here.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from mutagen import id3

from coach.sinks.languages import iso_639_2
from coach.units import FRAMES_PER_MS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.sinks.tags import TrackTags
    from coach.units import Frames

__all__ = ["id3_tag"]

_PADDING_BYTES = 1024
_HEADER_BYTES = 10
_LATIN_1 = 0
_UTF_16 = 1
_TOP_LEVEL_ORDERED = 3
_NO_OFFSET = 0xFFFFFFFF
_IN_MS = 2
_LYRICS = 1
_FRONT_COVER = 3
# CTOC counts its chapters in one byte.
_CHAPTERS_AT_MOST = 255


def id3_tag(tags: TrackTags, *, encoder: str, cover: bytes) -> bytes:
    """Build the whole tag, padding included; the same arguments give the same bytes."""
    body = b"".join(_frame_bytes(frame) for frame in _frames(tags, encoder, cover))
    size = len(body) + _PADDING_BYTES
    return b"ID3\x03\x00\x00" + _syncsafe(size) + body + bytes(_PADDING_BYTES)


def _frames(tags: TrackTags, encoder: str, cover: bytes) -> Iterator[id3.Frame]:
    """Yield small text, then lyrics, chapters in order of time, the cover last."""
    language = iso_639_2(tags.language)
    yield _text(id3.TIT2, tags.title)
    yield _text(id3.TPE1, tags.artist)
    yield _text(id3.TPE2, tags.artist)
    yield _text(id3.TALB, tags.album)
    yield _text(id3.TCON, tags.genre)
    yield _text(id3.TYER, str(tags.year))
    yield _text(id3.TLEN, str(_ms(tags.duration)))
    yield _text(id3.TLAN, language)
    yield _text(id3.TSSE, encoder)
    yield id3.COMM(
        encoding=_encoding(tags.comment), lang=language, desc="", text=tags.comment
    )
    if tags.lyrics:
        words = "\n".join(line.text for line in tags.lyrics)
        timed = [(line.text, _ms(line.onset)) for line in tags.lyrics]
        encoding = _encoding(words)
        yield id3.USLT(encoding=encoding, lang=language, desc="", text=words)
        yield id3.SYLT(
            encoding=encoding,
            lang=language,
            format=_IN_MS,
            type=_LYRICS,
            desc="",
            text=timed,
        )
    chapters = tags.chapters[:_CHAPTERS_AT_MOST]
    if chapters:
        yield id3.CTOC(
            element_id="toc",
            flags=_TOP_LEVEL_ORDERED,
            child_element_ids=[f"chp{at}" for at in range(len(chapters))],
            sub_frames=[_text(id3.TIT2, tags.title)],
        )
    for at, chapter in enumerate(chapters):
        yield id3.CHAP(
            element_id=f"chp{at}",
            start_time=_ms(chapter.onset),
            end_time=_ms(chapter.onset + chapter.duration),
            start_offset=_NO_OFFSET,
            end_offset=_NO_OFFSET,
            sub_frames=[_text(id3.TIT2, chapter.title)],
        )
    yield id3.APIC(
        encoding=_LATIN_1, mime="image/jpeg", type=_FRONT_COVER, desc="", data=cover
    )


def _text(kind: type[id3.TextFrame], text: str) -> id3.TextFrame:
    return kind(encoding=_encoding(text), text=[text])


def _encoding(text: str) -> int:
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return _UTF_16
    return _LATIN_1


def _ms(position: Frames | int) -> int:
    return round(position / FRAMES_PER_MS)


def _frame_bytes(frame: id3.Frame) -> bytes:
    """Return one v2.3 frame with its header, as mutagen writes it."""
    tag = id3.ID3()
    tag.add(frame)
    file = BytesIO()
    tag.save(file, v1=0, v2_version=3, padding=lambda _info: 0)
    return file.getvalue()[_HEADER_BYTES:]


def _syncsafe(size: int) -> bytes:
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
