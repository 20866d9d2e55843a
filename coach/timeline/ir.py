"""The timeline as JSON, `coach.timeline/1`: written one clip a line, read with care."""

from __future__ import annotations

import json
from dataclasses import MISSING, asdict, fields
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from coach.diagnostics import Diagnostic, Span
from coach.timeline.model import SCHEMA, Timeline
from coach.timeline.validate import faults_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pydantic import TypeAdapter
    from pydantic_core import SchemaValidator

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

_MOST_VALUES = 2_000_000
_MOST_PARAMETERS = 256
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
    document = _parse(data, file)
    if isinstance(document, Diagnostic):
        return (document,)
    schema = document["schema"]
    if schema in UPGRADES:
        return read_timeline(json.dumps(UPGRADES[schema](document)).encode(), file)
    messages = tuple(_plain_faults(document))
    if not messages:
        timeline = _validate(data)
        if isinstance(timeline, Timeline):
            return timeline
        messages = timeline
    return tuple(_fault(file, "wrong-value", message) for message in messages)


def _parse(data: bytes, file: str) -> dict[str, Any] | Diagnostic:
    """Read JSON of a known schema."""
    if len(data) > MAX_BYTES:
        return _fault(file, "too-large", f"more than {MAX_BYTES} bytes")
    if data.count(b",") > _MOST_VALUES:
        return _fault(file, "too-large", f"more than {_MOST_VALUES} values")
    try:
        document: Any = json.loads(data)
    except json.JSONDecodeError as fault:
        place = Span(file=file, line=fault.lineno, column=fault.colno)
        return _fault(file, "syntax", f"this is no JSON: {fault.msg}", place)
    except (ValueError, RecursionError) as fault:
        return _fault(file, "syntax", f"this is no JSON: {fault}")
    schema = document.get("schema") if isinstance(document, dict) else None
    if isinstance(schema, str) and (schema in UPGRADES or schema == SCHEMA):
        return dict(document)
    message = f"no timeline that this coach can read: its schema is not {SCHEMA!r}"
    return _fault(file, "wrong-schema", message)


def _validate(data: bytes) -> Timeline | tuple[str, ...]:
    """Check every value; return a sentence for each fault where there are any."""
    from pydantic import ValidationError

    try:
        timeline: Timeline = _validator().validate_json(data, strict=True)
    except ValidationError as faults:
        errors = faults.errors(include_url=False, include_input=False)
        found = (f"{_place(e['loc'])}: {e['msg']}" for e in errors)
        return tuple(dict.fromkeys(islice(found, _MOST_FAULTS)))
    return tuple(dict.fromkeys(faults_of(timeline))) or timeline


def _plain_faults(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong at first sight; pydantic would copy it all for each fault."""
    for each in fields(Timeline):
        has_default = (each.default, each.default_factory) != (MISSING, MISSING)
        if each.name not in document and not has_default:
            yield f"{each.name}: Field required"
    parameters = document.get("parameters")
    if isinstance(parameters, dict) and len(parameters) > _MOST_PARAMETERS:
        yield f"parameters: more than {_MOST_PARAMETERS}"


def _place(path: tuple[int | str, ...]) -> str:
    """Write a path as people do: tracks[0].clips[3].onset."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".") or "the timeline"


@cache
def _adapter() -> TypeAdapter[Timeline]:
    from pydantic import TypeAdapter

    return TypeAdapter(Timeline)


@cache
def _validator() -> SchemaValidator:
    from pydantic_core import SchemaValidator

    return SchemaValidator(_stopping(_adapter().core_schema))


def _stopping(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema of pydantic's
    """Let each list stop at its first faulty item: a million would take gigabytes."""
    if isinstance(schema, list):
        return [_stopping(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    stop = {"fail_fast": True} if schema.get("type") == "tuple" else {}
    return {key: _stopping(each) for key, each in schema.items()} | stop


def _fault(file: str, slug: str, message: str, place: Span | None = None) -> Diagnostic:
    return Diagnostic(
        slug=slug,
        severity="error",
        message=message,
        span=place or Span(file=file),
        hint="a timeline is what coach compile writes",
    )


@cache
def json_schema() -> str:
    """Generate the JSON Schema of `coach.timeline/1` from the model."""
    schema = _adapter().json_schema()
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps({"$schema": dialect} | schema, indent=2) + "\n"
