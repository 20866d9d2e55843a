"""The voices that real tracks are tried with."""

from __future__ import annotations

import pytest
from bench.levels import PACKED
from conftest import require_module

from coach.resources import shipped
from coach.speech.pack import MANIFEST

__all__ = ["PACKED", "VOICES", "require_voice"]


VOICES = (*PACKED, "system")


def require_voice(name: str) -> None:
    """Skip the test where a voice cannot speak here."""
    if name not in PACKED:
        require_module("espeakng_loader")
        require_module("pyttsx3")
    elif not (shipped("audio") / "voices" / name / MANIFEST).is_file():
        pytest.fail(f"the pack of {name} is not there; bake it")
