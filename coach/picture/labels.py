"""The words beneath a row: each at its sound, or a line lower where others stand.

Every line of talk is written out; of the words in a set, repeated ones may be left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.picture.words import broken, width_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from coach.picture.field import Field
    from coach.timeline.model import Clip

__all__ = ["LABEL_SIZE", "Label", "fit_one_line", "place_labels"]

LABEL_SIZE = 12.5

_SPACE = 5.0
_TALK_SPACE = 8.0
_TALK_LINES = 3
"""Lines that talk takes before it is put beneath its neighbours, where it is wider."""

_LEAST_ROOM = 240.0
"""Pixels that talk is given beneath its neighbours, even by moving it to the left."""

_REPEATED_LEVELS = 3
_MOST_LEVELS = 16
"""Lines beneath one row; what a hostile session says beyond these is left out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """One line of words at its place, so many lines beneath a row."""

    x: float
    level: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Block:
    """Lines of words that stand beneath one another."""

    x: float
    texts: tuple[str, ...]

    @property
    def right(self) -> float:
        return self.x + max(_wide(text) for text in self.texts) + _SPACE


@dataclass(frozen=True, kw_only=True, slots=True)
class _Page:
    """What is taken beneath a row: stretches from left to right, on each level."""

    taken: tuple[list[tuple[float, float]], ...] = field(
        default_factory=lambda: tuple([] for _ in range(_MOST_LEVELS))
    )

    def put(self, block: _Block, most: int = _MOST_LEVELS) -> Iterator[Label]:
        """Place a block as high as it fits within `most` levels, or not at all."""
        height = len(block.texts)
        for top in range(most - height + 1):
            levels = self.taken[top : top + height]
            if all(
                block.right <= left or right <= block.x
                for level in levels
                for left, right in level
            ):
                for level in levels:
                    level.append((block.x, block.right))
                for at, text in enumerate(block.texts, top):
                    yield Label(x=block.x, level=at, text=text)
                return


def place_labels(
    row: Field, words: Sequence[Clip], known: AbstractSet[str]
) -> Iterator[Label]:
    """Place all talk of a row and these words of its sets; `known` ones repeat."""
    page = _Page()
    wide: list[_Block] = []
    for block, text in _talk(row):
        if " ".join(block.texts) == " ".join(text.split()):
            yield from page.put(block)
        else:
            wide.append(_widened(row, block.x, text))
    said = {*known}
    for clip in words:
        text = clip.text or ""
        begins = min(row.x(clip.onset), row.right - _wide(text))
        most = _REPEATED_LEVELS if text in said else _MOST_LEVELS
        yield from page.put(_Block(x=begins, texts=(text,)), most)
        said.add(text)
    for block in wide:
        yield from page.put(block)


def fit_one_line(row: Field, words: Sequence[Clip]) -> bool:
    """Tell whether these words of a set have room side by side, each at its sound."""
    ends = [row.x(clip.onset) + _wide(clip.text or "") for clip in words]
    return max(ends, default=0.0) <= row.right and all(
        end + _SPACE <= row.x(after.onset)
        for end, (_, after) in zip(ends, pairwise(words), strict=False)
    )


def _talk(row: Field) -> Iterator[tuple[_Block, str]]:
    """Break each line of talk into the room up to the next words, or the row's end."""
    spoken = row.spoken
    onsets = sorted([ln.onset for ln in spoken] + [w.onset for w in row.windows])
    for line in spoken:
        begins = row.x(line.onset)
        following = (row.x(each) - _TALK_SPACE for each in onsets if each > line.onset)
        room = next(following, row.right) - begins
        texts = broken(line.text, LABEL_SIZE, room, _TALK_LINES)
        yield _Block(x=begins, texts=texts), line.text


def _widened(row: Field, begins: float, text: str) -> _Block:
    """Break talk into the room up to the row's end, however many words stand there."""
    longest = max(_wide(word) for word in text.split())
    needed = min(max(longest, _LEAST_ROOM), _wide(text), row.right - row.left)
    begins = min(begins, row.right - needed)
    # Taking the place of a label from the right and back again may round it down.
    room = max(row.right - begins, needed)
    return _Block(x=begins, texts=broken(text, LABEL_SIZE, room, _MOST_LEVELS))


def _wide(text: str) -> float:
    return width_of(text, LABEL_SIZE)
