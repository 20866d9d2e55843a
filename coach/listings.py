"""What there is: the shipped routines, and the voices, as facts and as sentences."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from coach.resources import shipped
from coach.routines import load_routine, shipped_routines
from coach.script.values import format_value
from coach.speech.voices import describe_voices

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import Any

__all__ = ["routine_facts", "routine_text", "voice_facts", "voice_text"]

Facts = dict[str, "Any"]


def routine_facts() -> list[Facts]:
    """Tell of each shipped routine: title, position, parameters, weeks of its plan."""
    scripts = (load_routine(name).script for name in shipped_routines())
    return [
        {
            "name": script.name,
            "title": script.title,
            "position": script.position,
            "seated": script.seated,
            "weeks": len(script.plan),
            "parameters": {
                name: format_value(each, each.default)
                for name, each in script.parameters.items()
            },
        }
        for script in scripts
        if script is not None
    ]


def routine_text(facts: Sequence[Facts]) -> str:
    """Write the routines, two lines each."""
    return "\n".join(line for each in facts for line in _routine_lines(each))


def _routine_lines(facts: Facts) -> Iterator[str]:
    plan = f" A plan of {facts['weeks']} weeks." if facts["weeks"] else ""
    yield f"{facts['name']}: {facts['title']}.{plan}"
    usual = ", ".join(f"{name} {text}" for name, text in facts["parameters"].items())
    yield f"  Usually: {usual}."


def voice_facts(data_folder: Path) -> list[Facts]:
    """Tell of each voice whether it can speak, and what would help."""
    packs = shipped("audio") / "voices"
    facts = describe_voices(packs_folder=packs, data_folder=data_folder)
    return [asdict(each) for each in facts]


def voice_text(facts: Sequence[Facts]) -> str:
    """Write the voices, a sentence or two each."""
    return "\n".join(_voice_line(each) for each in facts)


def _voice_line(facts: Facts) -> str:
    about = f"{facts['name']}: {facts['description']}."
    takes, installed = facts["packed_takes"], facts["installed"]
    if facts["problem"]:
        able = f" Its pack is of no use: {facts['problem']}."
    elif takes is not None:
        able = f" Ready: speaks the shipped routines, {takes} lines."
        able += " And any other words." if installed else ""
    else:
        able = " Ready: speaks any words." if installed else " Not installed."
    cure = "" if installed else f" For any words: {facts['cure']}"
    return about + able + cure
