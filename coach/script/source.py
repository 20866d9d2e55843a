"""The text of a script, read safely: bytes of any kind to TOML data with positions.

Whatever is too much, no UTF-8 or no TOML is one located diagnostic; nothing is raised.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field

from coach.diagnostics import Diagnostic, Span
from coach.script.positions import Positions, Scan, scan

__all__ = ["MAX_BYTES", "Source", "read_source"]

MAX_BYTES = 256 * 1024
"""Size of the largest script file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One script file: its text, its TOML data and where in the text each value is."""

    file: str
    text: str = field(repr=False)
    data: dict[str, object] = field(repr=False)
    positions: Positions = field(repr=False)


def read_source(data: bytes, file: str) -> Source | tuple[Diagnostic, ...]:
    """Read a script file's bytes; `file` is the name shown to people."""
    if len(data) > MAX_BYTES:
        return (_too_large(data, file),)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        return (_not_utf8(fault, file),)
    scanned = scan(text, file)
    if isinstance(scanned, Diagnostic):
        return (scanned,)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        return (_syntax(str(fault), text, scanned),)
    return Source(file=file, text=text, data=table, positions=scanned.positions)


def _too_large(data: bytes, file: str) -> Diagnostic:
    line = data.count(b"\n", 0, MAX_BYTES) + 1
    return Diagnostic(
        slug="too-large",
        severity="error",
        message=f"the file has {len(data)} bytes; {MAX_BYTES} are the most",
        span=Span(file=file, line=line),
    )


def _not_utf8(fault: UnicodeDecodeError, file: str) -> Diagnostic:
    before = fault.object[: fault.start].decode()
    return Diagnostic(
        slug="not-utf-8",
        severity="error",
        message=f"byte 0x{fault.object[fault.start]:02X} is not UTF-8 text",
        span=Span(
            file=file,
            line=before.count("\n") + 1,
            column=len(before) - before.rfind("\n"),
        ),
        hint="save the file as UTF-8",
    )


_NOT_CLOSED = ("the text has no closing quote", "")
_GIVEN_BEFORE = (
    "this name already stands for something else",
    "only tables under [[ ]] may be given again",
)
_NO_CHARACTER = ("this escape names no character", r'write "\\" for a plain \ in text')
_CONTROL = ("an invisible control character stands here", "delete it")

_WORDS = {
    "Invalid statement": (
        "no line can begin like this",
        'a line is a # comment, a [table], or a value: name = "text"',
    ),
    "Expected '=' after a key": ("'=' is missing here", 'write name = "text"'),
    "Expected ']]'": ("']]' is missing here", ""),
    "Expected ']'": ("']' is missing here", ""),
    "Invalid initial character for a key": ("a name is missing here", ""),
    "Unclosed array": ("',' or ']' is missing before this", ""),
    "Unclosed inline table": (
        "',' or '}' is missing before this",
        "a table in { } stands on one line",
    ),
    "Unterminated string": _NOT_CLOSED,
    "Expected \"'": _NOT_CLOSED,
    "Illegal character '\\n'": _NOT_CLOSED,
    "Found invalid character '\\n'": _NOT_CLOSED,
    "Illegal character": _CONTROL,
    "Found invalid character": _CONTROL,
    "Unescaped": _NO_CHARACTER,
    "Invalid hex value": _NO_CHARACTER,
    "Escaped character": _NO_CHARACTER,
    "Invalid date": ("there is no such date or time", ""),
    "Cannot": _GIVEN_BEFORE,
    "Duplicate": _GIVEN_BEFORE,
}
"""How tomllib's sentences begin, and what people are told: a message and a hint."""


def _syntax(sentence: str, text: str, scanned: Scan) -> Diagnostic:
    """Say in human words, and at the place to mend, what tomllib refuses."""
    said, _, _ = sentence.rpartition(" (at ")
    offset = _offset(sentence, text, scanned.positions)
    # At the end of the document the last thing written is the place to look at.
    shown = offset if offset < len(text) else max(0, len(text.rstrip()) - 1)
    span = scanned.positions.span((shown, shown + 1))
    line = text[offset:].partition("\n")[0].strip()
    if said == "Invalid value":
        message, hint = _explain_value(line)
    elif said.startswith("Expected newline"):
        message, hint = _explain_rest(text[:offset].rstrip(" \t")[-1:])
    elif said.startswith("Expected '=' after a key") and line.startswith(":"):
        message, hint = "'=' is missing here", "write '=' instead of ':'"
    else:
        message, hint = next(
            (words for begin, words in _WORDS.items() if said.startswith(begin)),
            (f"this is no TOML: {sentence}", ""),
        )
    if (message, hint) == _NOT_CLOSED and scanned.unread:
        span = scanned.unread
    elif (message, hint) == _GIVEN_BEFORE and scanned.repeated:
        first, second = scanned.repeated
        if second <= span:
            span = second
            message = f"this name was given before, on line {first.line}"
    return Diagnostic(
        slug="syntax", severity="error", message=message, span=span, hint=hint
    )


def _offset(sentence: str, text: str, positions: Positions) -> int:
    place = re.search(r"line (\d+), column (\d+)\)\Z", sentence)
    if place is None:  # tomllib says "at end of document"
        return len(text)
    return positions.line_starts[int(place[1]) - 1] + int(place[2]) - 1


def _explain_value(line: str) -> tuple[str, str]:
    """Say what is wrong where a value should begin; `line` is the rest of that line."""
    word = re.match(r"[^\W\d][\w-]*", line)
    if not line or line[0] in "#,]}":
        return "a value is missing here", ""
    if not line[0].isascii() and unicodedata.category(line[0]).startswith("P"):
        return "text stands in straight quotes", 'write "text"'
    if word is None:
        return "this is no text, number or list", 'write text as "text"'
    if word[0] in {"True", "TRUE", "False", "FALSE"}:
        return f"{word[0]} is written small", f"write {word[0].lower()}"
    if line[word.end() :].lstrip().startswith("="):
        return "a value is missing before this", "or a list above lacks its ']'"
    return "text needs quotes around it", 'write "text"'


def _explain_rest(last: str) -> tuple[str, str]:
    """Say what is wrong where a line should end; `last` ends the value before it."""
    if last in {'"', "'"}:
        hint = "put text that holds \" in '...', and text that holds ' in \"...\""
        return "the text ended before this", hint
    hint = 'text needs quotes around it, and so does a duration: "3 s"'
    return "the value ended before this", hint
