"""Where each key and value of a TOML text stands, and whether it is within limits.

`tomllib` gives no positions and knows no limits, so a small scanner reads the same text
before it. The scanner takes everything that TOML allows and more. What it cannot take
ends it, for nothing after that place can matter: `tomllib` stops there or sooner.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass, field

from coach.diagnostics import Diagnostic, Span

__all__ = [
    "MAX_DEPTH",
    "MAX_DIGITS",
    "MAX_KEYS",
    "MAX_PARTS",
    "Path",
    "Positions",
    "Scan",
    "scan",
]

MAX_DEPTH = 32
"""Keys and list indexes on the way from the top of the file to any value."""
MAX_PARTS = 16
"""Parts of one dotted key: beyond, tomllib's time grows with their square."""
MAX_KEYS = 10_000
"""Keys and table headers in a file."""
MAX_DIGITS = 100
"""Digits of one number: Python refuses long integers with an exception of its own."""

Path = tuple[str | int, ...]
"""The keys and indexes that lead to a value, such as ("block", 0, "lasts")."""

_Extent = tuple[int, int]
"""Half-open offsets into the text."""

_BLANK = re.compile(r"[ \t\r]*+")
_FILLER = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_KEY_PART = re.compile(r"""[A-Za-z0-9_-]++|"(?:[^"\\\n]++|\\.)*+"|'[^'\n]*+'""")
_STRING = re.compile(
    r'''"""(?:[^"\\]++|\\[\s\S]|"{1,2}+(?!"))*+"{3,5}+|"(?!"")(?:[^"\\\n]++|\\.)*+"'''
    r"""|'''(?:[^']++|'{1,2}+(?!'))*+'{3,5}+|'(?!'')[^'\n]*+'""",
)
_SCALAR = re.compile(r"[^,\]}#\n]++")
_HUGE_NUMBER = re.compile(rf"[+-]?+(?:0[xob])?+[0-9A-Fa-f_]{{{MAX_DIGITS + 1}}}")


@dataclass(kw_only=True, slots=True)
class _Node:
    """One key or list element: where it stands, and what is inside it."""

    depth: int
    key: _Extent | None = None
    value: _Extent | None = None
    is_table_array: bool = False
    children: dict[str | int, _Node] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Positions:
    """The places of all keys and values of one file, by key path."""

    file: str
    root: _Node = field(repr=False)
    line_starts: tuple[int, ...] = field(repr=False)
    text_length: int

    def key(self, path: Path) -> Span:
        """Find where a key is written, or else the nearest known table around it."""
        extent = (0, 1)
        for node in self._along(path):
            extent = node.key or node.value or extent
        return self.span(extent)

    def value(self, path: Path) -> Span:
        """Find where a value (of a table: its header) is written, likewise."""
        extent = (0, 1)
        for node in self._along(path):
            extent = node.value or node.key or extent
        return self.span(extent)

    def span(self, extent: _Extent) -> Span:
        """Turn offsets into line and column; the length ends with the line."""
        start, end = extent
        line = bisect_right(self.line_starts, start)
        line_start = self.line_starts[line - 1]
        is_last = line == len(self.line_starts)
        line_end = self.text_length if is_last else self.line_starts[line] - 1
        length = max(1, min(end, line_end) - start)
        return Span(
            file=self.file, line=line, column=start - line_start + 1, length=length
        )

    def _along(self, path: Path) -> list[_Node]:
        nodes = [self.root]
        for part in path:
            child = nodes[-1].children.get(part)
            if child is None:
                break
            nodes.append(child)
        return nodes


@dataclass(frozen=True, kw_only=True, slots=True)
class Scan:
    """What the scanner saw; the last two fields help where tomllib refuses."""

    positions: Positions
    unread: Span | None
    """The value or key at which the scanner gave up."""
    repeated: tuple[Span, Span] | None
    """The first key that was given twice: its first place and its second."""


def scan(text: str, file: str) -> Scan | Diagnostic:
    """Index a text of any kind, or say which limit it goes over."""
    scanner = _Scanner(text)
    positions = Positions(
        file=file,
        root=scanner.root,
        line_starts=(0, *(newline.end() for newline in re.finditer("\n", text))),
        text_length=len(text),
    )
    unread = None
    try:
        scanner.read_document()
    except _OverLimitError as limit:
        return Diagnostic(
            slug=limit.slug,
            severity="error",
            message=limit.message,
            span=positions.span(limit.extent),
        )
    except _UnreadableError:
        unread = positions.span((scanner.at, scanner.at + 1))
    repeated = scanner.repeated and (
        positions.span(scanner.repeated[0]),
        positions.span(scanner.repeated[1]),
    )
    return Scan(positions=positions, unread=unread, repeated=repeated)


class _UnreadableError(Exception):
    """Here the text is no TOML."""


class _OverLimitError(Exception):
    """Here the text is too much."""

    def __init__(self, slug: str, message: str, extent: _Extent) -> None:
        super().__init__(message)
        self.slug = slug
        self.message = message
        self.extent = extent


