#!/usr/bin/env python3
"""Put what the code knows into docs/: `python tools/docs.py`; `--check` only looks.

A page is written by hand but for the regions between two comments; those come from the
script decoder, the commands and the timeline's model, with a line on each from
`docs.toml` beside this file. What has no line there, or a line and no code, is a fault.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from contextlib import ExitStack
from dataclasses import dataclass, fields, is_dataclass
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, get_args, get_type_hints
from unittest import mock

import coach
from coach.script.decode import decode_script
from coach.script.readers import Faults, TableReader
from coach.script.source import Source, read_source
from coach.timeline import model
from coach.timeline.ir import json_schema
from coach.vocabulary import Origin, Tags

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Read = Callable[..., object]

__all__ = ["DescriptionError", "decoder_keys", "main", "pages", "slugs"]

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
COMMAND = "python tools/docs.py"

_REGION = re.compile(
    r"(?P<begin><!-- generated: (?P<name>[a-z-]+) -->\n).*?(?P<end><!-- end -->)",
    re.DOTALL,
)

_EVERY_TABLE = b"""
overhead = {}
parameters.x = {}
cue.x = {}
guidance.x = [{}]
session.opening = [{ when = {} }]
chapters = {}
plan = [{}]
advice = {}
block = [{ phase = [{}], remark = [{}] }]
"""
"""A script with one of every table, all of them empty: the decoder reads every key."""

_AUTHORS_NAME = "x"

_TAKES = {
    "string": "text",
    "boolean": "true or false",
    "integer": "a whole number",
    "duration": 'a duration such as "3 s"',
    "strings": "text, or a list of texts",
    "table": "a table",
    "tables": "a list of tables",
    "named_tables": "tables",
}

_WITHOUT_LIMIT = 1000

_STATED_BY = {"add": 0, "_fault": 1, "_OverLimitError": 0, "_Limit": 0}
"""Calls that state a slug, and in which place."""


class DescriptionError(Exception):
    """What is described and what there is differ."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """How the decoder reads one key."""

    takes: str = ""
    default: str = ""
    needed: bool = False


def main(arguments: list[str]) -> int:
    """Refresh the pages, or with `--check` say which ones are not up to date."""
    try:
        written = pages()
    except DescriptionError as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    stale = {path: text for path, text in written.items() if _text(path) != text}
    if "--check" in arguments:
        for path in stale:
            sys.stderr.write(f"{path.name} is not up to date: run {COMMAND}\n")
        return min(len(stale), 1)
    for path, text in stale.items():
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path.name} was refreshed\n")
    return 0


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def pages() -> dict[Path, str]:
    """Write every page that has a generated part, as it should be."""
    described = tomllib.loads(_text(Path(__file__).with_suffix(".toml")))
    regions = {
        "script-keys": _script_keys(described["table"]),
        "slugs": _slugs(described["slugs"]),
        "commands": _commands(described["commands"]),
        "timeline": _timeline(described["timeline"]),
    }
    written = {DOCS / "timeline.schema.json": json_schema()}
    for path in sorted(DOCS.glob("*.md")):
        text = _REGION.sub(
            lambda region: (
                region["begin"] + regions[region["name"]] + "\n" + region["end"]
            ),
            _text(path),
        )
        if _REGION.search(text):
            written[path] = text
    return written


def _compare(what: str, described: Iterable[str], there: Iterable[str]) -> None:
    """Raise where something has no description, or a description describes nothing."""
    told, known = set(described), set(there)
    faults = [f"{name} is not described" for name in sorted(known - told)]
    faults += [f"there is no {name} to describe" for name in sorted(told - known)]
    if faults:
        raise DescriptionError(f"{what}: {'; '.join(faults)}: mend tools/docs.toml")


# --- The script's keys ---------------------------------------------------------------


def decoder_keys() -> dict[str, dict[str, Reading]]:
    """Decode a script of empty tables; return what was read, by kind of table."""
    found: dict[str, dict[str, Reading]] = {}
    source = read_source(_EVERY_TABLE, "every.toml")
    if not isinstance(source, Source):
        raise TypeError("the script of empty tables is no TOML")
    with ExitStack() as patches:
        for name in (*_TAKES, "choice", "raw"):
            read = _recording(getattr(TableReader, name), found)
            patches.enter_context(mock.patch.object(TableReader, name, read))
        decode_script(source, "every", None, Faults())
    return found


def _recording(original: Read, found: dict[str, dict[str, Reading]]) -> Read:
    parameters = signature(original)

    def read(reader: TableReader, key: str, *given: object, **more: object) -> object:
        keys = found.setdefault(reader.what, {})
        if key != _AUTHORS_NAME and (key not in keys or not keys[key].takes):
            arguments = parameters.bind(reader, key, *given, **more).arguments
            keys[key] = _reading(original.__name__, arguments)
        return original(reader, key, *given, **more)

    return read


def _reading(method: str, arguments: Mapping[str, Any]) -> Reading:
    takes = _TAKES.get(method, "")
    if method == "choice":
        takes = "one of " + ", ".join(arguments["choices"])
    if method == "integer":
        least, most = arguments["minimum"], arguments["maximum"]
        takes += f" from {least}" + (f" to {most}" if most < _WITHOUT_LIMIT**2 else "")
    default = arguments.get("default")
    shown = "" if default is None else str(default)
    shown = shown.lower() if isinstance(default, bool) else shown
    return Reading(takes=takes, default=shown, needed=bool(arguments.get("required")))


def _script_keys(tables: list[dict[str, Any]]) -> str:
    there = decoder_keys()
    free = {"overhead", "guidance"}
    _compare("tables of a script", (t["what"] for t in tables), there.keys() | free)
    parts = []
    for table in tables:
        what, keys = table["what"], table["keys"]
        known = there.get(what, {})
        _compare(what, (key for key in keys if not key.startswith("<")), known)
        parts.append(f"### {_code(table['heading'])}\n")
        if intro := table.get("intro"):
            parts.append(f"{intro}\n")
        parts.append("| Key | Takes | Default | Meaning |\n|---|---|---|---|")
        parts += [_key_row(key, said, known.get(key)) for key, said in keys.items()]
        parts.append("")
    return "\n".join(parts).rstrip()


def _code(heading: str) -> str:
    return f"`{heading}`" if heading.startswith("[") else heading


def _key_row(key: str, said: Mapping[str, Any], read: Reading | None) -> str:
    read = read or Reading()
    takes = said.get("takes", read.takes)
    if not takes:
        raise DescriptionError(f"{key}: say what it takes in tools/docs.toml")
    needed = said.get("needed", read.needed)
    default = said.get("default", read.default)
    return (
        f"| `{key}` | {takes} | {'needed' if needed else default} | {said['means']} |"
    )


# --- Diagnostics ---------------------------------------------------------------------


def slugs() -> set[str]:
    """Find every slug that the code of scripts and timelines states."""
    package = Path(coach.__file__).parent
    files = [*package.glob("script/*.py"), *package.glob("timeline/*.py")]
    files.append(package / "pipeline.py")
    found = {slug for file in files for slug in _stated(ast.parse(_text(file)))}
    return found | set(get_args(get_type_hints(model.FitNote)["slug"]))


def _stated(tree: ast.AST) -> Iterator[str]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        function = call.func
        name = function.attr if isinstance(function, ast.Attribute) else ""
        name = function.id if isinstance(function, ast.Name) else name
        values = [keyword.value for keyword in call.keywords if keyword.arg == "slug"]
        place = _STATED_BY.get(name)
        values += call.args[place : place + 1] if place is not None else []
        for value in values:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def _slugs(groups: list[dict[str, Any]]) -> str:
    lines = [(slug, line) for group in groups for slug, line in group["lines"].items()]
    _compare("diagnostics", (slug for slug, _ in lines), slugs())
    parts = []
    for group in groups:
        parts.append(f"### {group['heading']}\n")
        parts += [f"- `{slug}`: {line}" for slug, line in group["lines"].items()]
        parts.append("")
    return "\n".join(parts).rstrip()


# --- Commands ------------------------------------------------------------------------


def _commands(described: Mapping[str, Mapping[str, str]]) -> str:
    there = dict(_all_commands())
    _compare("commands", described, there)
    parts = []
    for name, said in described.items():
        command = there[name]
        parts.append(f"## coach {name}\n\n{command.help}\n")
        parts.append(f"    coach {name} {_usage(command)}".rstrip() + "\n")
        parts += [f"- {_parameter(each)}" for each in command.params if each.help]
        parts.append(f"\n```sh\n{said['example']}\n```\n\n{said['shows']}\n")
    return "\n".join(parts).rstrip()


class _Parameter(Protocol):
    """What the command line knows of an argument or option."""

    name: str
    param_type_name: str
    opts: list[str]
    metavar: str | None
    help: str | None
    default: object
    required: bool
    nargs: int


class _Command(Protocol):
    """The same of a command."""

    help: str
    params: list[_Parameter]


def _all_commands() -> Iterator[tuple[str, _Command]]:
    from typer.main import get_command

    from coach.cli import app

    outer: dict[str, _Command] = getattr(get_command(app), "commands", {})
    for name, command in outer.items():
        yield name, command
        inner: dict[str, _Command] = getattr(command, "commands", {})
        for inner_name, each in inner.items():
            yield f"{name} {inner_name}", each


def _usage(command: _Command) -> str:
    places = [_place(each) for each in command.params if _is_argument(each)]
    return " ".join([*places, "[OPTIONS]"])


def _is_argument(parameter: _Parameter) -> bool:
    return parameter.param_type_name == "argument"


def _place(parameter: _Parameter) -> str:
    name = parameter.name.upper() + ("..." if parameter.nargs < 0 else "")
    return name if parameter.required else f"[{name}]"


def _parameter(parameter: _Parameter) -> str:
    if _is_argument(parameter):
        written = f"`{_place(parameter)}`"
    else:
        value = (
            ""
            if getattr(parameter, "is_flag", False)
            else f" {parameter.metavar or 'VALUE'}"
        )
        written = ", ".join(f"`{option}{value}`" for option in parameter.opts)
    usual = parameter.default
    default = f" Usually {usual}." if usual not in {None, False} else ""
    needed = " Needed." if parameter.required and not _is_argument(parameter) else ""
    return f"{written}: {parameter.help}{default}{needed}"


# --- The timeline --------------------------------------------------------------------

_FIELD_TYPES = (
    (r"Literal\[.*?\]", "text"),
    (r"tuple\[(\w+), \.\.\.\]", r"list of \1"),
    (r"dict\[.*\]", "object"),
    (r"Frames", "frames"),
    (r"\bstr\b|ToneName|SectionKind", "text"),
    (r"\bint\b", "whole number"),
    (r"\bbool\b", "true or false"),
    (r"\bfloat\b", "number"),
    (r"None", "null"),
    (r" \| ", " or "),
)


def _timeline(described: Mapping[str, Mapping[str, str]]) -> str:
    known: dict[str, Any] = vars(model) | {"Origin": Origin, "Tags": Tags}
    kinds = {name: kind for name, kind in known.items() if is_dataclass(kind)}
    _compare("kinds of the timeline", described, kinds)
    parts = []
    for name, lines in described.items():
        kind = kinds[name]
        _compare(name, lines, (each.name for each in fields(kind)))
        parts.append(f"### {name}\n\n{kind.__doc__}\n")
        parts.append("| Field | Type | Meaning |\n|---|---|---|")
        parts += [
            f"| `{each.name}` | {_field_type(str(each.type))} | {lines[each.name]} |"
            for each in fields(kind)
        ]
        parts.append("")
    return "\n".join(parts).rstrip()


def _field_type(written: str) -> str:
    for pattern, words in _FIELD_TYPES:
        written = re.sub(pattern, words, written)
    return written


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
