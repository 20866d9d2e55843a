"""The Info frame: a silent MP3 frame that states length, seek table, delay and padding.

Without it players start 23 ms late and end on a whole frame. The layout is LAME's
(http://gabriel.mp3-tech.org/mp3infotag.html); imports numpy.
"""

from __future__ import annotations

import struct
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from coach.units import TICK, Frames

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BITRATES_KBPS", "ENCODER_DELAY", "Crc16", "frame_bytes", "info_frame"]

BITRATES_KBPS = (64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""The bit rates of MPEG-1 layer III whose frames hold an Info header, in kb/s."""

ENCODER_DELAY = Frames(576)
"""Frames of silence that LAME puts before the first sample."""

_FIRST_BITRATE_INDEX = 5
_CBR_METHOD = 1
# The oldest name that every decoder trusts for delay and padding.
_VERSION = b"LAME3.100"
_LAME_VBR_QUALITY = 4
_SOURCE_48_KHZ = 2 << 6
_NSPSYTUNE = 1 << 4
_ATH_TYPE = 4


def frame_bytes(bitrate_kbps: int) -> int:
    """Bytes in one frame: at 48 kHz always whole, so no frame is ever padded."""
    return bitrate_kbps * 3


def info_frame(
    *, bitrate_kbps: int, quality: int, samples: Frames, frames: int, music_crc: int
) -> bytes:
    """Build the first frame of a CBR track whose audio frames hold `samples`."""
    size = frame_bytes(bitrate_kbps)
    stream_bytes = (frames + 1) * size
    padding = frames * TICK - ENCODER_DELAY - samples
    # MPEG-1 layer III, no CRC, 48 kHz, mono, original; 17 bytes of side information.
    index = _FIRST_BITRATE_INDEX + BITRATES_KBPS.index(bitrate_kbps)
    header = bytes((0xFF, 0xFB, index << 4 | 0x04, 0xC4)) + bytes(17)
    xing = struct.pack(
        ">4sIII100sI",
        b"Info",
        0x0F,
        frames,
        stream_bytes,
        bytes(
            (size + at * frames // 100 * size) * 256 // stream_bytes
            for at in range(100)
        ),
        100 - 10 * _LAME_VBR_QUALITY - quality,
    )
    lame = struct.pack(
        ">9sBBIHHBB3sBBHIH",
        _VERSION,
        _CBR_METHOD,
        0,  # low-pass: not stated
        0,  # peak: not stated
        0,  # track gain: not stated
        0,  # album gain: not stated
        _NSPSYTUNE | _ATH_TYPE,
        min(bitrate_kbps, 255),
        (ENCODER_DELAY << 12 | padding).to_bytes(3, "big"),
        _SOURCE_48_KHZ,
        0,  # no gain applied to the frames
        bitrate_kbps,
        stream_bytes,
        music_crc,
    )
    stated = header + xing + lame
    crc = Crc16()
    crc.update(stated)
    return (stated + struct.pack(">H", crc.value)).ljust(size, b"\0")


class Crc16:
    """CRC-16/ARC, kept up as bytes arrive.

    A CRC is linear, so many rows are reckoned side by side, 16 bits a step, and then
    joined: 8 ms for five minutes, where a loop over the bytes takes half a second.
    """

    def __init__(self) -> None:
        """Begin with no bytes."""
        self._joined = 0
        self._waiting = bytearray()

    def update(self, data: bytes) -> None:
        """Add bytes."""
        self._waiting += data
        if len(self._waiting) >= _ENOUGH_BYTES:
            self._join_rows()

    @property
    def value(self) -> int:
        """The CRC of all bytes so far."""
        self._join_rows()
        crc = self._joined
        by_byte = _tables().by_byte
        for byte in self._waiting:
            crc = by_byte[(crc ^ byte) & 0xFF] ^ crc >> 8
        return crc

    def _join_rows(self) -> None:
        rows = len(self._waiting) // _ROW_BYTES
        if not rows:
            return
        tables = _tables()
        taken = rows * _ROW_BYTES
        words = np.frombuffer(bytes(self._waiting[:taken]), "<u2").reshape(rows, -1)
        del self._waiting[:taken]
        crcs = np.zeros(rows, np.uint16)
        for column in np.ascontiguousarray(words.T):
            crcs = tables.by_word[crcs ^ column]
        crc = self._joined
        past_low, past_high = tables.past_row_low, tables.past_row_high
        for row_crc in crcs.tolist():
            crc = past_low[crc & 0xFF] ^ past_high[crc >> 8] ^ row_crc
        self._joined = crc


_ROW_BYTES = 256
_ENOUGH_BYTES = 1 << 18
_POLYNOMIAL = 0xA001


class _Tables:
    """What a CRC becomes after one byte, one word, and one row of zeros."""

    def __init__(self) -> None:
        by_byte: NDArray[np.uint16] = np.arange(256, dtype=np.uint16)
        for _ in range(8):
            step = by_byte >> 1 ^ (by_byte & 1) * np.uint16(_POLYNOMIAL)
            by_byte = step.astype(np.uint16)
        self.by_byte: list[int] = by_byte.tolist()
        word = np.arange(65536, dtype=np.uint16)
        low_done = (by_byte[word & 0xFF] ^ word >> 8).astype(np.uint16)
        both_done = by_byte[low_done & 0xFF] ^ low_done >> 8
        self.by_word: NDArray[np.uint16] = both_done.astype(np.uint16)
        past_row = np.concatenate([np.arange(256), np.arange(256) << 8]).astype(
            np.uint16
        )
        for _ in range(_ROW_BYTES // 2):
            past_row = self.by_word[past_row]
        self.past_row_low: list[int] = past_row[:256].tolist()
        self.past_row_high: list[int] = past_row[256:].tolist()


@cache
def _tables() -> _Tables:
    return _Tables()
