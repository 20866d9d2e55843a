"""The golden sessions: small, so that each timeline can be read from end to end."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from durations import fast, own_script, shipped_script, slow, timeline_with

from coach.timeline.ir import write_timeline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from durations import Lengths

__all__ = ["GOLDENS", "REFRESH", "SCHEMA_FILE", "Golden", "golden_file"]

REFRESH = "python tests/refresh.py"
"""What writes the golden files and the schema anew, to be reviewed."""

SCHEMA_FILE = Path(__file__).parents[1] / "docs" / "timeline.schema.json"

_FOLDER = Path(__file__).parent / "golden"


@dataclass(frozen=True, kw_only=True, slots=True)
class Golden:
    """A script, its parameters and a made-up voice."""

    script: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    lengths: Lengths = fast
    preview: bool = False

    def text(self) -> str:
        """Compile to the whole JSON text."""
        own = _FOLDER / f"{self.script}.toml"
        script = (
            own_script(own.read_text("utf-8"), self.script)
            if own.is_file()
            else shipped_script(self.script)
        )
        return write_timeline(
            timeline_with(script, self.parameters, self.lengths, preview=self.preview)
        )


GOLDENS: Mapping[str, Golden] = {
    "standing-brief": Golden(
        script="standing",
        parameters={"reps": "3", "rest": "15 s", "opening": "brief"},
    ),
    "standing-tones": Golden(
        script="standing",
        parameters={
            "reps": "3",
            "sets": "1",
            "move": "1 s",
            "guidance": "tones",
            "tones": "strong",
            "count": "every",
            "opening": "usual",
        },
    ),
    "standing-off": Golden(
        script="standing",
        parameters={
            "reps": "2",
            "sets": "1",
            "hold": "2 s",
            "guidance": "full",
            "tones": "off",
            "opening": "brief",
        },
        lengths=slow,
    ),
    "standing-preview": Golden(script="standing", preview=True),
    "seated-first": Golden(
        script="seated", parameters={"reps": "2", "sets": "1", "variant": "2"}
    ),
    "ankles": Golden(script="ankles", parameters={"stretches": "1", "circles": "2"}),
    "small": Golden(script="small"),
    "small-faded": Golden(
        script="small",
        parameters={"reps": "3", "sets": "1", "guidance": "faded", "tones": "strong"},
        lengths=slow,
    ),
}


def golden_file(name: str) -> Path:
    """Name the file that holds a golden session's timeline."""
    return _FOLDER / f"{name}.json"
