"""Slots in wordings: `{reps}`, `{sets:set|sets}`, `{set:ordinal}`, `{hold + move}`.

A slot is filled in words, "fifteen"; with two forms after the colon the right one
follows, "one set", "two sets". Durations count as seconds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Quantity", "Slot", "fill", "find_slots", "number_words"]

_SLOT = re.compile(r"\{([^{}]*)\}")
_NAMES = re.compile(r"[a-z][a-z0-9_]*(?: ?\+ ?[a-z][a-z0-9_]*)*")
_FORM = re.compile(r"ordinal|[^|{}:]+\|[^|{}:]+")

_HIGHEST_IN_WORDS = 9_999
"""What no exercise counts to; in some languages huge numbers take for ever."""

Quantity = int | float | str
"""What a slot stands for: a count, a length in seconds, or words as they are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """One slot of a wording."""

    written: str
    """With its braces."""
    names: tuple[str, ...]
    """The values that are added up; empty where the slot is malformed."""
    form: str
    """ "", "ordinal", or "one|many"."""


def find_slots(text: str) -> Iterator[Slot]:
    """Find every slot in a wording, malformed ones included."""
    for match in _SLOT.finditer(text):
        names, colon, form = match[1].partition(":")
        sound = _NAMES.fullmatch(names) and (not colon or _FORM.fullmatch(form))
        parts = tuple(part.strip() for part in names.split("+")) if sound else ()
        yield Slot(written=match[0], names=parts, form=form)


def fill(text: str, language: str, value_of: Callable[[str], Quantity]) -> str:
    """Put words in place of slots; one that begins the text begins with a capital."""
    filled = text
    for slot in find_slots(text):
        filled = filled.replace(slot.written, _words(slot, language, value_of), 1)
    return filled[:1].upper() + filled[1:] if text.startswith("{") else filled


def _words(slot: Slot, language: str, value_of: Callable[[str], Quantity]) -> str:
    quantities = [value_of(name) for name in slot.names]
    if isinstance(quantities[0], str):
        return quantities[0]
    total = sum(quantity for quantity in quantities if not isinstance(quantity, str))
    total = int(total) if total == int(total) else total
    ordinal = slot.form == "ordinal" and isinstance(total, int)
    words = number_words(total, language, ordinal=ordinal)
    one, _, many = slot.form.partition("|")
    return f"{words} {one if total == 1 else many}" if many else words


@lru_cache(maxsize=1024)
def number_words(number: float, language: str, *, ordinal: bool = False) -> str:
    """Write a number out, 15 is "fifteen"; in digits where words are not known."""
    if abs(number) > _HIGHEST_IN_WORDS:
        return str(number)
    from num2words import num2words

    to = "ordinal" if ordinal else "cardinal"
    try:
        words = num2words(number, lang=language, to=to)
    except (NotImplementedError, LookupError):
        # A language, or a number in it, that it does not know: voices can read digits.
        words = number
    return str(words).replace(",", "")
