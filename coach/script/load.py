"""Finding and reading scripts: a routine or a file, and what it is based on.

Files come through an injected reader, so nothing here touches the disk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from coach.script.checks import check_script
from coach.script.decode import decode_script
from coach.script.readers import Faults
from coach.script.source import Source, read_source

if TYPE_CHECKING:
    from coach.diagnostics import Diagnostic, Span
    from coach.script.model import Script

__all__ = ["Library", "Lint", "Loaded", "load_script"]

Lint = Literal["none", "own", "shipped"]
"""How strictly words are looked over: what ships is held to more."""

_SHIPPED = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_BESIDE = re.compile(r"\./[^/\\]{1,255}\.toml")
_NAME_HINT = 'write the name of a shipped routine, or "./name.toml" beside this file'
_DEEPEST = 8


class Library(Protocol):
    """Where scripts come from; both answer None where there is none."""

    def shipped(self, name: str) -> tuple[str, bytes] | None:
        """Return a shipped routine's file name and bytes."""

    def beside(self, file: str, name: str) -> tuple[str, bytes] | None:
        """Return the name to show and the bytes of a file in the same folder."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """A script, or None where it has errors; every fault; the texts they point into."""

    script: Script | None
    diagnostics: tuple[Diagnostic, ...]
    texts: dict[str, str]


def load_script(
    file: str, data: bytes, name: str, library: Library, *, lint: Lint = "own"
) -> Loaded:
    """Read a script and those it is based on, and look its words over."""
    faults = Faults()
    texts: dict[str, str] = {}
    script = _read(_Request(file, data, name), library, faults, texts, ())
    if script is not None:
        check_script(script, faults)
        if lint != "none":
            from coach.script.lint import lint_script

            lint_script(script, texts, shipped=lint == "shipped", faults=faults)
    broken = any(each.severity == "error" for each in faults.diagnostics)
    return Loaded(
        script=None if broken else script,
        diagnostics=faults.diagnostics,
        texts=texts,
    )


@dataclass(frozen=True, slots=True)
class _Request:
    file: str
    data: bytes
    name: str


def _read(
    wanted: _Request,
    library: Library,
    faults: Faults,
    texts: dict[str, str],
    chain: tuple[str, ...],
) -> Script | None:
    source = read_source(wanted.data, wanted.file)
    if not isinstance(source, Source):
        texts[wanted.file] = wanted.data.decode("utf-8", "replace")
        for each in source:
            faults.add(
                each.slug,
                each.message,
                each.span,
                hint=each.hint,
                severity=each.severity,
            )
        return None
    texts[wanted.file] = source.text
    if not source.data:
        hint = "begin one that works as it is: coach new NAME.toml"
        span = source.positions.value(())
        faults.add("empty-script", "the script says nothing", span, hint=hint)
        return None
    seated = source.data.get("seated")
    if isinstance(seated, str) and not _is_name(seated):
        message = f"seated: {seated[:80]!r} is no routine's name"
        span = source.positions.value(("seated",))
        faults.add("bad-seated", message, span, hint=_NAME_HINT)
    base = None
    based_on = source.data.get("based_on")
    if isinstance(based_on, str):
        span = source.positions.value(("based_on",))
        found = _find_base(based_on, span, library, faults, (*chain, wanted.file))
        if found is None:
            return None
        base = _read(found, library, faults, texts, (*chain, wanted.file))
        if base is None:
            return None
    return decode_script(source, wanted.name, base, faults)


def _is_name(written: str) -> bool:
    return bool(_SHIPPED.fullmatch(written) or _BESIDE.fullmatch(written))


def _find_base(
    based_on: str, span: Span, library: Library, faults: Faults, chain: tuple[str, ...]
) -> _Request | None:
    if not _is_name(based_on):
        message = f"based_on: {based_on[:80]!r} is no routine's name"
        faults.add("bad-based-on", message, span, hint=_NAME_HINT)
        return None
    if _SHIPPED.fullmatch(based_on):
        found = library.shipped(based_on)
    else:
        found = library.beside(chain[-1], based_on.removeprefix("./"))
    if found is None:
        faults.add("bad-based-on", f"based_on: there is no {based_on!r}", span)
        return None
    file, data = found
    if file in chain:
        message = f"based_on goes round in a circle: {' -> '.join((*chain, file))}"
        faults.add("circular", message, span)
        return None
    if len(chain) > _DEEPEST:
        message = f"based_on is more than {_DEEPEST} scripts deep"
        faults.add("too-deep", message, span)
        return None
    return _Request(file, data, based_on)
