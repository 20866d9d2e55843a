"""Sound between silences, encoded once: the reason that a track costs so little.

The same few sounds come again and again, and between them all samples are 0. A stretch
of sound with digital silence on both sides is an island, one complete encode; islands
of the same samples have the same MP3 frames, and a silent frame is the same everywhere.
Decoded, frames joined like this are what one long encode would have been: an encode
begins with nothing in LAME's bit reservoir and leans on no frame before its first.
Imports numpy and lameenc.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from coach.sinks.gapless import frame_bytes
from coach.sinks.lame import Mp3Encoder, lame_quality
from coach.units import TICK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from coach.sinks.frame_cache import FrameCache

__all__ = ["IslandEncoder"]

# A decoder hears a tick in its own frame and the two after it; silent frames before a
# sound leave LAME bits to spend on it.
_LEAD_TICKS = 3
_TAIL_TICKS = 4
# Longer ones are not kept whole: a sound that never pauses would fill the memory.
_LONGEST_TICKS = 1000
_MOST_KEPT_BYTES = 4_000_000


class IslandEncoder:
    """Turns samples into whole MP3 frames, each distinct island encoded once.

    Gives as many frames as LAME does: one for each tick begun, and one more.
    """

    def __init__(self, bitrate_kbps: int, cache: FrameCache | None = None) -> None:
        """Begin in silence; `cache` holds what earlier tracks have encoded."""
        self._bitrate_kbps = bitrate_kbps
        self._cache = cache
        self._frame_bytes = frame_bytes(bitrate_kbps)
        self._rest = np.zeros(0, np.int16)
        self._silent_ticks = 0
        self._island: list[NDArray[np.int16]] = []
        self._island_ticks = 0
        self._long: _LongIsland | None = None
        self._kept: dict[str, bytes] = {}
        self._kept_bytes = 0

    def encode(self, block: NDArray[np.int16]) -> bytes:
        """Return the frames that are complete by now."""
        if len(self._rest):
            block = np.concatenate([self._rest, block])
        whole = len(block) // TICK * TICK
        self._rest = block[whole:].copy()
        ticks = block[:whole].reshape(-1, TICK)
        return b"".join(self._add(run, sounds=sounds) for run, sounds in _runs(ticks))

    def flush(self) -> bytes:
        """Return the last frames; the encoder is spent."""
        padding = -len(self._rest) % TICK
        last = self.encode(np.zeros(padding, np.int16))
        self._silent_ticks += 1
        if self._island_ticks:
            last += self._close_island(min(self._silent_ticks, _TAIL_TICKS))
        return last + self._silence(self._silent_ticks)

    def _add(self, ticks: NDArray[np.int16], *, sounds: bool) -> bytes:
        if sounds:
            return self._add_sound(ticks)
        self._silent_ticks += len(ticks)
        if self._island_ticks and self._silent_ticks >= _TAIL_TICKS + _LEAD_TICKS:
            frames = self._close_island(_TAIL_TICKS)
        else:
            frames = b""
        if self._island_ticks:
            return frames
        return frames + self._silence(self._silent_ticks - _LEAD_TICKS)

    def _add_sound(self, ticks: NDArray[np.int16]) -> bytes:
        silence = np.zeros((self._silent_ticks, TICK), np.int16)
        self._island += [silence, ticks]
        self._island_ticks += len(silence) + len(ticks)
        self._silent_ticks = 0
        if self._island_ticks <= _LONGEST_TICKS:
            return b""
        if self._long is None:
            self._long = _LongIsland(self._bitrate_kbps)
        return self._long.encode(self._taken())

    def _close_island(self, tail_ticks: int) -> bytes:
        self._island.append(np.zeros((tail_ticks, TICK), np.int16))
        self._silent_ticks -= tail_ticks
        size = (self._island_ticks + tail_ticks) * self._frame_bytes
        self._island_ticks = 0
        if self._long is not None:
            frames = self._long.finish(self._taken(), size)
            self._long = None
            return frames
        return self._frames_of(self._taken(), size)

    def _taken(self) -> NDArray[np.int16]:
        samples = np.concatenate(self._island)
        self._island.clear()
        return samples.reshape(-1)

    def _frames_of(self, samples: NDArray[np.int16], size: int) -> bytes:
        """Look the island up, or encode it; keep the ones heard of last."""
        key = _key(samples, self._bitrate_kbps)
        frames = self._kept.pop(key, None)
        if frames is None:
            frames = self._stored_or_made(key, samples, size)
            self._kept_bytes += size
        self._kept[key] = frames
        while self._kept_bytes > _MOST_KEPT_BYTES:
            oldest = next(iter(self._kept))
            self._kept_bytes -= len(self._kept.pop(oldest))
        return frames

    def _stored_or_made(self, key: str, samples: NDArray[np.int16], size: int) -> bytes:
        stored = self._cache.get(key) if self._cache is not None else None
        if stored is not None and len(stored) == size:
            return stored
        made = _LongIsland(self._bitrate_kbps).finish(samples, size)
        if self._cache is not None:
            self._cache.put(key, made)
        return made

    def _silence(self, ticks: int) -> bytes:
        if ticks <= 0:
            return b""
        self._silent_ticks -= ticks
        return silent_frame(self._bitrate_kbps) * ticks


class _LongIsland:
    """One complete encode, of which the first frames are used."""

    def __init__(self, bitrate_kbps: int) -> None:
        self._encoder = Mp3Encoder(bitrate_kbps)
        self._given = 0

    def encode(self, samples: NDArray[np.int16]) -> bytes:
        frames = self._encoder.encode(samples)
        self._given += len(frames)
        return frames

    def finish(self, samples: NDArray[np.int16], size: int) -> bytes:
        """Return what is left of the `size` bytes that the whole island has."""
        left = size - self._given
        return (self._encoder.encode(samples) + self._encoder.flush())[:left]


@cache
def silent_frame(bitrate_kbps: int) -> bytes:
    """Encode one tick of silence."""
    encoder = Mp3Encoder(bitrate_kbps)
    frames = encoder.encode(np.zeros(2 * TICK, np.int16)) + encoder.flush()
    return frames[: frame_bytes(bitrate_kbps)]


def _key(samples: NDArray[np.int16], bitrate_kbps: int) -> str:
    """Name an island by its samples and by what encodes them."""
    # LAME writes its version and the bit rate into a silent frame.
    encoder = silent_frame(bitrate_kbps) + bytes((lame_quality(bitrate_kbps),))
    key = blake2b(encoder, digest_size=16)
    key.update(samples.data)
    return key.hexdigest()


def _runs(ticks: NDArray[np.int16]) -> Iterator[tuple[NDArray[np.int16], bool]]:
    """Cut a block where sound begins and ends."""
    sounds: NDArray[np.bool_] = np.any(ticks, axis=1)
    edges = [0, *(np.flatnonzero(np.diff(sounds)) + 1).tolist(), len(ticks)]
    for first, end in pairwise(edges):
        if first < end:
            yield ticks[first:end], bool(sounds[first])
