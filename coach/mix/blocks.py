"""The streaming mixer: a timeline and its takes become blocks of samples.

Memory holds one block, the clips that sound in it, and the takes that later clips will
need again; how long the timeline is makes no difference.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.mix.tones import render_tone
from coach.timeline.model import ToneSource
from coach.units import SAMPLE_RATE, TICK, Frames

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from coach.speech.take import Take
    from coach.timeline.model import Clip, SpeechSource, Timeline

__all__ = ["BLOCK_FRAMES", "LONGEST_EDGE", "mix_blocks"]

BLOCK_FRAMES = Frames(32 * TICK)
"""The usual block: 768 ms, 147 kB."""

LONGEST_EDGE = Frames(SAMPLE_RATE)
"""How far samples are used before and after a clip's sounding part, at most."""


def mix_blocks(
    timeline: Timeline,
    takes: Callable[[Clip], Take],
    *,
    block_frames: int = BLOCK_FRAMES,
    start: int = 0,
) -> Iterator[NDArray[np.float32]]:
    """Mix from `start` to the end in blocks of `block_frames`, the last one shorter.

    Samples are the same whatever the block and the start, and lie within -1 and 1.
    Each take is fetched when it is first needed and dropped after its last clip.
    """
    if block_frames < 1 or start < 0:
        raise ValueError(f"blocks of {block_frames} frames from frame {start}")
    import numpy as np

    waiting = _by_onset(timeline, start)
    shelf = _Shelf(waiting, takes)
    sounding: list[_Sound] = []
    following = 0
    for first in range(start, timeline.duration, block_frames):
        end = min(first + block_frames, timeline.duration)
        while following < len(waiting):
            clip = waiting[following]
            if clip.onset - LONGEST_EDGE >= end:
                break
            sounding.append(shelf.sound(clip))
            following += 1
        block = np.zeros(end - first, np.float32)
        if sounding:
            for sound in sounding:
                sound.add_to(block, first)
            # The compiler's sums stay below full scale; a timeline from elsewhere may
            # not, and what wraps round in an encoder or a device is a bang in the ear.
            np.clip(block, -1.0, 1.0, out=block)
            sounding = [sound for sound in sounding if sound.end > end]
        yield block


def _by_onset(timeline: Timeline, start: int) -> list[Clip]:
    """List the clips that may sound at or after `start`, in order of onset."""
    clips = [
        clip
        for track in timeline.tracks
        for clip in track.clips
        if clip.end + LONGEST_EDGE > start
    ]
    return sorted(clips, key=lambda clip: clip.onset)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Sound:
    """Samples at their place: `first` is where their first one lies."""

    samples: NDArray[np.float32]
    first: int
    gain: float

    @property
    def end(self) -> int:
        return self.first + len(self.samples)

    def add_to(self, block: NDArray[np.float32], block_first: int) -> None:
        """Add the part that lies inside a block, if any does."""
        begin = max(self.first, block_first)
        end = min(self.end, block_first + len(block))
        if begin >= end:
            return
        part = self.samples[begin - self.first : end - self.first]
        if self.gain != 1.0:
            part = part * self.gain
        block[begin - block_first : end - block_first] += part


class _Shelf:
    """Fetches each distinct take or tone once, and drops it after its last clip."""

    def __init__(self, clips: Sequence[Clip], takes: Callable[[Clip], Take]) -> None:
        self._takes = takes
        self._uses_left = Counter(clip.source for clip in clips)
        self._held: dict[
            SpeechSource | ToneSource, tuple[NDArray[np.float32], Frames]
        ] = {}

    def sound(self, clip: Clip) -> _Sound:
        """Place a clip's samples, its sounding part on its onset."""
        samples, lead = self._held.get(clip.source) or self._fetch(clip)
        self._uses_left[clip.source] -= 1
        if self._uses_left[clip.source]:
            self._held[clip.source] = samples, lead
        else:
            self._held.pop(clip.source, None)
        # Beyond the edges a take is 40 dB below its peak: a noisy room, if anything.
        first = max(lead - LONGEST_EDGE, 0)
        end = lead + clip.duration + LONGEST_EDGE
        return _Sound(
            samples=samples[first:end],
            first=clip.onset - lead + first,
            gain=10 ** (clip.gain_db / 20),
        )

    def _fetch(self, clip: Clip) -> tuple[NDArray[np.float32], Frames]:
        if isinstance(clip.source, ToneSource):
            return render_tone(clip.source.tone), Frames(0)
        take = self._takes(clip)
        return take.samples, take.lead
