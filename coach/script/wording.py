"""Wordings: from the text an author writes to the parts that are placed in time.

A part is a sentence, or one of the marks `<rise>`, `<pause 0.8 s>`, `<count 3>`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

from coach.script.model import Countdown, Part, Pause, Spoken, Toned
from coach.units import parse_duration
from coach.vocabulary import TONES, ToneName

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MARKS", "parse_wording"]

MARKS = f"<pause 0.8 s>, <count 3> and the tones {', '.join(f'<{t}>' for t in TONES)}"

_MARK = re.compile(r"<([^<>]*)>")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_COUNT = re.compile(r"count ([1-9])")
_TONES: dict[str, ToneName] = {name: name for name in get_args(ToneName)}


def parse_wording(text: str) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """Split a wording into its parts; also return the marks that mean nothing."""
    parts: list[Part] = []
    unknown: list[str] = []
    for index, piece in enumerate(_MARK.split(text)):
        if index % 2 == 0:
            parts.extend(_sentences(piece))
        elif (mark := _mark(piece.strip())) is None:
            unknown.append(f"<{piece}>")
        else:
            parts.append(mark)
    return tuple(parts), tuple(unknown)


def _sentences(text: str) -> Iterator[Spoken]:
    for sentence in _SENTENCE_END.split(text.strip()):
        if sentence:
            yield Spoken(text=" ".join(sentence.split()))


def _mark(text: str) -> Part | None:
    if text in _TONES:
        return Toned(tone=_TONES[text])
    if count := _COUNT.fullmatch(text):
        return Countdown(start=int(count[1]))
    if text.startswith("pause "):
        lasts = parse_duration(text.removeprefix("pause "))
        return None if lasts is None else Pause(lasts=lasts)
    return None
