"""TOML documents in every syntax, with a count of how often each key is written."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from coach.script.positions import Path

__all__ = ["documents"]

NAMES = st.sampled_from(["a", "b", "c-1", "D_2", "3", "é", "", "a b", "x.y", '"', "'"])
TEXTS = st.text("aé あ😀\"'\\\n\t[]{}#=,.\u202e\x85", max_size=8) | st.text(
    '""\'a\\', max_size=6
)
SCALARS = (
    TEXTS
    | st.integers(-(10**6), 10**6)
    | st.booleans()
    | st.floats(allow_nan=False)
    | st.datetimes(timezones=st.just(None))
    | st.dates()
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(NAMES, inner, max_size=4)
        | st.lists(st.dictionaries(NAMES, inner, max_size=3), min_size=1, max_size=3)
    ),
    max_leaves=12,
)
BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


class Writer:
    """Writes data as TOML in styles that `draw` picks."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.mentions: Counter[Path] = Counter()
        self.lines: list[str] = []

    def pick(self, *options: str) -> str:
        return self.draw(st.sampled_from(options))

    def blank(self) -> str:
        return self.pick("", "", " ", "\t ")

    def filler(self) -> str:
        return self.pick("", "", " ", "\n", " # ]},\"'\n\t", "\n\n")

    def escaped(self, text: str) -> str:
        return "".join(
            char
            if char.isalnum() and self.draw(st.booleans())
            else f"\\U{ord(char):08X}"
            for char in text
        )

    def key(self, path: Path) -> str:
        self.mentions[path] += 1
        name = str(path[-1])
        options = [f'"{self.escaped(name)}"']
        if name and BARE.issuperset(name):
            options += [name, name, name]
        if "'" not in name:
            options.append(f"'{name}'")
        return self.pick(*options)

    def dotted(self, outer: Path, path: Path) -> str:
        parts = [
            self.key(path[:end])
            for end in range(len(outer) + 1, len(path) + 1)
            if isinstance(path[end - 1], str)
        ]
        return self.pick(".", " . ").join(parts)

    def text(self, text: str) -> str:
        options = [f'"{self.escaped(text)}"', f'"""\n{self.escaped(text)}"""']
        if text.isprintable() and "'" not in text:
            options.append(f"'{text}'")
        if text.replace("\n", "").isprintable():
            quoted = text.replace("\\", "\\\\").replace('"""', '""\\"')
            options.append(f'"""\n{quoted}"""')
            if "'''" not in text:
                options.append(f"'''\n{text}'''")
        return self.pick(*options)

    def value(self, path: Path, value: object) -> str:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, list):
            items = [
                self.filler() + self.value((*path, index), item) + self.filler()
                for index, item in enumerate(value)
            ]
            comma = self.pick(",", "") if items else ""
            return f"[{','.join(items)}{comma}{self.filler()}]"
        if isinstance(value, dict):
            pairs = [
                self.blank() + self.pair(path, (*path, name), item) + self.blank()
                for name, item in value.items()
            ]
            return f"{{{','.join(pairs)}}}"
        if isinstance(value, date):
            return str(value).replace(" ", self.pick(" ", "T"))
        return repr(value)

    def pair(self, outer: Path, path: Path, value: object) -> str:
        while isinstance(value, dict) and len(value) == 1 and self.draw(st.booleans()):
            ((name, value),) = value.items()
            path = (*path, name)
        key = self.dotted(outer, path)
        return f"{key}{self.blank()}={self.blank()}{self.value(path, value)}"

    def line(self, text: str) -> None:
        end = self.pick("", "", " # say = [", "\n")
        self.lines.append(self.blank() + text + self.blank() + end)

    def table(self, path: Path, table: dict[str, Any]) -> None:
        """Write the pairs of a table, then the tables inside it."""
        later = []
        for name, value in table.items():
            inner = (*path, name)
            is_tables = (
                isinstance(value, list)
                and value
                and all(isinstance(item, dict) for item in value)
            )
            if (isinstance(value, dict) or is_tables) and self.draw(st.booleans()):
                later.append((inner, value))
            else:
                self.line(self.pair(path, inner, value))
        for inner, value in later:
            if isinstance(value, dict):
                self.line(f"[{self.blank()}{self.dotted((), inner)}{self.blank()}]")
                self.table(inner, value)
            else:
                for index, item in enumerate(value):
                    self.line(f"[[{self.blank()}{self.dotted((), inner)} ]]")
                    self.table((*inner, index), item)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[str, Any], Counter[Path]]:
    data = draw(st.dictionaries(NAMES, VALUES, max_size=5))
    writer = Writer(draw)
    writer.table((), data)
    newline = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    text = "\n".join(writer.lines).replace("\n", newline)
    return text, tomllib.loads(text), writer.mentions
