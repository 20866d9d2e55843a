"""Filling a cue's slots where it stands in the session."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coach.plan.model import Counted, Line, PlannedCue
from coach.script.model import Countdown, Spoken, Toned
from coach.script.slots import fill, find_slots, number_words
from coach.vocabulary import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.plan.model import LinePart
    from coach.script.model import Part, Script, Value, Wording
    from coach.script.slots import Quantity

__all__ = ["CueFiller"]


@dataclass(frozen=True, kw_only=True, slots=True)
class CueFiller:
    """Turns cue names into planned cues, each distinct one made once."""

    script: Script
    made: dict[tuple[object, ...], PlannedCue] = field(default_factory=dict)

    def fill(
        self, cue_id: str, values: Mapping[str, Value], rep: int | None = None
    ) -> PlannedCue:
        """Fill every wording of the variant that the values pick."""
        cue = self.script.cues[cue_id]
        variant = (int(values.get("variant", 1)) - 1) % len(cue.variants)
        ladder = cue.variants[variant]
        used = tuple(
            values.get(name)
            for wording in ladder
            for slot in find_slots(wording.text)
            for name in slot.names
        )
        sounding = values.get("tones") != "off"
        key = (cue_id, variant, rep, sounding, used)
        if key not in self.made:
            lines = (self._line(n, w, values) for n, w in enumerate(ladder))
            self.made[key] = PlannedCue(
                cue=cue_id,
                ladder=tuple(line for line in lines if line.parts),
                safety=cue.safety,
                origin=Origin(file=cue.span.file, line=ladder[0].span.line),
                rep=rep,
            )
        return self.made[key]

    def _line(self, number: int, wording: Wording, values: Mapping[str, Value]) -> Line:
        silent = values.get("tones") == "off"
        parts = tuple(
            self._part(part, values)
            for part in wording.parts
            if not (silent and isinstance(part, Toned))
        )
        return Line(wording=number, parts=parts)

    def _part(self, part: Part, values: Mapping[str, Value]) -> LinePart:
        language = self.script.language
        if isinstance(part, Spoken):
            return Spoken(
                text=fill(part.text, language, lambda n: self._quantity(n, values))
            )
        if isinstance(part, Countdown):
            numbers = range(part.start, 0, -1)
            words = (number_words(number, language) for number in numbers)
            return Counted(words=tuple(word.capitalize() for word in words))
        return part

    def _quantity(self, name: str, values: Mapping[str, Value]) -> Quantity:
        """Look a slot's value up: durations as seconds, all else as it is."""
        value = values[name]
        parameter = self.script.parameters.get(name)
        if parameter is not None and parameter.kind == "duration":
            return int(value) / 1000
        return value
