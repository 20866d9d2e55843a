"""Loading scripts in tests: a small sound one, a library in memory, faults as lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coach.resources import shipped
from coach.script.load import load_script

if TYPE_CHECKING:
    from coach.script.load import Lint, Loaded
    from coach.script.model import Script

__all__ = ["SMALL", "Shelf", "changed", "load", "script_of", "slugs", "told"]

SMALL = """\
title = "Small"
language = "en"
position = "seated"
artist = "A"
album = "B"
year = 2026
comment = "C"

[parameters.hold]
default = "3 s"
min = "2 s"
max = "10 s"
help = "time in each position"

[session]
opening = [
  { cue = "safety" },
]
closing = [
  { cue = "end" },
]

[[block]]
name = "pump"
reps = 8
sets = 2
rest = "30 s"
ready = "ready"
resting = [{ cue = "rest" }]

[[block.phase]]
name = "toes"
lasts = "{hold}"
tone = "rise"
ready = "up"
hold = "stay"

[[block.phase]]
name = "heels"
lasts = "{hold}"
tone = "fall"
ready = "down"

[[block.remark]]
cue = "last"
phase = "heels"
left = 1

[cue.safety]
safety = true
say = "Stop if you feel dizzy, stay seated, and breathe easily."

[cue.ready]
say = "Starting in <count 3>"

[cue.up]
say = ["Up on your toes", "Toes"]

[cue.stay]
say = "Hold"

[cue.down]
say = ["Back to your heels", "Heels"]

[cue.last]
say = "Last one"

[cue.rest]
say = "Feet flat. Now rest."

[cue.end]
say = "Feet flat. Stay seated a moment."
"""
"""A script in which nothing is amiss."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelf:
    """A library of the shipped scripts, and of others in memory."""

    files: dict[str, str] = field(default_factory=dict)

    def shipped(self, name: str) -> tuple[str, bytes] | None:
        path = shipped("scripts") / f"{name}.toml"
        return (path.name, path.read_bytes()) if path.is_file() else None

    def beside(self, file: str, name: str) -> tuple[str, bytes] | None:
        del file
        return (name, self.files[name].encode()) if name in self.files else None


def load(text: str | bytes, *, lint: Lint = "own", **files: str) -> Loaded:
    """Load a script called x.toml; `b="..."` is what "./b.toml" holds."""
    data = text.encode() if isinstance(text, str) else text
    shelf = Shelf(files={f"{name}.toml": each for name, each in files.items()})
    return load_script("x.toml", data, "x", shelf, lint=lint)


def script_of(text: str) -> Script:
    """Load a script that must be sound."""
    loaded = load(text, lint="none")
    assert loaded.script is not None, told(loaded)
    return loaded.script


def told(loaded: Loaded) -> list[str]:
    """Write every fault as one line."""
    return [
        f"{each.span.file}:{each.span.line}:{each.span.column}+{each.span.length}"
        f" {each.severity}[{each.slug}]: {each.message}"
        + (f" ({each.hint})" if each.hint else "")
        for each in loaded.diagnostics
    ]


def slugs(loaded: Loaded) -> list[str]:
    """Write every fault as its severity and slug."""
    return [f"{each.severity} {each.slug}" for each in loaded.diagnostics]


def changed(old: str, new: str, text: str = SMALL) -> str:
    """Change one place of a script."""
    assert text.count(old) == 1, (text.count(old), old)
    return text.replace(old, new)
