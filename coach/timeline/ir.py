"""The timeline as JSON, `coach.timeline/1`: written one clip a line, read with care."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from coach.diagnostics import Diagnostic, Span
from coach.timeline.model import SCHEMA, Timeline
from coach.timeline.validate import faults_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import TypeAdapter

__all__ = [
    "MAX_BYTES",
    "UPGRADES",
    "json_schema",
    "read_timeline",
    "write_timeline",
]

MAX_BYTES = 32 * 1024 * 1024
"""Size of the largest timeline file: a session of about a day."""

_LISTS = ("sections", "phases", "chapters", "fit")

_MOST_FAULTS = 20

UPGRADES: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""By older schema: what turns such a document into one of the next schema."""


def write_timeline(timeline: Timeline) -> str:
    """Write a timeline; the same timeline gives the same text."""
    document = asdict(timeline)
    tracks = document.pop("tracks")
    lists = {name: document.pop(name) for name in _LISTS}
    head = _line(document)[1:-1]
    parts = [f" {head}", f' "tracks": [{",".join(_track(each) for each in tracks)}]']
    parts += [f' "{name}": [{_items(each)}]' for name, each in lists.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _track(track: Mapping[str, Any]) -> str:
    return (
        f'\n  {{"name": {_line(track["name"])}, "clips": [{_items(track["clips"])}]}}'
    )


def _items(items: tuple[Mapping[str, Any], ...]) -> str:
    return ",".join(f"\n    {_line(item)}" for item in items)


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def read_timeline(data: bytes, file: str) -> Timeline | tuple[Diagnostic, ...]:
    """Read a timeline; anything wrong with it is a diagnostic, never an exception."""
    from pydantic import ValidationError

    if len(data) > MAX_BYTES:
        return (_fault(file, "too-large", f"more than {MAX_BYTES} bytes"),)
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as fault:
        return (_fault(file, "syntax", f"no JSON: {fault}"),)
    schema = document.get("schema") if isinstance(document, dict) else None
    if isinstance(schema, str) and schema in UPGRADES:
        return read_timeline(json.dumps(UPGRADES[schema](document)).encode(), file)
    if schema != SCHEMA:
        message = f"no timeline that this coach can read: its schema is not {SCHEMA!r}"
        return (_fault(file, "wrong-schema", message),)
    try:
        timeline = _adapter().validate_json(data, strict=True)
    except ValidationError as faults:
        found = (f"{_place(e['loc'])}: {e['msg']}" for e in faults.errors())
        messages = dict.fromkeys(islice(found, _MOST_FAULTS))
    else:
        messages = dict.fromkeys(faults_of(timeline))
        if not messages:
            return timeline
    return tuple(_fault(file, "wrong-value", message) for message in messages)


def _place(path: tuple[int | str, ...]) -> str:
    """Write a path as people do: tracks[0].clips[3].onset."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".") or "the timeline"


@cache
def _adapter() -> TypeAdapter[Timeline]:
    from pydantic import TypeAdapter

    return TypeAdapter(Timeline)


def _fault(file: str, slug: str, message: str) -> Diagnostic:
    return Diagnostic(
        slug=slug,
        severity="error",
        message=message,
        span=Span(file=file),
        hint="compile the script again",
    )


@cache
def json_schema() -> str:
    """Generate the JSON Schema of `coach.timeline/1` from the model."""
    schema = _adapter().json_schema()
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps({"$schema": dialect} | schema, indent=2) + "\n"