class _Scanner:
    """Recursive descent over TOML; `MAX_DEPTH` bounds the recursion."""

    def __init__(self, text: str) -> None:
        self.root = _Node(depth=0)
        self.at = 0
        self.repeated: tuple[_Extent, _Extent] | None = None
        self._text = text
        self._key_count = 0

    def read_document(self) -> None:
        table = self.root
        while self._skip(_FILLER) < len(self._text):
            if self._text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
            if self.at < len(self._text) and self._text[self.at] not in "#\n":
                raise _UnreadableError

    def _header(self) -> _Node:
        start = self.at
        is_table_array = self._take("[[")
        if not is_table_array:
            self._expect("[")
        *outer, (name, extent) = self._key()
        self._expect("]]" if is_table_array else "]")
        table = self.root
        for outer_name, outer_extent in outer:
            table = self._child(table, outer_name, outer_extent)
            if table.is_table_array:
                table = table.children[len(table.children) - 1]
        table = self._child(table, name, extent)
        if table.key and table.value and not (is_table_array and table.is_table_array):
            self._repeat(table.key, extent)
        if is_table_array:
            table.is_table_array = True
            table.value = table.value or (start, self.at)
            table = self._child(table, len(table.children), extent)
        else:
            table.key = extent
        table.value = (start, self.at)
        return table

    def _pair(self, table: _Node) -> None:
        *outer, (name, extent) = self._key()
        for outer_name, outer_extent in outer:
            table = self._child(table, outer_name, outer_extent)
        node = self._child(table, name, extent)
        if node.key and (node.value or node.children):
            self._repeat(node.key, extent)
        self._expect("=")
        self._skip(_BLANK)
        self._value(node)

    def _key(self) -> list[tuple[str, _Extent]]:
        parts: list[tuple[str, _Extent]] = []
        while not parts or self._take("."):
            self._skip(_BLANK)
            match = _KEY_PART.match(self._text, self.at)
            if match is None:
                raise _UnreadableError
            parts.append((_key_name(match[0]), match.span()))
            self.at = match.end()
            self._skip(_BLANK)
            if len(parts) > MAX_PARTS:
                message = f"a key has more than {MAX_PARTS} parts"
                raise _OverLimitError(
                    "key-too-long", message, (parts[0][1][0], self.at)
                )
        self._key_count += 1
        if self._key_count > MAX_KEYS:
            message = f"the file has more than {MAX_KEYS} keys"
            raise _OverLimitError("too-many-keys", message, parts[0][1])
        return parts

    def _value(self, node: _Node) -> None:
        start = self.at
        if self._take("["):
            self._array(node)
        elif self._take("{"):
            self._inline_table(node)
        else:
            self._scalar()
        node.value = (start, self.at)

    def _array(self, node: _Node) -> None:
        self._skip(_FILLER)
        while not self._take("]"):
            self._value(self._child(node, len(node.children), None))
            self._separator("]")

    def _inline_table(self, node: _Node) -> None:
        self._skip(_FILLER)
        while not self._take("}"):
            self._pair(node)
            self._separator("}")

    def _separator(self, closing: str) -> None:
        self._skip(_FILLER)
        if not self._text.startswith(closing, self.at):
            self._expect(",")
            self._skip(_FILLER)

    def _scalar(self) -> None:
        is_string = self._text.startswith(('"', "'"), self.at)
        match = (_STRING if is_string else _SCALAR).match(self._text, self.at)
        if match is None:
            raise _UnreadableError
        written = match[0].rstrip(" \t\r")
        extent = (self.at, self.at + len(written))
        if _HUGE_NUMBER.match(written):
            message = f"a number has more than {MAX_DIGITS} digits"
            raise _OverLimitError("number-too-long", message, extent)
        self.at = extent[1]

    def _child(self, parent: _Node, name: str | int, extent: _Extent | None) -> _Node:
        child = parent.children.get(name)
        if child is None:
            if parent.depth == MAX_DEPTH:
                message = (
                    f"more than {MAX_DEPTH} tables and lists are inside one another"
                )
                raise _OverLimitError(
                    "too-deep", message, extent or (self.at, self.at + 1)
                )
            child = parent.children[name] = _Node(depth=parent.depth + 1, key=extent)
        return child

    def _repeat(self, first: _Extent, second: _Extent) -> None:
        self.repeated = self.repeated or (first, second)

    def _skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self._text, self.at)
        if match is not None:
            self.at = match.end()
        return self.at

    def _take(self, literal: str) -> bool:
        found = self._text.startswith(literal, self.at)
        if found:
            self.at += len(literal)
        return found

    def _expect(self, literal: str) -> None:
        if not self._take(literal):
            raise _UnreadableError


def _key_name(written: str) -> str:
    if written[0] == '"' and "\\" in written:
        try:
            # tomllib itself reads the escapes, so both always mean the same key.
            (name,) = tomllib.loads(f"{written} = 0")
        except tomllib.TOMLDecodeError as fault:
            raise _UnreadableError from fault
        return name
    return written[1:-1] if written[0] in "\"'" else written
