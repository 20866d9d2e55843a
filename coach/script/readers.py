"""The reader kit: typed reading of TOML tables; faults are collected."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, TypeGuard, TypeVar, overload

from coach.diagnostics import Diagnostic, Severity, Span
from coach.units import Milliseconds, parse_duration

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from coach.script.positions import Path
    from coach.script.source import Source

__all__ = ["Faults", "TableReader", "listed"]

_Kind = TypeVar("_Kind")
_Choice = TypeVar("_Choice", bound=str)

_LONGEST_SHOWN = 40
"""Characters of an author's text that a message repeats."""
_MOST_LISTED = 30
"""Names that a message lists."""
_MOST_COMPARISONS = 10_000
"""Names compared before guessing stops: a tenth of a millisecond each."""


class Faults:
    """Collects diagnostics; the same one twice counts once."""

    def __init__(self) -> None:
        """Begin with none."""
        self._found: dict[Diagnostic, None] = {}
        self._comparisons = 0

    def add(
        self,
        slug: str,
        message: str,
        span: Span,
        *,
        hint: str = "",
        severity: Severity = "error",
    ) -> None:
        """Note one fault."""
        diagnostic = Diagnostic(
            slug=slug, severity=severity, message=message, span=span, hint=hint
        )
        self._found[diagnostic] = None

    def __len__(self) -> int:
        """Count the faults."""
        return len(self._found)

    def near(self, text: str, known: Collection[str]) -> str:
        """Find the known name that was perhaps meant; empty where there is none."""
        # Comparing is slow: a long text is no slip of the finger, and a file with
        # thousands of faults is no script.
        self._comparisons += len(known)
        if len(text) > _LONGEST_SHOWN or self._comparisons > _MOST_COMPARISONS:
            return ""
        return next(iter(difflib.get_close_matches(text, known, n=1)), "")

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All faults in source order."""
        return tuple(sorted(self._found, key=lambda diagnostic: diagnostic.span))


class TableReader:
    """Reads one table key by key; what is wrong or left over becomes a fault.

    A key that is missing or wrong reads as its default, else as None (or nothing).
    """

    def __init__(
        self,
        source: Source,
        path: Path,
        table: Mapping[str, object],
        faults: Faults,
        *,
        what: str,
    ) -> None:
        """Read the table at `path`; `what` names it in messages, such as "phase"."""
        self.source = source
        self.path = path
        self.faults = faults
        self.what = what
        self._table = table
        self._known: dict[str, None] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The table's keys as the author ordered them."""
        return tuple(self._table)

    def span(self, key: str) -> Span:
        """Find where the key is written."""
        return self.source.positions.key((*self.path, key))

    def value_span(self, key: str) -> Span:
        """Find where the key's value is written."""
        return self.source.positions.value((*self.path, key))

    def raw(self, key: str) -> object:
        """Take a value of any type; None if it is missing."""
        self._known[key] = None
        return self._table.get(key)

    @overload
    def string(self, key: str, *, required: bool = ...) -> str | None: ...
    @overload
    def string(self, key: str, *, default: str) -> str: ...
    def string(
        self, key: str, *, required: bool = False, default: str | None = None
    ) -> str | None:
        """Read text."""
        text = self._read(key, str, "text", required=required)
        return default if text is None else text

    @overload
    def boolean(self, key: str, *, required: bool = ...) -> bool | None: ...
    @overload
    def boolean(self, key: str, *, default: bool) -> bool: ...
    def boolean(
        self, key: str, *, required: bool = False, default: bool | None = None
    ) -> bool | None:
        """Read true or false."""
        flag = self._read(key, bool, "true or false", required=required)
        return default if flag is None else flag

    @overload
    def integer(
        self, key: str, minimum: int, maximum: int, *, required: bool = ...
    ) -> int | None: ...
    @overload
    def integer(self, key: str, minimum: int, maximum: int, *, default: int) -> int: ...
    def integer(
        self,
        key: str,
        minimum: int,
        maximum: int,
        *,
        required: bool = False,
        default: int | None = None,
    ) -> int | None:
        """Read a whole number from `minimum` to `maximum`, both included."""
        is_fraction = isinstance(self._table.get(key), float)
        wanted = "a whole number" if is_fraction else "a number"
        number = self._read(key, int, wanted, required=required)
        if number is None:
            return default
        if not minimum <= number <= maximum:
            message = f"{key}: {_shown(number)} is not from {minimum} to {maximum}"
            self.faults.add("wrong-value", message, self.value_span(key))
            return default
        return number

    @overload
    def duration(self, key: str, *, required: bool = ...) -> Milliseconds | None: ...
    @overload
    def duration(self, key: str, *, default: Milliseconds) -> Milliseconds: ...
    def duration(
        self, key: str, *, required: bool = False, default: Milliseconds | None = None
    ) -> Milliseconds | None:
        """Read a duration such as "3 s"."""
        wanted = 'a duration such as "3 s"'
        text = self._read(key, str, wanted, required=required)
        if text is None:
            return default
        duration = parse_duration(text)
        if duration is None:
            message = (
                f"{key}: {_shown(text)} is no duration;"
                ' write "3 s", "1m30s" or "250 ms"'
            )
            self.faults.add("wrong-value", message, self.value_span(key))
            return default
        return duration

    @overload
    def choice(
        self, key: str, choices: Sequence[_Choice], *, required: bool = ...
    ) -> _Choice | None: ...
    @overload
    def choice(
        self, key: str, choices: Sequence[_Choice], *, default: _Choice
    ) -> _Choice: ...
    def choice(
        self,
        key: str,
        choices: Sequence[_Choice],
        *,
        required: bool = False,
        default: _Choice | None = None,
    ) -> _Choice | None:
        """Read text that is one of `choices`."""
        text = self._read(key, str, "text", required=required)
        if text is None:
            return default
        for choice in choices:
            if choice == text:
                return choice
        message = f"{key}: {_shown(text)} is none of {listed(choices)}"
        message += self._did_you_mean(text, choices)
        self.faults.add("wrong-value", message, self.value_span(key))
        return default

    def strings(
        self, key: str, *, required: bool = False
    ) -> tuple[tuple[str, Span], ...]:
        """Read text or a list of texts, each with its place."""
        value = self.raw(key)
        if isinstance(value, str):
            return ((value, self.value_span(key)),)
        texts = self._items(key, str, "text or a list of texts", required=required)
        return tuple((text, self.source.positions.value(path)) for path, text in texts)

    def table(
        self, key: str, what: str, *, required: bool = False
    ) -> TableReader | None:
        """Read a table inside this one."""
        table = self._read(key, dict, "a table", required=required)
        return None if table is None else self._reader((*self.path, key), table, what)

    def tables(
        self, key: str, what: str, *, required: bool = False
    ) -> tuple[TableReader, ...]:
        """Read a list of tables, whether under [[ ]] or in [{ }]."""
        tables = self._items(key, dict, "a list of tables", required=required)
        return tuple(self._reader(path, table, what) for path, table in tables)

    def named_tables(self, key: str, what: str) -> tuple[tuple[str, TableReader], ...]:
        """Read a table of tables whose names the author chooses, such as [cue.name]."""
        outer = self.table(key, what)
        if outer is None:
            return ()
        inner = ((name, outer.table(name, what)) for name in outer.names)
        return tuple((name, reader) for name, reader in inner if reader is not None)

    def finish(self) -> None:
        """Note every key that nothing has read."""
        hint = f"known keys: {listed(sorted(self._known))}" if self._known else ""
        for key in self._table:
            if key not in self._known:
                message = f"{self.what} has no key {_shown(key)}"
                message += self._did_you_mean(key, self._known)
                self.faults.add("unknown-key", message, self.span(key), hint=hint)

    def _reader(
        self, path: Path, table: Mapping[str, object], what: str
    ) -> TableReader:
        return TableReader(self.source, path, table, self.faults, what=what)

    def _read(
        self, key: str, kind: type[_Kind], wanted: str, *, required: bool
    ) -> _Kind | None:
        value = self.raw(key)
        if value is None:
            if required:
                span = self.source.positions.value(self.path)
                message = f"{self.what} needs the key '{key}'"
                self.faults.add("missing-key", message, span)
            return None
        if _is(value, kind):
            return value
        self._wrong_type(key, value, wanted, self.value_span(key))
        return None

    def _items(
        self, key: str, kind: type[_Kind], wanted: str, *, required: bool
    ) -> tuple[tuple[Path, _Kind], ...]:
        items = []
        values = self._read(key, list, wanted, required=required) or ()
        for index, value in enumerate(values):
            path = (*self.path, key, index)
            if _is(value, kind):
                items.append((path, value))
            else:
                span = self.source.positions.value(path)
                self._wrong_type(key, value, wanted, span)
        return tuple(items)

    def _wrong_type(self, key: str, value: object, wanted: str, span: Span) -> None:
        message = f"{key}: {wanted} is wanted, this is {_kind(value)}"
        hint = ""
        if wanted == "a list of tables" and isinstance(value, dict):
            hint = f"write [[{key}]] instead of [{key}]"
        elif wanted == "a table" and isinstance(value, list):
            hint = f"write [{key}] once"
        self.faults.add("wrong-type", message, span, hint=hint)

    def _did_you_mean(self, text: str, known: Collection[str]) -> str:
        near = self.faults.near(text, known)
        return f"; did you mean '{near}'?" if near else ""


def listed(names: Sequence[str]) -> str:
    """Write names one after another; of very many only the first."""
    more = ", ..." if len(names) > _MOST_LISTED else ""
    return ", ".join(names[:_MOST_LISTED]) + more


def _is(value: object, kind: type[_Kind]) -> TypeGuard[_Kind]:
    # To Python true and false are numbers, to an author they are not.
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _kind(value: object) -> str:
    kinds = {
        str: "text",
        bool: "true or false",
        int: "a number",
        float: "a number with a fraction",
        list: "a list",
        dict: "a table",
    }
    return kinds.get(type(value), "a date or time")


def _shown(value: object) -> str:
    text = str(value)
    if len(text) > _LONGEST_SHOWN:
        text = f"{text[: _LONGEST_SHOWN - 3]}..."
    return f"'{text}'" if isinstance(value, str) else text
