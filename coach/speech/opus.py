"""A take as an Opus stream in Ogg, about 5.6 kB a second, the same bytes on every run.

Imports numpy and soundfile at the top: import this module only where samples are.
Lengths survive to the frame: libsndfile takes off what the codec adds. Sounds come
back at most 2 frames early.
"""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np
import soundfile

from coach.errors import MachineError
from coach.speech.limiter import limit
from coach.speech.loudness import active_level_lufs, true_peak_dbtp
from coach.speech.prepare import fade_edges
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["HIGHEST_DBTP", "OpusLevelError", "OpusUnreadableError", "decode", "encode"]

HIGHEST_DBTP = -1.5
"""No take is above it once decoded."""

_COMPRESSION_LEVEL = 0.864  # libsndfile's scale: 40 kb/s before the container
_CEILING_DBTP = -2.0
_MOST_CHANGE_LU = 1.5
_LEVEL_TOLERANCE_LU = 0.2
_ROUNDS = 14

_PAGE_HEADER = struct.Struct("<4sBBqIIIB")
_NUMBER = struct.Struct("<I")
_SERIAL = 1
_SERIAL_AT = 14
_CHECKSUM_AT = 22
_REVERSED_BITS = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


class OpusLevelError(MachineError):
    """A take comes back from the codec too loud, too soft or too high."""

    def __init__(self, text: str) -> None:
        """Name the take's text."""
        self.text = text
        super().__init__(
            f"Opus cannot hold the level of the take '{text}'; say it in other words"
        )


class OpusUnreadableError(MachineError):
    """The libsndfile of this computer does not decode Opus."""

    def __init__(self, version: str) -> None:
        """Carry the library's version."""
        self.version = version
        super().__init__(
            f"libsndfile {version} cannot decode Opus: install the package soundfile "
            "from a wheel, which carries one that can"
        )


def encode(samples: NDArray[np.float32], *, text: str) -> bytes:
    """Encode one take so that it decodes at its own level and under the ceiling.

    The codec lets peaks overshoot and takes up to 0.7 dB from a low voice, so the gain
    that undoes both is found by trying.
    """
    level_lufs = active_level_lufs(samples)
    gain_db, ceiling_dbtp = 0.0, _CEILING_DBTP
    nearest_lu, nearest = _MOST_CHANGE_LU, b""
    for _ in range(_ROUNDS):
        louder = samples * np.float32(10 ** (gain_db / 20))
        stream = _encode(limit(louder, ceiling_dbtp=ceiling_dbtp))
        decoded = decode(stream)
        change_db = active_level_lufs(decoded) - level_lufs
        excess_db = true_peak_dbtp(decoded) - HIGHEST_DBTP
        if abs(change_db) <= _LEVEL_TOLERANCE_LU and excess_db <= 0:
            return stream
        if abs(change_db) <= nearest_lu and excess_db <= 0:
            nearest_lu, nearest = abs(change_db), stream
        gain_db -= change_db
        ceiling_dbtp -= max(0.0, excess_db)
    # A voice that is all peaks stays a little soft rather than out of its pack.
    if nearest:
        return nearest
    raise OpusLevelError(text)


def decode(stream: bytes) -> NDArray[np.float32]:
    """Decode one stream at 48 kHz, its ends faded to 0 again."""
    try:
        samples, _ = soundfile.read(io.BytesIO(stream), dtype="float32")
    except soundfile.LibsndfileError as fault:
        raise OpusUnreadableError(soundfile.__libsndfile_version__) from fault
    return fade_edges(samples)


def _encode(samples: NDArray[np.float32]) -> bytes:
    file = io.BytesIO()
    soundfile.write(
        file,
        samples,
        SAMPLE_RATE,
        format="OGG",
        subtype="OPUS",
        compression_level=_COMPRESSION_LEVEL,
    )
    return _numbered(file.getvalue())


def _numbered(stream: bytes) -> bytes:
    """Give every page the same serial number each time: libsndfile draws it."""
    pages = []
    at = 0
    while at < len(stream):
        segments = _PAGE_HEADER.unpack_from(stream, at)[-1]
        sizes_at = at + _PAGE_HEADER.size
        sizes = stream[sizes_at : sizes_at + segments]
        end = sizes_at + segments + sum(sizes)
        page = bytearray(stream[at:end])
        _NUMBER.pack_into(page, _SERIAL_AT, _SERIAL)
        _NUMBER.pack_into(page, _CHECKSUM_AT, 0)
        _NUMBER.pack_into(page, _CHECKSUM_AT, _checksum(bytes(page)))
        pages.append(bytes(page))
        at = end
    return b"".join(pages)


def _checksum(page: bytes) -> int:
    """Compute RFC 3533's CRC: zlib's with every bit order turned, and no inversion."""
    turned = zlib.crc32(page.translate(_REVERSED_BITS), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{turned:032b}"[::-1], 2)
