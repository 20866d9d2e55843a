"""What an author is told about a script: located values, collected, never raised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Diagnostic", "Severity", "Span"]

Severity = Literal["error", "warning", "notice"]


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Span:
    """A stretch of one line of a file; line and column count from 1."""

    file: str
    """The name shown to people: as given on the command line, or "standing.toml"."""
    line: int = 1
    column: int = 1
    length: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnostic:
    """One fault, with its place and what to do about it."""

    slug: str
    """The stable name of this kind of fault, such as "unknown-key"."""
    severity: Severity
    message: str
    span: Span
    hint: str = ""
