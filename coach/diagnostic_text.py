"""Diagnostics as people and programs read them: plain text, and JSON."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, get_args

from coach.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coach.diagnostics import Diagnostic

__all__ = ["MAX_COLUMNS", "as_json", "group", "render", "render_one", "summary"]

MAX_COLUMNS = 100
"""Columns of a script's line that are shown; a longer line is cut around the marker."""

_BEFORE_MARKER = 40
_CUT = "..."
_GUTTER = 5


def render(diagnostics: Sequence[Diagnostic], texts: Mapping[str, str]) -> str:
    """Write a whole report: each diagnostic with its line of `texts`, and a summary."""
    last_lines: dict[str, int] = {}
    for diagnostic in diagnostics:
        span = diagnostic.span
        last_lines[span.file] = max(span.line, last_lines.get(span.file, 0))
    lines = {
        file: texts[file].split("\n", last_line)
        for file, last_line in last_lines.items()
        if file in texts
    }
    parts = [
        _with_line(diagnostic, lines.get(diagnostic.span.file, ()))
        for diagnostic in group(diagnostics)
    ]
    return "\n".join([*parts, summary(diagnostics)])


def render_one(diagnostic: Diagnostic, text: str = "") -> str:
    """Write one diagnostic, with the line of its file's `text` and a marker."""
    return _with_line(diagnostic, text.split("\n", diagnostic.span.line))


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """Count by severity: "2 errors, 1 warning."."""
    counts = Counter(diagnostic.severity for diagnostic in diagnostics)
    parts = [
        f"{counts[severity]} {severity}{'s' if counts[severity] > 1 else ''}"
        for severity in get_args(Severity)
        if counts[severity]
    ]
    return f"{', '.join(parts) or 'No faults'}."


def group(diagnostics: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Merge equal warnings into the first, with a count; errors all stay."""
    counts = Counter(_group_key(diagnostic) for diagnostic in diagnostics)
    first_ones: dict[object, Diagnostic] = {}
    for diagnostic in diagnostics:
        first_ones.setdefault(_group_key(diagnostic), diagnostic)
    return tuple(
        replace(diagnostic, message=f"{diagnostic.message} ({counts[key]} times)")
        if counts[key] > 1 and diagnostic.severity != "error"
        else diagnostic
        for key, diagnostic in first_ones.items()
    )


def as_json(diagnostics: Iterable[Diagnostic]) -> list[dict[str, object]]:
    """Turn diagnostics into plain dictionaries, ungrouped, for `json.dumps`."""
    return [
        {
            "slug": diagnostic.slug,
            "severity": diagnostic.severity,
            "file": diagnostic.span.file,
            "line": diagnostic.span.line,
            "column": diagnostic.span.column,
            "length": diagnostic.span.length,
            "message": diagnostic.message,
            "hint": diagnostic.hint,
        }
        for diagnostic in diagnostics
    ]


def _group_key(diagnostic: Diagnostic) -> object:
    if diagnostic.severity == "error":
        return diagnostic
    return diagnostic.severity, diagnostic.slug, diagnostic.message


def _with_line(diagnostic: Diagnostic, lines: Sequence[str]) -> str:
    span = diagnostic.span
    place = f"{_harmless(span.file)}:{span.line}:{span.column}"
    kind = f"{diagnostic.severity}[{diagnostic.slug}]"
    written = [f"{place}: {kind}: {_harmless(diagnostic.message)}"]
    margin = " " * max(_GUTTER, len(str(span.line)))
    if span.line <= len(lines):
        line = lines[span.line - 1].removesuffix("\r")
        shown, marker = _excerpt(line, span.column - 1, span.length)
        written.append(f"{span.line:>{len(margin)}} | {shown}".rstrip())
        written.append(f"{margin} | {marker}")
    if diagnostic.hint:
        written.append(f"{margin} = {_harmless(diagnostic.hint)}")
    return "\n".join(written)


def _excerpt(line: str, start: int, length: int) -> tuple[str, str]:
    """Cut a line around its marker, and draw the marker that goes under it."""
    start = min(start, len(line))
    first, last = 0, len(line)
    if _fitting(line, MAX_COLUMNS) < last:
        near = line[max(0, start - _BEFORE_MARKER) : start]
        first = start - _fitting(near[::-1], _BEFORE_MARKER)
        room = MAX_COLUMNS - len(_CUT) * (2 if first else 1)
        last = first + _fitting(line[first : first + room], room)
    head = _CUT if first else ""
    before = head + _harmless(line[first:start])
    marked = _harmless(line[start : min(start + length, last)])
    tail = _CUT if last < len(line) else ""
    shown = before + marked + _harmless(line[start + length : last]) + tail
    return shown, " " * _columns(before) + "^" * max(1, _columns(marked))


def _fitting(text: str, room: int) -> int:
    """Count the characters at the beginning of `text` that fit into `room` columns."""
    for count, character in enumerate(text):
        room -= _room_for(character)
        if room < 0:
            return count
    return len(text)


@lru_cache(maxsize=1024)
def _room_for(character: str) -> int:
    # A combining character takes a column here, so that a heap of them is cut too.
    return max(1, _columns(_harmless(character)))


def _harmless(text: str) -> str:
    """Show tabs as spaces, and what no terminal should act on by its number."""
    if text.isprintable():
        return text
    return "".join(
        "    "
        if character == "\t"
        else character
        if character.isprintable()
        else f"<U+{ord(character):04X}>"
        for character in text
    )


def _columns(text: str) -> int:
    """Count the columns that printable text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.category(character) in {"Mn", "Me"}
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )
