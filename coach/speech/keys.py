"""The request key: which take a clip means, whoever made it and wherever it lies."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.utterance import Utterance

__all__ = ["KEY_DIGITS", "PREPARE_VERSION", "gain_key", "is_key", "request_key"]

PREPARE_VERSION = 1
"""Raise it whenever `coach.speech.prepare` makes other samples of the same speech."""

KEY_DIGITS = 32  # 128 bits
_KEY = re.compile(f"[0-9a-f]{{{KEY_DIGITS}}}")


def request_key(
    *,
    engine: str,
    voice: str,
    settings: Mapping[str, str | int | float],
    utterance: Utterance,
) -> str:
    """Hash all that decides how a take sounds."""
    return _hash(
        {
            "engine": engine,
            "prepare": PREPARE_VERSION,
            "rate": float(utterance.rate),
            "settings": dict(settings),
            "text": utterance.text,
            "voice": voice,
        }
    )


def gain_key(
    *,
    engine: str,
    voice: str,
    settings: Mapping[str, str | int | float],
    texts: tuple[str, ...],
) -> str:
    """Hash all that decides a voice's gain, spoken texts included."""
    return _hash(
        {
            "calibration": texts,
            "engine": engine,
            "prepare": PREPARE_VERSION,
            "settings": dict(settings),
            "voice": voice,
        }
    )


def is_key(text: str) -> bool:
    """Tell whether this can be a key; a timeline's is whatever its file says."""
    return _KEY.fullmatch(text) is not None


def _hash(request: Mapping[str, object]) -> str:
    canonical = json.dumps(request, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:KEY_DIGITS]
