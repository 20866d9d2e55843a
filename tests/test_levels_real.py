"""How loud whole tracks are, by another program's meter, after MP3 and back."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from listening import level_of
from real_voices import PACKED, require_voice

from coach.pipeline import Places, Request, compile_routine, render

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.real

SESSIONS = [
    *product(("standing", "seated"), ("full", "faded", "tones"), ("first", "brief")),
    ("standing", "faded", "usual"),
    ("ankles", "full", None),
    ("ankles", "faded", None),
]


@pytest.mark.parametrize("voice", PACKED)
@pytest.mark.parametrize(("routine", "guidance", "opening"), SESSIONS)
def test_every_session_is_as_loud_as_every_other(
    tmp_path: Path, voice: str, routine: str, guidance: str, opening: str | None
) -> None:
    """-18 LUFS, 1 LU more or less, and no true peak over -1 dBTP."""
    require_voice(voice)
    parameters = {"guidance": guidance} | ({"opening": opening} if opening else {})
    made = compile_routine(
        Request(routine=routine, parameters=parameters, voice=voice),
        Places(cache=tmp_path / "cache", data=tmp_path / "data"),
    )
    path = tmp_path / "track.mp3"
    render(made.timeline, made.voice, path)
    loudness_lufs, peak_dbtp = level_of(path)
    assert loudness_lufs == pytest.approx(-18, abs=1)
    assert peak_dbtp <= -1
