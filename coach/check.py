"""Looking scripts and timelines over: every fault of every file, and an exit code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import FaultyInputError
from coach.routines import load_file, open_timeline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from coach.diagnostics import Diagnostic

__all__ = ["Checked", "check_files"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What was found in some files, in their order, and the texts it points into."""

    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]

    @property
    def exit_code(self) -> int:
        """1 where there is an error; warnings are fine."""
        return int(any(each.severity == "error" for each in self.diagnostics))


def check_files(paths: Sequence[Path]) -> Checked:
    """Check each file; raise only where one cannot be read at all."""
    diagnostics: list[Diagnostic] = []
    texts: dict[str, str] = {}
    for path in paths:
        if path.suffix == ".json":
            diagnostics += _timeline_faults(path)
        else:
            loaded = load_file(path)
            diagnostics += loaded.diagnostics
            texts |= loaded.texts
    return Checked(diagnostics=tuple(diagnostics), texts=texts)


def _timeline_faults(path: Path) -> tuple[Diagnostic, ...]:
    try:
        open_timeline(path)
    except FaultyInputError as fault:
        return fault.diagnostics
    return ()
