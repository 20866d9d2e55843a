"""How loud every kind of session is, by ffmpeg's meter, after MP3 and back.

usage: python tests/bench/levels.py [VOICE ...]
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

__all__ = ["PACKED", "SESSIONS", "level_of_session", "main"]

PACKED = ("heart", "michael")
"""Voices whose pack the coach ships."""

SESSIONS = (
    *product(("standing", "seated"), ("full", "faded", "tones"), ("first", "brief")),
    ("standing", "faded", "usual"),
    ("ankles", "full", ""),
    ("ankles", "faded", ""),
)
"""Routine, guidance, opening."""


def level_of_session(
    session: tuple[str, str, str], voice: str, folder: Path
) -> tuple[float, float]:
    """Render a session; its integrated loudness in LUFS and true peak in dBTP."""
    from listening import level_of

    from coach.pipeline import Places, Request, compile_routine, render

    routine, guidance, opening = session
    parameters = {"guidance": guidance} | ({"opening": opening} if opening else {})
    made = compile_routine(
        Request(routine=routine, parameters=parameters, voice=voice),
        Places(cache=folder / "cache", data=folder / "data"),
    )
    path = folder / "track.mp3"
    render(made.timeline, made.voice, path)
    return level_of(path)


def main(voices: tuple[str, ...]) -> None:
    """Print a table."""
    print_row(
        "routine", "guidance", "opening", *(f"{name}, LUFS / dBTP" for name in voices)
    )
    print_row(*["---"] * (3 + len(voices)))
    with TemporaryDirectory() as folder:
        for session in SESSIONS:
            levels = (level_of_session(session, name, Path(folder)) for name in voices)
            shown = [f"{lufs:.1f} / {dbtp:.1f}" for lufs, dbtp in levels]
            print_row(*session, *shown)


def print_row(*cells: str) -> None:
    """Write one row of Markdown."""
    sys.stdout.write(f"| {' | '.join(cells)} |\n")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main(tuple(sys.argv[1:]) or PACKED)
