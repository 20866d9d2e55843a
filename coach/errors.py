"""Faults of the machine or the command: exceptions with data and one sentence.

Faults of a script are not here: they are `coach.diagnostics.Diagnostic` values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coach.diagnostics import Diagnostic

__all__ = ["CoachError", "FaultyInputError", "MachineError", "UsageError"]


class CoachError(Exception):
    """Anything the coach can explain in a sentence; `exit_code` is the process's."""

    exit_code = 3


class FaultyInputError(CoachError):
    """A script or a timeline has faults; they are the message."""

    exit_code = 1

    def __init__(
        self, diagnostics: Sequence[Diagnostic], texts: Mapping[str, str] | None = None
    ) -> None:
        """Carry every fault, in source order, and the texts that they point into."""
        self.diagnostics = tuple(diagnostics)
        self.texts = dict(texts or {})
        super().__init__(f"{len(self.diagnostics)} faults")


class UsageError(CoachError):
    """An option, value, routine or voice that does not exist or does not fit."""

    exit_code = 2


class MachineError(CoachError):
    """A voice, a tool, a device, space or permission is missing on this computer."""
