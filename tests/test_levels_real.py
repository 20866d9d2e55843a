"""How loud whole tracks are, by another program's meter, after MP3 and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bench.levels import SESSIONS, level_of_session
from real_voices import PACKED, require_voice

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("voice", PACKED)
@pytest.mark.parametrize("session", SESSIONS, ids="-".join)
def test_every_session_is_as_loud_as_every_other(
    tmp_path: Path, voice: str, session: tuple[str, str, str]
) -> None:
    """-18 LUFS, 1 LU more or less, and no true peak over -1 dBTP."""
    require_voice(voice)
    loudness_lufs, peak_dbtp = level_of_session(session, voice, tmp_path)
    assert loudness_lufs == pytest.approx(-18, abs=1)
    assert peak_dbtp <= -1
