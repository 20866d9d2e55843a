"""What the compiler asks speech for."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Utterance"]


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Utterance:
    """Words to be spoken, and how fast: 1.0 is the voice's own pace."""

    text: str
    rate: float = 1.0
